import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { breachesOf } from '../contract/contract';
import { listOf } from '../contract/reading';
import { OPERATIONS, OPERATION_NAMES } from '../ddi/functions';
import type { BlockListSnapshot } from '../ddi/snapshot';
import { NDIS_STATUS } from '../ddi/status';
import { IM_OFFLOAD_ENTRY } from './intermediate-driver/im-offload-entry';
import { Rig } from './testing/rig';
import type { Step, Workload } from './testing/workload';
import { WorkloadRun } from './testing/workload';

const nat = fc.nat(50);
const lengths = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 3 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('offload' as const),
      adapter: nat,
      below: nat,
      paths: fc.array(fc.nat(3), { maxLength: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('send' as const, 'receive' as const), on: nat, lengths }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('peer sends' as const),
      on: nat,
      length: fc.integer({ min: 1, max: 1460 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constantFrom('peer keeps silent' as const, 'peer acknowledges' as const),
      on: nat,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('invalidate' as const),
      object: nat,
      whole: fc.boolean(),
      placeholder: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('update' as const),
      object: nat,
      value: fc.integer({ min: 68, max: 9000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('relink' as const), path: nat, neighbor: nat }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('terminate' as const), object: nat }) },
  { weight: 1, arbitrary: fc.constant({ does: 'terminate what is owed' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('condition' as const),
      adapter: nat,
      condition: fc.constantFrom('slow' as const, 'hung' as const, 'hardware state corrupt' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('leave' as const), adapter: nat, resource: nat, units: fc.nat(4) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('media' as const), adapter: nat, connected: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom('everything back' as const, 'pause' as const), adapter: nat }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('fail over' as const), adapter: nat, driver: nat }) },
  { weight: 2, arbitrary: fc.constant({ does: 'rest' as const }) },
);
/** Something to work on, on every adapter. */
const beginning = [0, 1, 2].map((adapter) => ({ does: 'offload' as const, adapter, below: 0, paths: [2, 1] }));
const workloads: fc.Arbitrary<Workload> = fc.record({
  seed: fc.integer(),
  adapters: fc.integer({ min: 1, max: 3 }),
  intermediateDrivers: fc.nat(2),
  steps: fc.array(steps, { minLength: 10, maxLength: 30 }).map((rest) => [...beginning, ...rest]),
});

/** Fails unless a run kept every rule there is, to its end. */
function assertSound({ rig, posted }: WorkloadRun): void {
  assert.deepEqual(rig.illegalUses, []);
  assert.deepEqual(
    breachesOf(rig.trace).map(({ remark, layer, happened }) => `${layer}: ${remark}: ${happened}`),
    [],
  );
  for (const operation of OPERATION_NAMES) {
    const { starts, handles, completes, reports } = OPERATIONS[operation];
    const roots = (name: typeof starts | typeof handles | typeof completes | typeof reports): unknown[] =>
      rig.calls(name).map(({ parameters: { OffloadBlockList: list } }) => (list as BlockListSnapshot).root.name);
    assert.deepEqual(roots(completes).sort(), roots(handles).sort(), `${handles} and ${completes}`);
    assert.deepEqual(roots(reports).sort(), roots(starts).sort(), `${starts} and ${reports}`);
  }
  const back = rig.requests.map((request) => request.split(' ').slice(0, 3).join(' '));
  // What comes in past the target, as by another NIC after a failing over, the host stack forwards of its own accord.
  const asked = back.filter((request) => !/ forward \d+$/.test(request));
  assert.deepEqual(asked.sort(), [...posted].sort());
  assert.equal(new Set(back).size, back.length);
  assert.deepEqual(rig.stack.host.offloaded, []);
  assert.deepEqual(
    rig.allocated.filter((memory) => !memory.endsWith(`(${IM_OFFLOAD_ENTRY})`)),
    [],
  );
  assert.deepEqual(entriesLeft(rig), lostConnections(rig));
}

/**
 * The connections that were lost in their termination and never asked for again, each once for each intermediate driver: no
 * page says that a driver is told that there will be no other termination (finding im-entry-after-a-failed-terminate).
 */
function lostConnections(rig: Rig): string[] {
  const lost = new Map<string, number>();
  for (const entry of rig.calls('NdisMTerminateOffloadComplete')) {
    if (!entry.from.startsWith('intermediate driver')) continue;
    for (const { label, layer, status } of listOf(entry)) {
      if (layer !== 2) continue;
      // A second termination ends the offload, however it ends itself.
      const key = `${entry.from}: ${label}`;
      const again = (lost.get(key) ?? 0) > 0;
      lost.set(key, status === NDIS_STATUS.NDIS_STATUS_SUCCESS || again ? 0 : 1);
    }
  }
  return [...lost].flatMap(([key, times]) => (times > 0 ? [key] : [])).sort();
}

/** Whose IM offload entries were not freed. */
function entriesLeft(rig: Rig): string[] {
  const freed = new Set(rig.calls('NdisFreeMemory').map(({ parameters }) => parameters['VirtualAddress']));
  const left = new Set<string>();
  for (const entry of rig.calls('NdisMInitiateOffloadComplete')) {
    if (!entry.from.startsWith('intermediate driver')) continue;
    for (const { label, pvoid } of listOf(entry)) {
      if (pvoid !== null && !freed.has(pvoid)) left.add(`${entry.from}: ${label}`);
    }
  }
  return [...left].sort();
}

test('whatever happens, in whatever order: everything completes once, the contract is kept, nothing is left behind', () => {
  fc.assert(
    fc.property(workloads, (workload) => {
      assertSound(new WorkloadRun(workload));
    }),
    { seed: 7, numRuns: 200 },
  );
});

describe('the seed', () => {
  const workload: Workload = {
    seed: 1,
    adapters: 2,
    intermediateDrivers: 2,
    steps: fc.sample(steps, { seed: 11, numRuns: 40 }).filter(({ does }) => does !== 'condition'),
  };
  const textOf = (seed: number): string => new WorkloadRun({ ...workload, seed }).rig.trace.toText();

  test('decides a run: the same one gives the same trace, byte for byte', () => {
    assert.equal(textOf(1), textOf(1));
  });

  test('decides every open order: another one gives another trace, and breaks nothing', () => {
    const texts = new Set<string>();
    for (let seed = 0; seed < 20; seed += 1) {
      const run = new WorkloadRun({ ...workload, seed });
      assertSound(run);
      texts.add(run.rig.trace.toText());
    }
    assert.equal(texts.size, 20);
  });

  test('is all that a run depends on: what ran before it changes nothing', () => {
    const alone = textOf(5);
    textOf(6);
    assert.equal(textOf(5), alone);
  });

  test('lets two operations end in either order', () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 30; seed += 1) {
      const rig = new Rig({ seed })
        .offload(['N1', 'N2'])
        .start('invalidate', ['N1'])
        .start('invalidate', ['N2'])
        .idle();
      orders.add(
        rig
          .calls('ProtocolInvalidateOffloadComplete')
          .map((entry) => rig.trace.shown(entry)['OffloadBlockList'])
          .join(),
      );
    }
    assert.equal(orders.size, 2);
  });
});

describe('the parts of a stack', () => {
  test('are started from the bottom up: the target, the lowest intermediate driver first, the host stack last', () => {
    const { trace } = new Rig({ adapters: 2, intermediateDrivers: 2 });
    const made = trace.entries
      .filter(({ kind, name }) => kind === 'call' && name !== 'NdisMSetMiniportAttributes')
      .map(({ from, to, name }) => (from === 'NDIS' ? `${to}: ${name}` : `${from}: ${name}`));
    const driver = (level: number): string[] => [
      `intermediate driver ${String(level)}: NdisMRegisterMiniportDriver`,
      ...Array.from({ length: 2 }, () => [
        `intermediate driver ${String(level)}: NdisOpenAdapterEx`,
        `intermediate driver ${String(level)}: MiniportInitializeEx`,
      ]).flat(),
    ];
    assert.deepEqual(made, [
      'offload target: NdisMRegisterMiniportDriver',
      'offload target: MiniportInitializeEx',
      'offload target: MiniportInitializeEx',
      ...driver(2),
      ...driver(1),
      'host stack: NdisOpenAdapterEx',
      'host stack: NdisOpenAdapterEx',
    ]);
  });

  test('have names of their own: NICs are numbered where there are several', () => {
    assert.deepEqual(
      new Rig().stack.nics.map(({ name }) => name),
      ['NIC'],
    );
    const { nics } = new Rig({ adapters: 2 }).stack;
    assert.deepEqual(
      nics.map(({ name }) => name),
      ['NIC 1', 'NIC 2'],
    );
    assert.equal(new Set(nics.map(({ macAddress }) => macAddress)).size, 2);
  });

  test('can be tapped from the very first call', () => {
    const seen: string[] = [];
    new Rig({
      tap: (tap) => {
        tap.calls('NdisMRegisterMiniportDriver', 'offload target', ({ name }, proceed) => {
          seen.push(name);
          return proceed();
        });
      },
    });
    assert.deepEqual(seen, ['NdisMRegisterMiniportDriver']);
  });
});
