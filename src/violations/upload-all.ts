import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { TCP_UPLOAD_REASON } from '../ddi/events';
import type { NdisBindingHandle, NdisMiniportAdapterHandle } from '../ddi/handles';
import type { PVOID } from '../ddi/pvoid';
import { NDIS_STATUS } from '../ddi/status';
import { NDIS_STATUS_INDICATION } from '../ddi/status-indication';
import type { Tap } from '../ddi/tap';
import { indicates, TargetKnowledge } from './event-faults';
import { fault, loses } from './violation';
import type { Violation } from './violation';

const ALL = 'status.upload-all';
const RESUME = 'status.resume';
const OVER = 'status.intermediate-driver-fails-over';
const AGAIN = 'terminate.asked-for-again';
const { NDIS_STATUS_UPLOAD_ALL, NDIS_STATUS_OFFLOAD_RESUME } = NDIS_STATUS;

/** Violations of the guide's page on how a target asks for connections, as often as it likes and all at once. */
export const uploadAllViolations: readonly Violation[] = [
  fault(
    'request-heard-once',
    AGAIN,
    'NDIS',
    'tells the driver above of the first request for a connection alone',
    (tap, exercised) => {
      const heard = new Set<unknown>();
      tap.calls('ProtocolTcpOffloadEvent', 'NDIS', ({ parameters }, proceed) => {
        const { OffloadContext } = parameters;
        if (heard.has(OffloadContext)) {
          exercised();
          return undefined;
        }
        heard.add(OffloadContext);
        return proceed();
      });
    },
  ),
  fault(
    'request-answered-once',
    AGAIN,
    'host stack',
    'takes a connection back once, and never again when it is asked again',
    (tap, exercised) => {
      const asked = new Set<unknown>();
      tap.handles('ProtocolTcpOffloadEvent', 'host stack', ({ parameters }, proceed) => {
        const { OffloadContext } = parameters;
        if (asked.has(OffloadContext)) exercised();
        else proceed();
        asked.add(OffloadContext);
        return undefined;
      });
    },
  ),
  fault(
    'request-answered-each-time',
    AGAIN,
    'host stack',
    'begins a termination for every request for one and the same connection',
    (tap, exercised) => {
      let requests = 0;
      tap.handles('ProtocolTcpOffloadEvent', 'host stack', (_crossing, proceed) => {
        requests += 1;
        return proceed();
      });
      tap.calls('NdisTerminateOffload', 'host stack', (_crossing, proceed) => {
        proceed();
        for (; requests > 1; requests -= 1) {
          exercised();
          proceed();
        }
        return undefined;
      });
    },
  ),
  fault(
    'request-dropped-when-repeated',
    AGAIN,
    'intermediate driver',
    'keeps a request to itself that is like an earlier one',
    (tap, exercised) => {
      const passed = new Set<unknown>();
      tap.calls('NdisTcpOffloadEventHandler', 'intermediate driver', ({ parameters }, proceed) => {
        const { NdisOffloadHandle } = parameters;
        if (passed.has(NdisOffloadHandle)) {
          exercised();
          return undefined;
        }
        passed.add(NdisOffloadHandle);
        return proceed();
      });
    },
  ),
  fault(
    'upload-all-by-another-status',
    ALL,
    'offload target',
    'asks for everything by another status',
    (tap, exercised) => {
      onStatus(tap, 'offload target', NDIS_STATUS_UPLOAD_ALL, (handle, proceed) => {
        exercised();
        proceed(handle, NDIS_STATUS_OFFLOAD_RESUME);
      });
    },
  ),
  fault(
    'upload-all-of-another-adapter',
    ALL,
    'offload target',
    'asks for everything on its first adapter, whichever it means',
    (tap, exercised) => {
      let first: NdisMiniportAdapterHandle | null = null;
      tap.handles('MiniportInitializeEx', 'offload target', ({ parameters }, proceed) => {
        first ??= parameters.NdisMiniportHandle;
        return proceed();
      });
      onStatus(tap, 'offload target', NDIS_STATUS_UPLOAD_ALL, (handle, proceed) => {
        if (first !== handle) exercised();
        proceed(first ?? handle, NDIS_STATUS_UPLOAD_ALL);
      });
    },
  ),
  fault('upload-all-not-told', ALL, 'NDIS', 'tells nobody of a status that is indicated', (tap, exercised) => {
    tap.calls('ProtocolStatusEx', 'NDIS', loses(exercised));
  }),
  fault(
    'upload-all-for-every-binding',
    ALL,
    'NDIS',
    'tells a driver of a status on each of its bindings',
    (tap, exercised) => {
      const contexts = new Map<string, Set<PVOID>>();
      tap.handles('NdisOpenAdapterEx', 'NDIS', ({ parameters, from }, proceed) => {
        const known = contexts.get(from) ?? new Set();
        contexts.set(from, known.add(parameters.ProtocolBindingContext));
        return proceed();
      });
      tap.calls('ProtocolStatusEx', 'NDIS', ({ parameters, to }, proceed) => {
        proceed();
        for (const ProtocolBindingContext of contexts.get(to) ?? []) {
          if (ProtocolBindingContext === parameters.ProtocolBindingContext) continue;
          exercised();
          proceed({ ...parameters, ProtocolBindingContext });
        }
        return undefined;
      });
    },
  ),
  fault(
    'upload-all-kept',
    ALL,
    'intermediate driver',
    'does not pass a status on that it is told of',
    (tap, exercised) => {
      tap.calls('NdisMIndicateStatusEx', 'intermediate driver', loses(exercised));
    },
  ),
  fault(
    'upload-all-as-another-status',
    ALL,
    'intermediate driver',
    'passes a request for everything on as another status',
    (tap, exercised) => {
      onStatus(tap, 'intermediate driver', NDIS_STATUS_UPLOAD_ALL, (handle, proceed) => {
        exercised();
        proceed(handle, NDIS_STATUS_OFFLOAD_RESUME);
      });
    },
  ),
  fault(
    'upload-all-ignored',
    ALL,
    'host stack',
    'leaves everything with a target that wants it back',
    (tap, exercised) => {
      tap.handles('ProtocolStatusEx', 'host stack', ({ parameters }, proceed) => {
        if (parameters.StatusIndication.StatusCode !== NDIS_STATUS_UPLOAD_ALL) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  fault(
    'upload-all-in-part',
    ALL,
    'host stack',
    'takes the first tree back, and leaves the rest with a target that wants everything back',
    (tap, exercised) => {
      let terminations = 0;
      tap.calls('NdisTerminateOffload', 'host stack', (_crossing, proceed) => {
        terminations += 1;
        if (terminations === 1) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  fault(
    'upload-all-by-single-requests',
    ALL,
    'offload target',
    'asks for everything, and for each connection besides',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      onStatus(tap, 'offload target', NDIS_STATUS_UPLOAD_ALL, (handle, proceed) => {
        proceed(handle, NDIS_STATUS_UPLOAD_ALL);
        for (const connection of knowledge.connections) {
          indicates(tap, connection, 'TcpIndicateRetrieve', exercised, TCP_UPLOAD_REASON.UploadRequested);
        }
      });
    },
  ),
  fault(
    'upload-all-and-still-offloading',
    RESUME,
    'host stack',
    'goes on offloading to a target that wants everything back',
    (tap, exercised) => {
      tap.handles('ProtocolStatusEx', 'host stack', ({ parameters }, proceed) => {
        proceed();
        const { StatusIndication: indication } = parameters;
        if (indication.StatusCode !== NDIS_STATUS_UPLOAD_ALL) return undefined;
        exercised();
        const { SourceHandle } = indication;
        const resume = new NDIS_STATUS_INDICATION(SourceHandle, NDIS_STATUS_OFFLOAD_RESUME);
        return proceed({ ...parameters, StatusIndication: resume });
      });
    },
  ),
  fault(
    'resume-ignored',
    RESUME,
    'host stack',
    'never offloads anything again to a target that wanted everything back',
    (tap, exercised) => {
      tap.handles('ProtocolStatusEx', 'host stack', ({ parameters }, proceed) => {
        if (parameters.StatusIndication.StatusCode !== NDIS_STATUS_OFFLOAD_RESUME) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  fault(
    'resume-kept',
    RESUME,
    'intermediate driver',
    'does not pass on that offloading can be resumed',
    (tap, exercised) => {
      onStatus(tap, 'intermediate driver', NDIS_STATUS_OFFLOAD_RESUME, exercised);
    },
  ),
  fault(
    'resume-too-early',
    RESUME,
    'offload target',
    'indicates that offloading can be resumed while it still has what it wanted to give back',
    (tap, exercised) => {
      resumesAtOnce(tap, 'offload target', exercised);
    },
  ),
  fault(
    'resume-taken-back',
    RESUME,
    'offload target',
    'indicates that offloading can be resumed, and at once that it cannot, while it still has everything',
    (tap, exercised) => {
      onStatus(tap, 'offload target', NDIS_STATUS_UPLOAD_ALL, (handle, proceed) => {
        proceed(handle, NDIS_STATUS_UPLOAD_ALL);
        exercised();
        proceed(handle, NDIS_STATUS_OFFLOAD_RESUME);
        proceed(handle, NDIS_STATUS_UPLOAD_ALL);
      });
    },
  ),
  fault(
    'upload-all-answered-by-an-offload',
    RESUME,
    'host stack',
    'calls NdisInitiateOffload once more when it is told that a target wants everything back',
    (tap, exercised) => {
      let earlier: { readonly binding: NdisBindingHandle; readonly list: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } | null =
        null;
      let own: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null = null;
      tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
        earlier ??= { binding: parameters.NdisBindingHandle, list: parameters.OffloadBlockList };
        return proceed();
      });
      tap.handles('ProtocolInitiateOffloadComplete', 'host stack', ({ parameters }, proceed) =>
        parameters.OffloadBlockList === own ? undefined : proceed(),
      );
      tap.handles('ProtocolStatusEx', 'host stack', ({ parameters, to }, proceed) => {
        proceed();
        if (!earlier || own || parameters.StatusIndication.StatusCode !== NDIS_STATUS_UPLOAD_ALL) return undefined;
        // It names no state: nobody has anything to do for it.
        own = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(6_000_000, earlier.list.Header, null);
        exercised();
        return tap.perform('NdisInitiateOffload', to, { NdisBindingHandle: earlier.binding, OffloadBlockList: own });
      });
    },
  ),
  fault(
    'fail-over-without-asking',
    OVER,
    'intermediate driver',
    'fails over from one NIC to another and asks for nothing back',
    (tap, exercised) => {
      onStatus(tap, 'intermediate driver', NDIS_STATUS_UPLOAD_ALL, exercised);
    },
  ),
  fault(
    'fail-over-on-another-adapter',
    OVER,
    'intermediate driver',
    'asks for everything on its last adapter, whichever fails over',
    (tap, exercised) => {
      const handles: NdisMiniportAdapterHandle[] = [];
      tap.handles('MiniportInitializeEx', 'intermediate driver', ({ parameters }, proceed) => {
        handles.push(parameters.NdisMiniportHandle);
        return proceed();
      });
      onStatus(tap, 'intermediate driver', NDIS_STATUS_UPLOAD_ALL, (handle, proceed) => {
        exercised();
        proceed(handles.at(-1) ?? handle, NDIS_STATUS_UPLOAD_ALL);
      });
    },
  ),
  fault(
    'fail-over-never-ends',
    OVER,
    'intermediate driver',
    'never says that offloading can be resumed on the NIC that it failed over to',
    (tap, exercised) => {
      onStatus(tap, 'intermediate driver', NDIS_STATUS_OFFLOAD_RESUME, exercised);
    },
  ),
  fault(
    'fail-over-too-early',
    OVER,
    'intermediate driver',
    'says that offloading can be resumed before it has everything back',
    (tap, exercised) => {
      resumesAtOnce(tap, 'intermediate driver', exercised);
    },
  ),
  fault(
    'fail-over-to-where-it-was',
    OVER,
    'intermediate driver',
    'goes on offloading to the NIC that it has failed over from',
    (tap, exercised) => {
      let first: NdisBindingHandle | null = null;
      tap.calls('NdisInitiateOffload', 'intermediate driver', ({ parameters }, proceed) => {
        first ??= parameters.NdisBindingHandle;
        if (first !== parameters.NdisBindingHandle) exercised();
        return proceed({ ...parameters, NdisBindingHandle: first });
      });
    },
  ),
];

/** Stands in for one status that a driver indicates; the others pass. Where `proceed` is not called, it is lost. */
export function onStatus(
  tap: Tap,
  by: 'offload target' | 'intermediate driver',
  status: number,
  fault: (
    handle: NdisMiniportAdapterHandle,
    proceed: (handle: NdisMiniportAdapterHandle, status: number) => void,
  ) => void,
): void {
  tap.calls('NdisMIndicateStatusEx', by, ({ parameters }, proceed) => {
    const { MiniportAdapterHandle, StatusIndication } = parameters;
    if (StatusIndication.StatusCode !== status) return proceed();
    fault(MiniportAdapterHandle, (handle, code) => {
      proceed({ MiniportAdapterHandle: handle, StatusIndication: new NDIS_STATUS_INDICATION(handle, code) });
    });
    return undefined;
  });
}

/** Has a driver indicate that offloading can be resumed right after it has asked for everything. */
function resumesAtOnce(tap: Tap, by: 'offload target' | 'intermediate driver', exercised: () => void): void {
  onStatus(tap, by, NDIS_STATUS_UPLOAD_ALL, (handle, proceed) => {
    proceed(handle, NDIS_STATUS_UPLOAD_ALL);
    exercised();
    proceed(handle, NDIS_STATUS_OFFLOAD_RESUME);
  });
}
