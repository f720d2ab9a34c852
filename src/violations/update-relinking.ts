import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import type { OffloadState } from '../ddi/offload-state';
import { NDIS_STATUS } from '../ddi/status';
import type { Tap } from '../ddi/tap';
import { violation } from './completion-faults';
import { relinked, Unasked } from './update-conduct';
import { faultOf, loses } from './violation';
import type { Violation } from './violation';

const host = faultOf('host stack');

/** Violations of the page on linking paths to a new neighbor. */
export const updateRelinkingViolations: readonly Violation[] = [
  host('relink-never', 'update.next-hop-is-relinked', 'does not link paths to their new next hop', (tap, exercised) => {
    tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
      if (relinked(parameters.OffloadBlockList).length === 0) return proceed();
      exercised();
      return undefined;
    });
  }),
  violation(
    'relink-moves-all',
    'update.next-hop-is-relinked',
    'sends to the new neighbor on every path once one is linked to it',
    (tap, exercised) => {
      const macs = new NeighborAddresses(tap);
      tap.carries('transmit', (segment, proceed) => {
        const address = macs.ofLatestLink();
        if (address === null || segment.destinationMac === address) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...segment, destinationMac: address });
      });
    },
  ),
  violation(
    'relink-forgets-some',
    'update.next-hop-is-relinked',
    'goes on sending to the old neighbor on one connection in a hundred',
    (tap, exercised) => {
      const macs = new NeighborAddresses(tap);
      tap.carries('transmit', (segment, proceed) => {
        const old = macs.of('N1');
        if (old === null || macs.links.length === 0 || segment.sourcePort % 100 !== 99) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...segment, destinationMac: old });
      });
    },
  ),
  host(
    'relink-to-what-is-not-offloaded',
    'update.relink-sequence',
    'does not offload the neighbor that it is to link paths to',
    (tap, exercised) => {
      tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
        const { NextBlock, DependentBlockList } = parameters.OffloadBlockList;
        if (NextBlock || DependentBlockList) return proceed();
        exercised();
        return undefined;
      });
    },
  ),
  host(
    'relink-offloads-again',
    'update.relink-sequence',
    'passes the state of the new neighbor again with the paths',
    (tap, exercised) => {
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        if (relinked(root).length === 0) return proceed();
        exercised();
        root.following = { cached: { DlDestinationAddress: '02-00-00-00-00-66' } } as OffloadState;
        return proceed();
      });
    },
  ),
  host(
    'relink-keeps-failed-router',
    'update.failed-router-invalidated',
    'goes on using a failed router',
    (tap, exercised) => {
      tap.calls('NdisInvalidateOffload', 'host stack', loses(exercised));
    },
  ),
  host(
    'relink-always-invalidates',
    'update.failed-router-invalidated',
    'invalidates the new neighbor instead of the failed one',
    (tap, exercised) => {
      const unasked = new Unasked(tap);
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        const block = relinked(root).length > 0 ? unasked.block(root.label, 'none') : null;
        if (block) {
          exercised();
          unasked.start('NdisInvalidateOffload', block);
        }
        return proceed();
      });
    },
  ),
  host('relink-one-path', 'update.relink-tree', 'links only the first of the affected paths', (tap, exercised) => {
    tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
      const [first] = relinked(parameters.OffloadBlockList);
      if (!first?.NextBlock) return proceed();
      exercised();
      first.NextBlock = null;
      return proceed();
    });
  }),
  host(
    'relink-without-neighbor',
    'update.relink-tree',
    'passes the paths to be linked on a placeholder in the place of the neighbor',
    (tap, exercised) => {
      const own = new Set<NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST>();
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        if (relinked(root).length === 0) return proceed();
        exercised();
        const placeholder = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(5_000_000 + root.id, root.Header, null);
        placeholder.DependentBlockList = root.DependentBlockList;
        own.add(placeholder);
        return proceed({ ...parameters, OffloadBlockList: placeholder });
      });
      tap.handles('ProtocolUpdateOffloadComplete', 'host stack', ({ parameters }, proceed) =>
        own.has(parameters.OffloadBlockList) ? undefined : proceed(),
      );
    },
  ),
  violation(
    'relink-copies-the-address',
    'update.relinked-paths-go-through-it',
    'keeps the address that a neighbor had when paths were linked to it',
    (tap, exercised) => {
      const macs = new NeighborAddresses(tap);
      tap.carries('transmit', (segment, proceed) => {
        const address = macs.ofLatestLink();
        if (address === null || segment.destinationMac === address || macs.knows(segment.destinationMac)) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...segment, destinationMac: address });
      });
    },
  ),
  violation(
    'relink-stays-silent',
    'update.relinked-paths-go-through-it',
    'sends nothing any more once a neighbor was invalidated',
    (tap, exercised) => {
      let silent = false;
      tap.handles('MiniportInvalidateOffload', 'offload target', (_crossing, proceed) => {
        silent = true;
        return proceed();
      });
      tap.carries('transmit', (_segment, proceed) => {
        if (silent) exercised();
        else proceed();
      });
    },
  ),
  violation(
    'relink-forgets-what-waited',
    'update.relinked-paths-go-through-it',
    'does not send, after a path was linked to another neighbor, what had waited for that',
    (tap, exercised) => {
      let linked = false;
      tap.calls('NdisMUpdateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        linked = parameters.OffloadBlockList.DependentBlockList !== null;
        return proceed();
      });
      tap.handles('MiniportTcpOffloadSend', 'offload target', (_crossing, proceed) => {
        linked = false;
        return proceed();
      });
      tap.carries('transmit', (segment, proceed) => {
        if (!linked || segment.length === 0) proceed();
        else exercised();
      });
    },
  ),
  violation(
    'relink-forgets-the-first-link',
    'update.relinked-paths-go-through-it',
    'follows the first link that a path is given and none after that',
    (tap, exercised) => {
      const macs = new NeighborAddresses(tap);
      tap.carries('transmit', (segment, proceed) => {
        const [first] = macs.links;
        const address = first === undefined ? null : macs.of(first);
        if (macs.links.length < 2 || address === null || segment.destinationMac === address) {
          proceed();
          return;
        }
        exercised();
        proceed({ ...segment, destinationMac: address });
      });
    },
  ),
  violation(
    'relink-silenced-with-the-old',
    'update.relinked-paths-go-through-it',
    'stops sending on paths when the neighbor is invalidated that they went through before',
    (tap, exercised) => {
      const macs = new NeighborAddresses(tap);
      let silent = false;
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        silent ||= macs.hasLeft(plain(parameters.OffloadBlockList.label));
        return proceed();
      });
      tap.carries('transmit', (_segment, proceed) => {
        if (silent) exercised();
        else proceed();
      });
    },
  ),
  violation(
    'relink-lost-with-the-old',
    'update.relinked-paths-go-through-it',
    'asks to be relieved of a corrupt neighbor that its paths have left',
    (tap, exercised) => {
      const macs = new NeighborAddresses(tap);
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters, from }, proceed) => {
        const { label, Status, NdisOffloadHandle } = parameters.OffloadBlockList;
        proceed();
        if (!macs.hasLeft(plain(label)) || Status !== NDIS_STATUS.NDIS_STATUS_FAILURE || !NdisOffloadHandle)
          return undefined;
        exercised();
        tap.perform('NdisTcpOffloadEventHandler', from, {
          NdisOffloadHandle,
          EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
          EventSpecificInformation: TCP_UPLOAD_REASON.HardwareFailure,
        });
        return undefined;
      });
    },
  ),
  host(
    'relink-keeps-old-neighbor',
    'update.old-neighbor-terminated',
    'leaves a neighbor offloaded that no path goes through any more',
    (tap, exercised) => {
      tap.calls('NdisTerminateOffload', 'host stack', loses(exercised));
    },
  ),
  host(
    'relink-for-an-address',
    'update.address-is-not-next-hop',
    'links paths anew when the address of their neighbor changes',
    (tap, exercised) => {
      const unasked = new Unasked(tap);
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        const [path] = unasked.names('PATH');
        if (!root.label.startsWith('N') || root.DependentBlockList || path === undefined) return proceed();
        exercised();
        root.DependentBlockList = unasked.block(path, 'none');
        return proceed();
      });
    },
  ),
  host(
    'relink-by-address',
    'update.address-is-not-next-hop',
    'updates the address of a neighbor when the next hop of a path changes',
    (tap, exercised) => {
      tap.calls('NdisUpdateOffload', 'host stack', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        if (relinked(root).length === 0) return proceed();
        exercised();
        root.following = { cached: { DlDestinationAddress: '02-00-00-00-00-77' } } as OffloadState;
        return proceed();
      });
    },
  ),
];

/** The addresses that neighbors were offloaded with, and the neighbors that paths were linked to, in order. */
class NeighborAddresses {
  readonly links: string[] = [];
  readonly #addresses = new Map<string, string>();

  constructor(tap: Tap) {
    tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      for (const { label, following } of blocksOf(parameters.OffloadBlockList)) {
        const cached = following?.cached;
        if (cached && 'DlDestinationAddress' in cached) this.#addresses.set(plain(label), cached.DlDestinationAddress);
      }
      return proceed();
    });
    tap.calls('NdisMUpdateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      const { label, DependentBlockList, following } = parameters.OffloadBlockList;
      if (label.startsWith('N') && DependentBlockList && !following) this.links.push(plain(label));
      return proceed();
    });
  }

  of(neighbor: string): string | null {
    return this.#addresses.get(neighbor) ?? null;
  }

  ofLatestLink(): string | null {
    return this.of(this.links.at(-1) ?? '');
  }

  /** Whether paths were linked to a neighbor other than this one, last. */
  hasLeft(neighbor: string): boolean {
    return this.links.length > 0 && this.links.at(-1) !== neighbor;
  }

  /** Whether a neighbor was offloaded with an address. */
  knows(address: string): boolean {
    return [...this.#addresses.values()].includes(address);
  }
}

/** The name of an object without what an intermediate driver appended to it. */
const plain = (label: string): string => label.replace(/\/.*$/, '');
