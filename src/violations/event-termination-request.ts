import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import { violation } from './completion-faults';
import { indicates, onEvent, TargetKnowledge } from './event-faults';
import type { Violation } from './violation';

const { TcpIndicateRetrieve } = TCP_OFFLOAD_EVENT_TYPE;
const NEVER = 'event.never-for-neighbor-or-path';

/** Violations about requests of the target's to be relieved of a connection. */
export const eventTerminationRequestViolations: readonly Violation[] = [
  deaf('request-ignored', 'event.termination-request', 'terminates nothing that a target asks it to', () => true),
  violation(
    'request-for-another-connection',
    'event.termination-request',
    'asks to be relieved of the first connection, whichever it means',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      tap.calls('NdisTcpOffloadEventHandler', 'offload target', ({ parameters }, proceed) => {
        const [first] = knowledge.connections;
        if (!first || first.handle === parameters.NdisOffloadHandle) return proceed();
        exercised();
        return proceed({ ...parameters, NdisOffloadHandle: first.handle });
      });
    },
  ),
  ...Object.entries(TCP_UPLOAD_REASON)
    .filter(([name]) =>
      ['HardwareFailure', 'InvalidState', 'ReceivedUrgentData', 'TimeoutExpiration', 'UploadRequested'].includes(name),
    )
    .map(([name, reason]) =>
      deaf(
        `request-ignored-${name.toLowerCase()}`,
        'event.mandatory-reasons',
        `does not terminate what a target gives up with ${name}`,
        (information) => information === reason,
      ),
    ),
  violation(
    'request-then-silent',
    'event.optional-reasons',
    'stops sending once a termination was asked for, whatever the reason',
    (tap, exercised) => {
      const asked = requested(tap);
      tap.carries('transmit', (segment, proceed) => {
        if (asked() && segment.length > 0) exercised();
        else proceed();
      });
    },
  ),
  violation(
    'request-then-deaf',
    'event.optional-reasons',
    'stops receiving once a termination was asked for, whatever the reason',
    (tap, exercised) => {
      const asked = requested(tap);
      tap.carries('receive', (_segment, proceed) => {
        if (asked()) exercised();
        else proceed();
      });
    },
  ),
  violation(
    'request-when-half-closed',
    'event.never-when-half-closed',
    'asks to be relieved of a connection that the remote host has closed',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      let closed = false;
      onEvent(tap, TCP_OFFLOAD_EVENT_TYPE.TcpIndicateDisconnect, (_crossing, proceed) => {
        closed = true;
        proceed();
      });
      knowledge.onSend((connection) => {
        if (closed) indicates(tap, connection, 'TcpIndicateRetrieve', exercised, TCP_UPLOAD_REASON.InvalidState);
      });
    },
  ),
  ...[
    { id: 'request-in-fin-wait1', isDue: (acknowledged: boolean) => !acknowledged, what: 'has not' },
    { id: 'request-in-fin-wait2', isDue: (acknowledged: boolean) => acknowledged, what: 'has' },
  ].map(({ id, isDue, what }) =>
    violation(
      id,
      'event.never-when-half-closed',
      `asks to be relieved of a connection whose FIN the remote host ${what} acknowledged`,
      (tap, exercised) => {
        const knowledge = new TargetKnowledge(tap);
        let fin = Infinity;
        let acknowledged = false;
        tap.carries('transmit', (segment, proceed) => {
          if (segment.flags?.includes('FIN')) fin = segment.sequence + segment.length;
          proceed();
        });
        tap.carries('receive', (segment, proceed) => {
          acknowledged ||= segment.acknowledgment > fin;
          proceed();
        });
        tap.calls('NdisMInvalidateOffloadComplete', 'offload target', (_crossing, proceed) => {
          proceed();
          const [connection] = knowledge.connections;
          if (!connection || fin === Infinity || !isDue(acknowledged)) return;
          indicates(tap, connection, 'TcpIndicateRetrieve', exercised, TCP_UPLOAD_REASON.InvalidState);
        });
      },
    ),
  ),
  ...[0, 1].map((layer) =>
    violation(
      layer === 0 ? 'request-for-the-neighbor' : 'request-for-the-path',
      NEVER,
      `asks to be relieved of a ${layer === 0 ? 'neighbor' : 'path'} that it cannot use`,
      (tap, exercised) => {
        const knowledge = new TargetKnowledge(tap);
        let asked = false;
        tap.calls('NdisTcpOffloadEventHandler', 'offload target', ({ parameters, from }, proceed) => {
          proceed();
          const other = knowledge.handles[layer];
          if (asked || !other || parameters.EventType !== TcpIndicateRetrieve) return;
          asked = true;
          exercised();
          tap.perform('NdisTcpOffloadEventHandler', from, { ...parameters, NdisOffloadHandle: other });
        });
      },
    ),
  ),
];

/** The host stack does not hear some of the requests. */
function deaf(id: string, breaks: string, title: string, ignores: (information: number) => boolean): Violation {
  return {
    id,
    breaks,
    layer: 'host stack',
    title,
    apply(tap, exercised) {
      tap.handles('ProtocolTcpOffloadEvent', 'host stack', ({ parameters }, proceed) => {
        const { EventType, EventSpecificInformation } = parameters;
        if (EventType !== TcpIndicateRetrieve || !ignores(EventSpecificInformation)) return proceed();
        exercised();
        return undefined;
      });
    },
  };
}

/** Whether a termination was asked for. */
function requested(tap: Parameters<Violation['apply']>[0]): () => boolean {
  let asked = false;
  tap.calls('NdisTcpOffloadEventHandler', 'offload target', ({ parameters }, proceed) => {
    asked ||= parameters.EventType === TcpIndicateRetrieve;
    return proceed();
  });
  return () => asked;
}
