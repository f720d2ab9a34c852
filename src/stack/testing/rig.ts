import type { FunctionName, Operation } from '../../ddi/functions';
import type { NdisBindingHandle, NdisMiniportAdapterHandle } from '../../ddi/handles';
import { IRQL } from '../../ddi/irql';
import type { Segment } from '../../ddi/nic';
import { BlockListSnapshot, NetBufferListSnapshot } from '../../ddi/snapshot';
import type { NdisStatus } from '../../ddi/status';
import { statusName } from '../../ddi/status';
import { NDIS_STATUS_INDICATION } from '../../ddi/status-indication';
import type { Trace, TraceEntry } from '../../sim/trace';
import type { TreeNode } from '../host-stack/block-tree-builder';
import { StateObject } from '../host-stack/state-object';
import { Stack } from '../stack';
import type { StackOptions } from '../stack';
import { REFERENCE_TARGET } from '../target-module';
import type { ConnectionEnds } from '../wire';

/**
 * A tree of block lists: what depends on a name is nested in it. `N1`, `PATH1` and `TCP1` are state objects; any other
 * name is a placeholder.
 */
export type Shape = readonly string[] | { readonly [name: string]: Shape };

/** A stack with state objects that have names, and what its trace says: for tests. */
export class Rig {
  readonly stack: Stack;
  readonly #objects = new Map<string, StateObject>();

  constructor(options: Partial<StackOptions> = {}) {
    this.stack = new Stack({ seed: 7, intermediateDrivers: 0, adapters: 1, target: REFERENCE_TARGET, ...options });
  }

  get trace(): Trace {
    return this.stack.trace;
  }

  /** The object of a name. @throws Error for a name that was never offloaded */
  object(name: string): StateObject {
    const object = this.#objects.get(name);
    if (object) return object;
    throw new Error(`${name} was never offloaded`);
  }

  /** Offloads the objects of a tree that are new; those that are known are linkers. Everyone comes to rest. */
  offload(shape: Shape, adapter = 0): this {
    return this.start('initiate', shape, { adapter }).idle();
  }

  /**
   * Starts an operation on a tree and lets nobody go on with it yet.
   * @param part which state follows each block; for a terminate the delegated state unless given, for an initiate all
   */
  start(
    operation: Operation,
    shape: Shape,
    { adapter = 0, part }: { adapter?: number; part?: TreeNode['part'] } = {},
  ): this {
    const given = part ?? (operation === 'terminate' ? 'delegated' : undefined);
    const node = (name: string, dependents: Shape, parent: StateObject | null): TreeNode => {
      if (!/^(N|PATH|TCP)\d+$/.test(name)) return { object: null, dependents: nodes(dependents, parent) };
      const isNew = !this.#objects.has(name);
      const object = this.#objects.get(name) ?? this.#create(name, adapter, parent);
      const follows = operation === 'initiate' ? (isNew ? 'whole' : undefined) : given;
      const asked = operation === 'query' ? { asked: object.referenceType } : {};
      return { object, dependents: nodes(dependents, object), ...(follows ? { part: follows } : asked) };
    };
    const nodes = (all: Shape, parent: StateObject | null): TreeNode[] =>
      isNames(all)
        ? all.map((name) => node(name, [], parent))
        : Object.entries(all).map(([name, dependents]) => node(name, dependents, parent));
    this.stack.host.start(operation, adapter, nodes(shape, null));
    return this;
  }

  /** Does what `start` does and lets everyone come to rest. */
  run(operation: Operation, shape: Shape, options?: { adapter?: number; part?: TreeNode['part'] }): this {
    return this.start(operation, shape, options).idle();
  }

  /** Lets everyone come to rest. */
  idle(): this {
    this.stack.links.runToIdle();
    return this;
  }

  /** Makes a layer do something, in a turn of its own: the host stack at PASSIVE_LEVEL, a driver at that of a DPC. */
  by(layer: string, work: () => void): this {
    this.stack.links.act(layer, layer === 'host stack' ? IRQL.PASSIVE_LEVEL : IRQL.DISPATCH_LEVEL, work);
    return this;
  }

  /** The handle that NDIS gave a miniport driver for an adapter. */
  adapterHandle(layer: string, adapter = 0): NdisMiniportAdapterHandle {
    const started = this.calls('MiniportInitializeEx', layer)[adapter];
    return started?.parameters['NdisMiniportHandle'] as NdisMiniportAdapterHandle;
  }

  /** Has a driver indicate a status of an adapter, and lets everyone come to rest. */
  indicate(layer: string, status: NdisStatus, adapter = 0): this {
    return this.by(layer, () => {
      const handle = this.adapterHandle(layer, adapter);
      this.stack.links.perform('NdisMIndicateStatusEx', layer, {
        MiniportAdapterHandle: handle,
        StatusIndication: new NDIS_STATUS_INDICATION(handle, status),
      });
    }).idle();
  }

  /** The handle of the host stack's binding to an adapter. */
  binding(adapter = 0): NdisBindingHandle {
    const opened = this.trace.entries.filter(
      ({ kind, name, to }) => kind === 'return' && name === 'NdisOpenAdapterEx' && to === 'host stack',
    );
    return opened[adapter]?.parameters['value'] as NdisBindingHandle;
  }

  /** The calls of a function, to one layer if it is given. */
  calls(name: FunctionName | 'transmit' | 'receive', to?: string): TraceEntry[] {
    return this.trace.entries.filter(
      (entry) => entry.kind === 'call' && entry.name === name && (to === undefined || entry.to === to),
    );
  }

  /** The block lists of the last call of a function, with the status of each block: `N1 NDIS_STATUS_SUCCESS (PATH1 …)`. */
  last(name: FunctionName, to?: string): string {
    const list = this.calls(name, to).at(-1)?.parameters['OffloadBlockList'];
    if (!(list instanceof BlockListSnapshot)) throw new Error(`${name} was not called with a block list`);
    return list.shape(({ label, status }) => `${label} ${statusName(status).replace('NDIS_STATUS_', '')}`);
  }

  /** Who used the interface illegally, and how: `offload target: completed-twice`. */
  get illegalUses(): string[] {
    return this.trace.entries.filter(({ kind }) => kind === 'illegal use').map(({ from, name }) => `${from}: ${name}`);
  }

  /** What was expected and what happened in the last illegal use. */
  get lastIllegalUse(): { expected: string; happened: string } {
    const { expected, happened } = this.trace.entries.findLast(({ kind }) => kind === 'illegal use')?.parameters ?? {};
    return { expected: String(expected), happened: String(happened) };
  }

  /** The requests that the host stack got back, in order: `TCP1 send 1 SUCCESS 1000`. */
  get requests(): string[] {
    return this.trace.entries
      .filter(({ kind, name, to }) => kind === 'call' && to === 'host stack' && name.endsWith('Complete'))
      .flatMap(({ parameters: { NetBufferList: chain, OffloadBlockList: list } }) =>
        list instanceof BlockListSnapshot
          ? [...list].flatMap((block) => (block.chain?.lists ?? []).map(({ name }) => `${name} HANDED_OVER 0`))
          : chain instanceof NetBufferListSnapshot
            ? chain.lists.map(
                ({ name, bytesTransferred }, index) =>
                  `${name} ${statusName(chain.statuses[index] ?? null).replace('NDIS_STATUS_', '')} ${String(bytesTransferred)}`,
              )
            : [],
      );
  }

  /** The segments with data that a NIC put on the wire. */
  get sent(): Segment[] {
    return this.calls('transmit')
      .map(({ parameters }) => parameters['Segment'] as Segment)
      .filter(({ length }) => length > 0);
  }

  /** The context memory that was allocated and never freed. */
  get allocated(): string[] {
    const freed = new Set(this.calls('NdisFreeMemory').map(({ parameters }) => parameters['VirtualAddress']));
    return this.trace.entries
      .filter(({ kind, name }) => kind === 'return' && name === 'NdisAllocateMemoryWithTagPriority')
      .filter(({ parameters }) => !freed.has(parameters['value']))
      .map((entry) => this.trace.shown(entry)['value'] ?? '');
  }

  /** A connection's addresses and ports, from the target's side. */
  endsOf(name: string): ConnectionEnds {
    const connection = this.object(name);
    const path = connection.parent?.state.const as { SourceAddress: string; DestinationAddress: string };
    const tcp = connection.state.const as { LocalPort: number; RemotePort: number };
    return {
      sourceAddress: path.SourceAddress,
      destinationAddress: path.DestinationAddress,
      sourcePort: tcp.LocalPort,
      destinationPort: tcp.RemotePort,
    };
  }

  #create(name: string, adapter: number, parent: StateObject | null): StateObject {
    const layer = name.startsWith('N') ? 'neighbor' : name.startsWith('PATH') ? 'path' : 'TCP connection';
    const object = new StateObject(layer, name, Number(name.replace(/\D/g, '')), adapter, parent);
    this.#objects.set(name, object);
    return object;
  }
}

const isNames = (shape: Shape): shape is readonly string[] => Array.isArray(shape);
