import type { Segment } from './nic';
import type { NdisStatus } from './status';

/**
 * NET_BUFFER_LIST: one send or receive request, or one segment on its way between drivers, linked to the next of its
 * chain. Of its data only the number of bytes is modelled (one NET_BUFFER).
 */
export class NET_BUFFER_LIST {
  Next: NET_BUFFER_LIST | null = null;
  Status: NdisStatus | null = null;
  /** Bytes that the remote host acknowledged (a send) or that were placed into the buffer (a receive). */
  bytesTransferred = 0;

  /**
   * @param name how traces name the request
   * @param length bytes of data, or of buffer
   * @param segment the TCP segment that it holds; null for data alone
   */
  constructor(
    readonly name: string,
    readonly length: number,
    readonly segment: Segment | null = null,
  ) {}

  toTrace(): string {
    return this.name;
  }
}

/** The NET_BUFFER_LIST structures of a chain, first to last; a cycle is cut at the first one seen twice. */
export function chainOf(first: NET_BUFFER_LIST): NET_BUFFER_LIST[] {
  // Most are alone. A driver may pass anything, NULL included.
  if ((first as NET_BUFFER_LIST | null)?.Next === null) return [first];
  const seen = new Set<NET_BUFFER_LIST>();
  for (let list: NET_BUFFER_LIST | null = first; list && !seen.has(list); list = list.Next) seen.add(list);
  return [...seen];
}

/** Links NET_BUFFER_LIST structures in the order given. @returns the first, or null for none */
export function chain(lists: readonly NET_BUFFER_LIST[]): NET_BUFFER_LIST | null {
  lists.forEach((list, index) => {
    list.Next = lists[index + 1] ?? null;
  });
  return lists[0] ?? null;
}
