import type {
  MiniportHandlers,
  NdisForMiniport,
  NdisForProtocol,
  ParametersOf,
  ProtocolHandlers,
} from '../../ddi/functions';
import { MINIPORT_HANDLERS } from '../../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE, NdisMiniportDriverHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import { IRQL } from '../../ddi/irql';
import { ContextMemory } from '../../ddi/memory';
import type { Nic } from '../../ddi/nic';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import type { NdisFunctionName } from '../../ddi/tap';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import { Loans } from './loans';
import { Notifications } from './notifications';
import { Operations } from './operations';
import { Port } from './port';
import type { Caller, Implementations } from './port';
import { Registry } from './registry';
import type { Binding, MiniportDriver } from './registry';
import { Requests } from './requests';

type NdisFunctions = NdisForMiniport & NdisForProtocol;

/** A function of NDIS as it sees its caller. */
type Implementation = {
  [F in NdisFunctionName]: (caller: Caller, parameters: ParametersOf<F>) => ReturnType<NdisFunctions[F]>;
};

/** NDIS: the functions that drivers call, each on its way through the interface. */
export class Ndis {
  readonly #links: Interface;
  readonly #registry = new Registry();
  readonly #operations: Operations;
  readonly #requests: Requests;
  readonly #notifications: Notifications;
  readonly #functions: Implementation;
  readonly #withoutMemory = new Set<string>();

  constructor(links: Interface) {
    this.#links = links;
    this.#operations = new Operations(links, this.#registry);
    this.#requests = new Requests(links, this.#operations);
    this.#notifications = new Notifications(links, this.#registry);
    this.#functions = this.#implementation();
    const implementations: Implementations = this.#functions;
    links.provides(
      {
        get: (name) => {
          const run = implementations[name];
          return run && ((layer, parameters) => run({ layer, protocol: null }, parameters));
        },
      },
      (layer) => this.#registry.protocolOf(layer),
    );
  }

  /** What a miniport driver of a layer can call. */
  forMiniport(layer: string): NdisForMiniport {
    return this.#functionsFor({ layer, protocol: null });
  }

  /** The same for a driver that may be anybody's, and may copy what it is given or take it apart. */
  forAnyMiniport(layer: string): NdisForMiniport {
    return Port.whole(new Port(this.#links, { layer, protocol: null }, this.#functions)) as NdisForMiniport;
  }

  /** What a protocol driver of a layer can call; NDIS calls its handlers back. */
  forProtocol(layer: string, protocol: ProtocolHandlers): NdisForProtocol {
    return this.#functionsFor({ layer, protocol });
  }

  /**
   * Starts an adapter of the driver that a layer registered.
   * @param layer the driver's layer
   * @param name the adapter's name, to bind to
   * @param nic its hardware, or null for a virtual adapter
   * @throws IllegalUse `not-started` when the driver did not register, failed, or set no adapter context
   */
  startAdapter(layer: string, name: string, nic: Nic | null): void {
    const driver = this.#driverOf(layer);
    const adapter = this.#registry.addAdapter(driver, name, nic);
    const status = this.#links.call(
      'NDIS',
      layer,
      'MiniportInitializeEx',
      { NdisMiniportHandle: adapter.handle, MiniportDriverContext: null, MiniportInitParameters: { Nic: nic } },
      (given) => driver.handlers.MiniportInitializeEx(given),
    );
    if (status === NDIS_STATUS.NDIS_STATUS_SUCCESS && adapter.context !== null) return;
    throw new IllegalUse(
      'not-started',
      `MiniportInitializeEx of the ${layer} to give NdisMSetMiniportAttributes an adapter context and succeed`,
      adapter.context === null ? 'no MiniportAdapterContext was set' : 'it did not return NDIS_STATUS_SUCCESS',
    );
  }

  /** Has the binding of a protocol driver's layer to an adapter pause: it is notified, in a turn of NDIS's own. */
  pauseBinding(layer: string, adapterName: string): void {
    this.#links.act('NDIS', IRQL.PASSIVE_LEVEL, () => {
      this.#notifications.pause(layer, adapterName);
    });
  }

  /** From now on a layer is given no more memory. */
  refuseMemory(layer: string): void {
    this.#withoutMemory.add(layer);
    this.#links.condition(layer, 'no more memory');
  }

  /** The handle that NDIS gave the driver of a layer. @throws IllegalUse `not-started` when it never registered */
  registrationOf(layer: string): NdisMiniportDriverHandle {
    return this.#driverOf(layer).handle;
  }

  #driverOf(layer: string): MiniportDriver {
    const driver = this.#registry.driversOf(layer)[0];
    if (driver) return driver;
    throw new IllegalUse('not-started', `the ${layer} to call NdisMRegisterMiniportDriver`, 'it did not');
  }

  #functionsFor(caller: Caller): NdisFunctions {
    return new Port(this.#links, caller, this.#functions) as unknown as NdisFunctions;
  }

  #implementation(): Implementation {
    const operations = this.#operations;
    const requests = this.#requests;
    const loans = new Loans(this.#links);
    return {
      NdisMRegisterMiniportDriver: ({ layer }, { MiniportDriverCharacteristics }) => {
        mustHaveHandlers(layer, MiniportDriverCharacteristics);
        const name = `T${String(this.#links.nextId('T'))}`;
        return this.#registry.addDriver(layer, name, MiniportDriverCharacteristics).handle;
      },
      NdisMSetMiniportAttributes: (_caller, { NdisMiniportHandle, MiniportAttributes }) => {
        this.#registry.adapter(NdisMiniportHandle).context = MiniportAttributes.MiniportAdapterContext;
        return NDIS_STATUS.NDIS_STATUS_SUCCESS;
      },
      NdisOpenAdapterEx: ({ layer, protocol }, { ProtocolBindingContext, AdapterName }) => {
        if (!protocol) throw new IllegalUse('wrong-handle', 'a protocol driver to open an adapter', `the ${layer} did`);
        const name = `B${String(this.#links.nextId('B'))}`;
        return this.#registry.addBinding(layer, name, protocol, ProtocolBindingContext, AdapterName).handle;
      },
      NdisInitiateOffload: (_caller, given) => {
        requests.passOn(given.OffloadBlockList, this.#registry.binding(given.NdisBindingHandle));
        operations.start('initiate', given);
      },
      NdisQueryOffloadState: (_caller, given) => {
        operations.start('query', given);
      },
      NdisUpdateOffload: (_caller, given) => {
        operations.start('update', given);
      },
      NdisInvalidateOffload: (_caller, given) => {
        operations.start('invalidate', given);
      },
      NdisTerminateOffload: (_caller, given) => {
        operations.start('terminate', given);
      },
      NdisMInitiateOffloadComplete: (_caller, given) => {
        if (operations.isOutstanding(given.OffloadBlockList)) requests.keepBack(given);
        operations.complete('initiate', given);
      },
      NdisMQueryOffloadStateComplete: (_caller, given) => {
        operations.complete('query', given);
      },
      NdisMUpdateOffloadComplete: (_caller, given) => {
        operations.complete('update', given);
      },
      NdisMInvalidateOffloadComplete: (_caller, given) => {
        operations.complete('invalidate', given);
      },
      NdisMTerminateOffloadComplete: ({ layer }, given) => {
        if (operations.isOutstanding(given.OffloadBlockList)) {
          requests.handOver(given);
          loans.lend(layer, given.OffloadBlockList);
        }
        operations.complete('terminate', given);
      },
      NdisOffloadTcpSend: (_caller, given) => requests.post('send', given),
      NdisOffloadTcpReceive: (_caller, given) => requests.post('receive', given),
      NdisOffloadTcpDisconnect: (_caller, given) => requests.disconnect(given),
      NdisOffloadTcpForward: (_caller, given) => requests.post('forward', given),
      NdisOffloadTcpReceiveReturn: (_caller, { NdisBindingHandle, NetBufferList }) =>
        loans.return(this.#registry.binding(NdisBindingHandle), NetBufferList),
      NdisTcpOffloadSendComplete: (_caller, given) => {
        requests.complete('send', given);
      },
      NdisTcpOffloadReceiveComplete: (_caller, given) => {
        requests.complete('receive', given);
      },
      NdisTcpOffloadDisconnectComplete: (_caller, given) => {
        requests.complete('disconnect', given);
      },
      NdisTcpOffloadForwardComplete: (_caller, given) => {
        requests.complete('forward', given);
      },
      NdisTcpOffloadReceiveHandler: ({ layer }, given) => this.#indicateData(layer, given, loans),
      NdisMIndicateReceiveNetBufferLists: ({ layer }, given) => {
        this.#indicateSegments(layer, given);
      },
      NdisTcpOffloadEventHandler: ({ layer }, event) => {
        this.#indicate(layer, event);
      },
      NdisMIndicateStatusEx: ({ layer }, given) => {
        this.#mustBeAtMostDispatch('NdisMIndicateStatusEx');
        this.#notifications.indicate(layer, given);
      },
      NdisCompleteNetPnPEvent: (_caller, given) => {
        this.#notifications.complete(given);
      },
      NdisAllocateMemoryWithTagPriority: ({ layer }, { NdisHandle, Tag }) => {
        this.#registry.driver(NdisHandle);
        this.#mustBeAtMostDispatch('NdisAllocateMemoryWithTagPriority');
        if (this.#withoutMemory.has(layer)) return null;
        return new ContextMemory(`C${String(this.#links.nextId('C'))}`, Tag);
      },
      NdisFreeMemory: (_caller, { VirtualAddress }) => {
        this.#mustBeAtMostDispatch('NdisFreeMemory');
        mustBeMemory(VirtualAddress);
        VirtualAddress.free();
      },
    };
  }

  /** A miniport indicates an event: NDIS tells the protocol driver that offloaded the connection through it. */
  #indicate(layer: string, { NdisOffloadHandle, ...event }: ParametersOf<'NdisTcpOffloadEventHandler'>): void {
    const binding = this.#indicatedTo('NdisTcpOffloadEventHandler', layer, NdisOffloadHandle);
    this.#links.call(
      'NDIS',
      binding.layer,
      'ProtocolTcpOffloadEvent',
      { OffloadContext: NdisOffloadHandle, ...event },
      (given) => binding.handlers.ProtocolTcpOffloadEvent(given),
    );
  }

  /** A miniport indicates received data. @returns what became of it */
  #indicateData(
    layer: string,
    { NdisOffloadHandle, ...data }: ParametersOf<'NdisTcpOffloadReceiveHandler'>,
    loans: Loans,
  ): NdisStatus {
    const binding = this.#indicatedTo('NdisTcpOffloadReceiveHandler', layer, NdisOffloadHandle);
    loans.lendAll(layer, data.NetBufferList);
    const status = this.#links.call(
      'NDIS',
      binding.layer,
      'ProtocolTcpOffloadReceiveIndicate',
      { OffloadContext: NdisOffloadHandle, ...data },
      (given) => binding.handlers.ProtocolTcpOffloadReceiveIndicate(given),
    );
    if (status !== NDIS_STATUS.NDIS_STATUS_SUCCESS) loans.keepBack(layer, data.NetBufferList);
    return status ?? NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED;
  }

  /** The binding through which the connection was offloaded that a miniport makes an indication on. */
  #indicatedTo(service: NdisFunctionName, layer: string, handle: NDIS_OFFLOAD_HANDLE): Binding {
    const { irql } = this.#links;
    if (irql !== IRQL.DISPATCH_LEVEL) {
      const expected = `${service} at IRQL = DISPATCH_LEVEL`;
      throw new IllegalUse('wrong-irql', expected, `it was called at IRQL ${String(irql)}`);
    }
    const binding = this.#operations.bindingOf(handle);
    if (binding.adapter.driver.layer === layer) return binding;
    throw new IllegalUse(
      'wrong-handle',
      `the NdisOffloadHandle with which the connection was offloaded to the ${layer}`,
      `${handle.name} was passed, with which it was offloaded to the ${binding.adapter.driver.layer}`,
    );
  }

  /** A miniport indicates segments as any miniport does: NDIS tells every protocol driver that is bound to the adapter. */
  #indicateSegments(
    layer: string,
    { MiniportAdapterHandle, NetBufferLists }: ParametersOf<'NdisMIndicateReceiveNetBufferLists'>,
  ): void {
    this.#mustBeAtMostDispatch('NdisMIndicateReceiveNetBufferLists');
    const adapter = this.#registry.adapter(MiniportAdapterHandle);
    if (adapter.driver.layer !== layer) {
      const expected = `an adapter handle that MiniportInitializeEx of the ${layer} was given`;
      throw new IllegalUse('wrong-handle', expected, `that of an adapter of the ${adapter.driver.layer} was passed`);
    }
    for (const { layer: above, context, handlers } of this.#registry.bindingsTo(adapter)) {
      this.#links.call(
        'NDIS',
        above,
        'ProtocolReceiveNetBufferLists',
        { ProtocolBindingContext: context, NetBufferLists },
        (given) => handlers.ProtocolReceiveNetBufferLists(given),
      );
    }
  }

  #mustBeAtMostDispatch(service: string): void {
    const { irql } = this.#links;
    if (irql <= IRQL.DISPATCH_LEVEL) return;
    throw new IllegalUse('wrong-irql', `${service} at IRQL <= DISPATCH_LEVEL`, `it was called at IRQL ${String(irql)}`);
  }
}

function mustHaveHandlers(layer: string, handlers: MiniportHandlers): void {
  const missing = MINIPORT_HANDLERS.filter((name) => typeof handlers[name] !== 'function');
  if (missing.length === 0) return;
  throw new IllegalUse(
    'not-started',
    `the ${layer} to provide every handler of a miniport`,
    `${missing.join(', ')} missing`,
  );
}

/** A driver may pass anything, NULL included. */
function mustBeMemory(address: unknown): void {
  if (address instanceof ContextMemory) return;
  const happened = `${plainly(address)} was passed`;
  throw new IllegalUse('memory-in-use', 'memory that NdisAllocateMemoryWithTagPriority gave', happened);
}
