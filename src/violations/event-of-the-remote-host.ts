import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import { ContextMemory } from '../ddi/memory';
import { chainOf } from '../ddi/net-buffer-list';
import type { Segment } from '../ddi/nic';
import { NDIS_STATUS } from '../ddi/status';
import type { Tap } from '../ddi/tap';
import { violation, writesEverywhere } from './completion-faults';
import { completes, indicates, indicatesNow, onArrival, onEvent, TargetKnowledge } from './event-faults';
import type { OffloadedConnection } from './event-faults';
import { loses } from './violation';
import type { Violation } from './violation';

const { TcpIndicateAbort, TcpIndicateDisconnect, TcpIndicateRetrieve } = TCP_OFFLOAD_EVENT_TYPE;
const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE, NDIS_STATUS_REQUEST_ABORTED, NDIS_STATUS_UPLOAD_IN_PROGRESS } =
  NDIS_STATUS;

const DISCONNECT = 'event.disconnect';
const AFTER_DATA = 'event.disconnect-after-data';
const RECEIVE_HALF = 'event.disconnect-receive-half';
const ABORT = 'event.abort';
const REQUESTS = 'event.abort-requests';
const KEPT = 'event.resources-kept';

/** How each kind of request is completed. */
const COMPLETIONS = [
  { kind: 'sends', name: 'NdisTcpOffloadSendComplete' },
  { kind: 'receives', name: 'NdisTcpOffloadReceiveComplete' },
  { kind: 'disconnects', name: 'NdisTcpOffloadDisconnectComplete' },
] as const;

const hasFin = ({ flags = [] }: Segment): boolean => flags.includes('FIN');
const hasRst = ({ flags = [] }: Segment): boolean => flags.includes('RST');

/** Violations about what the remote host does to a connection: it closes it, or resets it. */
export const eventOfTheRemoteHostViolations: readonly Violation[] = [
  violation(
    'event-fin-not-indicated',
    DISCONNECT,
    'does not indicate that the remote host sent a FIN',
    (tap, exercised) => {
      onEvent(tap, TcpIndicateDisconnect, () => {
        exercised();
      });
    },
  ),
  violation('event-fin-twice', DISCONNECT, 'indicates twice that the remote host sent a FIN', (tap, exercised) => {
    onEvent(tap, TcpIndicateDisconnect, (_crossing, proceed) => {
      proceed();
      exercised();
      proceed();
    });
  }),
  violation('event-fin-as-abort', DISCONNECT, 'indicates TcpIndicateAbort for a FIN', (tap, exercised) => {
    onEvent(tap, TcpIndicateDisconnect, ({ parameters }, proceed) => {
      exercised();
      proceed({ ...parameters, EventType: TcpIndicateAbort });
    });
  }),
  violation('event-fin-again', DISCONNECT, 'indicates a FIN again that comes once more', (tap, exercised) => {
    const knowledge = new TargetKnowledge(tap);
    let seen = 0;
    onArrival(tap, knowledge, (connection, segment, proceed) => {
      proceed();
      if (hasFin(segment)) seen += 1;
      if (hasFin(segment) && seen > 1) indicates(tap, connection, 'TcpIndicateDisconnect', exercised);
    });
  }),
  violation('event-disconnect-without-fin', DISCONNECT, 'takes any data for a FIN', (tap, exercised) => {
    const knowledge = new TargetKnowledge(tap);
    onArrival(tap, knowledge, (connection, segment, proceed) => {
      proceed();
      if (segment.length > 0 && !hasFin(segment)) indicates(tap, connection, 'TcpIndicateDisconnect', exercised);
    });
  }),
  violation(
    'event-fin-at-once',
    AFTER_DATA,
    'indicates a FIN when it arrives, whatever data is still to be consumed',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      let early = false;
      onEvent(tap, TcpIndicateDisconnect, (_crossing, proceed) => {
        if (early) proceed();
      });
      onArrival(tap, knowledge, (connection, segment, proceed) => {
        if (hasFin(segment) && segment.sequence === connection.receiveNext) {
          early = true;
          indicatesNow(tap, connection, 'TcpIndicateDisconnect', exercised);
          early = false;
        }
        connection.receiveNext += segment.length;
        proceed();
      });
    },
  ),
  violation(
    'event-fin-out-of-order',
    AFTER_DATA,
    'indicates a FIN though data that precedes it is missing',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      onArrival(tap, knowledge, (connection, segment, proceed) => {
        proceed();
        const ahead = segment.sequence > connection.receiveNext;
        if (hasFin(segment) && ahead) indicates(tap, connection, 'TcpIndicateDisconnect', exercised);
      });
    },
  ),
  violation(
    'event-fin-forgotten',
    AFTER_DATA,
    'forgets a FIN that has to wait for data to be consumed',
    (tap, exercised) => {
      let receives = 0;
      tap.handles('MiniportTcpOffloadReceive', 'offload target', (_crossing, proceed) => {
        receives += 1;
        return proceed();
      });
      let late = false;
      tap.carries('receive', (segment, proceed) => {
        late ||= hasFin(segment) && receives === 0;
        proceed();
      });
      onEvent(tap, TcpIndicateDisconnect, (_crossing, proceed) => {
        if (late && receives > 0) exercised();
        else proceed();
      });
    },
  ),
  violation(
    'event-fin-ends-sending',
    RECEIVE_HALF,
    'stops sending when the remote host has sent a FIN',
    (tap, exercised) => {
      const closed = closedBy(tap, TcpIndicateDisconnect);
      tap.carries('transmit', (segment, proceed) => {
        if (closed() && segment.length > 0) exercised();
        else proceed();
      });
    },
  ),
  violation(
    'event-fin-aborts-sends',
    RECEIVE_HALF,
    'aborts the sends that are outstanding when a FIN comes',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      onEvent(tap, TcpIndicateDisconnect, (_crossing, proceed) => {
        proceed();
        const sends = knowledge.takeRequests('send');
        if (sends.length > 0) exercised();
        completes(tap, knowledge, 'send', sends, NDIS_STATUS_REQUEST_ABORTED);
      });
    },
  ),
  violation(
    'event-fin-not-answered',
    RECEIVE_HALF,
    'sends no FIN of its own when the remote host has sent one',
    (tap, exercised) => {
      const closed = closedBy(tap, TcpIndicateDisconnect);
      tap.carries('transmit', (segment, proceed) => {
        if (!closed() || !hasFin(segment)) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...segment, flags: [] });
      });
    },
  ),
  violation('event-fin-still-receives', RECEIVE_HALF, 'hands up data that comes behind a FIN', (tap, exercised) => {
    const knowledge = new TargetKnowledge(tap);
    let closed = false;
    onArrival(tap, knowledge, (_connection, segment, proceed) => {
      proceed();
      if (closed && segment.length > 0) {
        const receives = knowledge.takeRequests('receive');
        if (receives.length > 0) exercised();
        completes(tap, knowledge, 'receive', receives, NDIS_STATUS_SUCCESS);
      }
      closed ||= hasFin(segment);
    });
  }),
  violation('event-rst-not-indicated', ABORT, 'does not indicate that the remote host sent a RST', (tap, exercised) => {
    onEvent(tap, TcpIndicateAbort, () => {
      exercised();
    });
  }),
  violation('event-rst-as-disconnect', ABORT, 'indicates TcpIndicateDisconnect for a RST', (tap, exercised) => {
    onEvent(tap, TcpIndicateAbort, ({ parameters }, proceed) => {
      exercised();
      proceed({ ...parameters, EventType: TcpIndicateDisconnect });
    });
  }),
  violation('event-rst-again', ABORT, 'indicates TcpIndicateAbort for every RST that comes', (tap, exercised) => {
    const knowledge = new TargetKnowledge(tap);
    let seen = 0;
    onArrival(tap, knowledge, (connection, segment, proceed) => {
      proceed();
      if (hasRst(segment)) seen += 1;
      if (hasRst(segment) && seen > 1) indicates(tap, connection, 'TcpIndicateAbort', exercised);
    });
  }),
  ...[
    { id: 'event-rst-of-the-past', where: 'behind what it expects', isWrong: (ahead: number) => ahead < 0 },
    { id: 'event-rst-beyond-the-window', where: 'far beyond its window', isWrong: (ahead: number) => ahead > 65_535 },
  ].map(({ id, where, isWrong }) =>
    violation(id, ABORT, `indicates TcpIndicateAbort for a RST that begins ${where}`, (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      onArrival(tap, knowledge, (connection, segment, proceed) => {
        proceed();
        if (hasRst(segment) && isWrong(segment.sequence - connection.receiveNext)) {
          indicates(tap, connection, 'TcpIndicateAbort', exercised);
        }
      });
    }),
  ),
  violation('event-rst-goes-on-sending', ABORT, 'goes on sending on a connection that was reset', (tap, exercised) => {
    const knowledge = new TargetKnowledge(tap);
    let last: Segment | null = null;
    onArrival(tap, knowledge, (_connection, segment, proceed) => {
      if (hasRst(segment)) last = segment;
      proceed();
    });
    tap.calls('NdisTcpOffloadSendComplete', 'offload target', ({ from }, proceed) => {
      const reset = last;
      if (reset) {
        tap.later(from, () => {
          exercised();
          tap.transmit(answerTo(reset));
        });
      }
      return proceed();
    });
  }),
  violation(
    'event-abort-for-each-send',
    ABORT,
    'indicates TcpIndicateAbort again for each send on a connection that was reset',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      const reset = new Set<unknown>();
      onEvent(tap, TcpIndicateAbort, ({ parameters }, proceed) => {
        reset.add(parameters.NdisOffloadHandle);
        proceed();
      });
      knowledge.onSend((connection) => {
        if (reset.has(connection.handle)) indicates(tap, connection, 'TcpIndicateAbort', exercised);
      });
    },
  ),
  violation(
    'event-after-the-offload',
    'event.offload-handle',
    'indicates an event on a connection whose offload has ended',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      const ended: OffloadedConnection[] = [];
      let before: readonly OffloadedConnection[] = [];
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', (_crossing, proceed) => {
        proceed();
        ended.push(...before.filter((one) => !knowledge.connections.includes(one)));
      });
      tap.carries('receive', (segment, proceed) => {
        before = knowledge.connections;
        proceed();
        const [connection] = hasRst(segment) ? ended : [];
        if (connection) indicates(tap, connection, 'TcpIndicateAbort', exercised);
      });
    },
  ),
  violation(
    'event-abort-of-our-own',
    ABORT,
    'indicates TcpIndicateAbort for the RST that it sends itself',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      tap.carries('transmit', (segment, proceed) => {
        proceed();
        const [connection] = knowledge.connections;
        if (connection && hasRst(segment)) indicates(tap, connection, 'TcpIndicateAbort', exercised);
      });
    },
  ),
  violation('event-fin-after-rst', ABORT, 'indicates a FIN that comes behind a RST', (tap, exercised) => {
    const knowledge = new TargetKnowledge(tap);
    let reset = false;
    onArrival(tap, knowledge, (connection, segment, proceed) => {
      proceed();
      if (reset && hasFin(segment)) indicates(tap, connection, 'TcpIndicateDisconnect', exercised);
      reset ||= hasRst(segment);
    });
  }),
  violation(
    'event-rst-silences-all',
    ABORT,
    'stops sending on every connection once one was reset',
    (tap, exercised) => {
      const closed = closedBy(tap, TcpIndicateAbort);
      tap.carries('transmit', (_segment, proceed) => {
        if (closed()) exercised();
        else proceed();
      });
    },
  ),
  requestStatus('event-rst-requests-success', 'NDIS_STATUS_SUCCESS', () => NDIS_STATUS_SUCCESS),
  requestStatus('event-rst-requests-uploading', 'NDIS_STATUS_UPLOAD_IN_PROGRESS', () => NDIS_STATUS_UPLOAD_IN_PROGRESS),
  requestStatus('event-rst-first-request-only', 'a status in the first of a chain alone', (index) =>
    index === 0 ? undefined : null,
  ),
  ...COMPLETIONS.map(({ kind, name }) =>
    violation(
      `event-rst-${kind}-kept`,
      REQUESTS,
      `keeps the ${kind} of a connection that was reset`,
      (tap, exercised) => {
        tap.calls(name, 'offload target', loses(exercised));
      },
    ),
  ),
  violation(
    'event-rst-requests-first',
    REQUESTS,
    'aborts the requests of a connection before it indicates the RST',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      onEvent(tap, TcpIndicateAbort, (_crossing, proceed) => {
        const sends = knowledge.takeRequests('send');
        if (sends.length > 0) exercised();
        completes(tap, knowledge, 'send', sends, NDIS_STATUS_REQUEST_ABORTED);
        proceed();
      });
    },
  ),
  violation(
    'event-rst-aborts-all',
    REQUESTS,
    'aborts the requests of every connection when one is reset',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      onEvent(tap, TcpIndicateAbort, ({ parameters }, proceed) => {
        proceed();
        const sends = knowledge.takeRequests('send', (of) => of !== parameters.NdisOffloadHandle.name);
        if (sends.length > 0) exercised();
        completes(tap, knowledge, 'send', sends, NDIS_STATUS_REQUEST_ABORTED);
      });
    },
  ),
  violation(
    'event-rst-waits-for-data',
    'event.abort-at-once',
    'never indicates a RST that came when data was to be consumed',
    (tap, exercised) => {
      let data = false;
      tap.carries('receive', (segment, proceed) => {
        data ||= segment.length > 0;
        proceed();
      });
      onEvent(tap, TcpIndicateAbort, (_crossing, proceed) => {
        if (data) exercised();
        else proceed();
      });
    },
  ),
  hostHears(
    'event-abort-ignored',
    'event.abort-terminated',
    'does not terminate what was reset',
    TcpIndicateAbort,
    null,
  ),
  hostHears(
    'event-disconnect-terminated',
    'event.abort-terminated',
    'terminates what the remote host has closed as if it had been reset',
    TcpIndicateDisconnect,
    TcpIndicateAbort,
  ),
  hostHears(
    'event-abort-needs-a-reason',
    'event.information-not-meaningful',
    'looks for an upload reason in the information that comes with a reset',
    TcpIndicateAbort,
    null,
    (information) => !(Object.values(TCP_UPLOAD_REASON) as number[]).includes(information),
  ),
  hostHears(
    'event-disconnect-gives-a-reason',
    'event.information-not-meaningful',
    'takes the information that comes with a graceful disconnect for an upload reason',
    TcpIndicateDisconnect,
    TcpIndicateRetrieve,
  ),
  ...(['TcpIndicateDisconnect', 'TcpIndicateAbort'] as const).map((type) => {
    const what = type === 'TcpIndicateAbort' ? 'reset' : 'closed';
    return violation(
      `event-${what}-freed`,
      KEPT,
      `frees a connection that the remote host has ${what}`,
      (tap, exercised) => {
        const knowledge = new TargetKnowledge(tap);
        onEvent(tap, TCP_OFFLOAD_EVENT_TYPE[type], ({ parameters, from }, proceed) => {
          proceed();
          const memory = knowledge.pvoids.get(parameters.NdisOffloadHandle.name);
          if (!(memory instanceof ContextMemory)) return;
          exercised();
          tap.perform('NdisFreeMemory', from, { VirtualAddress: memory });
        });
      },
    );
  }),
  violation('event-reset-state-lost', KEPT, 'fails to terminate a connection that was reset', (tap, exercised) => {
    writesEverywhere(tap, 'NdisMTerminateOffloadComplete', NDIS_STATUS_FAILURE, exercised);
  }),
];

/** Writes other statuses to the requests of a connection that was reset. `undefined` leaves a status as it is. */
function requestStatus(id: string, what: string, status: (index: number) => number | null | undefined): Violation {
  return violation(id, REQUESTS, `completes the requests of a reset connection with ${what}`, (tap, exercised) => {
    for (const { name } of COMPLETIONS) {
      tap.calls(name, 'offload target', ({ parameters }, proceed) => {
        chainOf(parameters.NetBufferList).forEach((list, index) => {
          const other = status(index);
          if (list.Status !== NDIS_STATUS_REQUEST_ABORTED || other === undefined) return;
          list.Status = other;
          exercised();
        });
        return proceed();
      });
    }
  });
}

/** The host stack hears an event as another, or not at all. */
function hostHears(
  id: string,
  breaks: string,
  title: string,
  type: number,
  heard: number | null,
  applies: (information: number) => boolean = () => true,
): Violation {
  return {
    id,
    breaks,
    layer: 'host stack',
    title,
    apply(tap, exercised) {
      tap.handles('ProtocolTcpOffloadEvent', 'host stack', ({ parameters }, proceed) => {
        if (parameters.EventType !== type || !applies(parameters.EventSpecificInformation)) return proceed();
        exercised();
        if (heard === null) return undefined;
        // A number that is no reason would oblige it to nothing.
        const reason =
          heard === TcpIndicateRetrieve ? { EventSpecificInformation: TCP_UPLOAD_REASON.UploadRequested } : {};
        return proceed({ ...parameters, EventType: heard, ...reason });
      });
    },
  };
}

/** Whether an event of a type was indicated. */
function closedBy(tap: Tap, type: number): () => boolean {
  let closed = false;
  onEvent(tap, type, (_crossing, proceed) => {
    closed = true;
    proceed();
  });
  return () => closed;
}

/** A segment with data, in answer to one that came. */
const answerTo = (segment: Segment): Segment => ({
  ...segment,
  flags: [],
  length: 100,
  sourceMac: segment.destinationMac,
  destinationMac: segment.sourceMac,
  sourceAddress: segment.destinationAddress,
  destinationAddress: segment.sourceAddress,
  sourcePort: segment.destinationPort,
  destinationPort: segment.sourcePort,
});
