import type { ParametersOf } from '../../ddi/functions';
import { IllegalUse } from '../../ddi/illegal-use';
import { NDIS_STATUS } from '../../ddi/status';
import type { NDIS_STATUS_INDICATION } from '../../ddi/status-indication';
import {
  NET_IF_MEDIA_CONNECT_STATE,
  NET_PNP_EVENT_CODE,
  NET_PNP_EVENT_NOTIFICATION,
} from '../../ddi/status-indication';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import type { Binding, Registry } from './registry';

const { NDIS_STATUS_LINK_STATE, NDIS_STATUS_PENDING } = NDIS_STATUS;

/**
 * NDIS between a miniport and the protocol drivers that are bound to its adapter, for what is about the adapter as a whole
 * and no connection: the status that the miniport indicates, and what NDIS itself notifies of.
 * Sources: guide, Terminate Offload Requested by an Offload Target and Terminate Offload Initiated by the Host Stack.
 */
export class Notifications {
  /** What was notified and is pending, with the binding that it is about. */
  readonly #pending = new Map<NET_PNP_EVENT_NOTIFICATION, Binding>();

  constructor(
    readonly links: Interface,
    readonly registry: Registry,
  ) {}

  /**
   * A miniport indicates a status of its adapter: each protocol driver that is bound to it is told. That the media is lost it
   * is notified of besides.
   * @throws IllegalUse `wrong-handle` for the handle of another driver's adapter
   */
  indicate(layer: string, { MiniportAdapterHandle, StatusIndication }: ParametersOf<'NdisMIndicateStatusEx'>): void {
    const adapter = this.registry.adapter(MiniportAdapterHandle);
    if (adapter.driver.layer !== layer) {
      const expected = `the handle of an adapter of the ${layer}`;
      throw new IllegalUse('wrong-handle', expected, `${MiniportAdapterHandle.name} was passed`);
    }
    for (const binding of this.registry.bindingsTo(adapter)) {
      this.links.call(
        'NDIS',
        binding.layer,
        'ProtocolStatusEx',
        { ProtocolBindingContext: binding.context, StatusIndication },
        (given) => {
          binding.handlers.ProtocolStatusEx(given);
        },
      );
      const lost = mediaLossIn(StatusIndication);
      if (lost) this.#notify(binding, lost);
    }
  }

  /** Has the binding of a layer to an adapter pause. */
  pause(layer: string, adapterName: string): void {
    const event = new NET_PNP_EVENT_NOTIFICATION(NET_PNP_EVENT_CODE.NetEventPause);
    this.#notify(this.registry.bindingOf(layer, adapterName), event);
  }

  /**
   * A protocol driver has done what it was notified for.
   * @throws IllegalUse `never-passed` when that is not pending on the binding
   */
  complete({ NdisBindingHandle, NetPnPEventNotification }: ParametersOf<'NdisCompleteNetPnPEvent'>): void {
    const binding = this.registry.binding(NdisBindingHandle);
    if (this.#pending.get(NetPnPEventNotification) !== binding) {
      const happened = `${plainly(NetPnPEventNotification)} was completed on ${binding.handle.name}`;
      throw new IllegalUse('never-passed', 'a notification that is pending on the binding', happened);
    }
    this.#pending.delete(NetPnPEventNotification);
  }

  #notify(binding: Binding, notification: NET_PNP_EVENT_NOTIFICATION): void {
    this.#pending.set(notification, binding);
    const status = this.links.call(
      'NDIS',
      binding.layer,
      'ProtocolNetPnPEvent',
      { ProtocolBindingContext: binding.context, NetPnPEventNotification: notification },
      (given) => binding.handlers.ProtocolNetPnPEvent(given),
    );
    if (status !== NDIS_STATUS_PENDING) this.#pending.delete(notification);
  }
}

/** What a protocol driver is notified of when a status says that the media is lost. */
function mediaLossIn({ StatusCode, StatusBuffer }: NDIS_STATUS_INDICATION): NET_PNP_EVENT_NOTIFICATION | null {
  const isLost =
    StatusCode === NDIS_STATUS_LINK_STATE &&
    StatusBuffer?.MediaConnectState === NET_IF_MEDIA_CONNECT_STATE.MediaConnectStateDisconnected;
  return isLost ? new NET_PNP_EVENT_NOTIFICATION(null, StatusBuffer) : null;
}
