import type { NdisForMiniport } from '../../ddi/functions';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../../ddi/events';
import { NDIS_STATUS } from '../../ddi/status';
import { connectionsOf } from './context-areas';
import type { TcpContext } from './context-areas';
import type { Item, Job } from './job';
import { itemsOf, writeStatus } from './job';

/**
 * Invalidates the state objects that a tree names: from now on neither they nor any connection that depends on them is
 * used for sending. They stay the target's own until the host stack terminates their offload.
 * Sources: reference page MiniportInvalidateOffload; guide, Handling Invalidated State Objects and Returning the
 * Completion Status of an Invalidate Operation.
 */
export function invalidate(job: Job, ndis: NdisForMiniport, completed: () => void): void {
  const items = itemsOf(job);
  const before = items.map(({ context }) => context?.invalid ?? false);
  mark(items, () => true);
  job.adapter.command('invalidate', nothing(items.length), (answer) => {
    if (answer.state === 'done') {
      writeStatus(items, NDIS_STATUS.NDIS_STATUS_SUCCESS);
      completed();
      return;
    }
    mark(items, (index) => before[index] ?? false);
    const affected = answer.state === 'corrupt' ? new Set(items.flatMap(connections)) : [];
    writeStatus(items, NDIS_STATUS.NDIS_STATUS_FAILURE);
    completed();
    for (const connection of affected) giveUp(connection, ndis);
  });
}

const connections = ({ context }: Item): TcpContext[] => (context ? connectionsOf(context) : []);

function mark(items: readonly Item[], invalid: (index: number) => boolean): void {
  items.forEach(({ context }, index) => {
    if (context) context.invalid = invalid(index);
  });
}

/** Asks the host stack to take back a connection whose hardware state is corrupt, and reports it aborted. */
function giveUp(connection: TcpContext, ndis: NdisForMiniport): void {
  connection.aborted = true;
  ndis.NdisTcpOffloadEventHandler({
    NdisOffloadHandle: connection.ndisOffloadHandle,
    EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
    EventSpecificInformation: TCP_UPLOAD_REASON.HardwareFailure,
  });
  ndis.NdisTcpOffloadEventHandler({
    NdisOffloadHandle: connection.ndisOffloadHandle,
    EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateAbort,
    EventSpecificInformation: 0,
  });
}

/** For each object: it takes nothing of the hardware. */
function* nothing(count: number): Generator<null> {
  for (let index = 0; index < count; index += 1) yield null;
}
