import { blocksOf } from '../ddi/block-tree';
import type { Segment } from '../ddi/nic';
import type { TCP_OFFLOAD_STATE_DELEGATED } from '../ddi/offload-state';
import type { Tap } from '../ddi/tap';

const COMPLETES = 'NdisMTerminateOffloadComplete';
const INDICATES = 'NdisMIndicateReceiveNetBufferLists';

/** Knows whether a terminate is with the target. */
export class Terminating {
  #under = 0;

  constructor(tap: Tap) {
    tap.handles('MiniportTerminateOffload', 'offload target', (_crossing, proceed) => {
      this.#under += 1;
      return proceed();
    });
  }

  get isUnderWay(): boolean {
    return this.#under > 0;
  }

  ended(): void {
    this.#under -= 1;
  }
}

/** The segments that a target indicates while it has a terminate, and what is done when it completes that. */
export function whileTerminating(
  tap: Tap,
  indicated: (segment: Segment, proceed: () => void) => void,
  completing: (delegated: TCP_OFFLOAD_STATE_DELEGATED) => void = () => undefined,
): void {
  const terminating = new Terminating(tap);
  tap.calls(INDICATES, 'offload target', ({ parameters }, proceed) => {
    const { segment } = parameters.NetBufferLists;
    if (!segment || !terminating.isUnderWay) return proceed();
    indicated(segment, () => {
      proceed();
    });
    return undefined;
  });
  tap.calls(COMPLETES, 'offload target', ({ parameters }, proceed) => {
    for (const { following } of blocksOf(parameters.OffloadBlockList)) {
      const delegated = following?.delegated;
      if (delegated && 'RcvNxt' in delegated) completing(delegated);
    }
    terminating.ended();
    return proceed();
  });
}

/** A segment that acknowledges another, whole. */
export const acknowledging = ({ sequence, length, acknowledgment, ...ends }: Segment): Segment => ({
  ...ends,
  sourceAddress: ends.destinationAddress,
  sourcePort: ends.destinationPort,
  destinationAddress: ends.sourceAddress,
  destinationPort: ends.sourcePort,
  sequence: acknowledgment,
  length: 0,
  acknowledgment: sequence + length,
});

/** What a target that knows selective acknowledgments has taken off the wire, as far as it stands behind a gap. */
export function behindGaps(tap: Tap): Segment[] {
  const behind: Segment[] = [];
  let next = FIRST_PEER_SEQUENCE;
  tap.carries('receive', (segment, proceed) => {
    if (segment.sequence === next) next += segment.length;
    else if (segment.sequence > next) behind.push(segment);
    proceed();
  });
  return behind;
}

/** Where every remote peer begins its data in an example that says nothing of it. */
const FIRST_PEER_SEQUENCE = 5000;
