import { type Change, matchPage, type Said } from '../compare/match';
import { Problem } from '../problem';
import type { Commit, FileEdit } from './commits';
import { asRecord, asSaid, type Told, type Version, type Versions } from './versions';

/** How many statements of a page are in each state after an edit. */
export interface Counts {
  unchanged: number;
  reworded: number;
  moved: number;
  removed: number;
  added: number;
}

/** Where a statement went to, or came from. */
export interface OtherPage {
  readonly way: 'to' | 'from';
  readonly page: string;
}

/** What happened to one statement. */
export type Fate =
  | { readonly state: 'unchanged'; readonly before: Told; readonly after: Told }
  | { readonly state: 'reworded'; readonly before: Told; readonly after: Told }
  /** Within the page, or between this page and another one, whose path is told then. */
  | { readonly state: 'moved'; readonly before: Told; readonly after: Told; readonly other: OtherPage | null }
  | { readonly state: 'removed'; readonly before: Told }
  | { readonly state: 'added'; readonly after: Told };

/** What one edit did to what a page says. */
export interface JudgedEdit {
  readonly file: FileEdit;
  /** Statement by statement; empty when the page cannot be read. */
  readonly fates: readonly Fate[];
  /** Why nothing can be told; null when everything can. */
  readonly problem: Problem | null;
}

/** A statement of fewer words may stand on two pages by chance: it has not moved from one to the other. */
export const fewestWordsToMove = 5;

/** How many other pages of one commit are searched for what moved. */
export const mostOthers = 2000;

/** Counts the states. */
export function countFates(fates: readonly Fate[]): Counts {
  const counts: Counts = { unchanged: 0, reworded: 0, moved: 0, removed: 0, added: 0 };
  for (const { state } of fates) counts[state]++;
  return counts;
}

/** Judges what commits did to what pages say. */
export class Judge {
  /** For a version that cannot be read, the version before it: the next one is compared with that. */
  private readonly standIns = new Map<string, Version>();

  constructor(private readonly versions: Versions) {}

  /** Has everything read that judging an edit takes. */
  prepare({ before, after, path }: FileEdit, { hash }: Commit): void {
    for (const content of [...before, ...(after === null ? [] : [after])])
      this.versions.prepare(content, placeOf(hash, path));
  }

  /**
   * Judges one edit by itself. A merge that only puts together what its parents say changes nothing.
   *
   * @throws Problem when the repository lacks a content
   */
  async judge(file: FileEdit, { hash }: Commit): Promise<JudgedEdit> {
    const before: Version[] = [];
    for (const content of file.before) {
      const version = await this.versions.read(content, placeOf(`${hash}^`, file.from ?? file.path));
      const readable = version instanceof Problem ? this.standIns.get(content) : version;
      if (readable !== undefined) before.push(readable);
      else if (version instanceof Problem && file.after === null) return { file, fates: [], problem: version };
    }
    if (file.after === null) return { file, fates: compare(before, null), problem: null };
    const after = await this.versions.read(file.after, placeOf(hash, file.path));
    if (!(after instanceof Problem)) return { file, fates: compare(before, after), problem: null };
    const [last] = before;
    if (last !== undefined) this.standIns.set(file.after, last);
    return { file, fates: [], problem: after };
  }

  /** Finds what one commit moved from one page to another among what it removed and added. */
  settleMoves(edits: readonly JudgedEdit[]): JudgedEdit[] {
    const gone = new Map<string, { edit: number; fate: number; before: Told }[]>();
    for (const [edit, { fates }] of edits.entries()) {
      for (const [fate, one] of fates.entries()) {
        if (one.state !== 'removed' || one.before.wording.split(' ').length < fewestWordsToMove) continue;
        const places = gone.get(one.before.wording);
        if (places === undefined) gone.set(one.before.wording, [{ edit, fate, before: one.before }]);
        else places.push({ edit, fate, before: one.before });
      }
    }
    if (gone.size === 0) return [...edits];
    const settled = edits.map((edit) => ({ ...edit, fates: [...edit.fates] }));
    for (const [index, edit] of settled.entries()) {
      for (const [at, fate] of edit.fates.entries()) {
        if (fate.state !== 'added') continue;
        const places = gone.get(fate.after.wording) ?? [];
        const found = places.findIndex((place) => place.edit !== index);
        const [place] = found === -1 ? [] : places.splice(found, 1);
        const source = place === undefined ? undefined : settled[place.edit];
        if (place === undefined || source === undefined) continue;
        const moved = { state: 'moved', before: place.before, after: fate.after } as const;
        edit.fates[at] = { ...moved, other: { way: 'from', page: source.file.path } };
        source.fates[place.fate] = { ...moved, other: { way: 'to', page: edit.file.path } };
      }
    }
    return settled;
  }

  /** Judges an edit together with the others of its commit, so that what comes from or goes to another page is known. */
  async judgeAmongOthers(file: FileEdit, commit: Commit): Promise<JudgedEdit> {
    const judged = await this.judge(file, commit);
    if (judged.fates.every(({ state }) => state !== 'added' && state !== 'removed')) return judged;
    const all = [judged];
    for (const other of commit.edits.slice(0, mostOthers))
      if (other !== file) all.push(await this.judge(other, commit));
    return this.settleMoves(all)[0] ?? judged;
  }
}

/** Where a version stands, for messages. */
function placeOf(commit: string, path: string): string {
  return `${commit.slice(0, 10)}:${path}`;
}

/**
 * Compares a version with the ones before it: one, several for a merge, or none.
 *
 * What a merge says as any of its parents does, it has not changed.
 */
export function compare(before: readonly Version[], after: Version | null): Fate[] {
  const [first, ...others] = before;
  if (after === null) return (first?.statements ?? []).map((told): Fate => ({ state: 'removed', before: told }));
  if (first === undefined) return after.statements.map((told): Fate => ({ state: 'added', after: told }));
  const fates = compareTwo(first, after);
  return others.reduce((left, other) => withoutParent(left, other, compareTwo(other, after)), fates);
}

function compareTwo(before: Version, after: Version): Fate[] {
  if (alike(before.statements, after.statements)) {
    return after.statements.map((told, index): Fate => ({
      state: 'unchanged',
      before: before.statements[index] ?? told,
      after: told,
    }));
  }
  return matchPage(asRecord(before), asSaid(after)).changes.flatMap((change) => fatesOf(change));
}

/** Whether two versions say the same in the same places, as most do. */
function alike(before: readonly Told[], after: readonly Told[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ at, wording }, index) => at === after[index]?.at && wording === after[index].wording)
  );
}

function fatesOf(change: Change): Fate[] {
  if (change.state === 'added') return [{ state: 'added', after: toldOf(change.said) }];
  const { at, line, kind, level, lead, wordings } = change.recorded;
  const before = { at, line, kind, level, lead, wording: wordings[0]?.words ?? '' };
  switch (change.state) {
    case 'removed':
      return [{ state: 'removed', before }];
    case 'moved':
      return [{ state: 'moved', before, after: toldOf(change.said), other: null }];
    case 'unchanged':
    case 'reworded':
      return [{ state: change.state, before, after: toldOf(change.said) }];
  }
}

function toldOf({ statement, wording }: Said): Told {
  const { at, line, kind, level, lead } = statement;
  return { at, line, kind, level, lead, wording };
}

/** What is left of a merge's changes when what another parent says, too, is taken away. */
function withoutParent(fates: readonly Fate[], parent: Version, sinceParent: readonly Fate[]): Fate[] {
  const kept = new Map(
    sinceParent.flatMap((fate) => (fate.state === 'unchanged' ? [[fate.after.at, fate] as const] : [])),
  );
  const said = new Set(parent.statements.map(({ wording }) => wording));
  return fates.flatMap((fate): Fate[] => {
    if (fate.state === 'removed') return said.has(fate.before.wording) ? [fate] : [];
    return [kept.get(fate.after.at) ?? fate];
  });
}
