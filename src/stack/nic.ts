import type {
  Nic,
  NicCircumstance,
  NicCommand,
  NicLimits,
  NicNeed,
  NicOutcome,
  NicResource,
  RemoteEnds,
  Segment,
} from '../ddi/nic';
import type { Interface } from './interface';
import type { Wire } from './wire';

/** The conditions that a scenario can set. */
export type NicCondition = 'hardware state corrupt' | 'hung' | 'slow';

/** How long a command takes, in microseconds. */
const COMMAND_MICROSECONDS = 10;
const SLOW_COMMAND_MICROSECONDS = 10_000;

/** The NIC of one adapter, with conditions that a scenario sets. */
export class SimulatedNic implements Nic {
  readonly #links: Interface;
  readonly #wire: Wire;
  readonly #conditions = new Set<NicCondition>();
  readonly #left = new Map<NicResource, number>();
  #limits: NicLimits = { vlanIds: [], receiveWindow: Infinity, pathMtu: Infinity };
  #handler: (segment: Segment) => void = () => undefined;
  #mediaHandler: (connected: boolean) => void = () => undefined;
  #isConnected = true;
  #detected: (connection: RemoteEnds, circumstance: NicCircumstance) => void = () => undefined;

  /**
   * @param name its name in the trace
   * @param macAddress its own address
   */
  constructor(
    readonly name: string,
    readonly macAddress: string,
    links: Interface,
    wire: Wire,
  ) {
    this.#links = links;
    this.#wire = wire;
    wire.attach(name, macAddress, (segment) => {
      if (!this.#conditions.has('hung') && this.#isConnected) this.#handler(segment);
    });
  }

  /** Sets a condition; it stays. */
  set(condition: NicCondition): void {
    this.#conditions.add(condition);
    this.#links.condition(this.name, condition);
  }

  /** Lets the hardware detect something on a connection; it interrupts the driver, which hears of it in a turn of its own. */
  detect(connection: RemoteEnds, circumstance: NicCircumstance): void {
    this.#links.condition(this.name, `detects ${circumstance}`);
    this.#links.defer('offload target', () => {
      if (!this.#conditions.has('hung')) this.#detected(connection, circumstance);
    });
  }

  /** Disconnects it from the network media, or connects it again. Without media it carries nothing. */
  connect(connected: boolean): void {
    if (connected === this.#isConnected) return;
    this.#isConnected = connected;
    this.#links.condition(this.name, connected ? 'media connected' : 'media lost');
    this.#links.defer('offload target', () => {
      if (!this.#conditions.has('hung')) this.#mediaHandler(connected);
    });
  }

  get limits(): NicLimits {
    return this.#limits;
  }

  /** Limits what the NIC supports; without this there is no VLAN ID, and no largest window or MTU. */
  limit(limits: Partial<NicLimits>): void {
    this.#limits = { ...this.#limits, ...limits };
    this.#links.condition(this.name, 'limits', limits);
  }

  /** Leaves the NIC a number of units of a resource; without this it has as many as anyone asks for. */
  leave(resource: NicResource, units: number): void {
    this.#left.set(resource, units);
    this.#links.condition(this.name, `${resource} left`, { units });
  }

  execute(_command: NicCommand, needs: Iterable<NicNeed>, ended: (outcome: NicOutcome) => void): void {
    const delay = this.#conditions.has('slow') ? SLOW_COMMAND_MICROSECONDS : COMMAND_MICROSECONDS;
    this.#links.defer(
      'offload target',
      () => {
        if (this.#conditions.has('hung')) return;
        ended(
          this.#conditions.has('hardware state corrupt') ? { corrupt: true } : { corrupt: false, ...this.#take(needs) },
        );
      },
      delay,
    );
  }

  release(resource: NicResource): void {
    const left = this.#left.get(resource);
    if (left !== undefined) this.#left.set(resource, left + 1);
  }

  transmit(segment: Segment): void {
    if (this.#conditions.has('hung') || this.#conditions.has('hardware state corrupt') || !this.#isConnected) return;
    this.#wire.send(this.name, segment);
  }

  onMedia(handler: (connected: boolean) => void): void {
    this.#mediaHandler = handler;
  }

  onSegment(handler: (segment: Segment) => void): void {
    this.#handler = handler;
  }

  onDetection(handler: (connection: RemoteEnds, circumstance: NicCircumstance) => void): void {
    this.#detected = handler;
  }

  /** Takes what each object needs, all of it or nothing. */
  #take(needs: Iterable<NicNeed>): { done: boolean[]; lacking: ReadonlyMap<number, NicResource> } {
    const done: boolean[] = [];
    const lacking = new Map<number, NicResource>();
    for (const need of needs) {
      const resources = typeof need === 'string' ? [need] : (need ?? []);
      const lacks = resources.find((resource) => this.#left.get(resource) === 0);
      if (lacks) lacking.set(done.length, lacks);
      else for (const resource of resources) this.#takeOne(resource);
      done.push(lacks === undefined);
    }
    return { done, lacking };
  }

  #takeOne(resource: NicResource): void {
    const left = this.#left.get(resource);
    if (left !== undefined) this.#left.set(resource, left - 1);
  }
}
