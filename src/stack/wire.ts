import type { Segment, TcpFlag } from '../ddi/nic';
import { sequenceLengthOf } from '../ddi/nic';
import type { Interface } from './interface';

/** How long a segment is under way, in microseconds, either way. */
const FLIGHT_MICROSECONDS = 100;

/** What a remote peer advertises unless told otherwise: the largest window without scaling (RFC 793, section 3.1). */
const USUAL_WINDOW = 65_535;

/** The remote end of one connection, named by its addresses and ports. */
class RemotePeer {
  acknowledges = true;
  /** What it has acknowledged. */
  acknowledged = 0;
  /** The next sequence number that it expects. */
  receiveNext: number | null = null;
  /** What it will acknowledge once it is willing. */
  owed: Segment | null = null;
  /** The receive window that it advertises, in bytes. */
  window = USUAL_WINDOW;

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

/** What a remote peer puts into a segment of its own; what is left out is as usual. */
export interface PeerSegment {
  /** Bytes of data. */
  readonly length?: number;
  readonly flags?: readonly TcpFlag[];
  /** The receive window that it advertises from now on, in bytes. */
  readonly window?: number;
  /** How far beyond the next sequence number it begins. One that begins elsewhere than there does not count as sent. */
  readonly ahead?: number;
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
      const end = sent.sequence + sequenceLengthOf(sent);
      peer.receiveNext = Math.max(peer.receiveNext ?? 0, end);
      if (end === sent.sequence || sent.flags?.includes('RST')) return;
      peer.owed = sent;
      if (peer.acknowledges) this.#answer(sent, peer);
    });
  }

  /** Makes the remote peer of a connection acknowledge what it gets, or keep silent. */
  setAcknowledges(ends: ConnectionEnds, acknowledges: boolean): void {
    const peer = this.#peer(ends);
    peer.acknowledges = acknowledges;
    if (acknowledges && peer.owed) this.#answer(peer.owed, peer);
  }

  /**
   * The remote peer of a connection sends data, in segments of at most LARGEST_PEER_SEGMENT bytes.
   * @param macAddress the adapter that it goes to
   * @param length bytes
   */
  sendFromPeer(ends: ConnectionEnds, macAddress: string, length: number): void {
    for (let left = length; left > 0; left -= LARGEST_PEER_SEGMENT) {
      this.sendSegmentFromPeer(ends, macAddress, { length: Math.min(left, LARGEST_PEER_SEGMENT) });
    }
  }

  /**
   * The remote peer of a connection sends one segment.
   * @param macAddress the adapter that it goes to
   */
  sendSegmentFromPeer(ends: ConnectionEnds, macAddress: string, segment: PeerSegment): void {
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
    peer.window = segment.window ?? peer.window;
    this.#answer(sent, peer, segment);
  }

  /** Sends a segment to where another came from; it acknowledges what the peer is willing to. */
  #answer(sent: Segment, peer: RemotePeer, { length = 0, flags = [], ahead = 0 }: PeerSegment = {}): void {
    if (length === 0 && peer.acknowledges) peer.owed = null;
    const sequence = peer.sendNext + ahead;
    const { window } = peer;
    const made = (): Segment => ({
      sourceMac: sent.destinationMac,
      destinationMac: sent.sourceMac,
      sourceAddress: sent.destinationAddress,
      destinationAddress: sent.sourceAddress,
      sourcePort: sent.destinationPort,
      destinationPort: sent.sourcePort,
      sequence,
      length,
      acknowledgment: peer.acknowledges ? (peer.receiveNext ?? 0) : peer.acknowledged,
      window,
      timeToLive: sent.timeToLive,
      ...(flags.length > 0 ? { flags } : {}),
    });
    if (ahead === 0) peer.sendNext += sequenceLengthOf(made());
    this.#links.defer(
      'wire',
      () => {
        const attached = this.#attached.get(sent.sourceMac);
        if (!attached) return;
        const segment = made();
        peer.acknowledged = segment.acknowledgment;
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
