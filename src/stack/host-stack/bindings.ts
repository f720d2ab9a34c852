import type { NdisForProtocol } from '../../ddi/functions';
import type { NdisBindingHandle } from '../../ddi/handles';
import type { PVOID } from '../../ddi/pvoid';

/** A binding to an adapter: NDIS's handle of it, and the context that NDIS was given for it. */
export interface Binding {
  readonly handle: NdisBindingHandle;
  readonly context: PVOID;
}

/** The host stack's bindings, by the index of the adapter: 0 for the one that was opened first. */
export class Bindings {
  readonly #ndis: NdisForProtocol;
  readonly #opened: Binding[] = [];

  constructor(ndis: NdisForProtocol) {
    this.#ndis = ndis;
  }

  /** Opens an adapter, with a context of the binding's own. */
  open(adapterName: string): void {
    const context = { toTrace: () => `binding context ${adapterName}` };
    const handle = this.#ndis.NdisOpenAdapterEx({ ProtocolBindingContext: context, AdapterName: adapterName });
    this.#opened.push({ handle, context });
  }

  /** The binding to an adapter; undefined where there is none. */
  to(adapter: number): Binding | undefined {
    return this.#opened[adapter];
  }

  /** The index of the adapter whose binding has a context; -1 where none has. */
  adapterOf(context: PVOID): number {
    return this.#opened.findIndex((binding) => binding.context === context);
  }
}
