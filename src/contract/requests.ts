import type { FunctionName } from '../ddi/functions';
import type { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import type { PvoidLocation } from '../ddi/pvoid';
import { NetBufferListSnapshot } from '../ddi/snapshot';
import { NDIS_STATUS } from '../ddi/status';
import type { Trace, TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf } from './reading';

/** What becomes of the requests on a connection before the target gives the connection back. */

const TARGET = 'offload target';

const POSTS: readonly FunctionName[] = [
  'MiniportTcpOffloadSend',
  'MiniportTcpOffloadReceive',
  'MiniportTcpOffloadDisconnect',
  'MiniportTcpOffloadForward',
];
const COMPLETES: readonly FunctionName[] = [
  'NdisTcpOffloadSendComplete',
  'NdisTcpOffloadReceiveComplete',
  'NdisTcpOffloadDisconnectComplete',
  'NdisTcpOffloadForwardComplete',
];

/** A request that the target was given and has not completed. */
interface Outstanding {
  readonly list: NET_BUFFER_LIST;
  readonly by: string;
}

/**
 * When a target says that it has given a connection back, it has completed every request on it, or hands it over with the
 * completion. Of a connection that it could not give back nothing is said: it may be terminated once more.
 * Source: reference page NdisMTerminateOffloadComplete.
 */
export const requestsGoFirst: Monitor = (trace) => {
  if (callsOf(trace, ...POSTS).length === 0) return [];
  const outstanding = new Map<PvoidLocation, Map<NET_BUFFER_LIST, Outstanding>>();
  /** The requests of the connection that each request is on: a completion does not say which that is. */
  const among = new Map<NET_BUFFER_LIST, Map<NET_BUFFER_LIST, Outstanding>>();
  return ofTheTarget(trace).flatMap((entry): Breach[] => {
    const { NetBufferList: chain, MiniportOffloadContext: location } = entry.parameters;
    const lists = chain instanceof NetBufferListSnapshot ? chain.lists : [];
    if (entry.to === TARGET) {
      const known = outstanding.get(location as PvoidLocation) ?? new Map<NET_BUFFER_LIST, Outstanding>();
      outstanding.set(location as PvoidLocation, known);
      for (const list of lists) {
        known.set(list, { list, by: entry.name });
        among.set(list, known);
      }
      return [];
    }
    if (entry.name === 'NdisMTerminateOffloadComplete') return hasList(entry) ? leftBehind(entry, outstanding) : [];
    for (const list of lists) among.get(list)?.delete(list);
    return [];
  });
};

/** The calls by which the target gets requests and gives them back, and those by which it gives connections back. */
const ofTheTarget = (trace: Trace): TraceEntry[] =>
  callsOf(trace, ...POSTS, ...COMPLETES, 'NdisMTerminateOffloadComplete').filter(
    ({ from, to }) => from === TARGET || to === TARGET,
  );

/** The first request on each connection of a list that is neither completed nor in the chain of the connection's block. */
function leftBehind(entry: TraceEntry, outstanding: Map<PvoidLocation, Map<NET_BUFFER_LIST, Outstanding>>): Breach[] {
  return [...listOf(entry)].flatMap(({ context, chain, status, label }): Breach[] => {
    const known = context && outstanding.get(context);
    if (!known || status !== NDIS_STATUS.NDIS_STATUS_SUCCESS) return [];
    outstanding.delete(context);
    const left = [...known.values()].find(({ list }) => !(chain?.lists.includes(list) ?? false));
    if (!left) return [];
    return [
      {
        remark: 'terminate.completes-what-is-outstanding',
        layer: TARGET,
        expected: `${left.list.name}, which ${left.by} was passed, to be completed before the offload of ${label} is terminated, or to go along`,
        happened: 'it was not',
        entry,
      },
    ];
  });
}
