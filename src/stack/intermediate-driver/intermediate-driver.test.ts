import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blocksOf } from '../../ddi/block-tree';
import type { Operation } from '../../ddi/functions';
import { OPERATIONS, OPERATION_NAMES } from '../../ddi/functions';
import { ContextMemory } from '../../ddi/memory';
import { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { TcpState } from '../../ddi/offload-state';
import { BlockListSnapshot } from '../../ddi/snapshot';
import type { TraceEntry } from '../../sim/trace';
import { Rig } from '../testing/rig';

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'], placeholder: [] } } as const;
const COUNTS = [0, 1, 2, 3];

/** A stack in which every operation ran once, on a tree with a placeholder. */
function ran(intermediateDrivers: number): Rig {
  const rig = new Rig({ intermediateDrivers }).offload(TREE);
  return rig.run('query', TREE).run('update', TREE, { part: 'cached' }).run('invalidate', TREE).run('terminate', TREE);
}

const listOf = (entry: TraceEntry): BlockListSnapshot => {
  const list = entry.parameters['OffloadBlockList'];
  assert.ok(list instanceof BlockListSnapshot);
  return list;
};

for (const count of COUNTS) {
  describe(`${String(count)} intermediate drivers`, () => {
    const drivers = Array.from({ length: count }, (_, index) => `intermediate driver ${String(index + 1)}`);
    const layers = ['host stack', ...drivers, 'offload target'];

    for (const operation of OPERATION_NAMES) {
      const { starts, handles, completes, reports } = OPERATIONS[operation];

      test(`${operation}: down from layer to layer, and up again, once each`, () => {
        const rig = ran(count);
        assert.deepEqual(rig.illegalUses, []);
        const ways = (name: Parameters<Rig['calls']>[0]): string[] =>
          rig.calls(name).map(({ from, to }) => `${from} -> ${to}`);
        assert.deepEqual(
          ways(starts),
          layers.slice(0, -1).map((layer) => `${layer} -> NDIS`),
        );
        assert.deepEqual(
          ways(handles),
          layers.slice(1).map((layer) => `NDIS -> ${layer}`),
        );
        assert.deepEqual(
          ways(completes),
          layers
            .slice(1)
            .reverse()
            .map((layer) => `${layer} -> NDIS`),
        );
        assert.deepEqual(
          ways(reports),
          layers
            .slice(0, -1)
            .reverse()
            .map((layer) => `NDIS -> ${layer}`),
        );
      });

      test(`${operation}: the tree keeps its shape and its statuses on the way`, () => {
        const rig = ran(count);
        for (const name of [starts, handles, completes, reports]) {
          for (const call of rig.calls(name)) {
            assert.equal(
              listOf(call).shape(({ label }) => label.replace(/\/.*/, '')),
              'N1 (PATH1 (TCP1, TCP2), placeholder)',
            );
          }
        }
        for (const name of [completes, reports]) {
          for (const call of rig.calls(name))
            assert.deepEqual(new Set([...listOf(call)].map(({ status }) => status)), new Set([0]));
        }
      });

      test(`${operation}: each layer gets back what it passed, with ImReserved and SourceHandle as they were`, () => {
        const rig = ran(count);
        for (const [index, upper] of layers.slice(0, -1).entries()) {
          const lower = layers[index + 1];
          const passed = rig.calls(starts).find(({ from }) => from === upper);
          const got = rig.calls(handles).find(({ to }) => to === lower);
          const back = rig.calls(completes).find(({ from }) => from === lower);
          const told = rig.calls(reports).find(({ to }) => to === upper);
          assert.ok(passed && got && back && told);
          assert.equal(listOf(told).root, listOf(passed).root);
          assert.equal(listOf(back).root, listOf(got).root);
          const kept = (entry: TraceEntry): unknown[] =>
            [...listOf(entry)].map(({ imReserved, sourceHandle }) => [imReserved, sourceHandle]);
          assert.deepEqual(kept(back), kept(got));
          assert.deepEqual(
            kept(told).map((pair) => (pair as unknown[])[0]),
            kept(passed).map((pair) => (pair as unknown[])[0]),
          );
          // What a driver passes leads it to its own call entry in every block; nothing of the host stack's does.
          const own = new Set([...listOf(passed)].map(({ imReserved }) => imReserved));
          assert.equal(own.size, 1);
          assert.equal(own.has(null), upper === 'host stack');
          assert.ok(
            [...listOf(got)].every(({ sourceHandle }) => sourceHandle === passed.parameters['NdisBindingHandle']),
          );
        }
        const entries = rig.calls(starts).map((call) => listOf(call).at(0).imReserved);
        assert.equal(new Set(entries).size, count + 1);
      });
    }

    test('each layer knows an object by a context and a handle of its own', () => {
      const rig = new Rig({ intermediateDrivers: count }).offload(TREE);
      const supplied = rig.calls('NdisMInitiateOffloadComplete').map((call) => listOf(call).at(1).pvoid);
      assert.equal(new Set(supplied).size, count + 1);
      assert.ok(supplied[0] instanceof ContextMemory);
      const names = rig.calls('MiniportInitiateOffload').map((call) => listOf(call).at(2).label);
      assert.deepEqual(
        names,
        layers.slice(1).map(
          (_layer, index) =>
            `TCP1${drivers
              .slice(0, index)
              .map((_, at) => `/im${String(at + 1)}`)
              .join('')}`,
        ),
      );
      for (const call of rig.calls('MiniportInitiateOffload')) assert.equal(listOf(call).at(2).pvoid, null);
    });

    test('state behind the blocks reaches the target, and what it writes there comes back', () => {
      const rig = new Rig({ intermediateDrivers: count }).offload(TREE);
      rig.stack.host.send(rig.object('TCP1'), [500]);
      rig.idle().run('terminate', TREE);
      const [told] = rig.calls('ProtocolTerminateOffloadComplete', 'host stack');
      const written = listOf(told as TraceEntry).at(2).following as TcpState | null;
      const { RcvNxt, SndUna, SndNxt, SndMax } = written?.delegated ?? {};
      assert.deepEqual({ RcvNxt, SndUna, SndNxt, SndMax }, { RcvNxt: 5000, SndUna: 1500, SndNxt: 1500, SndMax: 1500 });
    });

    test('requests go down and come back as the same structures', () => {
      const rig = new Rig({ intermediateDrivers: count }).offload(TREE);
      rig.stack.host.send(rig.object('TCP1'), [500, 600]);
      rig.stack.host.postReceives(rig.object('TCP2'), [4000]);
      rig.idle().run('terminate', TREE);
      assert.deepEqual(rig.requests, [
        'TCP1 send 1 SUCCESS 500',
        'TCP1 send 2 SUCCESS 600',
        'TCP2 receive 1 UPLOAD_IN_PROGRESS 0',
      ]);
      assert.equal(rig.calls('MiniportTcpOffloadSend').length, count + 1);
      assert.equal(rig.calls('NdisTcpOffloadReceiveComplete').length, count + 1);
      assert.deepEqual(rig.illegalUses, []);
    });

    test('events come up with each driver’s own handle and the same parameters', () => {
      const rig = new Rig({ intermediateDrivers: count }).offload(TREE);
      rig.stack.nics[0]?.set('hardware state corrupt');
      rig.run('invalidate', ['TCP2']);
      const told = rig
        .calls('ProtocolTcpOffloadEvent')
        .map((entry) => `${entry.to}: ${Object.values(rig.trace.shown(entry)).join(' ')}`);
      const suffixes = drivers.map((_, index) => `/im${String(index + 1)}`);
      const expected = (event: string): string[] =>
        layers
          .slice(0, -1)
          .map((layer, index) => `${layer}: TCP2${suffixes.slice(0, index).join('')} ${event}`)
          .reverse();
      assert.deepEqual(told, [...expected('TcpIndicateRetrieve HardwareFailure'), ...expected('TcpIndicateAbort 0')]);
      assert.deepEqual(rig.illegalUses, []);
    });

    test('an object that is not offloaded leaves no context anywhere', () => {
      const rig = new Rig({ intermediateDrivers: count });
      rig.stack.nics[0]?.leave('TCP entries', 1);
      rig.offload(TREE);
      for (const call of rig.calls('NdisMInitiateOffloadComplete')) {
        assert.deepEqual(
          [...listOf(call)].map(({ pvoid }) => pvoid !== null),
          [true, true, true, false, false],
        );
      }
      rig.stack.nics[0]?.leave('TCP entries', 1);
      rig.run('terminate', ['TCP1']);
      assert.deepEqual(rig.illegalUses, []);
    });

    test('an object can be offloaded again after its offload was terminated', () => {
      const rig = ran(count);
      const node = (name: string) => ({ object: rig.object(name), part: 'whole' as const });
      rig.stack.host.start('initiate', 0, [
        { ...node('N1'), dependents: [{ ...node('PATH1'), dependents: [{ ...node('TCP1'), dependents: [] }] }] },
      ]);
      rig.idle();
      assert.match(
        rig.last('ProtocolInitiateOffloadComplete', 'host stack'),
        /^N1 SUCCESS \(PATH1 SUCCESS \(TCP1 SUCCESS\)\)$/,
      );
      rig.stack.host.send(rig.object('TCP1'), [10]);
      assert.deepEqual(rig.idle().requests, ['TCP1 send 1 SUCCESS 10']);
      assert.deepEqual(rig.illegalUses, []);
    });
  });
}

test('what else a block carries goes down with it, and what the target hands back in NetBufferListChain comes up', () => {
  const rig = new Rig({ intermediateDrivers: 2 });
  const mine = { toTrace: () => 'mine' };
  const down: NET_BUFFER_LIST[] = [];
  const up: NET_BUFFER_LIST[] = [];
  rig.stack.links.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
    for (const block of blocksOf(parameters.OffloadBlockList)) {
      block.ProtocolReserved = mine;
      block.NetBufferListChain = new NET_BUFFER_LIST('down', 1);
      down.push(block.NetBufferListChain);
    }
    return proceed();
  });
  rig.stack.links.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
    for (const [index, block] of blocksOf(parameters.OffloadBlockList).entries()) {
      assert.equal(block.ProtocolReserved, mine);
      assert.equal(block.NetBufferListChain, down[index]);
      block.NetBufferListChain = new NET_BUFFER_LIST('up', 1);
      up.push(block.NetBufferListChain);
    }
    return proceed();
  });
  let back = 0;
  rig.stack.links.handles('ProtocolInitiateOffloadComplete', 'host stack', ({ parameters }, proceed) => {
    for (const [index, block] of blocksOf(parameters.OffloadBlockList).entries()) {
      assert.equal(block.NetBufferListChain, up[index]);
      back += 1;
    }
    return proceed();
  });
  rig.offload(TREE);
  assert.equal(back, 5);
  assert.deepEqual(rig.illegalUses, []);
});

test('two operations at a time keep their own call entries', () => {
  for (let seed = 0; seed < 10; seed += 1) {
    const rig = new Rig({ intermediateDrivers: 2, seed }).offload({ N1: { PATH1: ['TCP1', 'TCP2'] } });
    rig.start('invalidate', ['TCP1']).start('update', ['TCP2'], { part: 'cached' }).start('invalidate', ['N1']).idle();
    const told = (['invalidate', 'update'] satisfies Operation[]).flatMap((operation) =>
      rig.calls(OPERATIONS[operation].reports, 'host stack').map((call) => listOf(call).shape()),
    );
    assert.deepEqual(told.sort(), ['N1', 'TCP1', 'TCP2']);
    assert.deepEqual(rig.illegalUses, []);
  }
});

describe('the memory of an intermediate driver', () => {
  /** What each layer has allocated and freed since the start, by tag: `IM call entry 2/2`. */
  const memoryOf = (rig: Rig, layer: string): string => {
    const counts = new Map<string, [number, number]>();
    const count = (tag: string, at: 0 | 1): void => {
      const both = counts.get(tag) ?? [0, 0];
      both[at] += 1;
      counts.set(tag, both);
    };
    for (const entry of rig.trace.entries) {
      if (entry.kind !== 'call' || entry.from !== layer) continue;
      if (entry.name === 'NdisAllocateMemoryWithTagPriority') count(String(entry.parameters['Tag']), 0);
      if (entry.name === 'NdisFreeMemory') count((entry.parameters['VirtualAddress'] as ContextMemory).tag, 1);
    }
    return [...counts].map(([tag, both]) => `${tag} ${both.join('/')}`).join(', ');
  };
  const drivers = ['intermediate driver 1', 'intermediate driver 2'];

  test('is an entry for each operation and one for each object, each freed once', () => {
    const rig = new Rig({ intermediateDrivers: 2 }).offload(TREE);
    for (const driver of drivers) assert.equal(memoryOf(rig, driver), 'IM call entry 1/1, IM offload entry 4/0');
    rig.run('invalidate', TREE).run('query', TREE, { part: 'delegated' });
    for (const driver of drivers) assert.equal(memoryOf(rig, driver), 'IM call entry 3/3, IM offload entry 4/0');
    rig.run('terminate', { N1: { PATH1: ['TCP1', 'TCP2'] } });
    for (const driver of drivers) assert.equal(memoryOf(rig, driver), 'IM call entry 4/4, IM offload entry 4/4');
    assert.deepEqual(rig.allocated, []);
  });

  test('holds the protocol block list too where that is constructed anew', () => {
    const rig = new Rig({ intermediateDrivers: 2, blockLists: 'in new memory' }).offload(TREE).run('invalidate', TREE);
    for (const driver of drivers) {
      assert.equal(memoryOf(rig, driver), 'IM call entry 2/2, IM offload entry 4/0, protocol block list 2/2');
    }
    assert.deepEqual(rig.illegalUses, []);
  });

  test('goes back for what was not offloaded after all', () => {
    const rig = new Rig({ intermediateDrivers: 1 });
    rig.stack.nics[0]?.leave('TCP entries', 1);
    rig.offload(TREE);
    assert.equal(memoryOf(rig, 'intermediate driver 1'), 'IM call entry 1/1, IM offload entry 4/1');
  });

  test('is asked for at DISPATCH_LEVEL and below alone: above it, operations wait, and keep their order', () => {
    const rig = new Rig({ intermediateDrivers: 2 }).offload(TREE);
    rig.stack.host.irql = 'HIGH_LEVEL';
    rig.start('invalidate', ['TCP1']).start('invalidate', ['TCP2']);
    rig.stack.host.irql = 'PASSIVE_LEVEL';
    rig.start('update', ['PATH1'], { part: 'cached' });
    assert.deepEqual(rig.calls('MiniportInvalidateOffload', 'intermediate driver 2'), []);
    rig.idle();
    const order = rig.trace.entries
      .filter(({ kind, from, name }) => kind === 'call' && from === 'intermediate driver 2' && name.startsWith('NdisU'))
      .map(({ index }) => index);
    const invalidates = rig.calls('NdisInvalidateOffload').filter(({ from }) => from === 'intermediate driver 2');
    assert.deepEqual(
      invalidates.map((call) => listOf(call).shape(({ label }) => label.replace(/\/.*/, ''))),
      ['TCP1', 'TCP2'],
    );
    assert.ok((order[0] ?? 0) > (invalidates[1]?.index ?? Infinity));
    assert.deepEqual(rig.illegalUses, []);
    for (const driver of drivers) assert.match(memoryOf(rig, driver), /^IM call entry 4\/4/);
  });

  test('is given back after a completion that comes above DISPATCH_LEVEL', () => {
    const rig = new Rig({ intermediateDrivers: 2 }).offload({ N1: ['PATH1'] });
    rig.stack.links.turnIrql = 15;
    rig.run('invalidate', ['PATH1']);
    assert.equal(rig.last('ProtocolInvalidateOffloadComplete', 'host stack'), 'PATH1 SUCCESS');
    for (const driver of drivers) assert.equal(memoryOf(rig, driver), 'IM call entry 2/2, IM offload entry 2/0');
    assert.deepEqual(rig.illegalUses, []);
  });

  test('of an object whose termination failed goes back once the driver above refers to it no more', () => {
    const rig = new Rig({ intermediateDrivers: 2 }).offload({ N1: ['PATH1'] });
    rig.stack.nics[0]?.set('hung');
    rig.run('terminate', ['PATH1']);
    assert.equal(rig.last('ProtocolTerminateOffloadComplete', 'host stack'), 'PATH1 FAILURE');
    for (const driver of drivers) assert.match(memoryOf(rig, driver), /IM offload entry 2\/1$/);
  });
});
