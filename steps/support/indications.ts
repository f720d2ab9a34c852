import { callsOf, listOf, objectName } from '../../src/contract/reading';
import { TCP_OFFLOAD_EVENT_TYPE } from '../../src/ddi/events';
import type { NdisMiniportAdapterHandle } from '../../src/ddi/handles';
import { NDIS_STATUS_INDICATION } from '../../src/ddi/status-indication';
import type { ChimneyWorld } from './world';

/**
 * What a driver indicates out of nowhere, in the turn under way: whatever driver it is, NDIS is called in its name, and those
 * above hear it of that driver.
 */

const TARGET = 'offload target';

/**
 * Indicates a status of an adapter.
 * @param layer the offload target or an intermediate driver
 * @param adapter its number, from 1
 * @throws Error when the driver has no such adapter
 */
export function indicateStatus({ stack }: ChimneyWorld, layer: string, status: number, adapter: number): void {
  const started = callsOf(stack.trace, 'MiniportInitializeEx').filter(({ to }) => to === layer);
  const handle = started[adapter - 1]?.parameters['NdisMiniportHandle'] as NdisMiniportAdapterHandle | undefined;
  if (!handle) throw new Error(`the ${layer} has no adapter ${String(adapter)}`);
  stack.links.perform('NdisMIndicateStatusEx', layer, {
    MiniportAdapterHandle: handle,
    StatusIndication: new NDIS_STATUS_INDICATION(handle, status),
  });
}

/**
 * Asks for the termination of a connection.
 * @param name the connection's
 * @param reason a TCP_UPLOAD_REASON
 * @throws Error when the connection was never offloaded to the target
 */
export function requestTermination({ stack }: ChimneyWorld, name: string, reason: number): void {
  const given = callsOf(stack.trace, 'MiniportInitiateOffload').filter(({ to }) => to === TARGET);
  // The last one: a connection may have been offloaded more than once.
  const { handle } =
    given.flatMap((entry) => [...listOf(entry)]).findLast(({ label }) => objectName(label) === name) ?? {};
  if (!handle) throw new Error(`${name} was not offloaded to the ${TARGET}`);
  stack.links.perform('NdisTcpOffloadEventHandler', TARGET, {
    NdisOffloadHandle: handle,
    EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
    EventSpecificInformation: reason,
  });
}
