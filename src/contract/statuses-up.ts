import { OPERATIONS } from '../ddi/functions';
import { statusName } from '../ddi/status';
import type { BlockListSnapshot } from '../ddi/snapshot';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf, objectName, operationsIn } from './reading';
import { REMARKS } from './remarks';

/** What an intermediate driver passes on as the outcome is what it was told from below, block by block. */
export const statusesArePassedOn: Monitor = (trace) =>
  operationsIn(trace).flatMap((operation) => {
    const { completes, reports } = OPERATIONS[operation];
    const told = new Map<string, TraceEntry[]>();
    return callsOf(trace, reports, completes).flatMap((entry): Breach[] => {
      if (entry.name === reports) told.set(entry.to, [...(told.get(entry.to) ?? []), entry]);
      if (entry.name !== completes || !hasList(entry)) return [];
      const passed = listOf(entry);
      const below = told.get(entry.from)?.findLast((report) => namesTheSame(listOf(report), passed));
      const at = below ? firstOther(listOf(below), passed) : -1;
      if (!below || at < 0) return [];
      return [
        {
          remark: REMARKS[operation].propagates,
          layer: entry.from,
          expected: `${statusName(listOf(below).statusAt(at))} for ${passed.labelAt(at)}, as ${reports} told`,
          happened: `${statusName(passed.statusAt(at))} was passed on`,
          entry,
        },
      ];
    });
  });

/** Whether two lists are about the same objects, by whatever handles. */
function namesTheSame(one: BlockListSnapshot, other: BlockListSnapshot): boolean {
  if (one.size !== other.size) return false;
  for (let index = 0; index < one.size; index += 1) {
    if (objectName(one.labelAt(index)) !== objectName(other.labelAt(index))) return false;
  }
  return true;
}

/** The first block of which the status is another, or -1. */
function firstOther(one: BlockListSnapshot, other: BlockListSnapshot): number {
  for (let index = 0; index < one.size; index += 1) if (one.statusAt(index) !== other.statusAt(index)) return index;
  return -1;
}
