import { TCP_FLAGS } from '../../src/ddi/nic';
import type { TcpFlag } from '../../src/ddi/nic';
import type { PeerSegment } from '../../src/stack/wire';

const isFlag = (cell: string): cell is TcpFlag => (TCP_FLAGS as readonly string[]).includes(cell);

/**
 * Reads the rows of a table of segments that a remote peer sends, one segment each: `1000 bytes`, `FIN`, `RST`, `SYN`, `URG`,
 * `window: 2000`, `sequence: the next + 1000`.
 * @throws SyntaxError for a cell that says something else
 */
export function peerSegments(rows: readonly (readonly string[])[]): PeerSegment[] {
  return rows.map((cells) => {
    let segment: PeerSegment = {};
    for (const cell of cells) {
      if (cell === '') continue;
      if (isFlag(cell)) segment = { ...segment, flags: [...(segment.flags ?? []), cell] };
      else segment = { ...segment, ...numberIn(cell) };
    }
    return segment;
  });
}

function numberIn(cell: string): PeerSegment {
  const [, length, window, sign, ahead] =
    /^(?:(\d+) bytes?|window: (\d+)|sequence: the next ([+-]) (\d+))$/.exec(cell) ?? [];
  if (length !== undefined) return { length: Number(length) };
  if (window !== undefined) return { window: Number(window) };
  if (ahead !== undefined) return { ahead: Number(`${sign ?? ''}${ahead}`) };
  throw new SyntaxError(
    `"${cell}" is not "1000 bytes", "window: 2000", "sequence: the next + 1000" or one of ${TCP_FLAGS.join(', ')}`,
  );
}
