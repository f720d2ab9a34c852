import { setWorldConstructor, World } from '@cucumber/cucumber';
import type { IWorldOptions } from '@cucumber/cucumber';
import { breachesOf } from '../../src/contract/contract';
import type { Operation } from '../../src/ddi/functions';
import type { Segment } from '../../src/ddi/nic';
import type { OffloadTargetModule } from '../../src/ddi/offload-target';
import { LAYERS } from '../../src/ddi/offload-state-type';
import type { TraceEntry } from '../../src/sim/trace';
import type { TreeNode } from '../../src/stack/host-stack/block-tree-builder';
import { StateObject } from '../../src/stack/host-stack/state-object';
import { NeverIdle } from '../../src/stack/interface';
import type { BlockListPlace } from '../../src/stack/intermediate-driver/im-operations';
import { Stack } from '../../src/stack/stack';
import type { ConnectionEnds, PeerSegment } from '../../src/stack/wire';
import type { Violation } from '../../src/violations';
import { ContractBroken, ExpectationFailed, explain } from './failure';
import type { Deed } from './deeds';
import type { Settings, WorldParameters } from './settings';
import { settingsOf } from './settings';
import { statementsOf } from './statements';
import { queryTree } from './query-table';
import { parseNews } from './news-notation';
import { parseTree } from './tree-notation';
import type { WrittenNode } from './tree-notation';
import { updateTree } from './update-table';

/** Where the example under way stands, for messages. */
export interface Place {
  readonly remark: string;
  readonly level: string;
  /** `features/….feature:41` */
  readonly line: string;
}

/** Which state follows the block of an object, by operation. */
const BEHIND: Record<Exclude<Operation, 'initiate'>, (object: StateObject) => Pick<TreeNode, 'part' | 'asked'>> = {
  query: (object) => ({ asked: object.following('delegated').Type }),
  update: () => ({ part: 'cached' }),
  invalidate: () => ({}),
  terminate: () => ({ part: 'delegated' }),
};

const PREFIX = { N: 0, PATH: 1, TCP: 2 } as const;

/** What an example runs in: one stack, the objects that the feature names, and what has happened so far. */
export class ChimneyWorld extends World<WorldParameters> {
  readonly settings: Settings;
  place: Place = { remark: '', level: '', line: '' };
  /** The remarks that the example says will be broken, with the layer that breaks each. */
  readonly #expectedBreaches = new Map<string, string>();
  readonly #objects = new Map<string, StateObject>();
  /** Where the intermediate drivers of the stack to be put block lists that they make. */
  blockLists: BlockListPlace = 'in place';
  #stack: Stack | null = null;
  /** The moments that something is to happen at and that have not come. */
  readonly #awaited = new Set<string>();
  /** Whether paths that are offloaded from now on are paths of IPv6. */
  isIpv6 = false;
  #target: OffloadTargetModule;
  #mark = 0;
  #sent: { from: number; to: number; byEnds: Map<string, TraceEntry[]> } = { from: 0, to: 0, byEnds: new Map() };
  #exercised = false;

  constructor(options: IWorldOptions<WorldParameters>) {
    super(options);
    this.settings = settingsOf(this.parameters, process.env);
    this.#target = this.settings.target;
  }

  /** Whether the violation of the run took effect in this example. */
  get exercised(): boolean {
    return this.#exercised;
  }

  /** The stack. @throws Error before anything was offloaded */
  get stack(): Stack {
    if (this.#stack) return this.#stack;
    throw new Error('the example must first say what is offloaded');
  }

  get isStarted(): boolean {
    return this.#stack !== null;
  }

  /**
   * Takes the target, or the first of its variants, that has all the capabilities that the example needs, and none of those
   * that it is not about.
   * @returns whether there is one
   */
  chooseTarget(needs: readonly string[], unless: readonly string[]): boolean {
    const { target } = this.settings;
    const fits = ({ capabilities }: OffloadTargetModule): boolean =>
      needs.every((need) => capabilities.some((one) => one === need)) &&
      !capabilities.some((one) => unless.includes(one));
    const chosen = [target, ...(target.variants ?? [])].find(fits);
    this.#target = chosen ?? target;
    return chosen !== undefined;
  }

  /** Sets the stack up; a second call must ask for the same. */
  setUp(adapters: number, intermediateDrivers: number): void {
    if (this.#stack) {
      const { options } = this.#stack;
      if (options.adapters === adapters && options.intermediateDrivers === intermediateDrivers) return;
      throw new Error('one example has one stack: the numbers of adapters and intermediate drivers must agree');
    }
    const { seed, violation } = this.settings;
    this.#stack = new Stack({
      seed,
      target: this.#target,
      adapters,
      intermediateDrivers,
      blockLists: this.blockLists,
      tap: (tap) =>
        violation?.apply(tap, () => {
          this.#exercised = true;
        }),
    });
  }

  /** Makes a layer of this example misbehave. */
  misbehave(violation: Violation): void {
    violation.apply(this.stack.links, () => undefined);
  }

  /** The object of a name. @throws Error for a name that was never offloaded */
  object(name: string): StateObject {
    const object = this.#objects.get(name);
    if (object) return object;
    throw new Error(`${name} is not offloaded in this example; ${[...this.#objects.keys()].join(', ')} are`);
  }

  get connections(): StateObject[] {
    return [...this.#objects.values()].filter(({ layer }) => layer === 'TCP connection');
  }

  /** Offloads a tree of new objects to an adapter (0 is the first). */
  offload(tree: string, adapter: number, settings: readonly (readonly string[])[] = []): void {
    this.offloadNodes(parseTree(tree), adapter, settings);
  }

  /** @param settings values of variables, by object: `TCP1`, `KeepAlive.ProbeCount: 3` */
  offloadNodes(roots: readonly WrittenNode[], adapter: number, settings: readonly (readonly string[])[] = []): void {
    const make = ({ name, dependents }: WrittenNode, parent: StateObject | null): TreeNode => {
      if (name === null) throw new Error('a placeholder cannot be offloaded');
      const object = this.#newObject(name, adapter, parent);
      return { object, part: 'whole', dependents: dependents.map((dependent) => make(dependent, object)) };
    };
    const nodes = roots.map((root) => make(root, null));
    this.#give(settings);
    this.start('initiate', adapter, nodes);
    this.#rest();
    this.#holdOffloaded();
  }

  /**
   * Starts the offload of a tree in which objects that are offloaded are linkers and all others, those whose offload has ended too, are new.
   * @param settings values of variables of new objects, by name: `N1`, `VlanId`, `5`
   */
  initiate(tree: string, settings: readonly (readonly string[])[] = []): void {
    const roots = parseTree(tree);
    const names = tree.match(/(?:N|PATH|TCP)\d+/g) ?? [];
    const adapter = names.flatMap((name) => this.#objects.get(name) ?? [])[0]?.adapter ?? 0;
    const make = ({ name, dependents }: WrittenNode, below: StateObject | null): TreeNode => {
      const known = name === null ? null : this.#objects.get(name);
      const object = name === null ? null : (known ?? this.#newObject(name, adapter, below));
      const state = object?.phase === 'in host' ? { part: 'whole' as const } : {};
      return { object, ...state, dependents: dependents.map((dependent) => make(dependent, object)) };
    };
    const nodes = roots.map((root) => make(root, null));
    this.#give(settings);
    this.start('initiate', adapter, nodes);
  }

  /** Gives variables of objects that are not offloaded yet their values. */
  #give(settings: readonly (readonly string[])[]): void {
    for (const [name = '', what = ''] of settings) {
      const [, variable, value] = /^([\w.]+): (.+)$/.exec(what) ?? [];
      if (variable === undefined || value === undefined) throw new SyntaxError(`"${what}" is not "Variable: value"`);
      if (variable === 'NetBufferListChain') this.object(name).unsent.push(...value.split(', ').map(Number));
      else this.object(name).setBeforeOffload(variable, value);
    }
  }

  /** Queries, in one operation, objects for the state that a Type names: `N1 | NeighborOffloadState`. */
  query(rows: readonly (readonly string[])[]): void {
    const { adapter, nodes } = queryTree(rows, (name) => this.object(name));
    this.start('query', adapter, nodes);
  }

  /**
   * Starts an operation on a tree of block lists that refer to objects; a placeholder takes the adapter of the rest.
   * @param behind which state follows the block of an object
   */
  startOn(
    operation: Operation,
    tree: string,
    behind: (object: StateObject) => Pick<TreeNode, 'part' | 'asked'> = () => ({}),
  ): void {
    const names = tree.match(/(?:N|PATH|TCP)\d+/g) ?? [];
    const adapter = names[0] === undefined ? 0 : this.object(names[0]).adapter;
    const refer = ({ name, dependents }: WrittenNode): TreeNode => {
      const object = name === null ? null : this.object(name);
      return { object, dependents: dependents.map(refer), ...(object ? behind(object) : {}) };
    };
    this.start(operation, adapter, parseTree(tree).map(refer));
  }

  /**
   * Starts an operation on exactly the tree that is written. An initiate offloads what is not offloaded yet; an update
   * carries cached state, and a query and a terminate ask for delegated state.
   */
  askFor(operation: Operation, tree: string): void {
    if (operation === 'initiate') this.initiate(tree);
    else this.startOn(operation, tree, BEHIND[operation]);
  }

  /** Terminates what a tree names, with all that depends on it. */
  terminate(tree: string): void {
    const refer = ({ name, dependents }: WrittenNode): TreeNode => ({
      object: name === null ? null : this.object(name),
      dependents: dependents.map(refer),
    });
    this.stack.host.terminateTree(parseTree(tree).map(refer));
  }

  /** Offloads a neighbor with paths and, spread evenly over them, TCP connections, all in one tree. */
  offloadMany(neighbor: string, paths: number, connections: number): void {
    const rows: WrittenNode[] = Array.from({ length: paths }, (_, index) => ({
      name: `PATH${String(index + 1)}`,
      dependents: [],
    }));
    for (let index = 0; index < connections; index += 1) {
      rows[index % paths]?.dependents.push({ name: `TCP${String(index + 1)}`, dependents: [] });
    }
    this.offloadNodes([{ name: neighbor, dependents: rows }], 0);
  }

  /**
   * Updates, in one operation, what the rows say: `PATH1 | PathMtu: 576`, `PATH1 | linked to N2`.
   * @throws SyntaxError for a row that says neither
   */
  update(rows: readonly (readonly string[])[]): void {
    const { adapter, nodes } = updateTree(rows, (name) => this.object(name));
    this.start('update', adapter, nodes);
  }

  /** Lets the host stack learn something: `an ICMP redirect: PATH1 goes through N2`. A next hop may be a new neighbor. */
  learn(text: string): void {
    const news = parseNews(text, {
      object: (name) => this.object(name),
      neighbor: (name, adapter) => this.#objects.get(name) ?? this.#newObject(name, adapter, null),
      pathsOf: (neighbor) =>
        [...this.#objects.values()].filter(({ parent, layer }) => layer === 'path' && parent === neighbor),
    });
    this.stack.host.learn([news]);
  }

  /** Says that the example is about a breach of the contract, which must then be found at its end. */
  expectBreach(remark: string, layer: string): void {
    this.#expectedBreaches.set(remark, layer);
  }

  start(operation: Operation, adapter: number, nodes: readonly TreeNode[]): void {
    this.stack.host.start(operation, adapter, nodes);
  }

  /** Does what a Given or When says and lets everyone come to rest; what a Then speaks of begins here. */
  act(what: () => void): void {
    this.#mark = this.stack.trace.length;
    what();
    this.#rest();
  }

  /**
   * Has somebody do something, once, while something else is under way.
   * @param moment `{function} is called` or `the data arrives`
   */
  asSoonAs(moment: string, deed: Deed): void {
    this.#awaited.add(moment);
    const [, called] = /^(\w+) is called$/.exec(moment) ?? [];
    const { links } = this.stack;
    links.once(
      ({ kind, name, parameters }) => {
        if (kind !== 'call') return false;
        if (called !== undefined) return name === called;
        return name === 'receive' && (parameters['Segment'] as Segment).length > 0;
      },
      () => {
        this.#awaited.delete(moment);
        links.defer(deed.by, () => deed.does(this), 0);
      },
    );
  }

  /** The remote peer of a connection sends data. */
  sendFromPeer(name: string, length: number): void {
    const connection = this.object(name);
    const nic = this.stack.nics[connection.adapter];
    if (nic) this.stack.wire.sendFromPeer(this.endsOf(connection), nic.macAddress, length);
  }

  /** The remote peer of a connection sends segments, one after the other. */
  sendSegmentsFromPeer(name: string, segments: readonly PeerSegment[]): void {
    const connection = this.object(name);
    const nic = this.stack.nics[connection.adapter];
    if (!nic) return;
    for (const segment of segments) {
      this.stack.wire.sendSegmentFromPeer(this.endsOf(connection), nic.macAddress, segment);
    }
  }

  /** The trace since the last Given or When that made somebody act. */
  get since(): readonly TraceEntry[] {
    return this.stack.trace.entries.slice(this.#mark);
  }

  /** The trace, with a blank line where the last Given or When that made somebody act begins. */
  get traceText(): string {
    const { trace } = this.stack;
    const lines = trace.entries.map((entry) => `${trace.line(entry)}\n`);
    return [...lines.slice(0, this.#mark), '\n', ...lines.slice(this.#mark)].join('');
  }

  /** The segments of a connection that went out since the last Given or When, as the trace has them. */
  segmentEntriesOf(connection: string): TraceEntry[] {
    return this.#sentSegments().get(keyOfEnds(this.endsOf(this.object(connection)))) ?? [];
  }

  /** All segments that went out since the last Given or When, by the ends of their connection: sorted once for all. */
  #sentSegments(): Map<string, TraceEntry[]> {
    const { length } = this.stack.trace;
    if (this.#sent.from === this.#mark && this.#sent.to === length) return this.#sent.byEnds;
    const byEnds = new Map<string, TraceEntry[]>();
    for (const entry of this.since) {
      if (entry.kind !== 'call' || entry.name !== 'transmit') continue;
      const key = keyOfEnds(entry.parameters['Segment'] as Segment);
      const known = byEnds.get(key);
      if (known) known.push(entry);
      else byEnds.set(key, [entry]);
    }
    this.#sent = { from: this.#mark, to: length, byEnds };
    return byEnds;
  }

  segmentsOf(connection: string): Segment[] {
    return this.segmentEntriesOf(connection).map(({ parameters }) => parameters['Segment'] as Segment);
  }

  /** A connection's addresses and ports, from the target's side. */
  endsOf(connection: StateObject): ConnectionEnds {
    const path = connection.parent?.state.const as { SourceAddress: string; DestinationAddress: string };
    const tcp = connection.state.const as { LocalPort: number; RemotePort: number };
    return {
      sourceAddress: path.SourceAddress,
      destinationAddress: path.DestinationAddress,
      sourcePort: tcp.LocalPort,
      destinationPort: tcp.RemotePort,
    };
  }

  /**
   * Holds a Then to be true.
   * @param happened what is the case, when the expectation does not hold
   * @throws ExpectationFailed
   */
  expect(holds: boolean, expected: string, happened: string, entry?: TraceEntry): void {
    if (holds) return;
    const { trace } = this.stack;
    const subject = subjectOf(this.place.remark, this.place.level);
    const misuse = this.since.find(({ kind }) => kind === 'illegal use');
    const also = misuse ? `\nbefore that   ${trace.line(misuse).trim()}` : '';
    const failure = { subject, expected, happened: `${happened}${also}`, trace, entry, again: this.#again() };
    throw new ExpectationFailed(explain(failure));
  }

  /**
   * Holds a list of things to be exactly what it should be.
   * @param what one of them, for messages: `call`
   * @param entries the entry that shows each of those that happened, where there is one
   * @throws ExpectationFailed whose first words are about the first difference
   */
  expectList(
    what: string,
    expected: readonly string[],
    happened: readonly string[],
    entries: readonly TraceEntry[] = [],
  ): void {
    const at = Array.from({ length: Math.max(expected.length, happened.length) }, (_, index) => index).find(
      (index) => expected[index] !== happened[index],
    );
    if (at === undefined) return;
    const difference =
      happened[at] === undefined
        ? `there is no ${what} ${String(at + 1)}`
        : `${what} ${String(at + 1)} is ${happened[at]}`;
    const whole = happened.length > 1 ? ['in all:', ...happened] : [];
    this.expect(false, expected.join('\n') || `no ${what}`, [difference, ...whole].join('\n'), entries[at]);
  }

  /**
   * Holds the whole trace against the contract, once everyone is at rest.
   * @throws ContractBroken naming the first remark that was broken
   * @throws ExpectationFailed when the example says that a remark is broken and it is not
   */
  checkContract(): void {
    if (!this.#stack) return;
    this.#rest();
    const [never] = this.#awaited;
    this.expect(never === undefined, `the moment to come when ${never ?? ''}`, 'it never came');
    const { trace } = this.stack;
    const breaches = breachesOf(trace);
    for (const [remark, layer] of this.#expectedBreaches) {
      const broken = breaches.some((breach) => breach.remark === remark && breach.layer === layer);
      this.expect(
        broken,
        `the contract to be broken by ${spoken(layer)}: ${remark}`,
        'the monitors found nothing of it',
      );
    }
    const breach = breaches[0];
    // An example that is about a breach has named it; what follows from it is not its subject.
    if (!breach || this.#expectedBreaches.size > 0) return;
    const { remark, layer, expected, happened, entry } = breach;
    const own = remark === this.place.remark;
    const subject = `${subjectOf(remark, own ? this.place.level : '')}   broken by ${spoken(layer)}`;
    const monitors = new Set(breaches.map((one) => one.monitor));
    const text = explain({ subject, expected, happened, trace, entry, again: this.#again() });
    throw new ContractBroken(text, [...monitors]);
  }

  /**
   * Lets everyone come to rest.
   * @throws ExpectationFailed when a layer keeps itself busy for ever
   */
  #rest(): void {
    try {
      this.stack.links.runToIdle();
    } catch (error) {
      if (!(error instanceof NeverIdle)) throw error;
      this.expect(false, error.expected, error.happened);
    }
  }

  /**
   * Holds that what was said to be offloaded is, so that a target which does not take it is not blamed for something else.
   * @throws ExpectationFailed naming the objects that are not
   */
  #holdOffloaded(): void {
    const others = [...this.#objects.values()].filter(({ phase }) => phase !== 'offloaded');
    if (others.length === 0) return;
    const shown = others.slice(0, 5).map(({ name, phase }) => `${name} is ${phase}`);
    const rest = others.length > shown.length ? [`and ${String(others.length - shown.length)} more`] : [];
    const expected =
      'the offload target to complete the initiate with NDIS_STATUS_SUCCESS: the example is about offloaded state';
    this.expect(false, expected, [...shown, ...rest].join('\n'));
  }

  #newObject(name: string, adapter: number, parent: StateObject | null): StateObject {
    if (this.#objects.has(name)) throw new Error(`${name} is offloaded twice in this example`);
    const [, prefix, number] = /^(N|PATH|TCP)(\d+)$/.exec(name) ?? [];
    const layer = LAYERS[PREFIX[prefix as keyof typeof PREFIX]];
    const object = new StateObject(layer, name, Number(number), adapter, parent);
    if (this.isIpv6 && layer === 'path') object.useIpv6();
    this.#objects.set(name, object);
    return object;
  }

  #again(): string {
    const { seed, targetName, target, violation } = this.settings;
    const parameters: Record<string, unknown> = { seed };
    if (target.capabilities && targetName !== 'simulated target') parameters['target'] = targetName;
    if (violation) parameters['violation'] = violation.id;
    return `npm run spec -- ${this.place.line} --world-parameters ${quoted(JSON.stringify(parameters))}`;
  }
}

/** What the segments of a connection have in common. */
const keyOfEnds = ({ sourceAddress, sourcePort, destinationAddress, destinationPort }: ConnectionEnds): string =>
  `${sourceAddress}:${String(sourcePort)} ${destinationAddress}:${String(destinationPort)}`;

/** An argument as the platform's shell takes it. */
const quoted = (argument: string): string =>
  process.platform === 'win32' ? `"${argument.replaceAll('"', '\\"')}"` : `'${argument}'`;

/** A layer as a sentence names it: NDIS has no article. */
const spoken = (layer: string): string => (layer === 'NDIS' ? layer : `the ${layer}`);

const subjectOf = (remark: string, level: string): string =>
  [remark, level, statementsOf(remark)].filter((part) => part !== '').join('   ');

setWorldConstructor(ChimneyWorld);
