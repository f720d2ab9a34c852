import type { NDIS_OFFLOAD_HANDLE } from '../../../src/ddi/handles';
import type {
  NeighborState,
  OffloadState,
  PathState,
  TCP_OFFLOAD_STATE_DELEGATED,
  TcpState,
} from '../../../src/ddi/offload-state';
import type { PVOID } from '../../../src/ddi/pvoid';

/** What the target supplies as the PVOID of a state object: nothing but the number of its row. */
export class RowId {
  constructor(readonly row: number) {}

  toTrace(): string {
    return `row ${String(this.row)}`;
  }
}

/** No row: what stands in a column where a row depends on none. */
export const NO_ROW = -1;

/** The layers of state, as the number in the layer column. */
export const LAYER = { neighbor: 0, path: 1, connection: 2 } as const;

/** What a row may not be used for, as bits of the marks column. */
export const MARK = { invalid: 1, givenUp: 2, uploadAsked: 4, reset: 8, terminating: 16, still: 32 } as const;

/** What a state object is entered with. */
export interface NewRow {
  readonly layer: number;
  readonly below: number;
  readonly adapter: number;
  readonly handle: NDIS_OFFLOAD_HANDLE;
  readonly state: OffloadState;
}

/**
 * Every state object that is offloaded, one row each, the columns side by side. A row knows the row that it depends on
 * and nothing of those that depend on it. The numbers of rows that were freed are given out again.
 * Source: guide, Storing and Referencing Offloaded State; Offload Target's Internal State Trees.
 */
export class StateTable {
  readonly #ids: (RowId | null)[] = [];
  readonly #free: number[] = [];
  readonly #layer: number[] = [];
  readonly #below: number[] = [];
  readonly #adapter: number[] = [];
  readonly #marks: number[] = [];
  readonly #handle: (NDIS_OFFLOAD_HANDLE | null)[] = [];
  readonly #constants: (OffloadState['const'] | null)[] = [];
  readonly #cached: (OffloadState['cached'] | null)[] = [];
  readonly #delegated: (Record<string, unknown> | null)[] = [];

  /** Enters a state object. @returns the PVOID to supply for it */
  add({ layer, below, adapter, handle, state }: NewRow): RowId {
    const row = this.#free.pop() ?? this.#ids.length;
    const id = new RowId(row);
    this.#ids[row] = id;
    this.#layer[row] = layer;
    this.#below[row] = below;
    this.#adapter[row] = adapter;
    this.#marks[row] = 0;
    this.#handle[row] = handle;
    this.#constants[row] = state.const;
    this.#cached[row] = state.cached;
    this.#delegated[row] = { ...state.delegated };
    return id;
  }

  /** Frees a row; the PVOID that stood for it stands for nothing from now on. */
  remove(row: number): void {
    this.#ids[row] = null;
    this.#handle[row] = null;
    this.#constants[row] = null;
    this.#cached[row] = null;
    this.#delegated[row] = null;
    this.#free.push(row);
  }

  /** The row that a PVOID stands for; NO_ROW when it is none of this target's, or no more. */
  rowOf(pvoid: PVOID): number {
    return pvoid instanceof RowId && this.#ids[pvoid.row] === pvoid ? pvoid.row : NO_ROW;
  }

  layer(row: number): number {
    return this.#layer[row] ?? NO_ROW;
  }
  below(row: number): number {
    return this.#below[row] ?? NO_ROW;
  }
  adapter(row: number): number {
    return this.#adapter[row] ?? NO_ROW;
  }
  handle(row: number): NDIS_OFFLOAD_HANDLE {
    return present(this.#handle[row], row);
  }
  neighbor(row: number): Required<Pick<NeighborState, 'const' | 'cached'>> {
    return this.#state(row) as Required<NeighborState>;
  }
  path(row: number): Required<Pick<PathState, 'const' | 'cached'>> {
    return this.#state(row) as Required<PathState>;
  }
  connection(row: number): Required<Pick<TcpState, 'const' | 'cached'>> {
    return this.#state(row) as Required<TcpState>;
  }
  /** The delegated variables of a row, which are the target's own while the state is offloaded. */
  delegated(row: number): Record<string, unknown> {
    return present(this.#delegated[row], row);
  }
  tcp(row: number): TCP_OFFLOAD_STATE_DELEGATED {
    return this.delegated(row) as unknown as TCP_OFFLOAD_STATE_DELEGATED;
  }

  /** Writes the values of a row into those structures that are there. */
  copyTo(row: number, structures: OffloadState): void {
    Object.assign(structures.const ?? {}, this.#constants[row]);
    Object.assign(structures.cached ?? {}, this.#cached[row]);
    Object.assign(structures.delegated ?? {}, this.#delegated[row]);
  }

  relink(row: number, below: number): void {
    this.#below[row] = below;
  }
  setCached(row: number, cached: OffloadState['cached']): void {
    this.#cached[row] = cached;
  }

  has(row: number, mark: number): boolean {
    return ((this.#marks[row] ?? 0) & mark) !== 0;
  }
  set(row: number, mark: number): void {
    this.#marks[row] = (this.#marks[row] ?? 0) | mark;
  }
  clear(row: number, mark: number): void {
    this.#marks[row] = (this.#marks[row] ?? 0) & ~mark;
  }

  /** Whether a row, or one that it depends on, has a mark. */
  hasOrDependsOn(row: number, mark: number): boolean {
    let at = row;
    for (let layer = 0; layer <= LAYER.connection && at !== NO_ROW; layer += 1) {
      if (this.has(at, mark)) return true;
      at = this.below(at);
    }
    return false;
  }

  /** The connections among the rows that satisfy a condition, in the order of their numbers: the whole table is read. */
  connections(condition: (row: number) => boolean): number[] {
    const found: number[] = [];
    for (let row = 0; row < this.#ids.length; row += 1) {
      if (this.#ids[row] && this.#layer[row] === LAYER.connection && condition(row)) found.push(row);
    }
    return found;
  }

  #state(row: number): OffloadState {
    return { const: present(this.#constants[row], row), cached: present(this.#cached[row], row) } as OffloadState;
  }
}

function present<T>(value: T | null | undefined, row: number): T {
  if (value === null || value === undefined) throw new RangeError(`row ${String(row)} is empty`);
  return value;
}
