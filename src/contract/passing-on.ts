import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { OPERATIONS } from '../ddi/functions';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, listOf, nextInTurn, operationsIn, wasRefused } from './reading';
import { REMARKS } from './remarks';

/** NDIS between the drivers, for all five operations: what it is passed it passes on, in the same turn. */

/** An operation reaches the driver below, for the very objects that it was asked for. */
export const operationsArePassedOn: Monitor = (trace) =>
  operationsIn(trace).flatMap((operation) => {
    const { starts, handles } = OPERATIONS[operation];
    return callsOf(trace, starts).flatMap((request): Breach[] => {
      if (wasRefused(trace, request)) return [];
      const remark = REMARKS[operation].passedOn;
      const breach = { remark, layer: 'NDIS', expected: `${handles} for ${listOf(request).root.name}` };
      const handed = nextInTurn(trace, request, handles);
      if (!handed) return [{ ...breach, happened: 'it was not called', entry: request }];
      if (!(listOf(handed).root instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST)) {
        return [
          { ...breach, happened: `it got ${shown(handed)} itself, which is no miniport block list`, entry: handed },
        ];
      }
      if (listOf(handed).namesTheSameAs(listOf(request))) return [];
      return [{ ...breach, happened: `it got ${shown(handed)} of ${shown(request)}`, entry: handed }];
    });
  });

/** It reaches the driver below once: NDIS makes a list for each call of a handler. */
export const operationsArePassedOnOnce: Monitor = (trace) =>
  operationsIn(trace).flatMap((operation) => {
    const seen = new Set<unknown>();
    return callsOf(trace, OPERATIONS[operation].handles).flatMap((entry): Breach[] => {
      const { root } = listOf(entry);
      if (!seen.has(root)) {
        seen.add(root);
        return [];
      }
      const expected = `${entry.name} once for ${root.name}`;
      return [{ remark: REMARKS[operation].passedOn, layer: 'NDIS', expected, happened: 'it was called again', entry }];
    });
  });

const shown = (entry: TraceEntry): string => listOf(entry).toTrace();
