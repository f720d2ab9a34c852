import { TCP_OFFLOAD_EVENT_TYPE } from '../../ddi/events';
import type { Segment } from '../../ddi/nic';
import type { TcpContext } from './context-areas';
import type { Registration } from './registration';

/** What this target's interface carries in the time that a segment and its acknowledgment take, in bytes. */
const BANDWIDTH_DELAY_PRODUCT = 50_000;

/** A change is indicated when it is at least this part of what was indicated before, and not sooner than this after it. */
const LEAST_CHANGE = 1 / 4;
const LEAST_INTERVAL_MICROSECONDS = 10_000;

/** The send backlog size of a connection before the remote host has advertised a window. */
export const INITIAL_SEND_BACKLOG_SIZE = BANDWIDTH_DELAY_PRODUCT;

/**
 * Calculates the send backlog size anew: the minimum of the bandwidth-delay product and the window that the remote host
 * advertises, whatever is posted. A change is indicated, unless it is too small or comes too soon.
 * Source: reference page NdisTcpOffloadEventHandler, Indicating a Change in the Send Backlog Size.
 */
export function takeWindow(connection: TcpContext, { window }: Segment, registration: Registration): void {
  if (connection.adapter.conduct.sendBacklog !== 'indicated') return;
  connection.delegated.SendBacklogSize = Math.min(BANDWIDTH_DELAY_PRODUCT, window);
  indicateChange(connection, registration);
}

function indicateChange(connection: TcpContext, registration: Registration): void {
  const { delegated, sendBacklog } = connection;
  const { SendBacklogSize } = delegated;
  const change = Math.abs(SendBacklogSize - sendBacklog.indicated);
  if (sendBacklog.isRecent || change === 0 || change < sendBacklog.indicated * LEAST_CHANGE) return;
  connection.sendBacklog = { indicated: SendBacklogSize, isRecent: true };
  registration.ndis.NdisTcpOffloadEventHandler({
    NdisOffloadHandle: connection.ndisOffloadHandle,
    EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateSendBacklogChange,
    EventSpecificInformation: SendBacklogSize,
  });
  connection.adapter.environment.defer(() => {
    connection.sendBacklog.isRecent = false;
    const { memory, aborted, reset, resetToCome, stopped, terminating } = connection;
    if (!memory.isFreed && !aborted && !reset && !resetToCome && !stopped && !terminating)
      indicateChange(connection, registration);
  }, LEAST_INTERVAL_MICROSECONDS);
}
