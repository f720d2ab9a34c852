import { isName } from './words';

/** A term is a few words, not a sentence. */
const longestTerm = 8;

/** What starts a note: in a box that is set off as one, the word alone; elsewhere what cannot be read as a sentence's verb. */
export function noteLabels(words: readonly string[]): { readonly inNote: RegExp; readonly inText: RegExp } | null {
  if (words.length === 0) return null;
  const any = words.join('|');
  const marked = `\\[!(?:${[...words, ...words.map((word) => word.toUpperCase())].join('|')})\\]|(?:${any}):`;
  return {
    inNote: new RegExp(`^\\s*(?:${marked}|(?:${any})(?=\\s))\\s*`),
    inText: new RegExp(`^\\s*(?:${marked}|(?:${any})(?=\\s+[^a-z\\s]))\\s*`),
  };
}

/** Whether a text is short enough for a term, is no formula, and does not end as a sentence or lead-in does. */
export function couldBeTerm(text: string): boolean {
  const term = text.trim();
  return term !== '' && !/[.:;?!,]$|[=<>+]/.test(term) && term.split(/\s+/).length <= longestTerm;
}

/** Whether a short line is a title or a name by its looks, and what follows starts anew. */
export function looksLikeTitle(line: string, following: string): boolean {
  return /^\s*\p{Lu}/u.test(line) ? /^\s*[\p{Lu}"(]/u.test(following) : isName(line.trim());
}

/** Whether a sentence leads to the list, table or definitions behind it. */
export function opensList(sentence: string): boolean {
  return /:\W*$/.test(sentence) || /\bfollowing\b(?! figure)/.test(sentence);
}

/** The offset of the first character that is no space, from an offset on; the text's length when there is none. */
export function skipSpace(text: string, from: number): number {
  const rest = text.slice(from).search(/\S/);
  return rest === -1 ? text.length : from + rest;
}
