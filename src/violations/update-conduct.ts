import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import type { ProtocolOperation } from '../ddi/functions';
import type { NDIS_OFFLOAD_HANDLE, NdisBindingHandle } from '../ddi/handles';
import type { OffloadState } from '../ddi/offload-state';
import type { OffloadStateType } from '../ddi/offload-state-type';
import { OFFLOAD_STATE_TYPE } from '../ddi/offload-state-type';
import { NDIS_STATUS } from '../ddi/status';
import type { Tap } from '../ddi/tap';
import { faultOf, loses } from './violation';
import type { Violation } from './violation';

/** What the host stack can do wrong in deciding what to update, and when. */

const host = faultOf('host stack');

const CACHED: Readonly<Record<string, OffloadStateType>> = {
  N: OFFLOAD_STATE_TYPE.NeighborOffloadCachedState,
  PATH: OFFLOAD_STATE_TYPE.Ip4OffloadCachedState,
  TCP: OFFLOAD_STATE_TYPE.TcpOffloadCachedState,
};

/** A host stack that starts operations besides its own: its calls are seen, and their completions kept from it. */
export class Unasked {
  readonly #tap: Tap;
  readonly #own = new Set<NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST>();
  readonly #known = new Map<string, { readonly handle: NDIS_OFFLOAD_HANDLE; readonly state: OffloadState | null }>();
  #binding: NdisBindingHandle | null = null;

  constructor(tap: Tap) {
    this.#tap = tap;
    tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
      this.learn(parameters);
      return proceed();
    });
    for (const name of ['ProtocolUpdateOffloadComplete', 'ProtocolInvalidateOffloadComplete'] as const) {
      tap.handles(name, 'host stack', ({ parameters }, proceed) =>
        this.#own.has(parameters.OffloadBlockList) ? undefined : proceed(),
      );
    }
  }

  /** Takes note of what a list names, with the state that follows it if there is any, and through which binding. */
  learn({ NdisBindingHandle: binding, OffloadBlockList }: ProtocolOperation): void {
    this.#binding = binding;
    for (const { label, OffloadHandle, following } of blocksOf(OffloadBlockList)) {
      const state = following ?? this.#known.get(label)?.state ?? null;
      if (OffloadHandle) this.#known.set(label, { handle: OffloadHandle, state });
    }
  }

  /** Whether a list is one that was started besides the host stack's own. */
  isOwn(list: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): boolean {
    return this.#own.has(list);
  }

  /** The names of what was offloaded, of one kind: `N`, `PATH` or `TCP`. */
  names(kind: string): string[] {
    return [...this.#known.keys()].filter((name) => name.replace(/\d+$/, '') === kind);
  }

  /** A block for an object; null for one that was never offloaded. */
  block(name: string, part: 'cached' | 'none'): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null {
    const known = this.#known.get(name);
    if (!known) return null;
    const Type = CACHED[name.replace(/\d+$/, '')] ?? OFFLOAD_STATE_TYPE.NeighborOffloadCachedState;
    const block = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(4_000_000 + this.#own.size, { Type }, known.handle);
    if (part === 'cached') block.following = { cached: known.state?.cached ?? { PathMtu: 1500 } } as OffloadState;
    this.#own.add(block);
    return block;
  }

  start(
    operation: 'NdisUpdateOffload' | 'NdisInvalidateOffload',
    OffloadBlockList: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST,
  ): void {
    if (this.#binding) {
      this.#tap.perform(operation, 'host stack', { NdisBindingHandle: this.#binding, OffloadBlockList });
    }
  }

  /** Updates one object with the cached state that it was offloaded with. @returns whether it was ever offloaded */
  update(name: string): boolean {
    const block = this.block(name, 'cached');
    if (block) this.start('NdisUpdateOffload', block);
    return block !== null;
  }
}

/** The paths of an update that is to link them to another neighbor; none for any other update. */
export const relinked = (root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST[] =>
  root.label.startsWith('N') && !root.following ? blocksOf(root).slice(1) : [];

/** Violations of the guide's pages on updating. */
export const updateConductViolations: readonly Violation[] = [
  host('update-never', 'update.reasons', 'never updates what it has offloaded', (tap, exercised) => {
    tap.calls('NdisUpdateOffload', 'host stack', loses(exercised));
  }),
  host('update-for-no-reason', 'update.reasons', 'updates its paths whenever it sends', (tap, exercised) => {
    const unasked = new Unasked(tap);
    tap.calls('NdisOffloadTcpSend', 'host stack', (_crossing, proceed) => {
      for (const name of unasked.names('PATH').slice(0, 1)) if (unasked.update(name)) exercised();
      return proceed();
    });
  }),
  host(
    'update-moves-a-connection',
    'update.only-path-links',
    'puts a TCP connection on another path in an update',
    (tap, exercised) => {
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        const paths = blocksOf(parameters.OffloadBlockList).filter(({ label }) => label.startsWith('PATH'));
        const from = paths.find(({ DependentBlockList }) => DependentBlockList !== null);
        const to = paths.find((path) => path !== from);
        if (!from || !to) return proceed();
        exercised();
        to.DependentBlockList = from.DependentBlockList;
        from.DependentBlockList = null;
        return proceed();
      });
    },
  ),
  host(
    'update-names-connections',
    'update.only-path-links',
    'names the connections of the paths that it links anew',
    (tap, exercised) => {
      const unasked = new Unasked(tap);
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        const [path] = relinked(parameters.OffloadBlockList);
        const [connection] = unasked.names('TCP');
        if (!path || connection === undefined) return proceed();
        exercised();
        path.DependentBlockList = unasked.block(connection, 'none');
        return proceed();
      });
    },
  ),
  host(
    'update-tells-once',
    'update.cached-variables-told',
    'tells of the first change of an object only',
    (tap, exercised) => {
      const told = new Set<string>();
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        const { label } = parameters.OffloadBlockList;
        if (!told.has(label)) {
          told.add(label);
          return proceed();
        }
        exercised();
        return undefined;
      });
    },
  ),
  host(
    'update-tells-old-values',
    'update.cached-variables-told',
    'passes the values from before a change',
    (tap, exercised) => {
      const unasked = new Unasked(tap);
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          if (!block.following) continue;
          exercised();
          block.following = unasked.block(block.label, 'cached')?.following ?? null;
        }
        return proceed();
      });
    },
  ),
  host(
    'update-not-for-applications',
    'update.events',
    'does not tell what an application has set',
    (tap, exercised) => {
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        if (!parameters.OffloadBlockList.label.startsWith('TCP')) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  host(
    'update-not-for-the-network',
    'update.events',
    'does not tell what it has learned from the network',
    (tap, exercised) => {
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        if (parameters.OffloadBlockList.label.startsWith('TCP')) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  host(
    'update-while-offloading',
    'update.not-while-offloading',
    'updates what it is still offloading',
    (tap, exercised) => {
      const unasked = new Unasked(tap);
      tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
        proceed();
        const { label, OffloadHandle, following } = parameters.OffloadBlockList;
        if (!OffloadHandle || !following) return undefined;
        unasked.learn(parameters);
        if (unasked.update(label)) exercised();
        return undefined;
      });
    },
  ),
  host(
    'update-again',
    'update.one-at-a-time',
    'updates an object again before its update is completed',
    (tap, exercised) => {
      const unasked = new Unasked(tap);
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        if (!unasked.isOwn(parameters.OffloadBlockList)) unasked.learn(parameters);
        proceed();
        const { label, following } = parameters.OffloadBlockList;
        if (!unasked.isOwn(parameters.OffloadBlockList) && following && unasked.update(label)) exercised();
        return undefined;
      });
    },
  ),
  host('update-invalidated', 'update.never-invalidated', 'updates what it has invalidated', (tap, exercised) => {
    const unasked = new Unasked(tap);
    tap.calls('NdisInvalidateOffload', 'host stack', ({ parameters }, proceed) => {
      const { label } = parameters.OffloadBlockList;
      unasked.learn(parameters);
      proceed();
      tap.later('host stack', () => {
        if (unasked.update(label)) exercised();
      });
      return undefined;
    });
  }),
  {
    id: 'update-one-of-two',
    breaks: 'update.different-objects-at-once',
    layer: 'offload target',
    title: 'forgets an update when it is handed another one',
    apply(tap, exercised) {
      let outstanding = 0;
      tap.handles('MiniportUpdateOffload', 'offload target', (_crossing, proceed) => {
        outstanding += 1;
        if (outstanding === 1) return proceed();
        exercised();
        return undefined;
      });
      tap.calls('NdisMUpdateOffloadComplete', 'offload target', (_crossing, proceed) => {
        outstanding -= 1;
        return proceed();
      });
    },
  },
  {
    id: 'update-one-status-for-two',
    breaks: 'update.different-objects-at-once',
    layer: 'offload target',
    title: 'fails an update that it is handed while another one is outstanding',
    apply(tap, exercised) {
      const outstanding = new Set<unknown>();
      const late = new Set<unknown>();
      tap.handles('MiniportUpdateOffload', 'offload target', ({ parameters }, proceed) => {
        if (outstanding.size > 0) late.add(parameters.OffloadBlockList);
        outstanding.add(parameters.OffloadBlockList);
        return proceed();
      });
      tap.calls('NdisMUpdateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        outstanding.delete(parameters.OffloadBlockList);
        if (late.delete(parameters.OffloadBlockList)) {
          exercised();
          for (const block of blocksOf(parameters.OffloadBlockList)) {
            block.Status = NDIS_STATUS.NDIS_STATUS_FAILURE;
          }
        }
        return proceed();
      });
    },
  },
];
