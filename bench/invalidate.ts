import { breachesOf } from '../src/contract/contract';
import { BlockListSnapshot } from '../src/ddi/snapshot';
import { NDIS_STATUS } from '../src/ddi/status';
import type { TreeNode } from '../src/stack/host-stack/block-tree-builder';
import { StateObject } from '../src/stack/host-stack/state-object';
import { Stack } from '../src/stack/stack';
import { REFERENCE_TARGET } from '../src/stack/target-module';
import { median } from './measure';

/**
 * A process of its own for one size: offloads a neighbor with connections through one intermediate driver, invalidates
 * the neighbor alone, then a tree that names everything, and holds the trace against the contract.
 * `node --expose-gc -r ./bin/typescript.js bench/invalidate.ts CONNECTIONS REPETITIONS`; writes one line of JSON.
 */

const PER_PATH = 100;
/** What is run first, so that everything is compiled. */
const WARM_UP = { connections: 10_000, runs: 5 };

/** What one step costs: microseconds and bytes of heap that stay, both for each block. */
export interface Cost {
  readonly microseconds: number;
  readonly bytes: number;
}

/** The cost of each step; `alone` is a list of one block. */
export interface InvalidateResult {
  readonly connections: number;
  readonly blocks: number;
  readonly initiate: Cost;
  readonly alone: Cost;
  readonly invalidate: Cost;
  readonly contract: Cost;
  readonly heapMiB: number;
}

type Steps = Record<'initiate' | 'alone' | 'invalidate' | 'contract', number>;

const collect = (): void => {
  if (!globalThis.gc) throw new Error('run it with node --expose-gc');
  globalThis.gc();
};

/** Runs all steps once. @param read what is read before and after each step: its difference is the result */
function run(connections: number, read: () => number): Steps & { readonly heapMiB: number } {
  const stack = new Stack({ seed: 7, intermediateDrivers: 1, adapters: 1, target: REFERENCE_TARGET });
  const { neighbor, tree } = objects(connections);
  const measure = (what: () => void): number => {
    const before = read();
    what();
    return read() - before;
  };
  const start = (operation: 'initiate' | 'invalidate', nodes: TreeNode[]): number =>
    measure(() => {
      stack.host.start(operation, 0, nodes);
      nodes.length = 0;
      stack.links.runToIdle();
    });
  const initiate = start('initiate', tree('whole'));
  const alone = start('invalidate', [{ object: neighbor, dependents: [] }]);
  const invalidate = start('invalidate', tree());
  mustHaveSucceeded(stack, connections);
  const contract = measure(() => {
    if (breachesOf(stack.trace).length > 0) throw new Error('the contract was broken');
  });
  return { initiate, alone, invalidate, contract, heapMiB: process.memoryUsage().heapUsed / 2 ** 20 };
}

/** A neighbor with paths and connections, in the order in which a tree names them. */
function objects(connections: number): { neighbor: StateObject; tree: (part?: 'whole') => TreeNode[] } {
  const neighbor = new StateObject('neighbor', 'N1', 1, 0, null);
  const paths = Array.from({ length: Math.ceil(connections / PER_PATH) }, (_, at) => {
    const path = new StateObject('path', `PATH${String(at + 1)}`, at + 1, 0, neighbor);
    const first = at * PER_PATH + 1;
    const size = Math.min(PER_PATH, connections - at * PER_PATH);
    const own = Array.from({ length: size }, (_none, index) => {
      const number = first + index;
      return new StateObject('TCP connection', `TCP${String(number)}`, number, 0, path);
    });
    return { path, own };
  });
  const tree = (part?: 'whole'): TreeNode[] => {
    const node = (object: StateObject, dependents: TreeNode[]): TreeNode =>
      part ? { object, dependents, part } : { object, dependents };
    const rows = paths.map(({ path, own }) =>
      node(
        path,
        own.map((connection) => node(connection, [])),
      ),
    );
    return [node(neighbor, rows)];
  };
  return { neighbor, tree };
}

const blocksOf = (connections: number): number => 1 + Math.ceil(connections / PER_PATH) + connections;

/** What is measured must have happened: the host stack was told of every block that it is invalidated. */
function mustHaveSucceeded(stack: Stack, connections: number): void {
  const report = stack.trace.entries.findLast(
    ({ name, to }) => name === 'ProtocolInvalidateOffloadComplete' && to === 'host stack',
  );
  const list = report?.parameters['OffloadBlockList'];
  if (!(list instanceof BlockListSnapshot) || list.size !== blocksOf(connections)) {
    throw new Error('the host stack was not told of every block');
  }
  for (let index = 0; index < list.size; index += 1) {
    if (list.statusAt(index) !== NDIS_STATUS.NDIS_STATUS_SUCCESS) throw new Error('a block was not invalidated');
  }
}

/**
 * Measures one size: times without a forced collection of garbage in between, bytes with one before each reading.
 * @param repetitions how often the times are taken; the median counts
 */
function measure(connections: number, repetitions: number): InvalidateResult {
  for (let count = 0; count < WARM_UP.runs; count += 1) run(WARM_UP.connections, () => performance.now());
  const times = Array.from({ length: repetitions }, () => run(connections, () => performance.now()));
  collect();
  const bytes = run(connections, () => {
    collect();
    return process.memoryUsage().heapUsed;
  });
  const blocks = blocksOf(connections);
  const cost = (step: keyof Steps, of = blocks): Cost => ({
    microseconds: (median(times.map((time) => time[step])) * 1000) / of,
    bytes: bytes[step] / of,
  });
  return {
    connections,
    blocks,
    initiate: cost('initiate'),
    alone: cost('alone', 1),
    invalidate: cost('invalidate'),
    contract: cost('contract'),
    heapMiB: bytes.heapMiB,
  };
}

if (require.main === module) {
  const [connections = 0, repetitions = 1] = process.argv.slice(2).map(Number);
  process.stdout.write(`${JSON.stringify(measure(connections, repetitions))}\n`);
}
