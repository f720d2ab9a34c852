import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { LAYERS, layerOfType } from '../ddi/offload-state-type';
import type { Tap } from '../ddi/tap';
import { requestViolations } from './request-faults';
import { startViolations } from './start-faults';
import type { Violation } from './violation';

const VALID = 'terminate.valid-until-completed';
const AFTER = 'terminate.after-outstanding-operations';

/** Violations of the page of MiniportTerminateOffload. */
export const terminateRequestViolations: readonly Violation[] = [
  ...requestViolations('terminate', {
    names: 'terminate.names-the-state',
    adapter: 'terminate.adapter-context',
    location: 'terminate.names-the-state',
    returns: 'terminate.handler-returns',
    later: 'terminate.asynchronous',
    irql: 'terminate.any-irql',
  }),
  ...startViolations('terminate', {
    below: 'terminate-request.to-the-driver-below',
    binding: 'terminate-request.binding-handle',
    names: 'terminate-request.names-the-state',
    propagates: 'terminate-request.im-propagates',
    builds: 'terminate-request.im-builds-protocol-list',
  }),
  {
    id: 'terminate-list-taken-back',
    breaks: VALID,
    layer: 'NDIS',
    title: 'takes the list of a terminate back as soon as the handler has returned',
    apply(tap, exercised) {
      tap.calls('MiniportTerminateOffload', 'NDIS', ({ parameters, to }, proceed) => {
        const blocks = blocksOf(parameters.OffloadBlockList);
        proceed();
        if (to !== 'offload target') return undefined;
        exercised();
        for (const block of blocks) block.takeBack();
        return undefined;
      });
    },
  },
  {
    id: 'terminate-while-invalidating',
    breaks: AFTER,
    layer: 'host stack',
    title: 'terminates a connection while it is being invalidated',
    apply(tap, exercised) {
      terminatesAtOnce(tap, 'NdisInvalidateOffload', exercised);
    },
  },
  {
    id: 'terminate-while-updating',
    breaks: AFTER,
    layer: 'host stack',
    title: 'terminates a connection while it is being updated',
    apply(tap, exercised) {
      terminatesAtOnce(tap, 'NdisUpdateOffload', exercised);
    },
  },
  {
    id: 'terminate-waits-for-everything',
    breaks: AFTER,
    layer: 'host stack',
    title: 'terminates a connection only when no operation is outstanding at all',
    apply(tap, exercised) {
      let outstanding = 0;
      const held: (() => void)[] = [];
      tap.calls('NdisInvalidateOffload', 'host stack', (_crossing, proceed) => {
        outstanding += 1;
        return proceed();
      });
      tap.handles('ProtocolInvalidateOffloadComplete', 'host stack', (_crossing, proceed) => {
        proceed();
        outstanding -= 1;
        if (outstanding === 0) for (const release of held.splice(0)) tap.later('host stack', release);
        return undefined;
      });
      tap.calls('NdisTerminateOffload', 'host stack', (_crossing, proceed) => {
        if (outstanding === 0) return proceed();
        exercised();
        held.push(() => {
          proceed();
        });
        return undefined;
      });
    },
  },
];

/** Terminates what an operation names right after the operation was started, in the host stack's name. */
function terminatesAtOnce(
  tap: Tap,
  starts: 'NdisInvalidateOffload' | 'NdisUpdateOffload',
  exercised: () => void,
): void {
  tap.calls(starts, 'host stack', ({ parameters, from }, proceed) => {
    const connection = blocksOf(parameters.OffloadBlockList).find(
      ({ Header, isPlaceholder }) => !isPlaceholder && layerOfType(Header.Type) === LAYERS.length - 1,
    );
    proceed();
    if (!connection) return undefined;
    const { Header, OffloadHandle } = connection;
    exercised();
    tap.perform('NdisTerminateOffload', from, {
      NdisBindingHandle: parameters.NdisBindingHandle,
      OffloadBlockList: new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(4_000_000, Header, OffloadHandle),
    });
    return undefined;
  });
}
