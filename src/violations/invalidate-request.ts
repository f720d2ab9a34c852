import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { ContextMemory } from '../ddi/memory';
import type { Segment } from '../ddi/nic';
import { LAYERS, layerOfType } from '../ddi/offload-state-type';
import type { Tap } from '../ddi/tap';
import { violation } from './completion-faults';
import { requestViolations } from './request-faults';
import { dataOf, TargetKnowledge } from './event-faults';
import { startViolations } from './start-faults';
import { loses } from './violation';
import type { Violation } from './violation';

/** Violations of the page of MiniportInvalidateOffload. */
export const invalidateRequestViolations: readonly Violation[] = [
  // No state goes with an invalidate that could be handed on wrongly.
  ...startViolations('invalidate', {
    below: 'invalidate-request.to-the-driver-below',
    binding: 'invalidate-request.binding-handle',
    names: 'invalidate-request.names-the-state',
    propagates: 'invalidate-request.im-propagates',
    builds: 'invalidate-request.im-builds-protocol-list',
  }).filter(({ id }) => id !== 'invalidate-im-builds-without-state'),
  violation(
    'invalidate-as-update',
    'invalidate.sequence',
    'completes what it invalidated as if it had been updated',
    (tap, exercised) => {
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters, from }) => {
        exercised();
        tap.perform('NdisMUpdateOffloadComplete', from, parameters);
        return undefined;
      });
    },
  ),
  violation(
    'invalidate-silences-the-first',
    'invalidate.stops-all-that-depends',
    'goes on sending on the last connection that depends on invalidated state',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      let invalid = false;
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', (_crossing, proceed) => {
        invalid = true;
        return proceed();
      });
      knowledge.onSend((connection, length) => {
        if (!invalid || connection !== knowledge.connections.at(-1)) return;
        exercised();
        tap.transmit(dataOf(connection, length));
      });
    },
  ),
  {
    id: 'invalidate-instead-of-terminate',
    breaks: 'invalidate.single-connection-terminated',
    layer: 'host stack',
    title: 'invalidates a connection before it terminates its offload',
    apply(tap, exercised) {
      tap.calls('NdisTerminateOffload', 'host stack', ({ parameters, from }, proceed) => {
        const { id, Header, OffloadHandle } = parameters.OffloadBlockList;
        exercised();
        tap.perform('NdisInvalidateOffload', from, {
          ...parameters,
          OffloadBlockList: new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(4_000_000 + id, Header, OffloadHandle),
        });
        return proceed();
      });
    },
  },
  violation(
    'terminate-silences-all',
    'invalidate.single-connection-terminated',
    'stops sending on every connection when one is terminated',
    (tap, exercised) => {
      let silent = false;
      tap.calls('NdisMTerminateOffloadComplete', 'offload target', (_crossing, proceed) => {
        silent = true;
        return proceed();
      });
      tap.carries('transmit', (_segment, proceed) => {
        if (silent) exercised();
        else proceed();
      });
    },
  ),
  ...requestViolations('invalidate', {
    names: 'invalidate.names-the-state',
    adapter: 'invalidate.adapter-context',
    location: 'invalidate.context-location',
    returns: 'invalidate.handler-returns',
    later: 'invalidate.asynchronous',
    irql: 'invalidate.any-irql',
  }),
  {
    id: 'invalidate-what-is-terminated',
    breaks: 'invalidate.only-what-is-offloaded',
    layer: 'host stack',
    title: 'invalidates what it has terminated too',
    apply(tap, exercised) {
      const terminated: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST[] = [];
      tap.calls('NdisTerminateOffload', 'host stack', ({ parameters }, proceed) => {
        terminated.push(...blocksOf(parameters.OffloadBlockList));
        return proceed();
      });
      tap.calls('NdisInvalidateOffload', 'host stack', ({ parameters }, proceed) => {
        const gone = terminated.find(({ Header }) => layerOfType(Header.Type) === LAYERS.length - 1);
        const last = blocksOf(parameters.OffloadBlockList).at(-1);
        if (!gone || !last) return proceed();
        exercised();
        last.NextBlock = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(2_000_000, last.Header, gone.OffloadHandle);
        return proceed();
      });
    },
  },
  {
    id: 'invalidate-state-behind-a-block',
    breaks: 'invalidate.no-state-structures',
    layer: 'host stack',
    title: 'puts state structures behind a block of an invalidate',
    apply(tap, exercised) {
      tap.calls('NdisInvalidateOffload', 'host stack', ({ parameters }, proceed) => {
        const last = blocksOf(parameters.OffloadBlockList).at(-1);
        if (last) last.following = { cached: { PathMtu: 1500 } };
        exercised();
        return proceed();
      });
    },
  },
  {
    id: 'invalidate-never-terminated',
    breaks: 'invalidate.terminated-in-the-end',
    layer: 'host stack',
    title: 'never terminates the offload of state that it invalidated',
    apply(tap, exercised) {
      tap.calls('NdisTerminateOffload', 'host stack', loses(exercised));
    },
  },
  {
    id: 'invalidate-terminates-less',
    breaks: 'invalidate.terminated-in-the-end',
    layer: 'host stack',
    title: 'terminates the offload of invalidated state but for what depends on it',
    apply(tap, exercised) {
      tap.calls('NdisTerminateOffload', 'host stack', ({ parameters }, proceed) => {
        if (parameters.OffloadBlockList.DependentBlockList) exercised();
        parameters.OffloadBlockList.DependentBlockList = null;
        return proceed();
      });
    },
  },
  violation(
    'invalidate-frees-the-object',
    'invalidate.target-keeps-the-object',
    'frees the memory of state that was invalidated',
    (tap, exercised) => {
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters, from }, proceed) => {
        const pvoid = blocksOf(parameters.OffloadBlockList).find(({ isPlaceholder }) => !isPlaceholder)
          ?.MiniportOffloadContext?.value;
        proceed();
        if (!(pvoid instanceof ContextMemory)) return undefined;
        exercised();
        tap.perform('NdisFreeMemory', from, { VirtualAddress: pvoid });
        return undefined;
      });
    },
  ),
  violation(
    'invalidate-named-only',
    'invalidate.no-sending',
    'goes on sending on what depends on invalidated state and was not named',
    (tap, exercised) => {
      const named = new Set<string>();
      const ends = new ConnectionSegments(tap);
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const { label } of blocksOf(parameters.OffloadBlockList)) named.add(label);
        return proceed();
      });
      tap.handles('MiniportTcpOffloadSend', 'offload target', ({ parameters, to }, proceed) => {
        const connection = parameters.MiniportOffloadContext.address;
        const segment = ends.segmentOf(connection, parameters.NetBufferList.length);
        if (segment && named.size > 0 && !named.has(connection)) {
          exercised();
          tap.later(to, () => {
            tap.transmit(segment);
          });
        }
        return proceed();
      });
    },
  ),
  violation(
    'invalidate-sends-again',
    'invalidate.no-sending',
    'sends again, after an invalidate, what was not acknowledged',
    (tap, exercised) => {
      let last: Segment | null = null;
      tap.carries('transmit', (segment, proceed) => {
        if (segment.length > 0) last = segment;
        proceed();
      });
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ from }, proceed) => {
        proceed();
        const again = last;
        if (!again) return undefined;
        exercised();
        tap.later(from, () => {
          tap.transmit(again);
        });
        return undefined;
      });
    },
  ),
  violation(
    'invalidate-loses-what-others-send',
    'invalidate.no-sending',
    'never sends what any connection was given while an invalidate was outstanding',
    (tap, exercised) => {
      let outstanding = 0;
      let lost = false;
      tap.handles('MiniportInvalidateOffload', 'offload target', (_crossing, proceed) => {
        outstanding += 1;
        return proceed();
      });
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', (_crossing, proceed) => {
        outstanding -= 1;
        return proceed();
      });
      tap.handles('MiniportTcpOffloadSend', 'offload target', (_crossing, proceed) => {
        lost = outstanding > 0;
        return proceed();
      });
      tap.carries('transmit', (segment, proceed) => {
        if (!lost || segment.length === 0) proceed();
        else exercised();
      });
    },
  ),
  violation(
    'invalidate-silences-all',
    'invalidate.no-sending',
    'stops sending on every connection once state was invalidated',
    (tap, exercised) => {
      let silent = false;
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', (_crossing, proceed) => {
        silent = true;
        return proceed();
      });
      tap.carries('transmit', (_segment, proceed) => {
        if (silent) exercised();
        else proceed();
      });
    },
  ),
];

/** What a segment of each connection would look like, from the state that was offloaded. */
export class ConnectionSegments {
  readonly #segments = new Map<string, Segment>();

  constructor(tap: Tap) {
    tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      this.#learn(blocksOf(parameters.OffloadBlockList));
      return proceed();
    });
  }

  segmentOf(connection: string, length: number): Segment | null {
    const segment = this.#segments.get(connection);
    return segment ? { ...segment, length } : null;
  }

  /** Blocks come depth first, so the path of a connection is the last one before it. */
  #learn(blocks: readonly NDIS_MINIPORT_OFFLOAD_BLOCK_LIST[]): void {
    let path = { SourceAddress: '', DestinationAddress: '' };
    for (const { following, label } of blocks) {
      const constant = following?.const;
      if (constant && 'SourceAddress' in constant) path = constant;
      if (!constant || !('LocalPort' in constant)) continue;
      this.#segments.set(label, {
        sourceMac: '',
        destinationMac: '',
        sourceAddress: path.SourceAddress,
        destinationAddress: path.DestinationAddress,
        sourcePort: constant.LocalPort,
        destinationPort: constant.RemotePort,
        sequence: 0,
        length: 0,
        acknowledgment: 0,
        window: 0,
        timeToLive: 0,
      });
    }
  }
}
