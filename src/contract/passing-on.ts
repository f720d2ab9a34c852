import type { Operation } from '../ddi/functions';
import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf, nextInTurn, wasRefused } from './reading';

/** NDIS between the drivers, for all five operations: what it is passed it passes on, in the same turn. */

/** The remarks that say so, where there are any. */
const REQUESTED: Partial<Record<Operation, string>> = { invalidate: 'invalidate.names-the-state' };

/** An operation reaches the driver below, for the very objects that it was asked for. */
export const operationsArePassedOn: Monitor = (trace) =>
  OPERATION_NAMES.flatMap((operation) => {
    const { starts, handles } = OPERATIONS[operation];
    return callsOf(trace, starts).flatMap((request): Breach[] => {
      if (wasRefused(trace, request)) return [];
      const remark = REQUESTED[operation] ?? 'interface.not-passed-on';
      const breach = { remark, layer: 'NDIS', expected: `${handles} for ${listOf(request).root.name}` };
      const handed = nextInTurn(trace, request, handles);
      if (!handed) return [{ ...breach, happened: 'it was not called', entry: request }];
      if (listOf(handed).namesTheSameAs(listOf(request))) return [];
      return [{ ...breach, happened: `it got ${shown(handed)} of ${shown(request)}`, entry: handed }];
    });
  });

/** A completion reaches the driver above. That of an invalidate is held to more by monitors of its own. */
export const completionsAreReported: Monitor = (trace) =>
  OPERATION_NAMES.filter((operation) => operation !== 'invalidate').flatMap((operation) => {
    const { completes, reports } = OPERATIONS[operation];
    return callsOf(trace, completes)
      .filter((call) => hasList(call) && !wasRefused(trace, call) && !nextInTurn(trace, call, reports))
      .map((entry): Breach => ({
        remark: 'interface.not-reported',
        layer: 'NDIS',
        expected: `${reports} in response to the completion of ${listOf(entry).root.name}`,
        happened: 'it was not called',
        entry,
      }));
  });

const shown = (entry: TraceEntry): string => listOf(entry).toTrace();
