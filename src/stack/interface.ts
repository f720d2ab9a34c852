import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { describeParameter } from '../ddi/describe';
import type { FunctionName, ParametersOf, ProtocolHandlers, ResultOf } from '../ddi/functions';
import { IllegalUse } from '../ddi/illegal-use';
import type { IllegalUseName } from '../ddi/illegal-use';
import { IRQL } from '../ddi/irql';
import { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import type { Segment } from '../ddi/nic';
import type { AnyBlockList } from '../ddi/snapshot';
import { BlockListSnapshot, NetBufferListSnapshot } from '../ddi/snapshot';
import { NDIS_STATUS, statusName } from '../ddi/status';
import type { Fault, LayerKind, NdisFunctionName, Tap, WireCrossing } from '../ddi/tap';
import { Queue } from '../sim/queue';
import type { Random } from '../sim/random';
import type { TraceEntry } from '../sim/trace';
import { plainly, Trace } from '../sim/trace';

/** More turns than any scenario needs: who is still busy then will never be idle. */
const MOST_TURNS = 5_000_000;

/** How long deferred work waits, in microseconds: the seed decides where in this range. */
const LEAST_DELAY_MICROSECONDS = 1;
const MOST_DELAY_MICROSECONDS = 20;

/** What these handlers return, one of several things where there are several; every other handler must return nothing. */
const RETURNS: Partial<Record<FunctionName, readonly unknown[]>> = {
  MiniportInitializeEx: [NDIS_STATUS.NDIS_STATUS_SUCCESS],
  MiniportTcpOffloadSend: [NDIS_STATUS.NDIS_STATUS_PENDING],
  MiniportTcpOffloadReceive: [NDIS_STATUS.NDIS_STATUS_PENDING],
  MiniportTcpOffloadDisconnect: [NDIS_STATUS.NDIS_STATUS_PENDING],
  MiniportTcpOffloadForward: [NDIS_STATUS.NDIS_STATUS_PENDING],
  MiniportTcpOffloadReceiveReturn: [NDIS_STATUS.NDIS_STATUS_SUCCESS],
  ProtocolTcpOffloadReceiveIndicate: [
    NDIS_STATUS.NDIS_STATUS_SUCCESS,
    NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED,
    NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_PARTIALLY_ACCEPTED,
  ],
  ProtocolNetPnPEvent: [NDIS_STATUS.NDIS_STATUS_SUCCESS, NDIS_STATUS.NDIS_STATUS_PENDING],
};
const NOTHING: readonly unknown[] = [undefined];

/** Functions without whose result the caller cannot go on: an illegal use of one unwinds the caller. */
const GIVES_AN_OBJECT: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'NdisMRegisterMiniportDriver',
  'NdisOpenAdapterEx',
  'NdisAllocateMemoryWithTagPriority',
]);

/** Illegal uses that a handler makes itself, whatever it was passed. */
const CALLEES_FAULT: ReadonlySet<IllegalUseName> = new Set<IllegalUseName>([
  'touched-after-completion',
  'memory-in-use',
  'wrong-return',
]);

type Proceed = (parameters?: unknown) => unknown;
type AnyFault = (crossing: unknown, proceed: Proceed) => unknown;
type WireFault = (segment: Segment, proceed: (segment?: Segment) => void) => void;
type Provider = (from: string, parameters: never) => unknown;
/** What NDIS provides, by name. */
type Providers = Pick<ReadonlyMap<string, Provider>, 'get'>;

/**
 * Where layers meet. Every call from one layer to another goes through here: it is recorded in the trace, it can be
 * tapped, and an illegal use is pinned on the layer that made it. Nothing else connects the layers.
 */
export class Interface implements Tap {
  readonly queue = new Queue();
  readonly trace = new Trace(
    (entry, parameter, value) => describeParameter(entry.parameters, parameter, value) ?? plainly(value),
  );
  readonly #callerFaults = new Map<string, AnyFault>();
  readonly #calleeFaults = new Map<string, AnyFault>();
  readonly #wireFaults = new Map<WireCrossing, WireFault>();
  readonly #recorded = new WeakSet<object>();
  readonly #ids = new Map<string, { last: number }>();
  /** The latest snapshot of the largest tree with a root of each label. */
  readonly #largest = new Map<string, BlockListSnapshot>();
  #latest: BlockListSnapshot | null = null;
  readonly #awaited: { readonly matches: (entry: TraceEntry) => boolean; readonly then: () => void }[] = [];
  #ndis: Providers = new Map<string, Provider>();
  #protocolOf: (layer: string) => ProtocolHandlers | null = () => null;
  #irql: number = IRQL.PASSIVE_LEVEL;
  /** The functions under way, the innermost last: where an illegal use happened. */
  readonly #underWay: TraceEntry[] = [];
  /** The IRQL of work that the offload target and its NICs deferred: that of a DPC, unless a scenario says otherwise. */
  turnIrql: number = IRQL.DISPATCH_LEVEL;

  /** @param random decides how long deferred work waits */
  constructor(readonly random: Random) {}

  /** The IRQL at which the code under way runs. */
  get irql(): number {
    return this.#irql;
  }

  /**
   * Names what NDIS provides, for calls that a tap makes.
   * @param protocolOf the handlers of the protocol driver of a layer, or null
   */
  provides(ndis: Providers, protocolOf: (layer: string) => ProtocolHandlers | null = () => null): void {
    this.#ndis = ndis;
    this.#protocolOf = protocolOf;
  }

  /** The next number of a kind of thing, from 1: names in a trace are the same for the same seed. */
  nextId(kind: string): number {
    const known = this.#ids.get(kind);
    if (known) return (known.last += 1);
    this.#ids.set(kind, { last: 1 });
    return 1;
  }

  /**
   * Carries a call from one layer to another.
   * @param handler what the callee does
   * @returns what it returned; undefined when the call was lost, or ended in an illegal use
   */
  call<F extends FunctionName>(
    from: string,
    to: string,
    name: F,
    parameters: ParametersOf<F>,
    handler: (parameters: ParametersOf<F>) => ResultOf<F>,
  ): ResultOf<F> | undefined {
    const caller = faultOf(this.#callerFaults, from, name);
    if (!caller) return this.#cross(from, to, name, parameters, handler);
    const cross = (crossing: ParametersOf<F> = parameters): ResultOf<F> | undefined =>
      this.#cross(from, to, name, crossing, handler);
    return caller({ name, from, to, parameters }, cross as Proceed) as ResultOf<F> | undefined;
  }

  /** A call reaches the callee. */
  #cross<F extends FunctionName>(
    from: string,
    to: string,
    name: F,
    parameters: ParametersOf<F>,
    handler: (parameters: ParametersOf<F>) => ResultOf<F>,
  ): ResultOf<F> | undefined {
    const callee = faultOf(this.#calleeFaults, to, name);
    const entry = this.#record(from, to, name, parameters);
    this.#underWay.push(entry);
    try {
      const result = callee
        ? (callee({ name, from, to, parameters }, proceedWith(handler, parameters)) as ResultOf<F>)
        : handler(parameters);
      this.#checkReturn(entry, result);
      return result;
    } catch (error) {
      this.#pin(isCalleesFault(error) && to !== 'NDIS' ? to : from, error);
      if (GIVES_AN_OBJECT.has(name)) throw error;
      return undefined;
    } finally {
      this.#underWay.pop();
    }
  }

  /** Carries a segment between a NIC and the wire. */
  carry(crossing: WireCrossing, from: string, to: string, segment: Segment, arrive: (segment: Segment) => void): void {
    const proceed = (given: Segment = segment): void => {
      this.#write('call', from, to, crossing, { Segment: given });
      arrive(given);
    };
    const fault = this.#wireFaults.get(crossing);
    if (fault) fault(segment, proceed);
    else proceed();
  }

  /** Does something once an entry of a kind is written to the trace: the first one from now on. */
  once(matches: (entry: TraceEntry) => boolean, then: () => void): void {
    this.#awaited.push({ matches, then });
  }

  /** Records a condition that was set, on a NIC or in the host. */
  condition(on: string, name: string, parameters: Readonly<Record<string, unknown>> = {}): void {
    this.#write('condition', on, on, name, parameters);
  }

  /** Puts a layer's work off to a later turn; it runs at DISPATCH_LEVEL, as a DPC does. */
  defer(owner: string, work: () => void, delayMicroseconds?: number): void {
    const delay = delayMicroseconds ?? this.random.between(LEAST_DELAY_MICROSECONDS, MOST_DELAY_MICROSECONDS);
    this.queue.defer(owner, delay, work);
  }

  /** Lets a layer act of its own accord, in a turn of its own, at an IRQL. */
  act(owner: string, irql: number, work: () => void): void {
    this.queue.begin();
    this.#at(irql, owner, work);
  }

  /**
   * Runs until every layer is idle.
   * @throws NeverIdle when a layer keeps itself busy for ever, naming it
   */
  runToIdle(): void {
    const busy = this.queue.runToIdle(MOST_TURNS, (owner, run) => {
      this.#at(kindOf(owner) === 'intermediate driver' ? IRQL.DISPATCH_LEVEL : this.turnIrql, owner, run);
    });
    if (busy !== null) throw new NeverIdle(busy, this.queue.nowMicroseconds);
  }

  calls<F extends FunctionName>(name: F, by: LayerKind, fault: Fault<F>): void {
    this.#callerFaults.set(`${by}:${name}`, fault as AnyFault);
  }

  handles<F extends FunctionName>(name: F, of: LayerKind, fault: Fault<F>): void {
    this.#calleeFaults.set(`${of}:${name}`, fault as AnyFault);
  }

  carries(crossing: WireCrossing, fault: WireFault): void {
    this.#wireFaults.set(crossing, fault);
  }

  perform<F extends NdisFunctionName>(name: F, from: string, parameters: ParametersOf<F>): ResultOf<F> | undefined {
    const provider = this.#ndis.get(name);
    if (!provider) throw new Error(`NDIS does not provide ${name}`);
    return this.call(from, 'NDIS', name, parameters, (given) => provider(from, given as never) as ResultOf<F>);
  }

  report<F extends keyof ProtocolHandlers>(name: F, to: string, parameters: ParametersOf<F>): void {
    const handlers = this.#protocolOf(to);
    if (!handlers) throw new Error(`the ${to} is no protocol driver`);
    this.call('NDIS', to, name, parameters, (given) => handlers[name](given as never) as ResultOf<F>);
  }

  transmit(segment: Segment): void {
    this.#write('call', 'NIC', 'wire', 'transmit', { Segment: segment });
  }

  later(owner: string, work: () => void): void {
    this.defer(owner, work);
  }

  #at(irql: number, owner: string, work: () => void): void {
    this.#irql = irql;
    try {
      work();
    } catch (error) {
      this.#pin(owner, error);
    } finally {
      this.#irql = IRQL.PASSIVE_LEVEL;
    }
  }

  #record(from: string, to: string, name: string, parameters: object): TraceEntry {
    const kept: Record<string, unknown> = { ...parameters };
    const { OffloadBlockList: blocks, NetBufferList: buffers, NetBufferLists: segments } = kept;
    if (blocks instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST || blocks instanceof NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) {
      kept['OffloadBlockList'] = this.#snapshotOf(blocks);
    }
    if (buffers instanceof NET_BUFFER_LIST) kept['NetBufferList'] = new NetBufferListSnapshot(buffers);
    if (segments instanceof NET_BUFFER_LIST) kept['NetBufferLists'] = new NetBufferListSnapshot(segments);
    return this.#write('call', from, to, name, kept);
  }

  /** A snapshot that shares what it can with the largest one of a tree with the same root, or else with the latest. */
  #snapshotOf(list: AnyBlockList): BlockListSnapshot {
    const largest = this.#largest.get(list.label);
    const snapshot = new BlockListSnapshot(list, largest ?? this.#latest);
    if (!largest || snapshot.size >= largest.size) this.#largest.set(list.label, snapshot);
    this.#latest = snapshot;
    return snapshot;
  }

  #checkReturn(call: TraceEntry, result: unknown): void {
    if (result !== undefined) {
      const parameters = typeof result === 'number' ? { status: result } : { value: result };
      this.#write('return', call.to, call.from, call.name, parameters, call.index);
    }
    // What a promise comes to is nobody's concern: returning one is the illegal use.
    if (isThenable(result)) result.then(undefined, () => undefined);
    const isHandler = call.name.startsWith('Miniport') || call.name.startsWith('Protocol');
    const name = call.name as FunctionName;
    const allowed = RETURNS[name] ?? NOTHING;
    if (!isHandler || allowed.includes(result)) return;
    throw new IllegalUse(
      'wrong-return',
      `${name} to return ${allowed.map(returned).join(' or ')}`,
      `it returned ${returned(result)}`,
    );
  }

  /** Records an illegal use, once, against the layer that made it. */
  #pin(layer: string, error: unknown): void {
    if (error instanceof Error && this.#recorded.has(error)) return;
    if (error instanceof Error) this.#recorded.add(error);
    const use = error instanceof IllegalUse ? error : threw(error);
    const during = this.#underWay.map(({ name }) => name).join(' > ');
    this.#write('illegal use', layer, layer, use.use, { expected: use.expected, happened: use.happened, during });
  }

  #write(
    kind: TraceEntry['kind'],
    from: string,
    to: string,
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    of: number | null = null,
  ): TraceEntry {
    const { turn, nowMicroseconds: timeMicroseconds } = this.queue;
    const within = this.#underWay.at(-1)?.index;
    const written = this.trace.write({ turn, timeMicroseconds, kind, from, to, name, parameters, of, within });
    const awaited = this.#awaited.length === 0 ? -1 : this.#awaited.findIndex(({ matches }) => matches(written));
    if (awaited >= 0) for (const { then } of this.#awaited.splice(awaited, 1)) then();
    return written;
  }
}

/** A layer that puts work off for ever. The place in the simulation where that was noticed helps nobody. */
export class NeverIdle extends Error {
  override readonly name = 'NeverIdle';
  readonly expected = 'every layer to become idle';
  readonly happened: string;

  /**
   * @param layer who is busy
   * @param nowMicroseconds the virtual time
   */
  constructor(layer: string, nowMicroseconds: number) {
    const happened = `after ${String(MOST_TURNS)} turns the ${layer} still puts work off, at t = ${String(nowMicroseconds)} us`;
    super(`expected every layer to become idle; happened: ${happened}`);
    this.happened = happened;
    this.stack = `${this.name}: ${this.message}`;
  }
}

interface Thenable {
  then(fulfilled: undefined, rejected: () => void): unknown;
}

const isThenable = (value: unknown): value is Thenable =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** What a handler returned, by name. */
function returned(result: unknown): string {
  if (isThenable(result)) return 'a promise: it must not be an async function';
  if (result === undefined) return 'nothing';
  return typeof result === 'number' ? statusName(result) : plainly(result);
}

/**
 * Whether what a handler threw is its own fault. What it found wrong with what it was passed is the caller's.
 */
const isCalleesFault = (error: unknown): boolean => !(error instanceof IllegalUse) || CALLEES_FAULT.has(error.use);

/** How a fault lets a call go on: with what was passed, unless it says otherwise. */
const proceedWith =
  <P>(handler: (parameters: P) => unknown, passed: P): Proceed =>
  (given = passed) =>
    handler(given as P);

/** The fault that is in the way of a function of a layer, if any. */
const faultOf = (faults: ReadonlyMap<string, AnyFault>, layer: string, name: string): AnyFault | undefined =>
  faults.size === 0 ? undefined : faults.get(`${kindOf(layer)}:${name}`);

/** The kind of a layer of this name: `intermediate driver 2` is an intermediate driver. */
export function kindOf(layer: string): string {
  return layer.replace(/ \d+$/, '');
}

/** An exception of a driver's own, with the place in the driver where it was thrown. */
function threw(error: unknown): IllegalUse {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const place =
    error instanceof Error ? (error.stack ?? '').split('\n').find((line) => line.includes('    at ')) : undefined;
  return new IllegalUse(
    'threw',
    'a driver to handle its own exceptions',
    `${message}${place ? ` (${place.trim()})` : ''}`,
  );
}
