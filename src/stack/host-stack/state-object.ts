import { NDIS_OFFLOAD_HANDLE } from '../../ddi/handles';
import type {
  KeepAlive,
  NEIGHBOR_OFFLOAD_STATE_CACHED,
  OffloadState,
  PATH_OFFLOAD_STATE_CACHED,
  Retransmit,
  TCP_OFFLOAD_STATE_CACHED,
  TCP_OFFLOAD_STATE_DELEGATED,
  TcpState,
} from '../../ddi/offload-state';
import { OFFLOAD_STATE_TYPE, STATE_CLASSES } from '../../ddi/offload-state-type';
import type { OffloadStateType, StateLayer } from '../../ddi/offload-state-type';
import { flagsOf } from '../../ddi/tcp-flags';
import { TCP_OFFLOAD_CONNECTION_STATE } from '../../ddi/tcp-connection-state';
import { stateAfter } from '../connection-state';
import { FIRST_PEER_SEQUENCE } from '../wire';

/** The first byte of data that a connection sends. */
const FIRST_SEQUENCE = 1000;

/** Where an object stands between the host stack and the offload target. */
export type OffloadPhase = 'in host' | 'offloading' | 'offloaded' | 'terminating';

/** The whole state of an object, and the type that says so in a block's header. */
const WHOLE: Record<StateLayer, OffloadStateType> = {
  neighbor: OFFLOAD_STATE_TYPE.NeighborOffloadState,
  path: OFFLOAD_STATE_TYPE.Ip4OffloadState,
  'TCP connection': OFFLOAD_STATE_TYPE.TcpOffloadState,
};
const CACHED: Record<StateLayer, OffloadStateType> = {
  neighbor: OFFLOAD_STATE_TYPE.NeighborOffloadCachedState,
  path: OFFLOAD_STATE_TYPE.Ip4OffloadCachedState,
  'TCP connection': OFFLOAD_STATE_TYPE.TcpOffloadCachedState,
};
const DELEGATED: Record<StateLayer, OffloadStateType> = {
  neighbor: OFFLOAD_STATE_TYPE.NeighborOffloadDelegatedState,
  path: OFFLOAD_STATE_TYPE.Ip4OffloadDelegatedState,
  'TCP connection': OFFLOAD_STATE_TYPE.TcpOffloadDelegatedState,
};

/** What the number of a type of IPv4 path state is below that of the same IPv6 path state. */
const IPV6_TYPES = OFFLOAD_STATE_TYPE.Ip6OffloadState - OFFLOAD_STATE_TYPE.Ip4OffloadState;

/** A cached variable of any layer, by its name in the header. */
export type CachedVariable = keyof (NEIGHBOR_OFFLOAD_STATE_CACHED &
  PATH_OFFLOAD_STATE_CACHED &
  TCP_OFFLOAD_STATE_CACHED);

/** The host stack's handle of an object, which leads back to the object. */
class HostOffloadHandle extends NDIS_OFFLOAD_HANDLE {
  constructor(readonly object: StateObject) {
    super(object.name);
  }
}

/** The object that a handle stands for; null when it is none of the host stack's. */
export const objectOf = (handle: NDIS_OFFLOAD_HANDLE | null): StateObject | null =>
  handle instanceof HostOffloadHandle ? handle.object : null;

/** One state object as the host stack keeps it: a neighbor, a path or a TCP connection. */
export class StateObject {
  phase: OffloadPhase = 'in host';
  /** Whether the host stack has invalidated it since it was offloaded. */
  invalidated = false;
  /** What it was offloaded with, and what the host stack holds of it since. */
  state: Required<OffloadState>;
  readonly handle: NDIS_OFFLOAD_HANDLE;
  /** The lengths in bytes of the sends that go along when the connection is offloaded. */
  readonly unsent: number[] = [];
  #isIpv6 = false;

  /**
   * @param name how features and traces name it
   * @param number makes its addresses its own
   * @param adapter the index of the adapter that it is offloaded to
   * @param parent the object that it depends on; null for a neighbor
   */
  constructor(
    readonly layer: StateLayer,
    readonly name: string,
    readonly number: number,
    readonly adapter: number,
    public parent: StateObject | null,
  ) {
    this.handle = new HostOffloadHandle(this);
    this.state = initialState(layer, number);
  }

  /** Takes delegated variables over: what points at requests and data, or is for a query alone, is no part of the connection's state. */
  takeDelegated(delegated: Partial<TCP_OFFLOAD_STATE_DELEGATED>): void {
    const nobodys = { SendDataHead: null, SendDataTail: null, SendBacklogSize: 0, BufferedData: null };
    const { state } = this;
    this.state = { ...state, delegated: { ...state.delegated, ...delegated, ...nobodys } } as Required<OffloadState>;
  }

  /** Closes the send half of a connection that is with the host stack, or resets it. */
  close(how: 'graceful' | 'abortive'): void {
    const { State } = (this.state as Required<TcpState>).delegated;
    this.takeDelegated({ State: stateAfter(State, how === 'graceful' ? 'FIN sent' : 'reset') });
  }

  /** The state that follows its block in an operation, with the Type that says so. */
  following(part: 'whole' | 'cached' | 'delegated'): { Type: OffloadStateType; following: OffloadState } {
    switch (part) {
      case 'whole':
        return { Type: this.#typed(WHOLE[this.layer]), following: this.state };
      case 'cached':
        return { Type: this.#typed(CACHED[this.layer]), following: { cached: this.state.cached } as OffloadState };
      case 'delegated':
        return { Type: this.#typed(DELEGATED[this.layer]), following: { delegated: {} } as OffloadState };
    }
  }

  /** The type of a block that only refers to the object. */
  get referenceType(): OffloadStateType {
    return this.#typed(WHOLE[this.layer]);
  }

  /** Makes a path one of IPv6, before it is offloaded. */
  useIpv6(): void {
    if (this.layer !== 'path') throw new RangeError(`${this.name} is a ${this.layer}: only a path is of IPv4 or IPv6`);
    this.#isIpv6 = true;
    this.setBeforeOffload('SourceAddress', 'fd00::a:1');
    this.setBeforeOffload('DestinationAddress', `fd00::c0:${this.number.toString(16)}`);
  }

  /** The types of path state are the same for IPv6, four numbers on. */
  #typed(type: OffloadStateType): OffloadStateType {
    return this.#isIpv6 ? ((type + IPV6_TYPES) as OffloadStateType) : type;
  }

  /**
   * Gives a variable of whatever class its value, before the object is offloaded. A member of an inner structure stands
   * behind a dot: `KeepAlive.ProbeCount`.
   * @throws RangeError when the object has no such variable, or the value is none for it
   */
  setBeforeOffload(variable: string, value: string): void {
    for (const kind of STATE_CLASSES) {
      const values = withValue(this.state[kind] as unknown as Values, variable.split('.'), value);
      if (!values) continue;
      this.state = { ...this.state, [kind]: values } as unknown as Required<OffloadState>;
      return;
    }
    throw new RangeError(`${variable} is no variable of a ${this.layer}`);
  }

  /**
   * Changes a cached variable in the host stack's own copy.
   * @throws RangeError when the object has no such cached variable, or the value is none for it
   */
  setCached(variable: string, value: string): void {
    const cached = this.state.cached as unknown as Record<string, string | number>;
    const old = Object.hasOwn(cached, variable) ? cached[variable] : undefined;
    if (old === undefined) throw new RangeError(`${variable} is no cached variable of a ${this.layer}`);
    this.state = {
      ...this.state,
      cached: { ...cached, [variable]: valueLike(old, variable, value) },
    } as unknown as Required<OffloadState>;
  }
}

/** The members of a structure. */
interface Values {
  readonly [member: string]: string | number | null | Values;
}

/** A copy of a structure with one value changed. @returns null when it has no such member */
function withValue(values: Values, [member = '', ...inner]: readonly string[], value: string): Values | null {
  const old = Object.hasOwn(values, member) ? (values[member] ?? '') : undefined;
  if (old === undefined) return null;
  if (typeof old === 'object') {
    const changed = withValue(old, inner, value);
    return changed && { ...values, [member]: changed };
  }
  return inner.length > 0 ? null : { ...values, [member]: valueLike(old, member, value) };
}

/** A value as a text gives it, of the kind that the variable has; flags by their names, too. @throws RangeError for a text that is no integer */
function valueLike(old: string | number, variable: string, value: string): string | number {
  if (typeof old !== 'number') return value;
  const flags = variable === 'Flags' ? flagsOf(value) : null;
  if (flags !== null) return flags;
  if (!/^-?\d+$/.test(value)) throw new RangeError(`${variable} is an integer; "${value}" is none`);
  return Number(value);
}

/** The retransmit values of a connection on which nothing is unacknowledged. */
const NOTHING_UNACKNOWLEDGED: Retransmit = Object.freeze({ Count: 0, TimeoutDelta: -1 });

/** The keepalive values of a connection whose keepalive timer is not running. */
const NOT_RUNNING: KeepAlive = Object.freeze({ ProbeCount: 0, TimeoutDelta: -1 });

const octet = (number: number): string => (number & 0xff).toString(16).padStart(2, '0');

/** A MAC address made from a number. */
export const macAddress = (prefix: string, number: number): string =>
  `${prefix}-${octet(number >> 24)}-${octet(number >> 16)}-${octet(number >> 8)}-${octet(number)}`;

/** An IPv4 address made from a number. */
const ipAddress = (net: number, number: number): string =>
  `${String(net)}.${String((number >> 16) & 0xff)}.${String((number >> 8) & 0xff)}.${String(number & 0xff)}`;

function initialState(layer: StateLayer, number: number): Required<OffloadState> {
  switch (layer) {
    case 'neighbor':
      return {
        const: { DlSourceAddress: null, VlanId: 0 },
        cached: { DlDestinationAddress: macAddress('02-00', number), HostReachabilityDelta: 0 },
        delegated: { NicReachabilityDelta: 0 },
      };
    case 'path':
      return {
        const: { SourceAddress: ipAddress(10, 1), DestinationAddress: ipAddress(192, number) },
        cached: { PathMtu: 1500 },
        delegated: {},
      };
    case 'TCP connection':
      return {
        const: { RemotePort: 80 + (number >> 16), LocalPort: number & 0xffff, RemoteMss: 1460 },
        cached: {
          Flags: 0,
          InitialRcvWnd: 65535,
          KaProbeCount: 5,
          KaTimeout: 7200,
          KaInterval: 75,
          TtlOrHopLimit: 128,
        },
        delegated: {
          State: TCP_OFFLOAD_CONNECTION_STATE.TcpConnectionEstablished,
          RcvNxt: FIRST_PEER_SEQUENCE,
          SndUna: FIRST_SEQUENCE,
          SndNxt: FIRST_SEQUENCE,
          SndMax: FIRST_SEQUENCE,
          KeepAlive: NOT_RUNNING,
          Retransmit: NOTHING_UNACKNOWLEDGED,
          SendDataHead: null,
          SendDataTail: null,
          SendBacklogSize: 0,
          BufferedData: null,
        },
      };
  }
}
