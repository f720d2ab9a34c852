import type { NdisForMiniport } from '../../ddi/functions';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../../ddi/events';
import { NDIS_STATUS } from '../../ddi/status';
import type { Adapter } from './adapter';
import { transmit } from './connection-io';
import { connectionsOf } from './context-areas';
import type { Context, TcpContext } from './context-areas';
import type { Job } from './job';
import { contextsOf, writeStatus } from './job';
import type { Registration } from './registration';

/**
 * Invalidates the state objects that a tree names: from now on neither they nor any connection that depends on them is
 * used for sending. They stay the target's own until the host stack terminates their offload.
 * Sources: reference page MiniportInvalidateOffload; guide, Handling Invalidated State Objects and Returning the
 * Completion Status of an Invalidate Operation.
 */
export function invalidate(job: Job, registration: Registration, completed: () => void): void {
  const contexts = contextsOf(job);
  for (const context of contexts) if (context) context.invalidating += 1;
  job.adapter.command('invalidate', nothing(contexts.length), (answer) => {
    const done = answer.state === 'done';
    for (const context of contexts) {
      if (!context) continue;
      context.invalidating -= 1;
      if (done) context.invalid = true;
    }
    writeStatus(job, done ? NDIS_STATUS.NDIS_STATUS_SUCCESS : NDIS_STATUS.NDIS_STATUS_FAILURE);
    const affected = answer.state === 'corrupt' ? new Set(contexts.flatMap(connections)) : [];
    completed();
    for (const connection of affected) giveUp(connection, registration.ndis);
    sendWhatWaited(job.adapter, registration);
  });
}

/** What had to wait for the outcome goes out, or its connection is asked back. */
function sendWhatWaited(adapter: Adapter, registration: Registration): void {
  const waited = [...adapter.held];
  adapter.held.clear();
  for (const connection of waited) if (!connection.memory.isFreed) transmit(connection, registration);
}

const connections = (context: Context | null): TcpContext[] => (context ? connectionsOf(context) : []);

/** Asks the host stack to take back a connection whose hardware state is corrupt, and reports it aborted. */
export function giveUp(connection: TcpContext, ndis: NdisForMiniport): void {
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
