import type { Segment } from '../ddi/nic';
import type { Interface } from './interface';

/** How long a segment is under way, in microseconds, either way. */
const FLIGHT_MICROSECONDS = 100;

/** The remote end of one connection, named by its addresses and ports. */
class RemotePeer {
  acknowledges = true;
  /** The next sequence number that it expects. */
  receiveNext: number | null = null;
  /** What it will acknowledge once it is willing. */
  owed: Segment | null = null;

  /** @param sendNext the next sequence number that it sends */
  constructor(public sendNext: number) {}
}

/** The two ends of a connection, from the side of the offload target. */
export interface ConnectionEnds {
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
}

/** A network that loses nothing and reorders nothing, and the remote peers at its far end. */
export class Wire {
  readonly #links: Interface;
  readonly #peers = new Map<string, RemotePeer>();
  readonly #last = new Map<string, Segment>();
  readonly #attached = new Map<string, { nic: string; arrive: (segment: Segment) => void }>();

  constructor(links: Interface) {
    this.#links = links;
  }

  /** Connects a NIC, by its MAC address. */
  attach(nic: string, macAddress: string, arrive: (segment: Segment) => void): void {
    this.#attached.set(macAddress, { nic, arrive });
  }

  /** A NIC puts a segment on the wire; the remote peer acknowledges its data when it is willing to. */
  send(nic: string, segment: Segment): void {
    this.#links.carry('transmit', nic, 'wire', segment, (sent) => {
      const key = keyOf(sent);
      this.#last.set(key, sent);
      const peer = this.#peer(sent);
      const end = sent.sequence + sent.length;
      peer.receiveNext = Math.max(peer.receiveNext ?? 0, end);
      if (sent.length === 0) return;
      peer.owed = sent;
      if (peer.acknowledges) this.#answer(sent, peer, 0);
    });
  }

  /** Makes the remote peer of a connection acknowledge what it gets, or keep silent. */
  setAcknowledges(ends: ConnectionEnds, acknowledges: boolean): void {
    const peer = this.#peer(ends);
    peer.acknowledges = acknowledges;
    if (acknowledges && peer.owed) this.#answer(peer.owed, peer, 0);
  }

  /**
   * The remote peer of a connection sends data, in segments of at most LARGEST_PEER_SEGMENT bytes.
   * @param macAddress the adapter that it goes to
   * @param length bytes
   */
  sendFromPeer(ends: ConnectionEnds, macAddress: string, length: number): void {
    const known = this.#last.get(keyOf(ends));
    const sent: Segment = known ?? {
      ...ends,
      sourceMac: macAddress,
      destinationMac: 'remote',
      sequence: 0,
      length: 0,
      acknowledgment: 0,
      window: 0,
      timeToLive: 64,
    };
    const peer = this.#peer(ends);
    for (let left = length; left > 0; left -= LARGEST_PEER_SEGMENT) {
      this.#answer(sent, peer, Math.min(left, LARGEST_PEER_SEGMENT));
    }
  }

  #answer(sent: Segment, peer: RemotePeer, length: number): void {
    if (length === 0) peer.owed = null;
    const sequence = peer.sendNext;
    peer.sendNext += length;
    this.#links.defer(
      'wire',
      () => {
        const attached = this.#attached.get(sent.sourceMac);
        if (!attached) return;
        const segment: Segment = {
          sourceMac: sent.destinationMac,
          destinationMac: sent.sourceMac,
          sourceAddress: sent.destinationAddress,
          destinationAddress: sent.sourceAddress,
          sourcePort: sent.destinationPort,
          destinationPort: sent.sourcePort,
          sequence,
          length,
          acknowledgment: peer.receiveNext ?? 0,
          window: sent.window,
          timeToLive: sent.timeToLive,
        };
        this.#links.carry('receive', 'wire', attached.nic, segment, attached.arrive);
      },
      FLIGHT_MICROSECONDS,
    );
  }

  #peer(ends: ConnectionEnds): RemotePeer {
    const key = keyOf(ends);
    const known = this.#peers.get(key);
    if (known) return known;
    const peer = new RemotePeer(FIRST_PEER_SEQUENCE);
    this.#peers.set(key, peer);
    return peer;
  }
}

/** What fits an Ethernet frame: 1500 bytes without the headers of IP and TCP (RFC 6691). */
const LARGEST_PEER_SEGMENT = 1460;

/** Where every remote peer begins its own data: the RcvNxt that a connection is offloaded with. */
export const FIRST_PEER_SEQUENCE = 5000;

const keyOf = (ends: ConnectionEnds): string =>
  `${ends.sourceAddress}:${String(ends.sourcePort)} ${ends.destinationAddress}:${String(ends.destinationPort)}`;
