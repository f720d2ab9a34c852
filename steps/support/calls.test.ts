import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../src/ddi/block-list';
import { blocksOf } from '../../src/ddi/block-tree';
import type { FunctionName } from '../../src/ddi/functions';
import type { TraceEntry } from '../../src/sim/trace';
import { Rig } from '../../src/stack/testing/rig';
import { asText, expectedCalls, listedCalls, readAs } from './calls';

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'], placeholder: [] } } as const;

/** What a call reads as, held against one cell of a table. */
function read(rig: Rig, name: FunctionName, cell: string, to?: string): string {
  const call = rig.calls(name, to).at(-1);
  assert.ok(call, `${name} was not called`);
  const [expected] = expectedCalls([[name, cell]]);
  assert.ok(expected);
  return readAs(call, expected, rig.trace).slice(`${name} | `.length);
}
const invalidated = (intermediateDrivers = 0): Rig =>
  new Rig({ intermediateDrivers, adapters: 2 }).offload(TREE).run('invalidate', TREE);

describe('a table of calls', () => {
  test('has the function first, then what its parameters must be; empty cells say nothing', () => {
    const [first, second] = expectedCalls([['A', 'Status: X', '', 'blocks: 3'], ['B']]);
    assert.deepEqual(first, {
      name: 'A',
      parameters: new Map([
        ['Status', 'X'],
        ['blocks', '3'],
      ]),
    });
    assert.equal(first && asText(first), 'A | Status: X | blocks: 3');
    assert.equal(second && asText(second), 'B');
    assert.deepEqual(expectedCalls([['A', 'EventType: a: b']])[0]?.parameters, new Map([['EventType', 'a: b']]));
  });

  for (const cell of ['Status', 'Status:X', ': X', 'Status: ']) {
    test(`does not know what "${cell}" is`, () => {
      assert.throws(() => expectedCalls([['A', cell]]), {
        name: 'SyntaxError',
        message: `"${cell}" is not "parameter: value"`,
      });
    });
  }

  test('lists what crosses the documented interface of offloaded state, and nothing else', () => {
    const rig = new Rig().offload(TREE);
    rig.stack.nics[0]?.set('slow');
    rig.stack.host.send(rig.object('TCP1'), [1]);
    rig.idle().run('terminate', TREE);
    assert.ok(rig.calls('receive').length > 0);
    const names = new Set(listedCalls(rig.trace.entries).map(({ name }) => name));
    for (const name of ['NdisFreeMemory', 'NdisAllocateMemoryWithTagPriority', 'transmit', 'receive', 'slow'])
      assert.ok(!names.has(name), name);
    assert.ok(names.has('NdisMTerminateOffloadComplete') && names.has('MiniportTcpOffloadSend'));
    assert.ok(listedCalls(rig.trace.entries).every(({ kind }) => kind === 'call'));
  });
});

describe('what a call was passed, in the words of a feature', () => {
  const COMPLETE = 'NdisMInvalidateOffloadComplete';
  test('the status that every block carries', () => {
    assert.equal(read(invalidated(), COMPLETE, 'Status: X'), 'Status: NDIS_STATUS_SUCCESS');
    const spoiled = (at: number, status: number | null): string => {
      const rig = new Rig().offload(TREE);
      rig.stack.links.calls(COMPLETE, 'offload target', ({ parameters }, proceed) => {
        const block = blocksOf(parameters.OffloadBlockList).at(at);
        if (block) block.Status = status;
        return proceed();
      });
      return read(rig.run('invalidate', TREE), COMPLETE, 'Status: X');
    };
    assert.equal(spoiled(3, 0xc0000001), 'Status: NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE');
    assert.equal(spoiled(3, null), 'Status: NDIS_STATUS_SUCCESS, no status');
    assert.equal(spoiled(4, null), 'Status: NDIS_STATUS_SUCCESS, no status');
  });

  test('a placeholder may say NDIS_STATUS_SUCCESS beside blocks that failed; alone it speaks for itself', () => {
    const failed = new Rig().offload(TREE);
    failed.stack.nics[0]?.set('hung');
    assert.equal(read(failed.run('invalidate', TREE), COMPLETE, 'Status: X'), 'Status: NDIS_STATUS_FAILURE');
    assert.equal(read(failed.run('invalidate', ['placeholder']), COMPLETE, 'Status: X'), 'Status: NDIS_STATUS_SUCCESS');
  });

  for (const [cell, text] of [
    ['Status of PATH1: X', 'Status of PATH1: NDIS_STATUS_SUCCESS'],
    ['Status of PATH9: X', 'Status of PATH9: no such block'],
    ['Type of PATH1: X', 'Type of PATH1: Ip4OffloadState'],
    ['PVOID of TCP2: X', 'PVOID of TCP2: its own'],
    ['PVOID of the placeholder: X', 'PVOID of the placeholder: NULL'],
    ['MiniportOffloadContext of TCP1: X', 'MiniportOffloadContext of TCP1: a location that holds a PVOID'],
    ['MiniportOffloadContext of the placeholder: X', 'MiniportOffloadContext of the placeholder: NULL'],
    ['structures behind TCP1: X', 'structures behind TCP1: none'],
    ['ImReserved: X', 'ImReserved: what was passed'],
    ['blocks: X', 'blocks: 5'],
    ['OffloadBlockList: X', 'OffloadBlockList: N1 (PATH1 (TCP1, TCP2), placeholder)'],
    ['Nonsense: X', 'Nonsense: not a parameter of this call'],
    ['NdisMiniportHandle: X', 'NdisMiniportHandle: T1'],
  ] as const) {
    test(cell, () => {
      for (const count of [0, 2])
        assert.equal(read(invalidated(count), COMPLETE, cell, 'NDIS').replace('T3', 'T1'), text);
    });
  }

  test('the structures that follow a block, and the location of an object that is new', () => {
    const rig = new Rig().offload(TREE).run('update', TREE, { part: 'cached' });
    const passed = (name: FunctionName, cell: string): string => read(rig, name, cell);
    assert.match(passed('MiniportUpdateOffload', 'structures behind N1: X'), /: NEIGHBOR_OFFLOAD_STATE_CACHED$/);
    assert.match(
      passed('MiniportInitiateOffload', 'structures behind PATH1: X'),
      /: PATH_OFFLOAD_STATE_CONST, PATH_OFFLOAD_STATE_CACHED, PATH_OFFLOAD_STATE_DELEGATED$/,
    );
    assert.match(
      passed('MiniportInitiateOffload', 'MiniportOffloadContext of TCP1: X'),
      /: a location that holds NULL$/,
    );
  });

  test('one PVOID for two objects belongs to another object', () => {
    const rig = new Rig();
    rig.stack.links.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      const [first, last] = [blocksOf(parameters.OffloadBlockList)[0], blocksOf(parameters.OffloadBlockList)[3]];
      if (first?.MiniportOffloadContext && last?.MiniportOffloadContext)
        last.MiniportOffloadContext.value = first.MiniportOffloadContext.value;
      return proceed();
    });
    rig.offload(TREE);
    const cell = 'PVOID of N1: X';
    assert.match(read(rig, 'NdisMInitiateOffloadComplete', cell), /: that of another object$/);
  });

  test('a member that is not what was passed', () => {
    const rig = new Rig().offload(TREE);
    rig.stack.links.calls(COMPLETE, 'offload target', ({ parameters }, proceed) => {
      const block = blocksOf(parameters.OffloadBlockList)[2];
      if (block) block.ProtocolReserved = { toTrace: () => 'mine' };
      return proceed();
    });
    rig.run('invalidate', TREE);
    assert.equal(read(rig, COMPLETE, 'ProtocolReserved: X'), 'ProtocolReserved: mine in the block of TCP1');
    assert.equal(read(rig, COMPLETE, 'SourceHandle: X'), 'SourceHandle: what was passed');
  });

  test('an object goes by its name, whatever intermediate drivers append to it', () => {
    const name = 'MiniportInvalidateOffload';
    assert.equal(read(invalidated(2), name, 'Status of PATH1: X', 'offload target'), 'Status of PATH1: no status');
    assert.equal(
      read(invalidated(2), name, 'OffloadBlockList: X', 'offload target'),
      'OffloadBlockList: N1 (PATH1 (TCP1, TCP2), placeholder)',
    );
  });

  test('the type of the list', () => {
    const rig = invalidated(1);
    assert.equal(read(rig, 'MiniportInvalidateOffload', 'list type: X'), 'list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST');
    assert.equal(
      read(rig, 'ProtocolInvalidateOffloadComplete', 'list type: X'),
      'list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST',
    );
  });

  test('events by name, requests with their statuses, objects without what intermediate drivers append', () => {
    const rig = new Rig({ intermediateDrivers: 1 }).offload(TREE);
    rig.stack.host.send(rig.object('TCP1'), [1]);
    rig.idle().stack.nics[0]?.set('hardware state corrupt');
    rig.run('invalidate', ['TCP1']);
    const event = (cell: string): string => {
      const call = rig.calls('NdisTcpOffloadEventHandler')[0] as TraceEntry;
      const [expected] = expectedCalls([['x', cell]]);
      return readAs(call, expected ?? { name: '', parameters: new Map() }, rig.trace).split(' | ')[1] ?? '';
    };
    assert.equal(event('EventType: X'), 'EventType: TcpIndicateRetrieve');
    assert.equal(event('EventSpecificInformation: X'), 'EventSpecificInformation: HardwareFailure');
    assert.equal(event('NdisOffloadHandle: X'), 'NdisOffloadHandle: TCP1');
    assert.equal(
      read(rig, 'ProtocolTcpOffloadSendComplete', 'NetBufferList: X'),
      'NetBufferList: [TCP1 send 1 NDIS_STATUS_SUCCESS]',
    );
  });

  test('the pointer that a handler of the same driver got, and no other', () => {
    const cell = 'OffloadBlockList: the pointer that MiniportInvalidateOffload got';
    const rig = invalidated(1);
    assert.equal(read(rig, COMPLETE, cell), cell);
    assert.match(
      read(rig, COMPLETE, 'OffloadBlockList: the pointer that MiniportUpdateOffload got'),
      /: another pointer \(M\d+ \[N1 /,
    );
    const wrong = new Rig({ intermediateDrivers: 1 }).offload(TREE);
    wrong.stack.links.calls(COMPLETE, 'offload target', ({ parameters }, proceed) => {
      const [, inner] = blocksOf(parameters.OffloadBlockList);
      return proceed(inner ? { ...parameters, OffloadBlockList: inner } : parameters);
    });
    assert.match(read(wrong.run('invalidate', TREE), COMPLETE, cell), /: another pointer \(M\d+ \[PATH1/);
    const others = new Rig({ intermediateDrivers: 1 }).offload(TREE);
    let upper: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | null = null;
    others.stack.links.handles('MiniportInvalidateOffload', 'intermediate driver', ({ parameters }, proceed) => {
      upper = parameters.OffloadBlockList;
      proceed();
    });
    others.stack.links.calls(COMPLETE, 'offload target', ({ parameters }, proceed) =>
      proceed({ ...parameters, OffloadBlockList: upper ?? parameters.OffloadBlockList }),
    );
    assert.match(read(others.run('invalidate', TREE), COMPLETE, cell), /: another pointer \(M\d+ \[N1/);
  });

  test('the handle from the driver’s own registration, and no other', () => {
    const cell = 'NdisMiniportHandle: what NdisMRegisterMiniportDriver gave';
    const rig = new Rig({ intermediateDrivers: 1 }).offload(TREE);
    assert.equal(read(rig.run('invalidate', TREE), COMPLETE, cell), cell);
    rig.stack.links.calls(COMPLETE, 'offload target', ({ parameters }, proceed) =>
      proceed({ ...parameters, NdisMiniportHandle: rig.stack.ndis.registrationOf('intermediate driver 1') }),
    );
    assert.equal(read(rig.run('invalidate', TREE), COMPLETE, cell), 'NdisMiniportHandle: another (T2)');
  });

  test('the handle of an object in what a driver was asked to offload, or asked for itself, and no other', () => {
    const rig = new Rig({ intermediateDrivers: 1 }).offload(TREE);
    rig.stack.nics[0]?.set('hardware state corrupt');
    rig.run('invalidate', ['TCP2']);
    const given = 'NdisOffloadHandle: what MiniportInitiateOffload got for TCP2';
    const own = 'OffloadContext: what NdisInitiateOffload got for TCP2';
    assert.equal(read(rig, 'NdisTcpOffloadEventHandler', given), given);
    assert.equal(read(rig, 'NdisTcpOffloadEventHandler', given.replace('TCP2', 'TCP1')), given);
    for (const to of ['host stack', 'intermediate driver 1'])
      assert.equal(read(rig, 'ProtocolTcpOffloadEvent', own, to), own);
    assert.equal(
      read(rig, 'NdisTcpOffloadEventHandler', given.replace('Miniport', 'Ndis')),
      'NdisOffloadHandle: another (TCP2)',
    );
    assert.equal(
      read(rig, 'ProtocolTcpOffloadEvent', own.replace('Ndis', 'Miniport'), 'intermediate driver 1'),
      'OffloadContext: another (TCP2/im1)',
    );
  });

  test('the context of an adapter and of a binding, by the adapter’s number', () => {
    const rig = invalidated(1).offload({ N2: [] }, 1).run('invalidate', ['N2'], { adapter: 1 });
    for (const to of ['offload target', 'intermediate driver 1']) {
      const cell = 'MiniportAdapterContext: what was set for adapter 2';
      assert.equal(read(rig, 'MiniportInvalidateOffload', cell, to), cell);
      assert.equal(read(rig, 'MiniportInvalidateOffload', cell.replace('2', '1'), to), cell);
    }
    for (const to of ['host stack', 'intermediate driver 1']) {
      const cell = 'ProtocolBindingContext: what was given for adapter 2';
      assert.equal(read(rig, 'ProtocolInvalidateOffloadComplete', cell, to), cell);
    }
    rig.stack.links.calls('MiniportInvalidateOffload', 'NDIS', ({ parameters }, proceed) =>
      proceed({ ...parameters, MiniportAdapterContext: null }),
    );
    assert.equal(
      read(
        rig.run('invalidate', ['N1']),
        'MiniportInvalidateOffload',
        'MiniportAdapterContext: what was set for adapter 1',
      ),
      'MiniportAdapterContext: none that was set',
    );
  });
});

describe('a driver’s context', () => {
  const rig = new Rig({ intermediateDrivers: 2 }).offload(TREE).run('query', TREE);
  const [upper, lower] = ['intermediate driver 1', 'intermediate driver 2'];

  test('is told by who offloaded with a handle, in the member that the structure has', () => {
    const cell = 'NdisOffloadHandle of TCP1: that of the host stack';
    assert.equal(read(rig, 'MiniportQueryOffload', cell, upper), cell);
    assert.equal(read(rig, 'MiniportQueryOffload', cell, lower), `NdisOffloadHandle of TCP1: that of ${upper}`);
    assert.equal(
      read(rig, 'MiniportQueryOffload', 'OffloadHandle of TCP1: that of X'),
      'OffloadHandle of TCP1: not a member',
    );
    assert.equal(
      read(rig, 'NdisQueryOffloadState', 'OffloadHandle of TCP2: X'),
      `OffloadHandle of TCP2: that of ${lower}`,
    );
    assert.equal(
      read(rig, 'NdisQueryOffloadState', 'OffloadHandle of TCP9: X'),
      'OffloadHandle of TCP9: no such block',
    );
    assert.equal(
      read(rig, 'NdisQueryOffloadState', 'MiniportOffloadContext of TCP1: not a member'),
      'MiniportOffloadContext of TCP1: not a member',
    );
    assert.equal(
      read(rig, 'MiniportQueryOffload', 'MiniportOffloadContext of TCP1: not a member'),
      'MiniportOffloadContext of TCP1: a member',
    );
  });

  test('is told by the memory that a location or ImReserved leads to, and whose it is', () => {
    const entry = (what: string, driver: string): string => `an IM ${what} entry of ${driver}`;
    for (const [to, driver] of [
      [upper, upper],
      [lower, lower],
    ] as const) {
      const expected = `PVOID of TCP1: ${entry('offload', upper)}`;
      assert.equal(read(rig, 'MiniportQueryOffload', expected, to), `PVOID of TCP1: ${entry('offload', driver)}`);
      const kept = `ImReserved: ${entry('call', upper)}`;
      assert.equal(read(rig, 'ProtocolQueryOffloadComplete', kept, to), `ImReserved: ${entry('call', driver)}`);
    }
    assert.equal(read(rig, 'ProtocolQueryOffloadComplete', 'ImReserved: NULL', 'host stack'), 'ImReserved: NULL');
  });

  test('that differs from block to block is told by the first that is unlike the root’s', () => {
    const spoilt = new Rig({ intermediateDrivers: 1 }).offload(TREE);
    spoilt.stack.links.calls('NdisQueryOffloadState', 'intermediate driver', ({ parameters }, proceed) => {
      const last = blocksOf(parameters.OffloadBlockList)[3];
      if (last) last.ImReserved = null;
      return proceed();
    });
    assert.equal(
      read(spoilt.run('query', TREE), 'NdisQueryOffloadState', 'ImReserved: NULL'),
      'ImReserved: NULL in the block of TCP2/im1',
    );
  });
});
