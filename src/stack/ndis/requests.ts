import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { walk } from '../../ddi/block-tree';
import type {
  MiniportCompletion,
  MiniportRequestCompletion,
  ProtocolDisconnect,
  ProtocolRequest,
} from '../../ddi/functions';
import type { NdisMiniportDriverHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import { chain, chainOf } from '../../ddi/net-buffer-list';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import type { Operations } from './operations';
import type { Binding, MiniportAdapter } from './registry';

/** The kinds of request on a connection and the function that carries each across each interface. */
const REQUESTS = {
  send: { handles: 'MiniportTcpOffloadSend', reports: 'ProtocolTcpOffloadSendComplete' },
  receive: { handles: 'MiniportTcpOffloadReceive', reports: 'ProtocolTcpOffloadReceiveComplete' },
  disconnect: { handles: 'MiniportTcpOffloadDisconnect', reports: 'ProtocolTcpOffloadDisconnectComplete' },
  forward: { handles: 'MiniportTcpOffloadForward', reports: 'ProtocolTcpOffloadForwardComplete' },
} as const;

export type Request = keyof typeof REQUESTS;

interface Route {
  readonly request: Request;
  readonly binding: Binding;
}

/**
 * NDIS between a protocol driver and the miniport below it, for sends, receives and disconnects on an offloaded connection.
 * NDIS between a protocol driver and the miniport below it, for sends and receives on an offloaded connection and segments
 * that are forwarded to it.
 * Sources: guide, Propagating an I/O Operation and Propagating the Completion of an I/O Operation.
 */
export class Requests {
  /** The way that each outstanding NET_BUFFER_LIST came, the lowest binding last. */
  readonly #routes = new Map<NET_BUFFER_LIST, Route[]>();

  constructor(
    readonly links: Interface,
    readonly operations: Operations,
  ) {}

  /** A protocol driver posts requests: NDIS calls the miniport's handler. @returns NDIS_STATUS_PENDING */
  post(request: 'send' | 'receive' | 'forward', parameters: ProtocolRequest): NdisStatus {
    const adapter = this.#route(request, parameters);
    this.links.call(
      'NDIS',
      adapter.driver.layer,
      REQUESTS[request].handles,
      {
        MiniportAdapterContext: adapter.context,
        MiniportOffloadContext: parameters.NdisOffloadHandle.MiniportOffloadContext,
        NetBufferList: parameters.NetBufferList,
      },
      (given) => adapter.driver.handlers[REQUESTS[request].handles](given),
    );
    return NDIS_STATUS.NDIS_STATUS_PENDING;
  }

  /**
   * A protocol driver asks for a disconnect: NDIS calls the miniport's handler with the same Flags.
   * @returns NDIS_STATUS_PENDING
   */
  disconnect(parameters: ProtocolDisconnect): NdisStatus {
    const { NdisOffloadHandle, NetBufferList, Flags } = parameters;
    const adapter = this.#route('disconnect', parameters);
    this.links.call(
      'NDIS',
      adapter.driver.layer,
      REQUESTS.disconnect.handles,
      {
        MiniportAdapterContext: adapter.context,
        MiniportOffloadContext: NdisOffloadHandle.MiniportOffloadContext,
        NetBufferList,
        Flags,
      },
      (given) => adapter.driver.handlers[REQUESTS.disconnect.handles](given),
    );
    return NDIS_STATUS.NDIS_STATUS_PENDING;
  }

  /** Notes which way requests go down. @returns the adapter that they go to */
  #route(request: Request, { NdisOffloadHandle, NetBufferList }: ProtocolRequest): MiniportAdapter {
    const binding = this.operations.bindingOf(NdisOffloadHandle);
    for (const list of endingChain(NetBufferList)) this.#add(list, { request, binding });
    return binding.adapter;
  }

  /**
   * A miniport completes requests: NDIS reports them to the protocol drivers that posted them.
   * @throws IllegalUse `never-passed`, `wrong-handle` or `cycle`; then none of the chain is completed
   */
  complete(request: Request, parameters: MiniportRequestCompletion): void {
    const completed = endingChain(parameters.NetBufferList);
    if (completed.length === 0) throw notOutstanding(request, plainly(parameters.NetBufferList));
    for (const list of completed) this.#mustBeOutstanding(request, list, parameters.NdisMiniportHandle);
    const byBinding = new Map<Binding, NET_BUFFER_LIST[]>();
    for (const list of completed) {
      const routes = this.#routes.get(list);
      const route = routes?.pop();
      if (routes?.length === 0) this.#routes.delete(list);
      if (!route) continue;
      const known = byBinding.get(route.binding);
      if (known) known.push(list);
      else byBinding.set(route.binding, [list]);
    }
    for (const [binding, lists] of byBinding) this.#report(request, binding, lists);
  }

  /**
   * A protocol driver passes outstanding send data with the list of an initiate: the driver below completes it as it does
   * what is posted.
   */
  passOn(root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST, binding: Binding): void {
    walk(root, ({ NetBufferListChain: first }) => {
      for (const list of first ? endingChain(first) : []) this.#add(list, { request: 'send', binding });
    });
  }

  /** Of an initiate that is completed, the send data of what was not offloaded stays with the driver above. */
  keepBack(completion: MiniportCompletion): void {
    this.handOver(completion, ({ Status }) => !isOffloaded(Status));
  }

  #add(list: NET_BUFFER_LIST, route: Route): void {
    this.#routes.set(list, [...(this.#routes.get(list) ?? []), route]);
  }

  /**
   * A miniport hands send requests back with the list of a terminate: they are completed by nobody any more.
   * @throws IllegalUse `never-passed`, `wrong-handle` or `cycle`
   */
  handOver(
    { NdisMiniportHandle, OffloadBlockList }: MiniportCompletion,
    which: (block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST) => boolean = () => true,
  ): void {
    walk(OffloadBlockList, (block) => {
      const first = which(block) ? block.NetBufferListChain : null;
      for (const list of first ? endingChain(first) : []) {
        this.#mustBeOutstanding('send', list, NdisMiniportHandle);
        const routes = this.#routes.get(list);
        routes?.pop();
        if (routes?.length === 0) this.#routes.delete(list);
      }
    });
  }

  #mustBeOutstanding(request: Request, list: NET_BUFFER_LIST, handle: NdisMiniportDriverHandle): void {
    const route = this.#routes.get(list)?.at(-1);
    if (route?.request !== request) throw notOutstanding(request, list.name);
    const expected = route.binding.adapter.driver.handle;
    if (handle === expected) return;
    throw new IllegalUse(
      'wrong-handle',
      `${expected.name}, the handle that NdisMRegisterMiniportDriver gave`,
      `${plainly(handle)} was passed`,
    );
  }

  #report(request: Request, binding: Binding, lists: readonly NET_BUFFER_LIST[]): void {
    const first = chain(lists);
    if (!first) return;
    this.links.call(
      'NDIS',
      binding.layer,
      REQUESTS[request].reports,
      { ProtocolBindingContext: binding.context, NetBufferList: first },
      (given) => binding.handlers[REQUESTS[request].reports](given),
    );
  }
}

const isOffloaded = (status: NdisStatus | null): boolean =>
  status === NDIS_STATUS.NDIS_STATUS_SUCCESS || status === NDIS_STATUS.NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS;

/** The requests of a chain. @throws IllegalUse `cycle` when it leads back to itself */
function endingChain(first: NET_BUFFER_LIST): NET_BUFFER_LIST[] {
  const lists = chainOf(first);
  const last = lists.at(-1);
  if (!last?.Next) return lists;
  const happened = `${last.name} leads to ${last.Next.name}`;
  throw new IllegalUse('cycle', 'a chain of NET_BUFFER_LIST structures that ends', happened);
}

const notOutstanding = (request: Request, name: string): IllegalUse =>
  new IllegalUse(
    'never-passed',
    `the ${request} requests that the driver was given`,
    `${name} was completed, which is not outstanding`,
  );
