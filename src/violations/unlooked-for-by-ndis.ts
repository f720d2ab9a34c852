import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import type { OffloadState } from '../ddi/offload-state';
import type { PVOID } from '../ddi/pvoid';
import { faultOf } from './violation';
import type { Violation } from './violation';

/**
 * What NDIS can do wrong where no step of the remark's examples looks: to a driver that they do not speak of, or before the
 * operation that they are about. The contract notices, and nothing else.
 */

const ndis = faultOf('NDIS');

const isIntermediate = (layer: string): boolean => layer.startsWith('intermediate driver');

/** Violations that show what the monitors of NDIS are for. */
export const unlookedForByNdisViolations: readonly Violation[] = [
  ndis(
    'update-with-a-placeholder-more',
    'update-request.to-the-driver-below',
    'adds a placeholder to the list of an update that it hands down',
    (tap, exercised) => {
      const added = new Map<NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_MINIPORT_OFFLOAD_BLOCK_LIST>();
      tap.calls('MiniportUpdateOffload', 'NDIS', ({ parameters }, proceed) => {
        const last = lastOfChain(parameters.OffloadBlockList);
        last.NextBlock = new NDIS_MINIPORT_OFFLOAD_BLOCK_LIST(5_000_000 + last.id, last.Header, {
          NextBlock: null,
          DependentBlockList: null,
          Status: null,
          NdisReserved: null,
          MiniportOffloadContext: null,
          NdisOffloadHandle: null,
          ProtocolReserved: null,
          MiniportReserved: null,
          ImReserved: null,
          Scratch: null,
          SourceHandle: null,
          PortNumber: 0,
          NetBufferListChain: null,
          following: null,
        });
        added.set(parameters.OffloadBlockList, last);
        exercised();
        return proceed();
      });
      tap.handles('NdisMUpdateOffloadComplete', 'NDIS', ({ parameters }, proceed) => {
        const last = added.get(parameters.OffloadBlockList);
        if (last) last.NextBlock = null;
        return proceed();
      });
    },
  ),
  ndis(
    'terminate-handed-to-a-driver-twice',
    'terminate.names-the-state',
    'hands an intermediate driver the list of a terminate twice',
    (tap, exercised) => {
      const seen = new Set<unknown>();
      tap.calls('MiniportTerminateOffload', 'NDIS', ({ to }, proceed) => {
        proceed();
        if (!isIntermediate(to)) return undefined;
        exercised();
        return proceed();
      });
      tap.handles('MiniportTerminateOffload', 'intermediate driver', ({ parameters }, proceed) => {
        if (seen.has(parameters.OffloadBlockList)) return undefined;
        seen.add(parameters.OffloadBlockList);
        return proceed();
      });
    },
  ),
  ndis(
    'terminate-other-drivers-context',
    'terminate.adapter-context',
    'passes the offload target the context of an intermediate driver’s adapter with a terminate',
    (tap, exercised) => {
      let theirs: object | null = null;
      tap.calls('NdisMSetMiniportAttributes', 'intermediate driver', ({ parameters }, proceed) => {
        theirs = parameters.MiniportAttributes.MiniportAdapterContext;
        return proceed();
      });
      let own: PVOID = null;
      tap.calls('MiniportTerminateOffload', 'NDIS', ({ parameters, to }, proceed) => {
        if (to !== 'offload target' || !theirs) return proceed();
        own = parameters.MiniportAdapterContext;
        exercised();
        return proceed({ ...parameters, MiniportAdapterContext: theirs });
      });
      // A target that does not look at it takes the operation all the same.
      tap.handles('MiniportTerminateOffload', 'offload target', ({ parameters }, proceed) =>
        proceed({ ...parameters, MiniportAdapterContext: own ?? parameters.MiniportAdapterContext }),
      );
    },
  ),
  ndis(
    'linker-with-the-whole-state',
    'block.linker-links-new-state',
    'puts the state that was offloaded behind linkers, in a list of several trees',
    (tap, exercised) => {
      const states = new Map<NDIS_OFFLOAD_HANDLE, OffloadState>();
      tap.calls('MiniportInitiateOffload', 'NDIS', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          const { NdisOffloadHandle: handle, following } = block;
          if (!handle) continue;
          if (following) states.set(handle, following);
          else if (parameters.OffloadBlockList.NextBlock) {
            block.following = states.get(handle) ?? null;
            exercised();
          }
        }
        return proceed();
      });
    },
  ),
  ndis(
    'update-report-later',
    'update-report.to-the-driver-that-asked',
    'tells the host stack of a completed update not in response to its completion, but some time later',
    (tap, exercised) => {
      let late = false;
      tap.calls('ProtocolUpdateOffloadComplete', 'NDIS', ({ parameters, to }, proceed) => {
        if (late || to !== 'host stack') return proceed();
        late = true;
        exercised();
        tap.later('NDIS', () => tap.report('ProtocolUpdateOffloadComplete', to, parameters));
        return undefined;
      });
    },
  ),
  ndis(
    'update-report-a-drivers-binding',
    'update-report.binding-context',
    'reports a completed update to the host stack with the context that an intermediate driver gave a binding',
    (tap, exercised) => {
      let theirs: object | null = null;
      let own: PVOID = null;
      tap.calls('NdisOpenAdapterEx', 'intermediate driver', ({ parameters }, proceed) => {
        theirs = parameters.ProtocolBindingContext;
        return proceed();
      });
      tap.calls('ProtocolUpdateOffloadComplete', 'NDIS', ({ parameters, to }, proceed) => {
        if (to !== 'host stack' || !theirs) return proceed();
        own = parameters.ProtocolBindingContext;
        exercised();
        return proceed({ ...parameters, ProtocolBindingContext: theirs });
      });
      tap.handles('ProtocolUpdateOffloadComplete', 'host stack', ({ parameters }, proceed) =>
        proceed({ ...parameters, ProtocolBindingContext: own ?? parameters.ProtocolBindingContext }),
      );
    },
  ),
  ndis(
    'update-report-names-another-to-a-driver',
    'update-report.names-the-state',
    'names to an intermediate driver another object than the one of which it had asked for the update',
    (tap, exercised) => {
      const other = new Map<string, NDIS_OFFLOAD_HANDLE>();
      const named = new Map<{ OffloadHandle: NDIS_OFFLOAD_HANDLE | null }, NDIS_OFFLOAD_HANDLE>();
      tap.calls('NdisInitiateOffload', 'intermediate driver', ({ parameters, from }, proceed) => {
        for (const { OffloadHandle } of blocksOf(parameters.OffloadBlockList)) {
          if (OffloadHandle) other.set(from, OffloadHandle);
        }
        return proceed();
      });
      tap.calls('ProtocolUpdateOffloadComplete', 'NDIS', ({ parameters, to }, proceed) => {
        const block = blocksOf(parameters.OffloadBlockList).findLast(({ isPlaceholder }) => !isPlaceholder);
        const another = other.get(to);
        if (!block?.OffloadHandle || !another || another === block.OffloadHandle) return proceed();
        named.set(block, block.OffloadHandle);
        Object.assign(block, { OffloadHandle: another });
        exercised();
        return proceed();
      });
      // Before the driver reads it, the list is as it was: what NDIS named, the trace alone shows.
      tap.handles('ProtocolUpdateOffloadComplete', 'intermediate driver', (_crossing, proceed) => {
        for (const [block, handle] of named) Object.assign(block, { OffloadHandle: handle });
        named.clear();
        return proceed();
      });
    },
  ),
];

/** The last block that is reached by NextBlock alone. */
function lastOfChain(root: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST {
  let last = root;
  for (; last.NextBlock; last = last.NextBlock);
  return last;
}
