import type { Segment, SequenceRange } from '../../ddi/nic';
import { segmentOf } from './connection-io';
import type { TcpContext } from './context-areas';

/** How long an acknowledgment can wait for data that carries it, or for more to acknowledge. Source: RFC 1122, 4.2.3.2. */
const DELAY_MICROSECONDS = 200_000;

/** Of how many segments one is acknowledged at once. Source: RFC 1122, 4.2.3.2. */
const AT_LEAST_EVERY = 2;

/** What arrived in order is acknowledged, now or before long. */
export function acknowledgeSoon(connection: TcpContext): void {
  connection.unacknowledged += 1;
  if (connection.unacknowledged >= AT_LEAST_EVERY) acknowledge(connection);
  if (connection.unacknowledged !== 1) return;
  connection.adapter.environment.defer(() => {
    if (!connection.memory.isFreed) acknowledgeWhatIsOwed(connection);
  }, DELAY_MICROSECONDS);
}

/** Sends an acknowledgment that was delayed. */
export function acknowledgeWhatIsOwed(connection: TcpContext): void {
  if (connection.unacknowledged > 0) acknowledge(connection);
}

/**
 * Acknowledges what has arrived in order, and selectively what has arrived behind a gap (RFC 2018). Invalidated state is
 * kept from sending data alone (reference page MiniportInvalidateOffload), and an acknowledgment is none.
 */
export function acknowledge(connection: TcpContext): void {
  connection.unacknowledged = 0;
  if (connection.aborted || connection.reset) return;
  const selectively = rangesOf(connection.outOfOrder);
  const segment = segmentOf(connection, 0);
  connection.adapter.nic.transmit(selectively.length > 0 ? { ...segment, selectively } : segment);
}

/** The sequence numbers of segments, those that touch taken together. */
function rangesOf(segments: readonly Segment[]): SequenceRange[] {
  const ranges: { first: number; end: number }[] = [];
  for (const { sequence, length } of segments.toSorted((a, b) => a.sequence - b.sequence)) {
    const last = ranges.at(-1);
    if (last && sequence <= last.end) last.end = Math.max(last.end, sequence + length);
    else ranges.push({ first: sequence, end: sequence + length });
  }
  return ranges;
}
