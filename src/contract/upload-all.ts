import { NDIS_STATUS } from '../ddi/status';
import { NDIS_STATUS_INDICATION } from '../ddi/status-indication';
import type { Trace, TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, handledOf, listOf, returnOf } from './reading';

/** What holds between a request for everything that an adapter was given and the word that it can be given more. */

const HOST = 'host stack';
const REMARK = 'status.resume';
const { NDIS_STATUS_UPLOAD_ALL, NDIS_STATUS_OFFLOAD_RESUME } = NDIS_STATUS;

/** The host stack offloads nothing to an adapter that wants everything back, until it is told that it can. */
export const nothingIsOffloadedMeanwhile: Monitor = (trace) => {
  if (callsOf(trace, 'ProtocolStatusEx').length === 0) return [];
  const contexts = new Map(
    callsOf(trace, 'NdisOpenAdapterEx').map((entry) => [
      returnOf(trace, entry),
      entry.parameters['ProtocolBindingContext'],
    ]),
  );
  const closed = new Set<unknown>();
  return callsOf(trace, 'ProtocolStatusEx', 'NdisInitiateOffload').flatMap((entry): Breach[] => {
    if (entry.to === HOST) {
      const { ProtocolBindingContext: context } = entry.parameters;
      if (statusIn(entry) === NDIS_STATUS_UPLOAD_ALL) closed.add(context);
      if (statusIn(entry) === NDIS_STATUS_OFFLOAD_RESUME) closed.delete(context);
    }
    if (entry.from !== HOST || !closed.has(contexts.get(entry.parameters['NdisBindingHandle']))) return [];
    return [
      {
        remark: REMARK,
        layer: HOST,
        expected: 'nothing to be offloaded to an adapter that wants everything back, before NDIS_STATUS_OFFLOAD_RESUME',
        happened: `${entry.name} was called for ${listOf(entry).toTrace()}`,
        entry,
      },
    ];
  });
};

/** A driver that wants everything back indicates that it can be given more when it has given everything back. */
export const resumesComeAfterTerminations: Monitor = (trace) => {
  const indications = callsOf(trace, 'NdisMIndicateStatusEx');
  return indications.flatMap((entry): Breach[] => {
    const isOfIt = ({ from, parameters }: TraceEntry): boolean =>
      from === entry.from && parameters['MiniportAdapterHandle'] === entry.parameters['MiniportAdapterHandle'];
    if (statusIn(entry) !== NDIS_STATUS_OFFLOAD_RESUME) return [];
    const before = indications.filter((other) => other.index < entry.index && isOfIt(other));
    const last = before.findLast((other) => statusIn(other) !== NDIS_STATUS.NDIS_STATUS_LINK_STATE);
    if (!last || statusIn(last) !== NDIS_STATUS_UPLOAD_ALL) return [];
    const [left] = offloadedAt(trace, entry);
    if (left === undefined) return [];
    return [
      {
        remark: REMARK,
        layer: entry.from,
        expected: `the termination of ${left} to be completed before NDIS_STATUS_OFFLOAD_RESUME is indicated`,
        happened: `${left} was still offloaded`,
        entry,
      },
    ];
  });
};

/** What is offloaded, at the moment of an indication, to the adapter that it is about. */
function offloadedAt(trace: Trace, { index, from, parameters }: TraceEntry): Set<string> {
  const started = callsOf(trace, 'NdisMSetMiniportAttributes').find(
    (call) => call.from === from && call.parameters['NdisMiniportHandle'] === parameters['MiniportAdapterHandle'],
  );
  const attributes = started?.parameters['MiniportAttributes'] as { MiniportAdapterContext: unknown } | undefined;
  const completions = (['initiate', 'terminate'] as const).flatMap((operation) =>
    handledOf(trace, operation)
      .filter(
        ({ call }) =>
          call.to === from && call.parameters['MiniportAdapterContext'] === attributes?.MiniportAdapterContext,
      )
      .flatMap(({ completions: [completion] }) =>
        completion && completion.index < index ? [{ operation, completion }] : [],
      ),
  );
  const offloaded = new Set<string>();
  for (const { operation, completion } of completions.sort((a, b) => a.completion.index - b.completion.index)) {
    const list = listOf(completion);
    for (let at = 0; at < list.size; at += 1) {
      if (operation === 'terminate') offloaded.delete(list.labelAt(at));
      else if (list.followingAt(at) !== null && list.pvoidAt(at) !== null) offloaded.add(list.labelAt(at));
    }
  }
  return offloaded;
}

function statusIn({ parameters: { StatusIndication: status } }: TraceEntry): number | null {
  return status instanceof NDIS_STATUS_INDICATION ? status.StatusCode : null;
}
