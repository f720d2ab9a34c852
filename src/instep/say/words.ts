import { invisible } from '../read/source';
import { splitSentences } from './sentences';

/**
 * A name, number or ordinary word, with the marks that belong to it (`*Context`, `802.1q`, `and/or`, `non-NULL`,
 * `driver's`, `50%`); or an operator. Everything else is punctuation.
 */
const token =
  /(?:\*+(?=[\p{L}_]))?[\p{L}\p{N}_]+(?:(?:['./&@#\\]|::|-|(?<=\d)[,:](?=\d))[\p{L}\p{N}_]+)*%?|->|=>|<=|>=|==|!=|!(?=[\p{L}_(])|<<|>>|-{2,}|[-+=<>\u00d7\u00f7*/&^~|]/gu;

/**
 * The words of a text as its meaning has them.
 *
 * Markup, line breaks, quotation marks, dashes, punctuation and the capital that starts a sentence are gone. Numbers,
 * names with their letter case, negations, modal verbs and operators stay.
 *
 * @param text one or more sentences
 */
export function wordsOf(text: string): string[] {
  const plain = plainCharacters(text);
  return splitSentences(plain).flatMap(({ start, end }) => sentenceWords(plain.slice(start, end)));
}

/** Emphasis and escapes in Markdown that stand where no Markdown is read, as in a block of HTML: what they mark stays. */
const strayEmphasis =
  /(?<![\p{L}\p{N}*])(\*{1,3})(?=[\p{L}\p{N}_])([^*\n]{1,80})(?<=[\p{L}\p{N}_.)])\1(?![\p{L}\p{N}*])/gu;
const strayEscape = /\\(?=[_*#<>[\]])/g;

/** Folds what typography offers for one and the same character. */
function plainCharacters(text: string): string {
  const plain = withoutStrayMarkdown(text);
  if (!/[^\0-\x7f]/.test(plain)) return plain;
  return plain
    .normalize('NFC')
    .replace(invisible, '')
    .replace(/[\u2018\u2019\u201b\u02bc]/g, "'")
    .replace(/[\u2010\u2011\u2212]/g, '-')
    .replace(/(?<=\S)\u2013(?=\S)/g, '-')
    .replace(/[\u2012-\u2015]/g, ' -- ');
}

function withoutStrayMarkdown(text: string): string {
  if (!/[\\*]/.test(text)) return text;
  return text.replace(strayEscape, '').replace(strayEmphasis, '$2');
}

function sentenceWords(sentence: string): string[] {
  if (/[-*/]/.test(sentence)) return wordsAmongMarks(sentence);
  return (sentence.match(token) ?? []).map((word, index) => (index === 0 ? foldInitial(word) : word));
}

/** The words of a sentence that has marks which may be operators, dashes, or parts of words. */
function wordsAmongMarks(sentence: string): string[] {
  const found = [...sentence.matchAll(token)].map((match) => ({ word: match[0], start: match.index }));
  const words: string[] = [];
  let first = true;
  for (let index = 0; index < found.length; index++) {
    const current = found[index];
    if (current === undefined || /^-{2,}$/.test(current.word)) continue;
    const next = found[index + 1];
    const last = words.at(-1);
    const isSign = !isOperand(last) || found[index - 1]?.word === '-';
    if (current.word === '-' && next?.start === current.start + 1 && /^\d/.test(next.word) && isSign) {
      words.push(`-${next.word}`);
      index++;
    } else if (/^[-*/]$/.test(current.word)) {
      // A minus sign, and the mark of a pointer, may stand between an operator and its operand.
      const operand = next?.word === '-' ? found[index + 2] : next;
      if (isOperand(last) && isOperand(operand?.word)) words.push(current.word);
    } else words.push(first ? foldInitial(current.word) : current.word);
    first = false;
  }
  return words;
}

/** Whether a word can stand on a side of an operator: a number or a name, but no ordinary word. */
function isOperand(word: string | undefined): boolean {
  return word !== undefined && (/\d/.test(word) || isName(word));
}

/** Whether a word is a name by its looks: an underscore, a capital after its first letter, or a leading asterisk. */
export function isName(word: string): boolean {
  return /^\*|_|.\p{Lu}/u.test(word) && /\p{L}/u.test(word);
}

/** Takes away the capital that an ordinary word has only because it starts a sentence. */
function foldInitial(word: string): string {
  const first = word.charCodeAt(0);
  if (first >= 0x61 && first <= 0x7a) return word;
  return /^(?:\p{Lu}|\p{Lu}\p{Ll}+(?:['-]\p{Ll}+)*)$/u.test(word) ? word.toLowerCase() : word;
}
