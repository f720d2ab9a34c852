import { NIC_RESOURCES } from '../../ddi/nic';
import { NDIS_STATUS } from '../../ddi/status';
import type { StateObject } from '../host-stack/state-object';
import type { NicCondition } from '../nic';
import type { Shape } from './rig';
import { Rig } from './rig';

/** One thing that happens. Numbers choose among what there is at that time, counted round and round. */
export type Step =
  | { readonly does: 'offload'; readonly adapter: number; readonly below: number; readonly paths: readonly number[] }
  | { readonly does: 'send' | 'receive'; readonly on: number; readonly lengths: readonly number[] }
  | { readonly does: 'peer sends'; readonly on: number; readonly length: number }
  | { readonly does: 'peer keeps silent' | 'peer acknowledges'; readonly on: number }
  | { readonly does: 'invalidate'; readonly object: number; readonly whole: boolean; readonly placeholder: boolean }
  | { readonly does: 'update'; readonly object: number; readonly value: number }
  | { readonly does: 'relink'; readonly path: number; readonly neighbor: number }
  | { readonly does: 'terminate'; readonly object: number }
  | { readonly does: 'terminate what is owed' }
  | { readonly does: 'condition'; readonly adapter: number; readonly condition: NicCondition }
  | { readonly does: 'leave'; readonly adapter: number; readonly resource: number; readonly units: number }
  | { readonly does: 'media'; readonly adapter: number; readonly connected: boolean }
  | { readonly does: 'everything back' | 'pause'; readonly adapter: number }
  | { readonly does: 'fail over'; readonly adapter: number; readonly driver: number }
  | { readonly does: 'rest' };

export interface Workload {
  readonly seed: number;
  readonly adapters: number;
  readonly intermediateDrivers: number;
  readonly steps: readonly Step[];
}

/** More rounds of terminations than any workload needs to end all offloads. */
const MOST_ROUNDS = 5;

/** A mixed workload on a stack of its own. The host stack keeps to what the pages ask of it; the rest is chance. */
export class WorkloadRun {
  readonly rig: Rig;
  /** The names of the requests that were posted. */
  readonly posted: string[] = [];
  readonly #adapters: number;
  #objects = 0;
  /** Whether an operation may be outstanding that a termination, or a new offload, has to wait for. */
  #busy = false;
  /** What was invalidated: the host stack never updates it (guide, Synchronizing Update Operations). */
  readonly #notToUpdate = new Set<StateObject>();
  /** What an update may be outstanding for: the host stack updates an object once at a time. */
  readonly #updating = new Set<StateObject>();

  constructor({ seed, adapters, intermediateDrivers, steps }: Workload) {
    this.rig = new Rig({ seed, adapters, intermediateDrivers });
    this.#adapters = adapters;
    for (const step of steps) this.#take(step);
    this.#end();
  }

  #take(step: Step): void {
    const { rig } = this;
    switch (step.does) {
      case 'offload':
        this.#rest();
        this.#offload(step.adapter % this.#adapters, step.below, step.paths);
        break;
      case 'send':
        this.#withConnection(step.on, (connection) => {
          this.posted.push(...rig.stack.host.send(connection, step.lengths).map(({ name }) => name));
        });
        break;
      case 'receive':
        this.#withConnection(step.on, (connection) => {
          this.posted.push(...rig.stack.host.postReceives(connection, step.lengths).map(({ name }) => name));
        });
        break;
      case 'peer sends':
        this.#withConnection(step.on, ({ name, adapter }) => {
          rig.stack.wire.sendFromPeer(rig.endsOf(name), rig.stack.nics[adapter]?.macAddress ?? '', step.length);
        });
        break;
      case 'peer keeps silent':
      case 'peer acknowledges':
        this.#withConnection(step.on, ({ name }) => {
          rig.stack.wire.setAcknowledges(rig.endsOf(name), step.does === 'peer acknowledges');
        });
        break;
      case 'invalidate': {
        const object = pick(this.#offloaded(), step.object);
        if (!object) break;
        this.#notToUpdate.add(object);
        for (const dependent of step.whole ? this.#below(object) : []) this.#notToUpdate.add(dependent);
        const tree = step.whole ? this.#treeOf(object) : { [object.name]: [] };
        // A placeholder stands one layer below what depends on it; below a neighbor there is none.
        const under = step.placeholder && object.layer !== 'neighbor';
        rig.start('invalidate', under ? { placeholder: tree } : tree, { adapter: object.adapter });
        this.#busy = true;
        break;
      }
      case 'update': {
        const object = pick(this.#toUpdate(), step.object);
        if (!object) break;
        this.#updating.add(object);
        const variable = { neighbor: 'HostReachabilityDelta', path: 'PathMtu', 'TCP connection': 'TtlOrHopLimit' }[
          object.layer
        ];
        object.setCached(variable, String(step.value));
        rig.start('update', [object.name], { adapter: object.adapter, part: 'cached' });
        this.#busy = true;
        break;
      }
      case 'relink': {
        this.#rest();
        const path = pick(this.#toUpdate('path'), step.path);
        const neighbors = this.#toUpdate('neighbor').filter(({ adapter }) => adapter === path?.adapter);
        const neighbor = pick(neighbors, step.neighbor);
        if (!path || !neighbor) break;
        this.#updating.add(path);
        rig.start('update', { [neighbor.name]: [path.name] }, { adapter: path.adapter });
        this.#busy = true;
        break;
      }
      case 'terminate': {
        this.#rest();
        const object = pick(this.#offloaded(), step.object);
        if (object) rig.stack.host.terminate(object);
        break;
      }
      case 'terminate what is owed':
        this.#rest();
        rig.stack.host.terminateWhatIsOwed();
        break;
      case 'condition':
        rig.stack.nics[step.adapter % this.#adapters]?.set(step.condition);
        break;
      case 'leave': {
        const resource = NIC_RESOURCES[step.resource % NIC_RESOURCES.length];
        if (resource) rig.stack.nics[step.adapter % this.#adapters]?.leave(resource, step.units);
        break;
      }
      case 'media':
        rig.stack.nics[step.adapter % this.#adapters]?.connect(step.connected);
        break;
      case 'everything back': {
        const adapter = step.adapter % this.#adapters;
        rig.indicate('offload target', NDIS_STATUS.NDIS_STATUS_UPLOAD_ALL, adapter);
        rig.stack.host.terminateWhatIsOwed();
        rig.idle();
        // A target that has failed over, or whose hardware has failed, may keep what it has, and says nothing then.
        if (rig.stack.host.offloaded.length > 0) break;
        rig.indicate('offload target', NDIS_STATUS.NDIS_STATUS_OFFLOAD_RESUME, adapter);
        break;
      }
      case 'pause':
        this.#rest();
        rig.stack.pauseBinding(step.adapter % this.#adapters);
        break;
      case 'fail over':
        this.#rest();
        if (this.#adapters > 1)
          pick(rig.stack.intermediateDrivers, step.driver)?.failOver(step.adapter % this.#adapters);
        break;
      case 'rest':
        rig.idle();
        break;
    }
  }

  /** Offloads paths with TCP connections, under a new neighbor or one that is offloaded already. */
  #offload(adapter: number, below: number, paths: readonly number[]): void {
    const known = this.#offloaded('neighbor').filter((neighbor) => neighbor.adapter === adapter);
    // A linker links something new (guide, Placeholders, Linkers, and New Offloads).
    const neighbor = below % 2 === 0 || paths.length === 0 ? undefined : pick(known, below);
    const fresh = (prefix: string): string => `${prefix}${String(++this.#objects)}`;
    const rows = Object.fromEntries(
      paths.map((connections) => [fresh('PATH'), Array.from({ length: connections }, () => fresh('TCP'))]),
    );
    this.rig.start('initiate', { [neighbor?.name ?? fresh('N')]: rows, placeholder: [] }, { adapter });
    this.#busy = true;
  }

  /** Lets what is outstanding come back. */
  #rest(): void {
    if (this.#busy) this.rig.idle();
    this.#busy = false;
    this.#updating.clear();
  }

  /** Terminates every offload, lets everyone come to rest. */
  #end(): void {
    this.rig.idle();
    for (let round = 0; round < MOST_ROUNDS && this.rig.stack.host.offloaded.length > 0; round += 1) {
      this.rig.stack.host.terminateWhatIsOwed();
      this.rig.idle();
      for (const object of this.rig.stack.host.offloaded) {
        if (object.phase === 'offloaded') this.rig.stack.host.terminate(object);
      }
      this.rig.idle();
    }
  }

  #offloaded(layer?: StateObject['layer']): StateObject[] {
    return this.rig.stack.host.offloaded.filter(
      (object) => object.phase === 'offloaded' && (layer === undefined || object.layer === layer),
    );
  }

  #toUpdate(layer?: StateObject['layer']): StateObject[] {
    return this.#offloaded(layer).filter((object) => !this.#notToUpdate.has(object) && !this.#updating.has(object));
  }

  /** What depends on an object, directly or not. */
  #below(object: StateObject): StateObject[] {
    return this.#offloaded().filter(({ parent }) => parent === object || parent?.parent === object);
  }

  #treeOf(object: StateObject): Shape {
    const dependents = this.#offloaded().filter(({ parent }) => parent === object);
    return { [object.name]: Object.assign({}, ...dependents.map((dependent) => this.#treeOf(dependent))) as Shape };
  }

  #withConnection(choice: number, does: (connection: StateObject) => void): void {
    const connection = pick(this.#offloaded('TCP connection'), choice);
    if (connection) does(connection);
  }
}

const pick = <T>(all: readonly T[], choice: number): T | undefined => all[choice % all.length];
