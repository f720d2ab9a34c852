import { readFileSync } from 'node:fs';
import type { LedgerStatement } from './ledger/form';
import { Problem } from './problem';
import { unreadable } from './read/source';
import { featureFiles } from './remarks';
import type { Level } from './say/level';
import type { Statement } from './say/statement';
import { isName } from './say/words';

/** What a remark says, as far as it can be compared with a statement word by word. */
export interface RemarkText {
  /** The levels of its tags. */
  readonly levels: ReadonlySet<Level>;
  /** The names and numbers of its Rule, of the Rule's examples, and of what stands above all Rules of the feature. */
  readonly words: ReadonlySet<string>;
  /** The same text in lower case. */
  readonly folded: string;
}

/** Takes a text apart when it is asked for: most checks ask for few of the texts, and for each of them often. */
class RemarkPart implements RemarkText {
  private known: { readonly words: ReadonlySet<string>; readonly folded: string } | null = null;

  constructor(
    readonly levels: ReadonlySet<Level>,
    private readonly head: RemarkText | null,
    private readonly own: string,
  ) {}

  get words(): ReadonlySet<string> {
    return this.know().words;
  }

  get folded(): string {
    return this.know().folded;
  }

  private know() {
    this.known ??= {
      words: new Set([...(this.head?.words ?? []), ...partsOf(this.own)]),
      folded: `${this.head?.folded ?? ''}\n${this.own.toLowerCase()}`,
    };
    return this.known;
  }
}

/** How much of what a statement says a remark must say, in a corpus. */
export interface Fidelity {
  /** Names that are no loss. */
  readonly ignored: ReadonlySet<string>;
  /** Names that a remark may say in other words: any of these, in any letter case. */
  readonly inWords: ReadonlyMap<string, readonly string[]>;
}

/** Something that a statement says and none of its remarks does. */
export type Lost =
  | { readonly what: 'name' | 'number'; readonly word: string }
  | { readonly what: 'level'; readonly level: Level; readonly said: string; readonly remarks: readonly Level[] };

const levelTag = /@(must|should|may)(?=\s|$)/g;
const remarkTag = /@remark:(\S+)/g;

/**
 * What the remarks of a folder of features say.
 *
 * A remark's text runs from its tags to the tags of the next remark. The features are not parsed: this runs on every
 * check, and whether they are Gherkin is for others to tell.
 *
 * @throws Problem when a feature cannot be read
 */
export function readRemarkTexts(folder: string): Map<string, RemarkText> {
  const texts = new Map<string, RemarkText>();
  for (const file of featureFiles(folder)) {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw new Problem(unreadable(error), file);
    }
    for (const [id, remark] of remarkTextsOf(text)) texts.set(id, remark);
  }
  return texts;
}

/** What the remarks of one feature say, by their ids. */
export function remarkTextsOf(feature: string): Map<string, RemarkText> {
  const lines = feature.split(/\r?\n/);
  const texts = new Map<string, RemarkText>();
  const starts: { line: number; ids: string[]; levels: Set<Level> }[] = [];
  for (let line = 0; line < lines.length; line++) {
    const start = line;
    let tags = '';
    while (/^\s*@/.test(lines[line] ?? '')) tags += ` ${lines[line++] ?? ''}`;
    const ids = [...tags.matchAll(remarkTag)].map(([, id = '']) => id);
    const levels = new Set([...tags.matchAll(levelTag)].map(([, level]) => level as Level));
    if (ids.length > 0) starts.push({ line: start, ids, levels });
  }
  const head = new RemarkPart(new Set(), null, lines.slice(0, starts[0]?.line ?? 0).join('\n'));
  for (const [index, { line, ids, levels }] of starts.entries()) {
    const part = new RemarkPart(levels, head, lines.slice(line, starts[index + 1]?.line).join('\n'));
    for (const id of ids) texts.set(id, part);
  }
  return texts;
}

/**
 * What a statement with remarks says and none of them does: its names, its numbers, and its level.
 *
 * @param said what the page says, in one or more statements
 * @param isSaidOtherwise whether a word is no loss, or remarks say it in other words
 */
export function findLost(
  { disposition, except, level }: LedgerStatement,
  said: readonly Statement[],
  texts: ReadonlyMap<string, RemarkText>,
  isSaidOtherwise: (word: string, remarks: readonly RemarkText[]) => boolean,
): Lost[] {
  if (disposition.is !== 'rule') return [];
  const remarks = disposition.remarks.flatMap((id) => texts.get(id) ?? []);
  if (remarks.length === 0) return [];
  const lost: Lost[] = [];
  for (const word of partsOf(said.flatMap(({ words }) => words).join(' '))) {
    if (except.has(word) || remarks.some(({ words }) => words.has(word)) || isSaidOtherwise(word, remarks)) continue;
    lost.push({ what: /^\d/.test(word) ? 'number' : 'name', word });
  }
  if (level !== null && !except.has('level') && !remarks.some(({ levels }) => levels.has(level))) {
    const levels = [...new Set(remarks.flatMap((remark) => [...remark.levels]))];
    lost.push({
      what: 'level',
      level,
      said: modalOf(said.map(({ text }) => text).join(' ')) ?? level,
      remarks: levels,
    });
  }
  return lost;
}

/** Whether a name is no loss, or one of the remarks says it in other words. */
export function saidOtherwise(word: string, remarks: readonly RemarkText[], { ignored, inWords }: Fidelity): boolean {
  if (ignored.has(word)) return true;
  const phrases = inWords.get(word)?.map((phrase) => phrase.toLowerCase()) ?? [];
  return phrases.length > 0 && remarks.some(({ folded }) => phrases.some((phrase) => folded.includes(phrase)));
}

/** The names and numbers in a text, without the marks around them; an abbreviation's plural counts as the abbreviation. */
function partsOf(text: string): Set<string> {
  const found = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return new Set(
    found.map((part) => part.replace(/^(\p{Lu}{2,})s$/u, '$1')).filter((part) => /^\d/.test(part) || isName(part)),
  );
}

/** The modal verb of a text with its negation, as the text has it. */
function modalOf(text: string): string | null {
  return /\b(?:must|should|shall|may|can|cannot)(?: not)?\b/.exec(text)?.[0] ?? null;
}
