import { differences } from './compare/similarity';
import type { Change, Said, State } from './compare/match';
import { findLost, type Lost, type RemarkText } from './fidelity';
import type { Fingerprints } from './fingerprint';
import type { LedgerPage, LedgerStatement } from './ledger/form';
import type { Level } from './say/level';
import type { Vocabulary } from './vocabulary';

/** A place where the words of a statement changed. */
export interface WordChange {
  /** How many words are alike between the last such place, or the start, and this one. */
  readonly alike: number;
  /** What was there: the words as far as they are known, null for the others. */
  readonly before: readonly (string | null)[];
  readonly after: readonly string[];
}

/** A statement of a page that was checked. */
export interface CheckedStatement {
  /** Its address in the ledger; on the page, when it is new there. */
  readonly at: string;
  /** The 1-based line on the page; for what is removed, of the statement before it. */
  readonly line: number;
  readonly state: State;
  readonly level: Level | null;
  /** The level that the ledger records, where the page states another one. */
  readonly levelBefore: Level | null;
  /** What the statement says, in the ledger's own words. */
  readonly says: string | null;
  /** The remarks that the change, or what was lost, puts in doubt. */
  readonly remarks: readonly string[];
  readonly words: readonly WordChange[];
  /** Whether somebody has decided what becomes of it. */
  readonly decided: boolean;
  /** The other page that it stands on now; its line is one of that page's file. */
  readonly elsewhere: { readonly page: string; readonly file: string; readonly line: number } | null;
  /** The addresses, on the page, of the further statements that it was split into. */
  readonly further: readonly string[];
  /** The addresses, in the ledger, of the statements that it was merged with. */
  readonly mergedWith: readonly string[];
  /** What it says and none of its remarks does. */
  readonly lost: readonly Lost[];
  /** The findings that are open again because it changed. */
  readonly findings: readonly string[];
  /** Where the ledger records it; null when it does not. */
  readonly ledger: { readonly file: string; readonly line: number } | null;
}

/** What the telling of a change needs to know beside the change. */
export interface Knowledge {
  readonly fingerprints: Fingerprints;
  readonly vocabulary: Vocabulary;
  readonly remarkTexts: ReadonlyMap<string, RemarkText>;
  /** What is no loss when a remark does not say it. */
  readonly isSaidOtherwise: (word: string, remarks: readonly RemarkText[]) => boolean;
  /** The findings about a statement, by `page#address`. */
  readonly findings: ReadonlyMap<string, readonly string[]>;
}

/** Tells what became of a statement to those whom it concerns. */
export function tellChange(change: Change, record: LedgerPage, known: Knowledge): CheckedStatement {
  const nothing = { words: [], elsewhere: null, further: [], mergedWith: [], lost: [], findings: [] };
  if (change.state === 'added') {
    const { at, line, level } = change.said.statement;
    const unknown = { says: null, remarks: [], levelBefore: null, decided: false, ledger: null };
    return { ...nothing, ...unknown, at, line, state: 'added', level };
  }
  const { recorded, state } = change;
  const saysOtherwise = state === 'reworded' || state === 'removed';
  const shared = {
    at: recorded.at,
    state,
    says: recorded.says,
    remarks: state === 'unchanged' ? [] : remarksOf(recorded, record),
    decided: recorded.disposition.is !== 'gap',
    findings: saysOtherwise ? (known.findings.get(`${record.id}#${recorded.at}`) ?? []) : [],
    ledger: { file: record.file, line: recorded.line },
  };
  if (change.state === 'removed') {
    const line = change.after?.statement.line ?? 1;
    return { ...nothing, ...shared, line, level: recorded.level, levelBefore: null };
  }
  const { said, further, mergedWith, elsewhere } = change;
  const { level } = said.statement;
  const whole = [said, ...further];
  const line = Math.min(...whole.map(({ statement }) => statement.line));
  const lost = findLost(
    state === 'reworded' ? { ...recorded, level } : recorded,
    whole.map(({ statement }) => statement),
    known.remarkTexts,
    known.isSaidOtherwise,
  );
  return {
    ...shared,
    remarks: lost.length > 0 ? remarksOf(recorded, record) : shared.remarks,
    line,
    level,
    levelBefore: state !== 'unchanged' && recorded.level !== level ? recorded.level : null,
    words: state === 'reworded' ? wordChanges([recorded, ...mergedWith], whole, known) : [],
    elsewhere: elsewhere === null ? null : { ...elsewhere, line },
    further: further.map(({ statement }) => statement.at),
    mergedWith: mergedWith.map(({ at }) => at),
    lost,
  };
}

/** The remarks that hold a statement; a lead-in's are those of everything it leads to, too. */
function remarksOf(statement: LedgerStatement, { statements }: LedgerPage): string[] {
  const remarks = new Set<string>();
  // A lead-in stands before what it leads to, so that one pass in the page's order meets everything.
  const led = new Set([statement.at]);
  for (const { at, lead, disposition } of statements) {
    if (at !== statement.at && (lead === null || !led.has(lead))) continue;
    led.add(at);
    if (disposition.is === 'rule') for (const remark of disposition.remarks) remarks.add(remark);
  }
  return [...remarks].sort();
}

/** Where the words differ from the accepted wording that is nearest. */
function wordChanges(
  recorded: readonly LedgerStatement[],
  said: readonly Said[],
  { fingerprints, vocabulary }: Knowledge,
): WordChange[] {
  const after = inOrder(said).flatMap(({ statement }) => statement.words);
  const [only] = recorded;
  const wordings =
    recorded.length === 1 && only !== undefined
      ? only.wordings.map(({ words }) => words)
      : [
          inOrder(recorded)
            .map(({ wordings: [first] }) => first?.words ?? '')
            .join(' '),
        ];
  const told = wordings.map((words) => differences(words.split(' '), after, (word) => fingerprints.word(word)));
  const size = (places: (typeof told)[number]) =>
    places.reduce((sum, place) => sum + place.before.length + place.after.length, 0);
  const nearest = told.reduce((best, places) => (size(places) < size(best) ? places : best));
  return nearest.map((place) => ({
    alike: place.alike,
    before: place.before.map((hash) => vocabulary.wordOf(hash)),
    after: place.after,
  }));
}

/** Pieces in the order of the page or the ledger. */
function inOrder<Piece extends { readonly line: number } | { readonly statement: { readonly line: number } }>(
  pieces: readonly Piece[],
): Piece[] {
  const lineOf = (piece: Piece) => ('line' in piece ? piece.line : piece.statement.line);
  return [...pieces].sort((a, b) => lineOf(a) - lineOf(b));
}
