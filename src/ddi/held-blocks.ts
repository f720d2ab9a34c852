import { Column } from './column';
import type { NDIS_OFFLOAD_HANDLE } from './handles';
import type { OffloadState } from './offload-state';
import type { PVOID, PvoidLocation } from './pvoid';
import type { BlockSnapshot, KeptMember, NetBufferListSnapshot, OtherMembers } from './snapshot';
import type { NdisStatus } from './status';
import { NO_PARENT } from './traversal';

/** What a block holds that is not there. */
const NONE: OtherMembers = { Type: 0, ProtocolReserved: null, MiniportReserved: null, Scratch: null, PortNumber: 0 };

/** A location that is the one of the block's own handle, as it is unless somebody has forged the block. */
const OF_THE_HANDLE = 'of the handle';

/** Which object each block of a tree depends on, by index, and at which layer it stands. */
interface Shape {
  readonly parents: readonly number[];
  readonly layers: readonly (number | null)[];
}

/** The blocks of a snapshot, in the order of `walk`, written from the first to the last. Outside it holds nothing. */
export interface HeldBlocks {
  readonly length: number;
  add(
    handle: NDIS_OFFLOAD_HANDLE | null,
    context: PvoidLocation | null,
    status: NdisStatus | null,
    following: OffloadState | null,
    imReserved: PVOID,
    sourceHandle: PVOID,
    chain: NetBufferListSnapshot | null,
    others: OtherMembers,
  ): void;
  /** Says that the last block was added. */
  end(): void;
  at(index: number): BlockSnapshot | undefined;
  parent(index: number): number;
  handle(index: number): NDIS_OFFLOAD_HANDLE | null;
  context(index: number): PvoidLocation | null;
  status(index: number): NdisStatus | null;
  pvoid(index: number): PVOID;
  following(index: number): OffloadState | null;
  imReserved(index: number): PVOID;
  sourceHandle(index: number): PVOID;
  chain(index: number): NetBufferListSnapshot | null;
  others(index: number): OtherMembers;
  /** Whether it is known without a look at every block that another one holds the same. */
  shares(what: 'handles' | 'pvoids' | KeptMember, other: HeldBlocks): boolean;
}

/** The blocks of a small tree: each as whoever reads the snapshot wants it. */
export class BlockRows implements HeldBlocks {
  readonly #rows: BlockSnapshot[] = [];

  constructor(readonly shape: Shape) {}

  get length(): number {
    return this.#rows.length;
  }

  readonly add: HeldBlocks['add'] = (handle, context, status, following, imReserved, sourceHandle, chain, others) => {
    const index = this.#rows.length;
    this.#rows.push({
      label: handle?.name ?? 'placeholder',
      isPlaceholder: context === null,
      parent: this.shape.parents[index] ?? NO_PARENT,
      layer: this.shape.layers[index] ?? null,
      status,
      handle,
      context,
      pvoid: context && context.value,
      following,
      imReserved,
      sourceHandle,
      chain,
      others,
    });
  };

  end(): void {
    // Nothing is shared with another snapshot.
  }

  at(index: number): BlockSnapshot | undefined {
    return this.#rows[index];
  }
  parent(index: number): number {
    return this.#rows[index]?.parent ?? NO_PARENT;
  }
  handle(index: number): NDIS_OFFLOAD_HANDLE | null {
    return this.#rows[index]?.handle ?? null;
  }
  context(index: number): PvoidLocation | null {
    return this.#rows[index]?.context ?? null;
  }
  status(index: number): NdisStatus | null {
    return this.#rows[index]?.status ?? null;
  }
  pvoid(index: number): PVOID {
    return this.#rows[index]?.pvoid ?? null;
  }
  following(index: number): OffloadState | null {
    return this.#rows[index]?.following ?? null;
  }
  imReserved(index: number): PVOID {
    return this.#rows[index]?.imReserved ?? null;
  }
  sourceHandle(index: number): PVOID {
    return this.#rows[index]?.sourceHandle ?? null;
  }
  chain(index: number): NetBufferListSnapshot | null {
    return this.#rows[index]?.chain ?? null;
  }
  others(index: number): OtherMembers {
    return this.#rows[index]?.others ?? NONE;
  }
  shares(): boolean {
    return false;
  }
}

/** The blocks of a large tree, by column. */
export class BlockColumns implements HeldBlocks {
  readonly #statuses: Column<NdisStatus | null>;
  readonly #pvoids: Column<PVOID>;
  readonly #states: Column<OffloadState | null>;
  /** Where a block's location is not the one of its handle. */
  readonly #contexts: Column<PvoidLocation | null | typeof OF_THE_HANDLE>;
  readonly #imReserved: Column<PVOID>;
  readonly #sourceHandles: Column<PVOID>;
  readonly #handles: Column<NDIS_OFFLOAD_HANDLE | null>;
  readonly #chains: Column<NetBufferListSnapshot | null>;
  readonly #others: Column<OtherMembers>;

  /** @param like blocks that these probably have much in common with */
  constructor(
    readonly shape: Shape,
    like: HeldBlocks | null,
  ) {
    const columns = like instanceof BlockColumns ? like : null;
    this.#statuses = new Column(columns && columns.#statuses);
    this.#pvoids = new Column(columns && columns.#pvoids);
    this.#states = new Column(columns && columns.#states);
    this.#contexts = new Column(columns && columns.#contexts);
    this.#imReserved = new Column(columns && columns.#imReserved);
    this.#sourceHandles = new Column(columns && columns.#sourceHandles);
    this.#handles = new Column(columns && columns.#handles);
    this.#chains = new Column(columns && columns.#chains);
    this.#others = new Column(columns && columns.#others);
  }

  get length(): number {
    return this.#others.length;
  }

  readonly add: HeldBlocks['add'] = (handle, context, status, following, imReserved, sourceHandle, chain, others) => {
    this.#statuses.push(status);
    this.#states.push(following);
    this.#chains.push(chain);
    this.#imReserved.push(imReserved);
    this.#sourceHandles.push(sourceHandle);
    this.#handles.push(handle);
    this.#contexts.push(handle && context === handle.MiniportOffloadContext ? OF_THE_HANDLE : context);
    this.#pvoids.push(context && context.value);
    this.#others.push(others);
  };

  end(): void {
    this.#statuses.end();
    this.#pvoids.end();
    this.#states.end();
    this.#contexts.end();
    this.#imReserved.end();
    this.#sourceHandles.end();
    this.#handles.end();
    this.#chains.end();
    this.#others.end();
  }

  at(index: number): BlockSnapshot | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const handle = this.handle(index);
    const context = this.context(index);
    return {
      label: handle?.name ?? 'placeholder',
      isPlaceholder: context === null,
      parent: this.parent(index),
      layer: this.shape.layers[index] ?? null,
      status: this.status(index),
      handle,
      context,
      pvoid: this.pvoid(index),
      following: this.following(index),
      imReserved: this.imReserved(index),
      sourceHandle: this.sourceHandle(index),
      chain: this.chain(index),
      others: this.others(index),
    };
  }

  parent(index: number): number {
    return this.shape.parents[index] ?? NO_PARENT;
  }
  handle(index: number): NDIS_OFFLOAD_HANDLE | null {
    return this.#handles.at(index) ?? null;
  }
  context(index: number): PvoidLocation | null {
    const context = this.#contexts.at(index) ?? null;
    return context === OF_THE_HANDLE ? (this.#handles.at(index)?.MiniportOffloadContext ?? null) : context;
  }
  status(index: number): NdisStatus | null {
    return this.#statuses.at(index) ?? null;
  }
  pvoid(index: number): PVOID {
    return this.#pvoids.at(index) ?? null;
  }
  following(index: number): OffloadState | null {
    return this.#states.at(index) ?? null;
  }
  imReserved(index: number): PVOID {
    return this.#imReserved.at(index) ?? null;
  }
  sourceHandle(index: number): PVOID {
    return this.#sourceHandles.at(index) ?? null;
  }
  chain(index: number): NetBufferListSnapshot | null {
    return this.#chains.at(index) ?? null;
  }
  others(index: number): OtherMembers {
    return this.#others.at(index) ?? NONE;
  }

  shares(what: 'handles' | 'pvoids' | KeptMember, other: HeldBlocks): boolean {
    return other instanceof BlockColumns && this.#column(what).shares(other.#column(what));
  }

  #column(what: 'handles' | 'pvoids' | KeptMember): Column<unknown> {
    switch (what) {
      case 'handles':
        return this.#handles;
      case 'pvoids':
        return this.#pvoids;
      case 'ImReserved':
        return this.#imReserved;
      case 'SourceHandle':
        return this.#sourceHandles;
      case 'ProtocolReserved':
      case 'Scratch':
        return this.#others;
    }
  }
}
