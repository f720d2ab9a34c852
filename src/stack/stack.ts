import { IllegalUse } from '../ddi/illegal-use';
import type { OffloadTarget, OffloadTargetModule } from '../ddi/offload-target';
import { CHOICES } from '../ddi/offload-target';
import type { Tap } from '../ddi/tap';
import { Random } from '../sim/random';
import type { Trace } from '../sim/trace';
import { HostStack } from './host-stack/host-stack';
import { macAddress } from './host-stack/state-object';
import { Interface } from './interface';
import type { BlockListPlace } from './intermediate-driver/im-operations';
import { IntermediateDriver } from './intermediate-driver/intermediate-driver';
import { Ndis } from './ndis/ndis';
import { SimulatedNic } from './nic';
import { Wire } from './wire';

/** What a stack is made of. */
export interface StackOptions {
  /** Decides every open order; an integer. */
  readonly seed: number;
  /** How many intermediate drivers stand between NDIS and the offload target; 0 or more. */
  readonly intermediateDrivers: number;
  /** How many adapters the offload target drives; 1 or more. */
  readonly adapters: number;
  readonly target: OffloadTargetModule;
  /** Where the intermediate drivers put the block lists that they make; in place unless given. */
  readonly blockLists?: BlockListPlace;
  /** Sits on the interfaces from the very first call. */
  readonly tap?: (tap: Tap) => void;
}

/**
 * The whole simulated stack: host stack, NDIS, intermediate drivers, offload target, NICs and wire, started and bound
 * together, from the bottom up.
 */
export class Stack {
  readonly links: Interface;
  readonly ndis: Ndis;
  readonly host: HostStack;
  /** From the top: the first is next to the host stack. */
  readonly intermediateDrivers: readonly IntermediateDriver[];
  readonly nics: readonly SimulatedNic[];
  readonly wire: Wire;

  /** @throws IllegalUse `not-started` when a driver does not do what it must to be started */
  constructor(readonly options: StackOptions) {
    this.links = new Interface(new Random(options.seed));
    options.tap?.(this.links);
    this.ndis = new Ndis(this.links);
    this.wire = new Wire(this.links);
    const indices = Array.from({ length: options.adapters }, (_, index) => index);
    this.nics = indices.map((index) => {
      const name = options.adapters === 1 ? 'NIC' : `NIC ${String(index + 1)}`;
      return new SimulatedNic(name, macAddress('02-fe', index + 1), this.links, this.wire);
    });
    this.#startTarget(options.target);
    this.intermediateDrivers = this.#startIntermediateDrivers(indices);
    this.host = new HostStack(this.links, this.ndis);
    for (const index of indices) this.host.open(this.#adapterName(index, 0));
  }

  /** Has NDIS pause the host stack's binding to an adapter. @param index from 0 */
  pauseBinding(index: number): void {
    this.ndis.pauseBinding('host stack', this.#adapterName(index, 0));
  }

  get trace(): Trace {
    return this.links.trace;
  }

  /** @throws IllegalUse `not-started` that says what the target did wrong first, when it did not start */
  #startTarget(module: OffloadTargetModule): void {
    const layer = 'offload target';
    // What it may do otherwise than others must be known to whoever reads the trace.
    for (const choice of CHOICES) if (module.capabilities.includes(choice)) this.links.condition(layer, choice);
    this.links.act(layer, 0, () => {
      const target: unknown = module.createOffloadTarget({
        ndis: this.ndis.forAnyMiniport(layer),
        defer: (work, delayMicroseconds) => {
          this.links.defer(layer, work, delayMicroseconds);
        },
      });
      mustBeTarget(target);
      target.DriverEntry();
    });
    try {
      this.nics.forEach((nic, index) => {
        this.ndis.startAdapter(layer, this.#adapterName(index, this.options.intermediateDrivers), nic);
      });
    } catch (error) {
      // A driver that threw, or misused the interface, did not start for that reason: nobody is helped by the next one.
      const cause = this.trace.entries.find(({ kind }) => kind === 'illegal use');
      if (!cause || !(error instanceof IllegalUse)) throw error;
      const { expected, happened } = cause.parameters;
      throw new IllegalUse('not-started', String(expected), String(happened));
    }
  }

  #startIntermediateDrivers(adapters: readonly number[]): IntermediateDriver[] {
    const { blockLists = 'in place' } = this.options;
    const started: IntermediateDriver[] = [];
    for (let level = this.options.intermediateDrivers; level >= 1; level -= 1) {
      const layer = `intermediate driver ${String(level)}`;
      const driver = new IntermediateDriver(layer, `/im${String(level)}`, this.ndis, this.links, blockLists);
      driver.DriverEntry();
      for (const adapter of adapters)
        driver.bind(this.#adapterName(adapter, level), this.#adapterName(adapter, level - 1));
      started.unshift(driver);
    }
    return started;
  }

  /** The name of what stands at a level of an adapter's stack: 0 is what the host stack opens. */
  #adapterName(index: number, level: number): string {
    return `adapter ${String(index + 1)}${level === 0 ? '' : ` below intermediate driver ${String(level)}`}`;
  }
}

function mustBeTarget(target: unknown): asserts target is OffloadTarget {
  if (typeof (target as Partial<OffloadTarget> | null | undefined)?.DriverEntry === 'function') return;
  const found = target === null || target === undefined ? String(target) : `a ${typeof target} without it`;
  throw new IllegalUse(
    'not-started',
    'createOffloadTarget(environment) to return an offload target with a function DriverEntry',
    `it returned ${found}`,
  );
}
