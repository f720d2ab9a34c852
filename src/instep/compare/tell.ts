import type { LedgerStatement } from '../ledger/form';
import { type Change, type Kept, type Match, type Said, sectionOf } from './change';
import { outOfOrder } from './order';

/** What was found to belong together, by the places in the record and on the page. */
export interface Pairing {
  /** For each recorded statement, the page's statement. Those that were merged share one. */
  readonly byRecorded: ReadonlyMap<number, number>;
  /** For each recorded statement that was split, the page's further statements. */
  readonly further: ReadonlyMap<number, readonly number[]>;
  /** The page's statements that only repeat what the ledger allows to be repeated. */
  readonly repeats: ReadonlyMap<number, LedgerStatement>;
  /** The same, in words that are not accepted. */
  readonly repeatsAlike: ReadonlyMap<number, LedgerStatement>;
}

/** Tells every statement's fate, in the page's order. */
export function tellFates(recorded: readonly LedgerStatement[], said: readonly Said[], pairing: Pairing): Match {
  const moved = findMoved(recorded, said, pairing.byRecorded);
  const owners = new Map<number, number[]>();
  for (const [left, right] of [...pairing.byRecorded].sort((a, b) => a[0] - b[0])) {
    const group = owners.get(right);
    if (group === undefined) owners.set(right, [left]);
    else group.push(left);
  }
  const furtherParts = new Set([...pairing.further.values()].flat());
  const placed: { place: number; change: Change }[] = [];
  for (const [right, one] of said.entries()) {
    if (furtherParts.has(right)) continue;
    const lefts = owners.get(right) ?? [];
    const repeated = pairing.repeats.get(right);
    const alike = pairing.repeatsAlike.get(right);
    if (repeated !== undefined) placed.push({ place: right, change: keep('unchanged', repeated, one) });
    else if (alike !== undefined) placed.push({ place: right, change: keep('reworded', alike, one) });
    else if (lefts.length === 0) placed.push({ place: right, change: { state: 'added', said: one } });
    const group = lefts.flatMap((left) => recorded[left] ?? []);
    for (const left of lefts) {
      const known = recorded[left];
      if (known === undefined) continue;
      const parts = pairing.further.get(left) ?? [];
      const whole = [right, ...parts].sort((a, b) => a - b);
      const further = parts.flatMap((part) => said[part] ?? []);
      const accepted = isAccepted(
        group,
        whole.flatMap((part) => said[part] ?? []),
      );
      const state = !accepted ? 'reworded' : moved.has(left) ? 'moved' : 'unchanged';
      const mergedWith = group.filter((other) => other !== known);
      placed.push({ place: right, change: { ...keep(state, known, one), further, mergedWith } });
    }
  }
  let absent = 0;
  let last = -1;
  for (const [left, one] of recorded.entries()) {
    const right = pairing.byRecorded.get(left);
    if (right !== undefined) {
      if (!moved.has(left)) last = right;
    } else if (one.absent !== null) absent++;
    else placed.push({ place: last + 0.5, change: { state: 'removed', recorded: one, after: said[last] ?? null } });
  }
  // Sorting is stable: what was removed in one place keeps the ledger's order.
  return { changes: placed.sort((a, b) => a.place - b.place).map(({ change }) => change), absent };
}

function keep(state: Kept['state'], recorded: LedgerStatement, said: Said): Kept {
  return { state, recorded, said, further: [], mergedWith: [], elsewhere: null };
}

/** Whether statements of the page say together, word for word, what statements of the ledger say together. */
function isAccepted(recorded: readonly LedgerStatement[], said: readonly Said[]): boolean {
  const wording = said.map((one) => one.wording).join(' ');
  const [first] = recorded;
  if (recorded.length === 1 && first !== undefined) return first.wordings.some(({ words }) => words === wording);
  return restAfter(wording, recorded) === '';
}

/** What is left of a wording behind those of some statements of the ledger; null when it does not start with them. */
export function restAfter(wording: string, recorded: readonly LedgerStatement[]): string | null {
  let rest = wording;
  for (const { wordings } of recorded) {
    const [start] = wordings
      .map(({ words }) => words)
      .filter((words) => rest === words || rest.startsWith(`${words} `))
      .sort((a, b) => b.length - a.length);
    if (start === undefined) return null;
    rest = rest.slice(start.length + 1);
  }
  return rest;
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
    // What may be repeated has no place of its own: the other copy may be the one that changed.
    if (from !== to && !renamed) moved.add(left);
    else if (recorded[left]?.repeats === null) {
      const group = bySection.get(from);
      if (group === undefined) bySection.set(from, [left]);
      else group.push(left);
    }
  }
  for (const [section, group] of bySection) {
    if (section === 'facts') continue;
    // Statements that were merged share a place, in the order of the ledger.
    for (const index of outOfOrder(group.map((left) => (pairs.get(left) ?? 0) + left * 1e-6))) {
      const left = group[index];
      if (left !== undefined) moved.add(left);
    }
  }
  return moved;
}
