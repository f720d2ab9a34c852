import type { Nic, NicCommand, NicOutcome, NicResource, Segment } from '../ddi/nic';
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
  #handler: (segment: Segment) => void = () => undefined;

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
      if (!this.#conditions.has('hung')) this.#handler(segment);
    });
  }

  /** Sets a condition; it stays. */
  set(condition: NicCondition): void {
    this.#conditions.add(condition);
    this.#links.condition(this.name, condition);
  }

  /** Leaves the NIC a number of units of a resource; without this it has as many as anyone asks for. */
  leave(resource: NicResource, units: number): void {
    this.#left.set(resource, units);
    this.#links.condition(this.name, `${resource} left`, { units });
  }

  execute(_command: NicCommand, needs: Iterable<NicResource | null>, ended: (outcome: NicOutcome) => void): void {
    const delay = this.#conditions.has('slow') ? SLOW_COMMAND_MICROSECONDS : COMMAND_MICROSECONDS;
    this.#links.defer(
      'offload target',
      () => {
        if (this.#conditions.has('hung')) return;
        ended(
          this.#conditions.has('hardware state corrupt')
            ? { corrupt: true }
            : { corrupt: false, done: this.#take(needs) },
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
    if (this.#conditions.has('hung') || this.#conditions.has('hardware state corrupt')) return;
    this.#wire.send(this.name, segment);
  }

  onSegment(handler: (segment: Segment) => void): void {
    this.#handler = handler;
  }

  #take(needs: Iterable<NicResource | null>): boolean[] {
    const done: boolean[] = [];
    for (const resource of needs) {
      const left = resource === null ? undefined : this.#left.get(resource);
      done.push(left === undefined || left > 0);
      if (resource !== null && left !== undefined && left > 0) this.#left.set(resource, left - 1);
    }
    return done;
  }
}
