import type { MiniportHandlers, ProtocolHandlers } from '../../ddi/functions';
import { NdisBindingHandle, NdisMiniportAdapterHandle, NdisMiniportDriverHandle } from '../../ddi/handles';
import type { NdisHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import type { Nic } from '../../ddi/nic';
import type { PVOID } from '../../ddi/pvoid';
import { plainly } from '../../sim/trace';

/** A miniport driver that registered. */
export interface MiniportDriver {
  readonly layer: string;
  readonly handle: NdisMiniportDriverHandle;
  readonly handlers: MiniportHandlers;
}

/** One adapter of a miniport driver; its context is what the driver set in NdisMSetMiniportAttributes. */
export interface MiniportAdapter {
  readonly name: string;
  readonly driver: MiniportDriver;
  readonly handle: NdisMiniportAdapterHandle;
  readonly nic: Nic | null;
  context: PVOID;
}

/** A protocol driver's binding to an adapter. */
export interface Binding {
  readonly layer: string;
  readonly handle: NdisBindingHandle;
  readonly handlers: ProtocolHandlers;
  /** What the protocol driver gave NdisOpenAdapterEx. */
  readonly context: PVOID;
  readonly adapter: MiniportAdapter;
}

/** Who registered what: the handles that NDIS gave out and what each stands for. */
export class Registry {
  readonly #drivers = new Map<NdisMiniportDriverHandle, MiniportDriver>();
  readonly #adapters: MiniportAdapter[] = [];
  readonly #allBindings = new Set<unknown>();
  readonly #bindings = new Map<NdisBindingHandle, Binding>();

  addDriver(layer: string, name: string, handlers: MiniportHandlers): MiniportDriver {
    const driver = { layer, handle: new NdisMiniportDriverHandle(name), handlers };
    this.#drivers.set(driver.handle, driver);
    return driver;
  }

  addAdapter(driver: MiniportDriver, name: string, nic: Nic | null): MiniportAdapter {
    const adapter = { name, driver, handle: new NdisMiniportAdapterHandle(`${name} handle`), nic, context: null };
    this.#adapters.push(adapter);
    return adapter;
  }

  addBinding(layer: string, name: string, handlers: ProtocolHandlers, context: PVOID, adapterName: string): Binding {
    const adapter = this.#adapters.find((known) => known.name === adapterName);
    if (!adapter) throw new IllegalUse('wrong-handle', 'the name of an adapter', `there is no adapter ${adapterName}`);
    const binding = { layer, handle: new NdisBindingHandle(name), handlers, context, adapter };
    this.#bindings.set(binding.handle, binding);
    this.#allBindings.add(binding);
    return binding;
  }

  /** Whether something is a binding that NDIS made. */
  isBinding(value: unknown): value is Binding {
    return this.#allBindings.has(value);
  }

  /** The driver of a registration handle. @throws IllegalUse `wrong-handle` */
  driver(handle: NdisMiniportDriverHandle): MiniportDriver {
    const driver = this.#drivers.get(handle);
    if (driver) return driver;
    throw wrongHandle('the handle that NdisMRegisterMiniportDriver gave', handle);
  }

  /** The adapter of a handle that MiniportInitializeEx was given. @throws IllegalUse `wrong-handle` */
  adapter(handle: NdisMiniportAdapterHandle): MiniportAdapter {
    const adapter = this.#adapters.find((known) => known.handle === handle);
    if (adapter) return adapter;
    throw wrongHandle('the handle that MiniportInitializeEx was given', handle);
  }

  /** The binding of a handle that NdisOpenAdapterEx gave. @throws IllegalUse `wrong-handle` */
  binding(handle: NdisBindingHandle): Binding {
    const binding = this.#bindings.get(handle);
    if (binding) return binding;
    throw wrongHandle('a handle that NdisOpenAdapterEx gave', handle);
  }

  /** The bindings to an adapter. */
  bindingsTo(adapter: MiniportAdapter): Binding[] {
    return [...this.#bindings.values()].filter((binding) => binding.adapter === adapter);
  }

  /** The binding of a layer to the adapter of a name. @throws RangeError when it has none */
  bindingOf(layer: string, adapterName: string): Binding {
    const found = [...this.#bindings.values()].find(
      (binding) => binding.layer === layer && binding.adapter.name === adapterName,
    );
    if (found) return found;
    throw new RangeError(`the ${layer} has no binding to ${adapterName}`);
  }

  /** The handlers of the protocol driver of a layer; null when it has opened no adapter. */
  protocolOf(layer: string): ProtocolHandlers | null {
    return [...this.#bindings.values()].find((binding) => binding.layer === layer)?.handlers ?? null;
  }

  /** All drivers that registered from a layer. */
  driversOf(layer: string): MiniportDriver[] {
    return [...this.#drivers.values()].filter((driver) => driver.layer === layer);
  }
}

const wrongHandle = (expected: string, found: NdisHandle): IllegalUse =>
  new IllegalUse('wrong-handle', expected, `${plainly(found)} was passed`);
