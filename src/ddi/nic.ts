/**
 * What a miniport driver sees of its adapter. No page describes the hardware; this is the least that the pages rely on:
 * it can be asked to do something, it answers later, it may be corrupt or hang or run out of something, and it carries
 * segments as long as it is connected to the media. A target must ask it for each operation and report what it answers: the conditions of a scenario reach a
 * target in this way and no other.
 */

/** The control bits of a TCP header that the pages speak of, besides ACK, which every segment carries. */
export const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'URG'] as const;
export type TcpFlag = (typeof TCP_FLAGS)[number];

/** Sequence numbers: the first, and the one behind the last. */
export interface SequenceRange {
  readonly first: number;
  readonly end: number;
}

/** A TCP segment with what the specification looks at. Lengths and sequence numbers count bytes. */
export interface Segment {
  readonly sourceMac: string;
  readonly destinationMac: string;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly length: number;
  readonly acknowledgment: number;
  readonly window: number;
  readonly timeToLive: number;
  /** The control bits that are set; none when left out. */
  readonly flags?: readonly TcpFlag[];
  /** What is acknowledged although something before it is missing (SACK, RFC 2018); nothing when left out. */
  readonly selectively?: readonly SequenceRange[];
}

/** How many sequence numbers a segment takes: its data, and one each for SYN and FIN (RFC 793, section 3.3). */
export const sequenceLengthOf = ({ length, flags = [] }: Segment): number =>
  length + flags.filter((flag) => flag === 'FIN' || flag === 'SYN').length;

/** What the hardware can find out about a connection that it runs, and tells the driver. */
export const NIC_CIRCUMSTANCES = [
  'a timeout',
  'a lack of resources',
  'too many dropped segments',
  'too many fragments',
  'too many out-of-order segments',
  'too little activity',
  'no preposted receive buffers',
  'too small receive buffers',
] as const;
export type NicCircumstance = (typeof NIC_CIRCUMSTANCES)[number];

/** The ends of a connection as its received segments have them: the source is the remote host. */
export type RemoteEnds = Pick<Segment, 'sourceAddress' | 'sourcePort' | 'destinationAddress' | 'destinationPort'>;

/** What the hardware can be asked to do to state that it holds. */
export type NicCommand = 'offload' | 'query' | 'update' | 'invalidate' | 'terminate';

/** What a NIC can run out of: room for another object of a layer, for what belongs to one, or for another update. */
export const NIC_RESOURCES = [
  'neighbor entries',
  'path entries',
  'TCP entries',
  'update slots',
  'hardware addresses',
  'IP addresses',
  'VLAN IDs',
  'transmit buffers',
  'receive buffers',
] as const;
export type NicResource = (typeof NIC_RESOURCES)[number];

/** The resources of which an object takes one unit each. */
export type NicNeed = NicResource | readonly NicResource[] | null;

/** What a NIC supports. */
export interface NicLimits {
  /** The VLAN IDs of the interface. */
  readonly vlanIds: readonly number[];
  /** The largest receive window and the largest path MTU, in bytes. */
  readonly receiveWindow: number;
  readonly pathMtu: number;
}

/** How a command ended: the hardware state was corrupt, or each of the objects, in their order, was done or not. */
export type NicOutcome =
  | { readonly corrupt: true }
  | {
      readonly corrupt: false;
      readonly done: readonly boolean[];
      /** By the index of an object that was not done: the resource that it lacked first. */
      readonly lacking: ReadonlyMap<number, NicResource>;
    };

export interface Nic {
  /** The adapter's own MAC address. */
  readonly macAddress: string;
  readonly limits: NicLimits;
  /**
   * Asks the hardware to do something to state objects.
   * @param command what
   * @param needs for each object, in order, the resources of which it takes one unit each, or null
   * @param ended called in a later turn; never, when the NIC hangs
   */
  execute(command: NicCommand, needs: Iterable<NicNeed>, ended: (outcome: NicOutcome) => void): void;
  /** Gives a resource unit back. */
  release(resource: NicResource): void;
  /** Sends a segment. A NIC that hangs or whose state is corrupt loses it. */
  transmit(segment: Segment): void;
  /** Names who is told when the NIC loses its connection to the network media, or has it again. */
  onMedia(handler: (connected: boolean) => void): void;
  /** Names who is told of each segment that arrives. */
  onSegment(handler: (segment: Segment) => void): void;
  /** Names who is told what the hardware detects on a connection. A driver that names nobody is told nothing. */
  onDetection(handler: (connection: RemoteEnds, circumstance: NicCircumstance) => void): void;
}
