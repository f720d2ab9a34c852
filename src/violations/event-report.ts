import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import type { ParametersOf } from '../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import { LAYERS, layerOfType } from '../ddi/offload-state-type';
import type { LayerKind, Tap } from '../ddi/tap';
import { violation } from './completion-faults';
import { loses } from './violation';
import type { Violation } from './violation';

type Event = ParametersOf<'NdisTcpOffloadEventHandler'>;
const CONNECTION = LAYERS.indexOf('TCP connection');

/** Violations about how an event is named, and how it is brought to the host stack. */
export const eventReportViolations: readonly Violation[] = [
  handleViolation('event-of-another-connection', 'indicates events with the handle of another connection', (given) => {
    const connections = given.filter(({ layer }) => layer === CONNECTION);
    return ({ handle }) => connections.find((one) => one.handle !== handle)?.handle;
  }),
  handleViolation(
    'event-of-the-neighbor',
    'indicates events with the handle of a neighbor',
    (given) => () => given.find(({ layer }) => layer === 0)?.handle,
  ),
  violation(
    'data-of-another-connection',
    'event.offload-handle',
    'indicates received data with the handle of another connection',
    (tap, exercised) => {
      const handles: NDIS_OFFLOAD_HANDLE[] = [];
      tap.handles('MiniportInitiateOffload', 'offload target', ({ parameters }, proceed) => {
        for (const { NdisOffloadHandle: handle, Header } of blocksOf(parameters.OffloadBlockList)) {
          if (handle && layerOfType(Header.Type) === CONNECTION) handles.push(handle);
        }
        return proceed();
      });
      tap.calls('NdisTcpOffloadReceiveHandler', 'offload target', ({ parameters }, proceed) => {
        const other = handles.find((handle) => handle !== parameters.NdisOffloadHandle);
        if (!other) return proceed();
        exercised();
        return proceed({ ...parameters, NdisOffloadHandle: other });
      });
    },
  ),
  violation(
    'event-with-the-upper-handle',
    'event.offload-handle',
    'indicates events with the handle of the host stack',
    (tap, exercised) => {
      const uppermost = new Map<string, NDIS_OFFLOAD_HANDLE>();
      tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
        for (const { OffloadHandle: handle } of blocksOf(parameters.OffloadBlockList)) {
          if (handle) uppermost.set(handle.name, handle);
        }
        return proceed();
      });
      changed(tap, 'offload target', exercised, (event) => {
        const upper = uppermost.get(event.NdisOffloadHandle.name.replace(/\/.*$/, ''));
        return upper && upper !== event.NdisOffloadHandle ? { ...event, NdisOffloadHandle: upper } : event;
      });
    },
  ),
  violation(
    'event-in-the-handler',
    'event.dispatch-level',
    'asks for a termination from within its invalidate handler',
    (tap, exercised) => {
      tap.handles('MiniportInvalidateOffload', 'offload target', ({ parameters, to }, proceed) => {
        const connection = blocksOf(parameters.OffloadBlockList).find(
          ({ Header, isPlaceholder }) => !isPlaceholder && layerOfType(Header.Type) === CONNECTION,
        );
        if (connection?.NdisOffloadHandle) {
          exercised();
          tap.perform('NdisTcpOffloadEventHandler', to, {
            NdisOffloadHandle: connection.NdisOffloadHandle,
            EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
            EventSpecificInformation: TCP_UPLOAD_REASON.InvalidState,
          });
        }
        return proceed();
      });
    },
  ),
  violation(
    'event-in-the-send-handler',
    'event.dispatch-level',
    'asks for a termination from within its send handler',
    (tap, exercised) => {
      const handles = new Map<string, NDIS_OFFLOAD_HANDLE>();
      tap.handles('MiniportInitiateOffload', 'offload target', ({ parameters }, proceed) => {
        for (const { NdisOffloadHandle: handle } of blocksOf(parameters.OffloadBlockList)) {
          if (handle) handles.set(handle.MiniportOffloadContext.address, handle);
        }
        proceed();
      });
      tap.handles('MiniportTcpOffloadSend', 'offload target', ({ parameters, to }, proceed) => {
        const handle = handles.get(parameters.MiniportOffloadContext.address);
        if (handle) {
          exercised();
          tap.perform('NdisTcpOffloadEventHandler', to, {
            NdisOffloadHandle: handle,
            EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
            EventSpecificInformation: TCP_UPLOAD_REASON.InvalidState,
          });
        }
        return proceed();
      });
    },
  ),
  ndis('event-lost', 'event.reported', 'does not bring events to the driver above', (tap, exercised) => {
    tap.calls('ProtocolTcpOffloadEvent', 'NDIS', loses(exercised));
  }),
  ndis('event-reported-twice', 'event.reported', 'brings every event twice to the driver above', (tap, exercised) => {
    tap.calls('ProtocolTcpOffloadEvent', 'NDIS', (_crossing, proceed) => {
      proceed();
      exercised();
      proceed();
    });
  }),
  ndis(
    'event-other-context',
    'event.report-context',
    'brings events with the OffloadContext of another connection',
    (tap, exercised) => {
      const known: { readonly layer: string; readonly handle: NDIS_OFFLOAD_HANDLE }[] = [];
      tap.handles('NdisInitiateOffload', 'NDIS', ({ parameters, from }, proceed) => {
        for (const { OffloadHandle, Header } of blocksOf(parameters.OffloadBlockList)) {
          if (OffloadHandle && layerOfType(Header.Type) === CONNECTION)
            known.push({ layer: from, handle: OffloadHandle });
        }
        proceed();
      });
      tap.calls('ProtocolTcpOffloadEvent', 'NDIS', ({ parameters, to }, proceed) => {
        const other = known.find(({ layer, handle }) => layer === to && handle !== parameters.OffloadContext);
        if (!other) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...parameters, OffloadContext: other.handle });
      });
    },
  ),
  ndis(
    'event-reported-as-another',
    'event.report-same',
    'brings every event as a TcpIndicateDisconnect',
    (tap, exercised) => {
      reported(tap, exercised, (event) => ({ ...event, EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateDisconnect }));
    },
  ),
  ndis(
    'event-reported-without-reason',
    'event.report-same',
    'leaves out the reason of a termination request',
    (tap, exercised) => {
      reported(tap, exercised, (event) => ({ ...event, EventSpecificInformation: 0 }));
    },
  ),
  intermediate('im-event-swallowed', 'event.im-propagates', 'keeps events to itself', (tap, exercised) => {
    tap.calls('NdisTcpOffloadEventHandler', 'intermediate driver', loses(exercised));
  }),
  intermediate('im-event-twice', 'event.im-propagates', 'passes every event on twice', (tap, exercised) => {
    tap.calls('NdisTcpOffloadEventHandler', 'intermediate driver', (_crossing, proceed) => {
      proceed();
      exercised();
      proceed();
    });
  }),
  intermediate(
    'im-event-last-first',
    'event.im-propagates',
    'passes an event on after the one that came next',
    (tap, exercised) => {
      const held: (() => void)[] = [];
      tap.calls('NdisTcpOffloadEventHandler', 'intermediate driver', ({ parameters }, proceed) => {
        if (parameters.EventType === TCP_OFFLOAD_EVENT_TYPE.TcpIndicateDisconnect) held.push(() => proceed());
        else {
          proceed();
          if (held.length > 0) exercised();
          for (const release of held.splice(0)) release();
        }
      });
    },
  ),
  intermediate(
    'im-event-own-handle',
    'event.im-handle',
    'passes an event on with the handle that it came with',
    (tap, exercised) => {
      const came: NDIS_OFFLOAD_HANDLE[] = [];
      tap.handles('ProtocolTcpOffloadEvent', 'intermediate driver', ({ parameters }, proceed) => {
        came.push(parameters.OffloadContext);
        proceed();
        came.pop();
      });
      changed(tap, 'intermediate driver', exercised, (event) => ({
        ...event,
        NdisOffloadHandle: came.at(-1) ?? event.NdisOffloadHandle,
      }));
    },
  ),
  intermediate(
    'im-event-other-connection',
    'event.im-handle',
    'passes an event on with the handle of another connection',
    (tap, exercised) => {
      const given: { readonly layer: string; readonly handle: NDIS_OFFLOAD_HANDLE }[] = [];
      tap.handles('MiniportInitiateOffload', 'intermediate driver', ({ parameters, to }, proceed) => {
        for (const { NdisOffloadHandle, Header } of blocksOf(parameters.OffloadBlockList)) {
          if (NdisOffloadHandle && layerOfType(Header.Type) === CONNECTION)
            given.push({ layer: to, handle: NdisOffloadHandle });
        }
        proceed();
      });
      tap.calls('NdisTcpOffloadEventHandler', 'intermediate driver', ({ parameters, from }, proceed) => {
        const other = given.find(({ layer, handle }) => layer === from && handle !== parameters.NdisOffloadHandle);
        if (!other) return proceed();
        exercised();
        return proceed({ ...parameters, NdisOffloadHandle: other.handle });
      });
    },
  ),
  intermediate('im-event-type', 'event.im-same', 'passes on every event as a TcpIndicateAbort', (tap, exercised) => {
    changed(tap, 'intermediate driver', exercised, (event) => ({
      ...event,
      EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateAbort,
    }));
  }),
  intermediate(
    'im-event-reason',
    'event.im-same',
    'gives a reason of its own for a termination request',
    (tap, exercised) => {
      changed(tap, 'intermediate driver', exercised, (event) => ({
        ...event,
        EventSpecificInformation: TCP_UPLOAD_REASON.UploadRequested,
      }));
    },
  ),
];

/** A handle that the target was given, with the layer of its object (an index of LAYERS). */
interface Given {
  readonly handle: NDIS_OFFLOAD_HANDLE;
  readonly layer: number | null;
}

/** The target indicates with another handle than it should: what it is given decides which. */
function handleViolation(
  id: string,
  title: string,
  choose: (
    given: readonly Given[],
  ) => (right: { readonly handle: NDIS_OFFLOAD_HANDLE }) => NDIS_OFFLOAD_HANDLE | undefined,
): Violation {
  return violation(id, 'event.offload-handle', title, (tap, exercised) => {
    const given: Given[] = [];
    tap.handles('MiniportInitiateOffload', 'offload target', ({ parameters }, proceed) => {
      for (const { NdisOffloadHandle: handle, Header } of blocksOf(parameters.OffloadBlockList)) {
        if (handle) given.push({ handle, layer: layerOfType(Header.Type) });
      }
      proceed();
    });
    changed(tap, 'offload target', exercised, (event) => {
      const other = choose(given)({ handle: event.NdisOffloadHandle });
      return other ? { ...event, NdisOffloadHandle: other } : event;
    });
  });
}

/** A layer indicates something else than it should. */
function changed(tap: Tap, layer: LayerKind, exercised: () => void, change: (event: Event) => Event): void {
  tap.calls('NdisTcpOffloadEventHandler', layer, ({ parameters }, proceed) => {
    const other = change(parameters);
    if (other !== parameters) exercised();
    proceed(other);
  });
}

/** NDIS brings something else up than was indicated. */
function reported(
  tap: Tap,
  exercised: () => void,
  change: (event: ParametersOf<'ProtocolTcpOffloadEvent'>) => ParametersOf<'ProtocolTcpOffloadEvent'>,
): void {
  tap.calls('ProtocolTcpOffloadEvent', 'NDIS', ({ parameters }, proceed) => {
    exercised();
    proceed(change(parameters));
  });
}

function ndis(id: string, breaks: string, title: string, apply: Violation['apply']): Violation {
  return { id, breaks, layer: 'NDIS', title, apply };
}

function intermediate(id: string, breaks: string, title: string, apply: Violation['apply']): Violation {
  return { id, breaks, layer: 'intermediate driver', title, apply };
}
