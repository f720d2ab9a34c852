import { TCP_UPLOAD_REASON } from '../ddi/events';
import type { NdisMiniportAdapterHandle } from '../ddi/handles';
import { ContextMemory } from '../ddi/memory';
import type { PVOID } from '../ddi/pvoid';
import { NDIS_STATUS } from '../ddi/status';
import type { NdisStatus } from '../ddi/status';
import {
  NDIS_STATUS_INDICATION,
  NET_IF_MEDIA_CONNECT_STATE,
  NET_PNP_EVENT_CODE,
  NET_PNP_EVENT_NOTIFICATION,
} from '../ddi/status-indication';
import type { Tap } from '../ddi/tap';
import { writesEverywhere } from './completion-faults';
import { indicates, TargetKnowledge } from './event-faults';
import { fault, loses } from './violation';
import type { Violation } from './violation';

const LOSS = 'status.media-loss';
const DECISION = 'status.media-loss-is-for-the-host-stack';
const PAUSE = 'status.pause-is-a-reason';
const { NDIS_STATUS_LINK_STATE, NDIS_STATUS_UPLOAD_ALL, NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE } = NDIS_STATUS;
const { MediaConnectStateDisconnected } = NET_IF_MEDIA_CONNECT_STATE;

/** Violations of what the guide says of a NIC that loses its media, and of a binding that is to pause. */
export const mediaAndPauseViolations: readonly Violation[] = [
  fault('media-loss-kept', LOSS, 'offload target', 'says nothing when its NIC loses the media', (tap, exercised) => {
    tap.calls('NdisMIndicateStatusEx', 'offload target', ({ parameters }, proceed) => {
      if (!isLoss(parameters.StatusIndication)) return proceed();
      exercised();
      return undefined;
    });
  }),
  fault(
    'media-loss-of-another-adapter',
    LOSS,
    'offload target',
    'indicates a loss of the media for its first adapter, whichever lost it',
    (tap, exercised) => {
      const handles: NdisMiniportAdapterHandle[] = [];
      tap.handles('MiniportInitializeEx', 'offload target', ({ parameters }, proceed) => {
        handles.push(parameters.NdisMiniportHandle);
        return proceed();
      });
      tap.calls('NdisMIndicateStatusEx', 'offload target', ({ parameters }, proceed) => {
        const [first = parameters.MiniportAdapterHandle] = handles;
        if (first !== parameters.MiniportAdapterHandle) exercised();
        return proceed({ ...parameters, MiniportAdapterHandle: first });
      });
    },
  ),
  fault(
    'media-loss-not-passed-on',
    LOSS,
    'intermediate driver',
    'does not pass on that the media is lost',
    (tap, exercised) => {
      tap.calls('NdisMIndicateStatusEx', 'intermediate driver', loses(exercised));
    },
  ),
  fault(
    'media-loss-no-event',
    LOSS,
    'NDIS',
    'does not call ProtocolNetPnPEvent when the media is lost',
    (tap, exercised) => {
      tap.calls('ProtocolNetPnPEvent', 'NDIS', loses(exercised));
    },
  ),
  fault(
    'media-loss-on-another-binding',
    LOSS,
    'NDIS',
    'notifies a driver of lost media on its first binding, whichever it is',
    (tap, exercised) => {
      const contexts = bindingsIn(tap);
      tap.calls('ProtocolNetPnPEvent', 'NDIS', ({ parameters, to }, proceed) => {
        const [first = null] = contexts.get(to) ?? [];
        if (parameters.NetPnPEventNotification.NetEvent !== null) return proceed();
        if (first !== parameters.ProtocolBindingContext) exercised();
        return proceed({ ...parameters, ProtocolBindingContext: first });
      });
    },
  ),
  fault(
    'media-loss-without-loss',
    LOSS,
    'NDIS',
    'calls ProtocolNetPnPEvent whenever the link changes, when the media is there again too',
    (tap, exercised) => {
      tap.calls('ProtocolStatusEx', 'NDIS', ({ parameters, to }, proceed) => {
        proceed();
        const { ProtocolBindingContext, StatusIndication } = parameters;
        if (StatusIndication.StatusCode !== NDIS_STATUS_LINK_STATE || isLoss(StatusIndication)) return undefined;
        exercised();
        tap.report('ProtocolNetPnPEvent', to, {
          ProtocolBindingContext,
          NetPnPEventNotification: new NET_PNP_EVENT_NOTIFICATION(null, StatusIndication.StatusBuffer),
        });
        return undefined;
      });
    },
  ),
  ...(['TcpIndicateRetrieve', 'TcpIndicateAbort'] as const).map((event) =>
    fault(
      event === 'TcpIndicateRetrieve' ? 'media-loss-asks-for-connections' : 'media-loss-aborts',
      DECISION,
      'offload target',
      event === 'TcpIndicateRetrieve'
        ? 'asks for each of its connections to be taken back when the media is lost'
        : 'reports each of its connections aborted when the media is lost',
      (tap, exercised) => {
        const knowledge = new TargetKnowledge(tap);
        afterLoss(tap, () => {
          for (const connection of knowledge.connections) {
            indicates(tap, connection, event, exercised, TCP_UPLOAD_REASON.UploadRequested);
          }
        });
      },
    ),
  ),
  fault(
    'media-loss-asks-for-everything',
    DECISION,
    'offload target',
    'asks for everything to be taken back when the media is lost',
    (tap, exercised) => {
      afterLoss(tap, (handle) => {
        exercised();
        tap.perform('NdisMIndicateStatusEx', 'offload target', {
          MiniportAdapterHandle: handle,
          StatusIndication: new NDIS_STATUS_INDICATION(handle, NDIS_STATUS_UPLOAD_ALL),
        });
      });
    },
  ),
  fault(
    'media-loss-frees',
    DECISION,
    'offload target',
    'frees the memory of what is offloaded when the media is lost',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      afterLoss(tap, () => {
        for (const memory of knowledge.pvoids.values()) {
          if (!(memory instanceof ContextMemory)) continue;
          exercised();
          tap.perform('NdisFreeMemory', 'offload target', { VirtualAddress: memory });
        }
      });
    },
  ),
  fault(
    'media-loss-refuses',
    DECISION,
    'offload target',
    'fails a termination because it has no media',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMTerminateOffloadComplete', NDIS_STATUS_FAILURE, exercised);
    },
  ),
  fault(
    'media-loss-for-good',
    DECISION,
    'offload target',
    'sends nothing any more on a connection whose media was lost, when it is there again',
    (tap, exercised) => {
      let lost = false;
      afterLoss(tap, () => {
        lost = true;
      });
      tap.carries('transmit', (_segment, proceed) => {
        if (lost) exercised();
        else proceed();
      });
    },
  ),
  fault(
    'pause-not-notified',
    PAUSE,
    'NDIS',
    'does not tell a driver that its binding is to pause',
    (tap, exercised) => {
      tap.calls('ProtocolNetPnPEvent', 'NDIS', loses(exercised));
    },
  ),
  fault(
    'pause-on-every-binding',
    PAUSE,
    'NDIS',
    'tells a driver that all its bindings are to pause, and means one',
    (tap, exercised) => {
      const contexts = bindingsIn(tap);
      const own = new Set<NET_PNP_EVENT_NOTIFICATION>();
      tap.calls('ProtocolNetPnPEvent', 'NDIS', ({ parameters, to }, proceed) => {
        const status = proceed();
        const { NetEvent } = parameters.NetPnPEventNotification;
        if (NetEvent !== NET_PNP_EVENT_CODE.NetEventPause) return status;
        for (const ProtocolBindingContext of contexts.get(to) ?? []) {
          if (ProtocolBindingContext === parameters.ProtocolBindingContext) continue;
          exercised();
          const NetPnPEventNotification = new NET_PNP_EVENT_NOTIFICATION(NetEvent);
          own.add(NetPnPEventNotification);
          proceed({ ProtocolBindingContext, NetPnPEventNotification });
        }
        return status;
      });
      tap.handles('NdisCompleteNetPnPEvent', 'NDIS', ({ parameters }, proceed) =>
        own.has(parameters.NetPnPEventNotification) ? undefined : proceed(),
      );
    },
  ),
  fault(
    'pause-leaves-everything',
    PAUSE,
    'host stack',
    'lets a binding pause and takes nothing back that is offloaded through it',
    (tap, exercised) => {
      onPause(tap, () => {
        exercised();
        return NDIS_STATUS_SUCCESS;
      });
    },
  ),
  fault(
    'pause-completed-early',
    PAUSE,
    'host stack',
    'answers that a binding can pause before what is offloaded through it has come back',
    (tap, exercised) => {
      onPause(tap, (proceed) => {
        exercised();
        proceed();
        return NDIS_STATUS_SUCCESS;
      });
      tap.calls('NdisCompleteNetPnPEvent', 'host stack', () => undefined);
    },
  ),
  fault('pause-never-completed', PAUSE, 'host stack', 'never answers that a binding can pause', (tap, exercised) => {
    tap.calls('NdisCompleteNetPnPEvent', 'host stack', loses(exercised));
  }),
  fault(
    'pause-refused',
    PAUSE,
    'offload target',
    'fails a termination for which it knows no reason',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMTerminateOffloadComplete', NDIS_STATUS_FAILURE, exercised);
    },
  ),
];

const isLoss = ({ StatusCode, StatusBuffer }: NDIS_STATUS_INDICATION): boolean =>
  StatusCode === NDIS_STATUS_LINK_STATE && StatusBuffer?.MediaConnectState === MediaConnectStateDisconnected;

/** Has the target do something once it has indicated that the media is lost. */
function afterLoss(tap: Tap, then: (handle: NdisMiniportAdapterHandle) => void): void {
  tap.calls('NdisMIndicateStatusEx', 'offload target', ({ parameters }, proceed) => {
    proceed();
    if (isLoss(parameters.StatusIndication)) then(parameters.MiniportAdapterHandle);
    return undefined;
  });
}

/** Stands in for how the host stack answers that a binding is to pause. */
function onPause(tap: Tap, answer: (proceed: () => NdisStatus | undefined) => NdisStatus): void {
  tap.handles('ProtocolNetPnPEvent', 'host stack', ({ parameters }, proceed) => {
    const { NetEvent } = parameters.NetPnPEventNotification;
    return NetEvent === NET_PNP_EVENT_CODE.NetEventPause ? answer(proceed) : proceed();
  });
}

/** The contexts of the bindings of each layer, in the order in which it opened them. */
function bindingsIn(tap: Tap): ReadonlyMap<string, PVOID[]> {
  const contexts = new Map<string, PVOID[]>();
  tap.handles('NdisOpenAdapterEx', 'NDIS', ({ parameters, from }, proceed) => {
    contexts.set(from, [...(contexts.get(from) ?? []), parameters.ProtocolBindingContext]);
    return proceed();
  });
  return contexts;
}
