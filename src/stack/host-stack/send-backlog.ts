import { chainOf } from '../../ddi/net-buffer-list';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { StateObject } from './state-object';

/** A connection whose target has said how many bytes of sends are best kept outstanding. */
interface Backlog {
  size: number;
  /** The bytes that were posted since then and are not completed. */
  outstanding: number;
  /** What is to be posted when there is room for it, first in, first out. */
  waiting: NET_BUFFER_LIST[];
}

/**
 * How much the host stack keeps outstanding on a connection: as much as the target prefers, once it has said so, and before
 * that all there is. Source: reference page ProtocolTcpOffloadEvent, TcpIndicateSendBacklogChange.
 */
export class SendBacklogs {
  readonly #known = new Map<StateObject, Backlog>();
  readonly #posted = new Map<NET_BUFFER_LIST, Backlog>();

  /** Takes in what the target of a connection prefers, in bytes. */
  learn(connection: StateObject, size: number): void {
    const known = this.#known.get(connection);
    if (known) known.size = size;
    else this.#known.set(connection, { size, outstanding: 0, waiting: [] });
  }

  /** Which of a connection's sends are to be posted now: those that waited first; the rest waits. */
  due(connection: StateObject, sends: readonly NET_BUFFER_LIST[] = []): NET_BUFFER_LIST[] {
    const backlog = this.#known.get(connection);
    if (!backlog) return [...sends];
    backlog.waiting.push(...sends);
    const due: NET_BUFFER_LIST[] = [];
    while (backlog.outstanding < backlog.size) {
      const send = backlog.waiting.shift();
      if (!send) break;
      backlog.outstanding += send.length;
      this.#posted.set(send, backlog);
      due.push(send);
    }
    return due;
  }

  /** Takes in that sends are completed. @returns the connections on which something may be posted for that */
  completed(first: NET_BUFFER_LIST): StateObject[] {
    if (this.#known.size === 0) return [];
    const freed = new Set<Backlog>();
    for (const send of chainOf(first)) {
      const backlog = this.#posted.get(send);
      if (!backlog) continue;
      this.#posted.delete(send);
      backlog.outstanding -= send.length;
      if (backlog.waiting.length > 0) freed.add(backlog);
    }
    return [...this.#known].filter(([, backlog]) => freed.has(backlog)).map(([connection]) => connection);
  }

  /** A connection is offloaded no more. @returns the lengths of what still waits, in bytes */
  forget(connection: StateObject): number[] {
    const backlog = this.#known.get(connection);
    this.#known.delete(connection);
    return (backlog?.waiting ?? []).map(({ length }) => length);
  }
}
