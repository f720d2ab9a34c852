import type { LedgerStatement } from '../ledger/form';
import type { Statement } from '../say/statement';
import { bestAssignment, type Candidate } from './assignment';
import { outOfOrder } from './order';
import { similarity } from './similarity';

/** What became of a statement between the ledger and the page. */
export type State = 'unchanged' | 'reworded' | 'moved' | 'removed' | 'added';

/** A statement of the page, with its wording hashed. */
export interface Said {
  readonly statement: Statement;
  readonly wording: string;
}

/** One statement's fate. */
export type Change =
  | { readonly state: 'unchanged' | 'moved' | 'reworded'; readonly recorded: LedgerStatement; readonly said: Said }
  | {
      readonly state: 'removed';
      readonly recorded: LedgerStatement;
      /** The last statement of the page before the place where it stood. */
      readonly after: Said | null;
    }
  | { readonly state: 'added'; readonly said: Said };

/** The comparison of a page with its record. */
export interface Match {
  /** In the page's order; what is removed stands where it was. */
  readonly changes: readonly Change[];
  /** How many statements this edition leaves out, as the ledger allows. */
  readonly absent: number;
}

/** From this likeness on, a wording is taken for another wording of the same statement. */
const alike = 0.5;
/** The same, where the statements before and after are known to be the same. */
const alikeInPlace = 0.3;
/** A statement of so few words may change all of them and still be the same, in the same place. */
const shortest = 3;
/** Beyond this many pairs, only statements that share a rare word are compared. */
const mostPairs = 10_000;
/** Against how many others a statement is compared at most. */
const mostRivals = 24;

/**
 * Compares a page with its record.
 *
 * Statements with an accepted wording are paired first; where one wording stands several times, those pairs are chosen
 * whose surroundings agree most. The rest is paired by likeness of the wording, best overall.
 */
export function matchPage(recorded: readonly LedgerStatement[], said: readonly Said[]): Match {
  const pairs = new Pairs(recorded, said);
  pairs.pairEqual();
  pairs.pairFacts();
  const repeated = pairs.takeRepeats();
  pairs.pairAlike();
  return tell(recorded, said, pairs.byRecorded, repeated);
}

/** The pairs made so far between a record and a page. */
class Pairs {
  /** For each recorded statement, the page's statement, by their places. */
  readonly byRecorded = new Map<number, number>();
  private readonly bySaid = new Map<number, number>();
  private readonly wordings: readonly ReadonlySet<string>[];
  private readonly recordedAt: ReadonlyMap<string, number>;
  private readonly saidAt: ReadonlyMap<string, number>;

  constructor(
    private readonly recorded: readonly LedgerStatement[],
    private readonly said: readonly Said[],
  ) {
    this.wordings = recorded.map(({ wordings }) => new Set(wordings.map(({ words }) => words)));
    this.recordedAt = new Map(recorded.map(({ at }, index) => [at, index]));
    this.saidAt = new Map(said.map(({ statement }, index) => [statement.at, index]));
  }

  /** Pairs statements whose wording is accepted. */
  pairEqual(): void {
    const byWording = new Map<string, number[]>();
    for (const [index, wordings] of this.wordings.entries()) {
      for (const words of wordings) {
        const group = byWording.get(words);
        if (group === undefined) byWording.set(words, [index]);
        else group.push(index);
      }
    }
    const candidates: Candidate[] = [];
    const crowded = new Map<string, number>();
    for (const [right, { wording }] of this.said.entries()) {
      const lefts = byWording.get(wording) ?? [];
      const rank = crowded.get(wording) ?? 0;
      crowded.set(wording, rank + 1);
      // Where one wording stands dozens of times, only neighbours in rank can be rivals; this keeps the work bounded.
      const from =
        lefts.length > mostRivals ? Math.max(0, Math.min(rank - mostRivals / 2, lefts.length - mostRivals)) : 0;
      for (const left of lefts.slice(from, from + mostRivals)) {
        candidates.push({ left, right, score: 100 + this.surroundings(left, right) });
      }
    }
    this.take(candidates);
  }

  /** Pairs facts by their names: a fact is the same fact whatever its value. */
  pairFacts(): void {
    for (const [left, { at, kind }] of this.recorded.entries()) {
      const right = this.saidAt.get(at);
      if (kind !== 'fact' || right === undefined || this.said[right]?.statement.kind !== 'fact') continue;
      if (!this.byRecorded.has(left) && !this.bySaid.has(right)) this.pair(left, right);
    }
  }

  /** The page's statements that only repeat what the ledger allows to be repeated: for each, what it repeats. */
  takeRepeats(): Map<number, LedgerStatement> {
    const repeatable = new Map<string, LedgerStatement>();
    for (const statement of this.recorded) {
      if (statement.repeats === null) continue;
      for (const { words } of statement.wordings) repeatable.set(words, statement);
    }
    const repeats = new Map<number, LedgerStatement>();
    for (const [right, { wording }] of this.said.entries()) {
      const statement = repeatable.get(wording);
      if (statement !== undefined && !this.bySaid.has(right)) {
        repeats.set(right, statement);
        this.bySaid.set(right, -1);
      }
    }
    return repeats;
  }

  /** Pairs what is left by the likeness of the wordings. */
  pairAlike(): void {
    const lefts = [...this.recorded.keys()].filter((left) => !this.byRecorded.has(left));
    const rights = [...this.said.keys()].filter((right) => !this.bySaid.has(right));
    const words = lefts.map((left) => this.recorded[left]?.wordings.map((wording) => wording.words.split(' ')) ?? []);
    const rivals = lefts.length * rights.length > mostPairs ? this.rivals(lefts, rights, words) : null;
    const candidates: Candidate[] = [];
    for (const [index, left] of lefts.entries()) {
      for (const right of rivals?.[index] ?? (rivals === null ? rights : [])) {
        if (this.kindsApart(left, right)) continue;
        const saidWords = this.said[right]?.wording.split(' ') ?? [];
        const likeness = Math.max(0, ...(words[index] ?? []).map((own) => similarity(own, saidWords)));
        const inPlace = this.inPlace(left, right);
        const short = saidWords.length <= shortest && (words[index] ?? []).some((own) => own.length <= shortest);
        if (likeness < (inPlace ? (short ? 0 : alikeInPlace) : alike)) continue;
        const sameSection =
          sectionOf(this.recorded[left]?.at ?? '') === sectionOf(this.said[right]?.statement.at ?? '');
        candidates.push({ left, right, score: likeness + (inPlace ? 0.3 : 0) + (sameSection ? 0.1 : 0) });
      }
    }
    this.take(candidates);
  }

  /** For each statement left over, those that share its rarest words. */
  private rivals(lefts: readonly number[], rights: readonly number[], words: readonly string[][][]): number[][] {
    const index = new Map<string, number[]>();
    for (const right of rights) {
      for (const word of new Set(this.said[right]?.wording.split(' '))) {
        const holders = index.get(word);
        if (holders === undefined) index.set(word, [right]);
        else holders.push(right);
      }
    }
    return lefts.map((_, at) => {
      const own = new Set((words[at] ?? []).flat());
      const rare = [...own]
        .flatMap((word) => {
          const holders = index.get(word);
          return holders === undefined ? [] : [holders];
        })
        .sort((a, b) => a.length - b.length)
        .slice(0, 8);
      const votes = new Map<number, number>();
      for (const holders of rare) {
        for (const right of holders.slice(0, mostRivals * 4))
          votes.set(right, (votes.get(right) ?? 0) + 1 / holders.length);
      }
      return [...votes]
        .sort((a, b) => b[1] - a[1])
        .slice(0, mostRivals)
        .map(([right]) => right);
    });
  }

  /** How much the surroundings of two equal statements agree. */
  private surroundings(left: number, right: number): number {
    const recorded = this.recorded[left];
    const statement = this.said[right]?.statement;
    if (recorded === undefined || statement === undefined) return 0;
    let score = 0;
    if (sectionOf(recorded.at) === sectionOf(statement.at)) score += 8;
    if (recorded.at === statement.at) score += 2;
    const lead = recorded.lead === null ? undefined : this.recordedAt.get(recorded.lead);
    const saidLead = statement.lead === null ? undefined : this.saidAt.get(statement.lead);
    if (lead === undefined ? saidLead === undefined : saidLead !== undefined && this.agree(lead, saidLead)) score += 4;
    for (const step of [-1, 1]) {
      const ends = this.recorded[left + step] === undefined && this.said[right + step] === undefined;
      if (ends) score += 1;
      else if (this.agree(left + step, right + step)) score += 3;
    }
    return score;
  }

  /** Whether the statements at two places have the same wording. */
  private agree(left: number, right: number): boolean {
    const said = this.said[right];
    return said !== undefined && (this.wordings[left]?.has(said.wording) ?? false);
  }

  /** Whether the neighbours of two statements are pairs, so that these two stand in the same place. */
  private inPlace(left: number, right: number): boolean {
    const before = left === 0 ? right === 0 : this.byRecorded.get(left - 1) === right - 1;
    const after =
      left === this.recorded.length - 1 ? right === this.said.length - 1 : this.byRecorded.get(left + 1) === right + 1;
    return before && after;
  }

  /** Facts are compared with facts only. */
  private kindsApart(left: number, right: number): boolean {
    return (this.recorded[left]?.kind === 'fact') !== (this.said[right]?.statement.kind === 'fact');
  }

  private take(candidates: readonly Candidate[]): void {
    for (const [left, right] of bestAssignment(candidates)) this.pair(left, right);
  }

  private pair(left: number, right: number): void {
    this.byRecorded.set(left, right);
    this.bySaid.set(right, left);
  }
}

/** Tells every statement's fate, in the page's order. */
function tell(
  recorded: readonly LedgerStatement[],
  said: readonly Said[],
  pairs: ReadonlyMap<number, number>,
  repeats: ReadonlyMap<number, LedgerStatement>,
): Match {
  const moved = findMoved(recorded, said, pairs);
  const bySaid = new Map([...pairs].map(([left, right]) => [right, left]));
  const placed: { place: number; change: Change }[] = [];
  for (const [right, one] of said.entries()) {
    const left = bySaid.get(right);
    const known = left === undefined ? repeats.get(right) : recorded[left];
    if (known === undefined) placed.push({ place: right, change: { state: 'added', said: one } });
    else if (left === undefined)
      placed.push({ place: right, change: { state: 'unchanged', recorded: known, said: one } });
    else {
      const accepted = known.wordings.some(({ words }) => words === one.wording);
      const state = !accepted ? 'reworded' : moved.has(left) ? 'moved' : 'unchanged';
      placed.push({ place: right, change: { state, recorded: known, said: one } });
    }
  }
  let absent = 0;
  let last = -1;
  for (const [left, one] of recorded.entries()) {
    const right = pairs.get(left);
    if (right !== undefined) {
      if (!moved.has(left)) last = right;
    } else if (one.absent !== null) absent++;
    else placed.push({ place: last + 0.5, change: { state: 'removed', recorded: one, after: said[last] ?? null } });
  }
  // Sorting is stable: what was removed in one place keeps the ledger's order.
  return { changes: placed.sort((a, b) => a.place - b.place).map(({ change }) => change), absent };
}

/** The recorded statements that stand elsewhere on the page now. A section that was renamed or moved moves nothing. */
function findMoved(
  recorded: readonly LedgerStatement[],
  said: readonly Said[],
  pairs: ReadonlyMap<number, number>,
): Set<number> {
  const moved = new Set<number>();
  const recordedSections = new Set(recorded.map(({ at }) => sectionOf(at)));
  const saidSections = new Set(said.map(({ statement }) => sectionOf(statement.at)));
  const bySection = new Map<string, number[]>();
  for (const [left, right] of [...pairs].sort((a, b) => a[0] - b[0])) {
    const from = sectionOf(recorded[left]?.at ?? '');
    const to = sectionOf(said[right]?.statement.at ?? '');
    const renamed = !saidSections.has(from) && !recordedSections.has(to);
    if (from !== to && !renamed) moved.add(left);
    else {
      const group = bySection.get(from);
      if (group === undefined) bySection.set(from, [left]);
      else group.push(left);
    }
  }
  for (const [section, group] of bySection) {
    if (section === 'facts') continue;
    for (const index of outOfOrder(group.map((left) => pairs.get(left) ?? 0))) {
      const left = group[index];
      if (left !== undefined) moved.add(left);
    }
  }
  return moved;
}

/** The section of an address. */
export function sectionOf(at: string): string {
  return at.slice(0, Math.max(0, at.lastIndexOf('/')));
}
