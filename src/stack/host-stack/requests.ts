import type { NdisForProtocol, ProtocolRequest } from '../../ddi/functions';
import { chain, NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { Segment } from '../../ddi/nic';
import { TCP_DISCONNECT } from '../../ddi/tcp-disconnect';
import type { Interface } from '../interface';
import { SendBacklogs } from './send-backlog';
import type { StateObject } from './state-object';
import { LAYER } from './turns';
import type { Turns } from './turns';

/** The kinds of request that the host stack posts of its own accord. */
type Kind = 'send' | 'receive' | 'disconnect';

/**
 * The requests that the host stack posts on connections: sends, as many as the target prefers to have outstanding,
 * receives, disconnects and forwarded segments. Lengths are in bytes, one for each request.
 * Sources: reference pages MiniportTcpOffloadSend, MiniportTcpOffloadReceive, MiniportTcpOffloadDisconnect and
 * MiniportTcpOffloadForward.
 */
export class Requests {
  readonly #links: Interface;
  readonly #ndis: NdisForProtocol;
  readonly #turns: Turns;
  /** How much of the sends of a connection the target prefers to have. */
  readonly #backlogs = new SendBacklogs();

  constructor(links: Interface, ndis: NdisForProtocol, turns: Turns) {
    this.#links = links;
    this.#ndis = ndis;
    this.#turns = turns;
  }

  /** Sends data on a connection. @returns the requests, those that wait among them */
  send(connection: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return this.#post('send', connection, lengths, this.#passSend);
  }

  readonly #passSend = (given: ProtocolRequest): void => {
    this.#ndis.NdisOffloadTcpSend(given);
  };

  /** Posts receive requests on a connection. @returns the requests */
  receive(connection: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return this.#post('receive', connection, lengths, (given) => {
      this.#ndis.NdisOffloadTcpReceive(given);
    });
  }

  /**
   * Closes the send half of a connection: by a request, or itself where the connection is its own.
   * @param how with a RST segment, or with a FIN segment behind the data that the request carries
   * @param length bytes of that data
   * @returns the request, if there is one
   */
  disconnect(connection: StateObject, how: 'graceful' | 'abortive', length: number): NET_BUFFER_LIST | undefined {
    const { TCP_DISCONNECT_GRACEFUL_CLOSE, TCP_DISCONNECT_ABORTIVE_CLOSE } = TCP_DISCONNECT;
    const Flags = how === 'graceful' ? TCP_DISCONNECT_GRACEFUL_CLOSE : TCP_DISCONNECT_ABORTIVE_CLOSE;
    if (connection.phase === 'in host' && connection.layer === 'TCP connection') {
      connection.close(how);
      this.#links.condition(LAYER, 'closes a connection that is its own', { connection: connection.name, how });
      return undefined;
    }
    const [request] = this.#post('disconnect', connection, [length], (given) => {
      this.#ndis.NdisOffloadTcpDisconnect({ ...given, Flags });
    });
    return request;
  }

  /** Forwards segments to the offload target in the turn under way, one in each structure. */
  forward(connection: StateObject, segments: readonly Segment[]): void {
    const lists = segments.map((segment) => {
      const name = `${connection.name} forward ${String(this.#links.nextId(`${connection.name} forward`))}`;
      return new NET_BUFFER_LIST(name, segment.length, segment);
    });
    const first = chain(lists);
    if (first) this.#ndis.NdisOffloadTcpForward({ NdisOffloadHandle: connection.handle, NetBufferList: first });
  }

  /** Takes out the sends that go along when an object is offloaded. @returns their chain; null where there are none */
  takeUnsent(object: StateObject): NET_BUFFER_LIST | null {
    return chain(this.#make('send', object, object.unsent.splice(0)));
  }

  /** The offload of an object has ended: sends that were never posted go along when it is offloaded again. */
  keepUnsent(object: StateObject): void {
    object.unsent.push(...this.#backlogs.forget(object));
  }

  /** The target of a connection prefers another number of bytes to be outstanding. */
  prefer(connection: StateObject, bytes: number): void {
    this.#backlogs.learn(connection, bytes);
    this.#postDueSoon(connection);
  }

  /** Sends are completed: what waited for their end is posted. */
  sendsCompleted(first: NET_BUFFER_LIST): void {
    for (const connection of this.#backlogs.completed(first)) this.#postDueSoon(connection);
  }

  #post(
    kind: Kind,
    connection: StateObject,
    lengths: readonly number[],
    post: (request: ProtocolRequest) => void,
  ): NET_BUFFER_LIST[] {
    if (connection.layer !== 'TCP connection') {
      throw new RangeError(`${connection.name} is a ${connection.layer}: a ${kind} request needs a TCP connection`);
    }
    const lists = this.#make(kind, connection, lengths);
    // What is posted while the connection comes back waits for it here.
    if (connection.phase === 'terminating') return lists;
    this.#hand(connection, kind === 'send' ? this.#backlogs.due(connection, lists) : lists, post);
    return lists;
  }

  /** Passes requests down in one chain, in a turn of its own. */
  #hand(connection: StateObject, lists: readonly NET_BUFFER_LIST[], post: (request: ProtocolRequest) => void): void {
    const first = chain(lists);
    if (!first) return;
    this.#turns.act(() => {
      post({ NdisOffloadHandle: connection.handle, NetBufferList: first });
    });
  }

  /** Posts, in a turn of its own, those sends of a connection that waited and are due by then. */
  #postDueSoon(connection: StateObject): void {
    this.#turns.soon(() => {
      if (connection.phase !== 'offloaded') return;
      const first = chain(this.#backlogs.due(connection));
      if (first) this.#passSend({ NdisOffloadHandle: connection.handle, NetBufferList: first });
    });
  }

  #make(kind: Kind, { name }: StateObject, lengths: readonly number[]): NET_BUFFER_LIST[] {
    return lengths.map(
      (length) => new NET_BUFFER_LIST(`${name} ${kind} ${String(this.#links.nextId(`${name} ${kind}`))}`, length),
    );
  }
}
