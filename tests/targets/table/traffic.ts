import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../../../src/ddi/events';
import type { TcpUploadReason } from '../../../src/ddi/events';
import type { NdisForMiniport } from '../../../src/ddi/functions';
import type { NdisMiniportDriverHandle } from '../../../src/ddi/handles';
import { chainOf, NET_BUFFER_LIST } from '../../../src/ddi/net-buffer-list';
import type { Nic, NicCircumstance, RemoteEnds, Segment, TcpFlag } from '../../../src/ddi/nic';
import { sequenceLengthOf } from '../../../src/ddi/nic';
import { UlongLocation } from '../../../src/ddi/pvoid';
import type { Retransmit } from '../../../src/ddi/offload-state';
import type { PVOID } from '../../../src/ddi/pvoid';
import { NO_SEND_BACKLOG_SIZE } from '../../../src/ddi/send-backlog';
import { NDIS_STATUS } from '../../../src/ddi/status';
import type { NdisStatus } from '../../../src/ddi/status';
import { TCP_OFFLOAD_CONNECTION_STATE } from '../../../src/ddi/tcp-connection-state';
import { TCP_DISCONNECT } from '../../../src/ddi/tcp-disconnect';
import type { StateTable } from './state-table';
import { MARK, NO_ROW } from './state-table';

/** The bytes of the IP and TCP headers without options. */
const headers = (address: string): number => (address.includes(':') ? 60 : 40);

/** How long a receive request that is filled in part waits for more. Source: guide, Push Timer (500 msec). */
const PUSH_MICROSECONDS = 500_000;

/** The reason to give, by what the hardware has detected. Source: reference page NdisTcpOffloadEventHandler. */
const WHY = {
  'a timeout': TCP_UPLOAD_REASON.TimeoutExpiration,
  'a lack of resources': TCP_UPLOAD_REASON.UploadRequested,
  'too many dropped segments': TCP_UPLOAD_REASON.HighDropRate,
  'too many fragments': TCP_UPLOAD_REASON.HighFragmentation,
  'too many out-of-order segments': TCP_UPLOAD_REASON.HighOutOfOrderPackets,
  'too little activity': TCP_UPLOAD_REASON.LowActivity,
  'no preposted receive buffers': TCP_UPLOAD_REASON.NoBufferPreposting,
  'too small receive buffers': TCP_UPLOAD_REASON.SmallIO,
} as const;

/** The reasons that leave it to the host stack whether it takes the connection back. */
const OPTIONAL: ReadonlySet<TcpUploadReason> = new Set([
  TCP_UPLOAD_REASON.HighDropRate,
  TCP_UPLOAD_REASON.HighFragmentation,
  TCP_UPLOAD_REASON.HighOutOfOrderPackets,
  TCP_UPLOAD_REASON.LowActivity,
  TCP_UPLOAD_REASON.NoBufferPreposting,
  TCP_UPLOAD_REASON.SmallIO,
]);

/** What goes with an event that needs no more to be said: any number will do. */
const NOT_MEANINGFUL = 0xffff;

/** What is to be sent on a connection: the sequence numbers of its first byte and of what comes after its last. */
interface Sending {
  readonly kind: 'send' | 'disconnect';
  readonly list: NET_BUFFER_LIST;
  readonly first: number;
  readonly end: number;
}

/** What the traffic needs of the driver. */
export interface Driver {
  readonly ndis: NdisForMiniport;
  readonly table: StateTable;
  handle(): NdisMiniportDriverHandle;
  nic(adapter: number): Nic;
  defer(work: () => void, delayMicroseconds?: number): void;
}

/**
 * Sends and receives on the connections of the table: more columns of it, by row. Each request is completed by a call of
 * its own. Sources: guide, Sending Data from an Offload Target; Posting and Completing Receive Requests.
 */
export class Traffic {
  readonly #driver: Driver;
  readonly #sends: Sending[][] = [];
  readonly #receives: NET_BUFFER_LIST[][] = [];
  /** Bytes that arrived in order and are in no request yet. */
  readonly #buffered: number[] = [];
  /** Whether the client application has refused data since it last posted a request. */
  readonly #refused: boolean[] = [];
  /** How often the push timer of a row was started: a timer that is not the last one does nothing. */
  readonly #pushTimers: number[] = [];
  /** Whether the remote host has closed its half: the host stack is told once it has consumed all that came before. */
  readonly #remoteClosed: ('no' | 'yes' | 'told')[] = [];
  /** Whether this end has closed its half, and whether that came before the remote host closed its own. */
  readonly #closed: ('no' | 'sent' | 'acknowledged' | 'timed out')[] = [];
  readonly #closedFirst: boolean[] = [];
  /** The addresses and ports of a row, by which segments find it. */
  readonly #ends: string[] = [];
  readonly #rowByEnds = new Map<string, number>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** A connection was offloaded: from now on its segments are processed. */
  open(row: number): void {
    this.#sends[row] = [];
    this.#receives[row] = [];
    this.#buffered[row] = 0;
    this.#refused[row] = false;
    // What is best kept outstanding, this driver has no opinion of.
    this.#driver.table.tcp(row).SendBacklogSize = NO_SEND_BACKLOG_SIZE;
    this.#remoteClosed[row] = 'no';
    this.#closed[row] = 'no';
    this.#closedFirst[row] = false;
    this.#pushTimers[row] = (this.#pushTimers[row] ?? 0) + 1;
    const ends = this.#endsOf(row);
    this.#ends[row] = ends;
    this.#rowByEnds.set(ends, row);
  }

  /** A connection is going to be freed. */
  close(row: number): void {
    this.#rowByEnds.delete(this.#ends[row] ?? '');
    this.#pushTimers[row] = (this.#pushTimers[row] ?? 0) + 1;
  }

  /** Takes send requests in, and sends them unless the connection depends on state that is invalid. */
  send(connection: PVOID, chain: NET_BUFFER_LIST): void {
    const { table } = this.#driver;
    const row = table.rowOf(connection);
    for (const list of chainOf(chain)) {
      if (row === NO_ROW) {
        this.#complete('send', list, NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS);
        continue;
      }
      const queue = this.#sends[row] ?? [];
      const first = queue.at(-1)?.end ?? table.tcp(row).SndNxt;
      queue.push({ kind: 'send', list, first, end: first + list.length });
    }
    if (row === NO_ROW) return;
    if (table.has(row, MARK.reset)) this.completeAll(row, NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED);
    else this.#sendWaiting(row);
  }

  /** Closes this end's half of a connection behind all that is to be sent, or resets it. */
  disconnect(connection: PVOID, list: NET_BUFFER_LIST, flags: number): void {
    const { table } = this.#driver;
    const row = table.rowOf(connection);
    if (row === NO_ROW) {
      this.#complete('disconnect', list, NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS);
      return;
    }
    const cannotSend = table.has(row, MARK.givenUp) || table.hasOrDependsOn(row, MARK.invalid);
    if (flags === TCP_DISCONNECT.TCP_DISCONNECT_ABORTIVE_CLOSE && !table.has(row, MARK.reset) && !cannotSend) {
      table.set(row, MARK.reset);
      // Whether the requests end before or after the segment is sent does not matter.
      this.completeAll(row, NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED);
      this.#transmit(row, table.tcp(row).SndNxt, 0, ['RST']);
      this.#complete('disconnect', list, NDIS_STATUS.NDIS_STATUS_SUCCESS);
      return;
    }
    const queue = this.#sends[row] ?? [];
    const first = queue.at(-1)?.end ?? table.tcp(row).SndNxt;
    queue.push({ kind: 'disconnect', list, first, end: first + list.length + 1 });
    if (table.has(row, MARK.reset)) this.completeAll(row, NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED);
    else this.#sendWaiting(row);
  }

  /** Takes receive requests in, and fills them with what has arrived already. */
  receive(connection: PVOID, chain: NET_BUFFER_LIST): void {
    const row = this.#driver.table.rowOf(connection);
    for (const list of chainOf(chain)) {
      if (row === NO_ROW) this.#complete('receive', list, NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS);
      else this.#receives[row]?.push(list);
      this.#refused[row] = false;
    }
    if (row === NO_ROW) return;
    if (this.#driver.table.has(row, MARK.reset)) this.completeAll(row, NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED);
    else this.#fill(row);
  }

  /** Completes every request that is outstanding on a connection, the sends first. */
  completeAll(row: number, status: NdisStatus): void {
    for (const { kind, list } of this.#sends[row]?.splice(0) ?? []) this.#complete(kind, list, status);
    for (const list of this.#receives[row]?.splice(0) ?? []) this.#complete('receive', list, status);
  }

  /** What a connection's state is, and what was received on it that no request took. */
  stateOf(row: number): { State: number; Retransmit: Retransmit; BufferedData: NET_BUFFER_LIST | null } {
    const { SndUna, SndMax, Retransmit } = this.#driver.table.tcp(row);
    const left = Math.max(0, Retransmit.TimeoutDelta);
    const length = this.#buffered[row] ?? 0;
    return {
      State: this.#stateOf(row),
      Retransmit: { ...Retransmit, TimeoutDelta: SndUna === SndMax ? -1 : left },
      BufferedData: length === 0 ? null : new NET_BUFFER_LIST(`data of row ${String(row)}`, length),
    };
  }

  /** The state of a connection by what either end has done. Source: RFC 793, section 3.5. */
  #stateOf(row: number): number {
    const of = TCP_OFFLOAD_CONNECTION_STATE;
    if (this.#driver.table.has(row, MARK.reset)) return of.TcpConnectionClosed;
    const remoteClosed = this.#remoteClosed[row] !== 'no';
    const first = this.#closedFirst[row] ?? false;
    switch (this.#closed[row] ?? 'no') {
      case 'no':
        return remoteClosed ? of.TcpConnectionCloseWait : of.TcpConnectionEstablished;
      case 'sent':
        if (!remoteClosed) return of.TcpConnectionFinWait1;
        return first ? of.TcpConnectionClosing : of.TcpConnectionLastAck;
      case 'acknowledged':
        if (!remoteClosed) return of.TcpConnectionFinWait2;
        return first ? of.TcpConnectionTimeWait : of.TcpConnectionClosed;
      case 'timed out':
        return of.TcpConnectionClosed;
    }
  }

  /** Asks the host stack, once, to terminate a connection that depends on state that is invalid. */
  askForUpload(row: number): void {
    const { table } = this.#driver;
    if (table.has(row, MARK.uploadAsked) || table.has(row, MARK.givenUp)) return;
    // One half is closed: the host stack will get it back in its own time.
    if (this.#stateOf(row) !== TCP_OFFLOAD_CONNECTION_STATE.TcpConnectionEstablished) return;
    table.set(row, MARK.uploadAsked);
    this.#indicate(row, TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve, TCP_UPLOAD_REASON.InvalidState);
  }

  /** The hardware has detected something on a connection that the host stack should know. */
  detected(ends: RemoteEnds, circumstance: NicCircumstance): void {
    const row = this.#rowByEnds.get(
      endsOf(ends.destinationAddress, ends.destinationPort, ends.sourceAddress, ends.sourcePort),
    );
    if (row === undefined) return;
    const waits = this.#stateOf(row) === TCP_OFFLOAD_CONNECTION_STATE.TcpConnectionFinWait2;
    if (waits && circumstance === 'a timeout') this.#closed[row] = 'timed out';
    this.#request(row, WHY[circumstance]);
  }

  /** Asks for a connection back that is open; for all reasons but the optional ones, it stands still from then on. */
  #request(row: number, reason: TcpUploadReason): void {
    const { table } = this.#driver;
    const isOpen = this.#stateOf(row) === TCP_OFFLOAD_CONNECTION_STATE.TcpConnectionEstablished;
    if ((!isOpen && this.#closed[row] !== 'timed out') || table.has(row, MARK.still) || table.has(row, MARK.givenUp))
      return;
    if (!OPTIONAL.has(reason)) table.set(row, MARK.still);
    this.#indicate(row, TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve, reason);
  }

  /** Takes segments that came by way of the host stack; what of it is not processed goes back as such. */
  forward(connection: PVOID, chain: NET_BUFFER_LIST): void {
    const { table } = this.#driver;
    const row = table.rowOf(connection);
    for (const list of chainOf(chain)) {
      const taken = row !== NO_ROW && list.segment !== null && this.arrived(list.segment);
      this.#complete('forward', list, NDIS_STATUS[taken ? 'NDIS_STATUS_SUCCESS' : 'NDIS_STATUS_UPLOAD_IN_PROGRESS']);
    }
  }

  /** A segment has come in. @returns false when it is to go up as it came: its connection is not offloaded, or not for long */
  arrived(segment: Segment): boolean {
    const { table } = this.#driver;
    const row = this.#rowByEnds.get(
      endsOf(segment.destinationAddress, segment.destinationPort, segment.sourceAddress, segment.sourcePort),
    );
    if (row === undefined || table.has(row, MARK.terminating)) return row !== undefined && table.has(row, MARK.givenUp);
    if (!table.has(row, MARK.givenUp) && !table.has(row, MARK.reset) && !table.has(row, MARK.still))
      this.#process(row, segment);
    return true;
  }

  #process(row: number, segment: Segment): void {
    const { table } = this.#driver;
    const tcp = table.tcp(row);
    const has = (flag: TcpFlag): boolean => segment.flags?.includes(flag) ?? false;
    if (has('RST')) {
      if (segment.sequence === tcp.RcvNxt) this.#abort(row);
      return;
    }
    if (has('URG')) {
      const ahead = segment.sequence - tcp.RcvNxt;
      const fits = ahead >= 0 && ahead < table.connection(row).cached.InitialRcvWnd;
      if (fits && segment.acknowledgment <= tcp.SndMax) this.#request(row, TCP_UPLOAD_REASON.ReceivedUrgentData);
      return;
    }
    if (segment.acknowledgment > tcp.SndUna && segment.acknowledgment <= tcp.SndMax) {
      tcp.SndUna = segment.acknowledgment;
      this.#completeAcknowledged(row);
    }
    // The segment behind a gap is dropped: it will be sent again.
    if (sequenceLengthOf(segment) === 0 || segment.sequence !== tcp.RcvNxt || this.#remoteClosed[row] !== 'no') return;
    tcp.RcvNxt += sequenceLengthOf(segment);
    if (has('FIN')) this.#remoteClosed[row] = 'yes';
    this.#buffered[row] = (this.#buffered[row] ?? 0) + segment.length;
    this.#transmit(row, tcp.SndNxt, 0);
    this.#fill(row);
  }

  /** Sends what the connections of a path hold back, where nothing they depend on is invalid: it has another neighbor now. */
  sendHeldBack(path: number): void {
    const { table } = this.#driver;
    for (const row of table.connections((one) => table.below(one) === path)) {
      if (!table.hasOrDependsOn(row, MARK.invalid)) this.#sendWaiting(row);
    }
  }

  #sendWaiting(row: number): void {
    const { table } = this.#driver;
    if (table.has(row, MARK.givenUp) || table.has(row, MARK.still)) return;
    if (table.hasOrDependsOn(row, MARK.invalid)) {
      this.askForUpload(row);
      return;
    }
    const tcp = table.tcp(row);
    const path = table.path(table.below(row));
    const segmentSize = Math.min(
      path.cached.PathMtu - headers(path.const.SourceAddress),
      table.connection(row).const.RemoteMss,
    );
    for (const { kind, first, end } of this.#sends[row] ?? []) {
      const dataEnd = kind === 'disconnect' ? end - 1 : end;
      for (let at = Math.max(first, tcp.SndNxt); at < dataEnd; at = tcp.SndNxt) {
        const length = Math.min(segmentSize, dataEnd - at);
        this.#transmit(row, at, length);
        tcp.SndNxt = at + length;
      }
      if (dataEnd < end && tcp.SndNxt < end) this.#close(row, dataEnd);
      tcp.SndMax = Math.max(tcp.SndMax, tcp.SndNxt);
    }
  }

  /** Sends a FIN segment of its own behind the data. */
  #close(row: number, sequence: number): void {
    this.#transmit(row, sequence, 0, ['FIN']);
    this.#driver.table.tcp(row).SndNxt = sequence + 1;
    this.#closed[row] = 'sent';
    this.#closedFirst[row] = this.#remoteClosed[row] === 'no';
  }

  #transmit(row: number, sequence: number, length: number, flags?: readonly TcpFlag[]): void {
    const { table } = this.#driver;
    // An acknowledgment is neither data nor the end of it.
    if ((length > 0 || flags) && table.hasOrDependsOn(row, MARK.invalid)) return;
    const pathRow = table.below(row);
    const path = table.path(pathRow);
    const neighbor = table.neighbor(table.below(pathRow));
    const connection = table.connection(row);
    const nic = this.#driver.nic(table.adapter(row));
    nic.transmit({
      sourceMac: neighbor.const.DlSourceAddress ?? nic.macAddress,
      destinationMac: neighbor.cached.DlDestinationAddress,
      sourceAddress: path.const.SourceAddress,
      destinationAddress: path.const.DestinationAddress,
      sourcePort: connection.const.LocalPort,
      destinationPort: connection.const.RemotePort,
      sequence,
      length,
      acknowledgment: table.tcp(row).RcvNxt,
      window: connection.cached.InitialRcvWnd,
      timeToLive: connection.cached.TtlOrHopLimit,
      ...(flags ? { flags } : {}),
    });
  }

  #completeAcknowledged(row: number): void {
    const { SndUna } = this.#driver.table.tcp(row);
    const queue = this.#sends[row] ?? [];
    while (queue[0] && queue[0].end <= SndUna) {
      const { kind, list } = queue[0];
      queue.shift();
      list.bytesTransferred = list.length;
      if (kind === 'disconnect') this.#closed[row] = 'acknowledged';
      this.#complete(kind, list, NDIS_STATUS.NDIS_STATUS_SUCCESS);
    }
  }

  /** Places what has arrived into the requests: those that are full are completed, one that is not waits. */
  #fill(row: number): void {
    const queue = this.#receives[row] ?? [];
    if (this.#driver.table.has(row, MARK.still)) return;
    while (queue[0] && (this.#buffered[row] ?? 0) > 0) {
      const [list] = queue;
      const placed = Math.min(list.length - list.bytesTransferred, this.#buffered[row] ?? 0);
      list.bytesTransferred += placed;
      this.#buffered[row] = (this.#buffered[row] ?? 0) - placed;
      if (list.bytesTransferred < list.length) break;
      queue.shift();
      this.#complete('receive', list, NDIS_STATUS.NDIS_STATUS_SUCCESS);
    }
    if ((queue[0]?.bytesTransferred ?? 0) > 0) {
      // Nothing more will come that is worth waiting for.
      if (this.#remoteClosed[row] === 'yes') this.push(row);
      else this.#startPushTimer(row);
    }
    if (queue.length === 0) this.#offer(row);
    if (this.#remoteClosed[row] !== 'yes' || this.#buffered[row] !== 0) return;
    this.#remoteClosed[row] = 'told';
    this.#indicate(row, TCP_OFFLOAD_EVENT_TYPE.TcpIndicateDisconnect, NOT_MEANINGFUL);
  }

  /** The remote host has reset the connection. Source: reference page NdisTcpOffloadEventHandler. */
  #abort(row: number): void {
    this.#driver.table.set(row, MARK.reset);
    this.#indicate(row, TCP_OFFLOAD_EVENT_TYPE.TcpIndicateAbort, NOT_MEANINGFUL);
    this.completeAll(row, NDIS_STATUS.NDIS_STATUS_REQUEST_ABORTED);
  }

  #indicate(row: number, EventType: number, EventSpecificInformation: number): void {
    const NdisOffloadHandle = this.#driver.table.handle(row);
    this.#driver.ndis.NdisTcpOffloadEventHandler({ NdisOffloadHandle, EventType, EventSpecificInformation });
  }

  /** Offers the client application what no request takes, once until it posts one. */
  #offer(row: number): void {
    const bytes = this.#buffered[row] ?? 0;
    if (bytes === 0 || this.#refused[row]) return;
    const BytesConsumed = new UlongLocation();
    const status = this.#driver.ndis.NdisTcpOffloadReceiveHandler({
      NdisOffloadHandle: this.#driver.table.handle(row),
      NetBufferList: new NET_BUFFER_LIST(`data of row ${String(row)}`, bytes),
      Status: NDIS_STATUS.NDIS_STATUS_SUCCESS,
      BytesConsumed,
    });
    this.#refused[row] = status !== NDIS_STATUS.NDIS_STATUS_SUCCESS;
    this.#buffered[row] = bytes - BytesConsumed.value;
  }

  #startPushTimer(row: number): void {
    const started = (this.#pushTimers[row] ?? 0) + 1;
    this.#pushTimers[row] = started;
    this.#driver.defer(() => {
      if (this.#pushTimers[row] === started) this.push(row);
    }, PUSH_MICROSECONDS);
  }

  /** Hands a request back that is filled in part. */
  push(row: number): void {
    this.#pushTimers[row] = (this.#pushTimers[row] ?? 0) + 1;
    const list = this.#receives[row]?.[0];
    if (!list || list.bytesTransferred === 0) return;
    this.#receives[row]?.shift();
    this.#complete('receive', list, NDIS_STATUS.NDIS_STATUS_SUCCESS);
  }

  #complete(kind: 'send' | 'receive' | 'disconnect' | 'forward', list: NET_BUFFER_LIST, status: NdisStatus): void {
    list.Status = status;
    list.Next = null;
    const completion = { NdisMiniportHandle: this.#driver.handle(), NetBufferList: list };
    const { ndis } = this.#driver;
    if (kind === 'send') ndis.NdisTcpOffloadSendComplete(completion);
    else if (kind === 'receive') ndis.NdisTcpOffloadReceiveComplete(completion);
    else if (kind === 'forward') ndis.NdisTcpOffloadForwardComplete(completion);
    else ndis.NdisTcpOffloadDisconnectComplete(completion);
  }

  #endsOf(row: number): string {
    const { table } = this.#driver;
    const { SourceAddress, DestinationAddress } = table.path(table.below(row)).const;
    const { LocalPort, RemotePort } = table.connection(row).const;
    return endsOf(SourceAddress, LocalPort, DestinationAddress, RemotePort);
  }
}

const endsOf = (address: string, port: number, remoteAddress: string, remotePort: number): string =>
  `${address}:${String(port)} ${remoteAddress}:${String(remotePort)}`;
