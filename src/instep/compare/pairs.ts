import type { LedgerStatement } from '../ledger/form';
import { bestAssignment, type Candidate } from './assignment';
import { type Said, sectionOf } from './change';
import { findRivals, mostRivals } from './rivals';
import { similarity } from './similarity';

/** From this likeness on, a wording is taken for another wording of the same statement. */
const alike = 0.5;
/** The same, where the statements before and after are known to be the same. */
const alikeInPlace = 0.3;
/** A statement of so few words may change all of them and still be the same, in the same place. */
const shortest = 3;
/** So many statements side by side may have changed without losing their places. */
const longestRun = 6;
/** Beyond this many pairs, only statements that share a rare word are compared. */
const mostPairs = 10_000;

/** The pairs made so far between a record and a page. */
export class Pairs {
  /** For each recorded statement, the page's statement, by their places. */
  readonly byRecorded = new Map<number, number>();
  /** For each of the page's statements that is paired or repeats another, the recorded one, or -1. */
  readonly bySaid = new Map<number, number>();
  /** For each recorded statement that was split, the page's further statements. */
  readonly further = new Map<number, number[]>();
  private readonly wordings: readonly ReadonlySet<string>[];
  private readonly recordedAt: ReadonlyMap<string, number>;
  private readonly saidAt: ReadonlyMap<string, number>;

  constructor(
    readonly recorded: readonly LedgerStatement[],
    readonly said: readonly Said[],
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
    const rivals =
      lefts.length * rights.length > mostPairs
        ? findRivals(
            words.map((own) => own.flat()),
            rights.map((right) => this.said[right]?.wording.split(' ') ?? []),
          )
        : null;
    const candidates: Candidate[] = [];
    for (const [index, left] of lefts.entries()) {
      for (const right of rivals?.[index]?.flatMap((other) => rights[other] ?? []) ?? rights) {
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

  /** The page's statements that only repeat, in other words, what the ledger allows to be repeated: for each, what it repeats. */
  takeRepeatsAlike(): Map<number, LedgerStatement> {
    const repeatable = this.recorded
      .filter(({ repeats }) => repeats !== null)
      .map((statement) => ({ statement, words: statement.wordings.map(({ words }) => words.split(' ')) }));
    const repeats = new Map<number, LedgerStatement>();
    if (repeatable.length === 0) return repeats;
    for (const [right, { wording, statement: said }] of this.said.entries()) {
      if (this.bySaid.has(right) || said.kind === 'fact') continue;
      const words = wording.split(' ');
      let best = alike;
      for (const { statement, words: own } of repeatable) {
        const likeness = Math.max(...own.map((one) => similarity(one, words)));
        if (likeness < best) continue;
        best = likeness;
        repeats.set(right, statement);
      }
      if (repeats.has(right)) this.bySaid.set(right, -1);
    }
    return repeats;
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

  /**
   * Whether two statements stand in the same place: as far behind a pair, and as far before one, with nothing paired in
   * between.
   */
  private inPlace(left: number, right: number): boolean {
    return this.runsTo(left, right, -1) && this.runsTo(left, right, 1);
  }

  private runsTo(left: number, right: number, step: 1 | -1): boolean {
    for (let away = step; Math.abs(away) <= longestRun; away += step) {
      const paired = this.byRecorded.get(left + away);
      if (paired !== undefined) return paired === right + away;
      if (this.bySaid.has(right + away)) return false;
      const ends = this.recorded[left + away] === undefined;
      if (ends || this.said[right + away] === undefined) return ends && this.said[right + away] === undefined;
    }
    return false;
  }

  /** Facts are compared with facts only. */
  private kindsApart(left: number, right: number): boolean {
    return (this.recorded[left]?.kind === 'fact') !== (this.said[right]?.statement.kind === 'fact');
  }

  private take(candidates: readonly Candidate[]): void {
    for (const [left, right] of bestAssignment(candidates)) this.pair(left, right);
  }

  /** Pairs two statements. */
  pair(left: number, right: number): void {
    this.byRecorded.set(left, right);
    this.bySaid.set(right, left);
  }

  /** Records the page's further statements that a recorded one was split into. */
  splitInto(left: number, further: number[]): void {
    this.further.set(left, further);
    for (const right of further) this.bySaid.set(right, left);
  }
}
