import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FunctionName, Operation } from '../../ddi/functions';
import { OPERATIONS } from '../../ddi/functions';
import type { Nic, NicOutcome, Segment } from '../../ddi/nic';
import type { OffloadTargetEnvironment } from '../../ddi/offload-target';
import type { TCP_OFFLOAD_STATE_DELEGATED, TcpState } from '../../ddi/offload-state';
import { BlockListSnapshot } from '../../ddi/snapshot';
import { REFERENCE_TARGET } from '../target-module';
import type { NicCondition } from '../nic';
import { Rig } from '../testing/rig';
import { Adapter } from './adapter';
import { ReferenceTarget } from './offload-target';

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'] } } as const;
const offloaded = (seed = 7): Rig => new Rig({ seed }).offload(TREE);

/** What the target answered last, to an operation. */
const answer = (rig: Rig, operation: Operation): string => rig.last(OPERATIONS[operation].completes);
const set = (rig: Rig, condition: NicCondition): Rig => {
  rig.stack.nics[0]?.set(condition);
  return rig;
};
const send = (rig: Rig, length: number, connection = 'TCP1'): Rig => {
  rig.stack.host.send(rig.object(connection), [length]);
  return rig.idle();
};
/** A send that is not acknowledged, and a receive that is not filled. */
const outstanding = (rig: Rig): Rig => {
  rig.stack.wire.setAcknowledges(rig.endsOf('TCP1'), false);
  rig.stack.host.postReceives(rig.object('TCP1'), [4000]);
  return send(rig, 100);
};
const events = (rig: Rig): string[] =>
  rig.calls('NdisTcpOffloadEventHandler').map((entry) => Object.values(rig.trace.shown(entry)).join(' '));
const positionOf = (rig: Rig, name: FunctionName): number => rig.calls(name).at(-1)?.index ?? -1;
const elapsed = (rig: Rig, operation: Operation): number => {
  const { handles, completes } = OPERATIONS[operation];
  return (rig.calls(completes).at(-1)?.timeMicroseconds ?? 0) - (rig.calls(handles).at(-1)?.timeMicroseconds ?? 0);
};
/** The state behind the blocks of a completion. */
const stateBehind = (rig: Rig, operation: Operation): unknown[] => {
  const list = rig.calls(OPERATIONS[operation].completes).at(-1)?.parameters['OffloadBlockList'];
  return list instanceof BlockListSnapshot ? [...list].map(({ following }) => following) : [];
};

describe('update', () => {
  const change = (rig: Rig, object: string, variable: string, value: string): Rig => {
    rig.object(object).setCached(variable, value);
    return rig;
  };

  test('takes new cached variables at every layer', () => {
    const rig = offloaded();
    change(rig, 'N1', 'DlDestinationAddress', '02-00-00-00-00-77');
    change(rig, 'PATH1', 'PathMtu', '576');
    change(rig, 'TCP1', 'TtlOrHopLimit', '9');
    rig.run('update', { N1: { PATH1: ['TCP1'] } }, { part: 'cached' });
    assert.equal(answer(rig, 'update'), 'N1 SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS))');
    const [segment] = send(rig, 1000).sent;
    assert.deepEqual([segment?.destinationMac, segment?.length, segment?.timeToLive], ['02-00-00-00-00-77', 536, 9]);
  });

  test('of a tree without state changes nothing and succeeds, placeholders included', () => {
    const rig = change(offloaded(), 'TCP1', 'TtlOrHopLimit', '9').run('update', { placeholder: { PATH1: ['TCP1'] } });
    assert.equal(answer(rig, 'update'), 'placeholder SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS))');
    assert.equal(send(rig, 10).sent[0]?.timeToLive, 128);
  });

  test('links paths to the neighbor that they depend on in the tree', () => {
    const rig = offloaded().offload({ N1: { PATH2: ['TCP3'] }, N2: [] });
    rig.run('update', { N2: ['PATH1'] });
    assert.equal(answer(rig, 'update'), 'N2 SUCCESS (PATH1 SUCCESS)');
    send(send(rig, 10), 20, 'TCP3');
    assert.deepEqual(
      rig.sent.map(({ destinationMac }) => destinationMac.slice(-2)),
      ['02', '01'],
    );
    assert.equal(rig.object('PATH1').parent, rig.object('N2'));
    assert.equal(rig.object('PATH2').parent, rig.object('N1'));
    rig.run('invalidate', ['N1']);
    assert.deepEqual(send(rig, 30).sent.length, 3);
  });

  test('does one by one what the NIC has room for', () => {
    const rig = change(offloaded().offload({ N1: ['PATH2'] }), 'PATH1', 'PathMtu', '576');
    rig.stack.nics[0]?.leave('update slots', 1);
    rig.run('update', ['PATH1', 'PATH2'], { part: 'cached' });
    assert.equal(answer(rig, 'update'), 'PATH1 SUCCESS, PATH2 FAILURE');
    assert.equal(send(rig, 1000).sent[0]?.length, 536);
    assert.deepEqual(
      rig.stack.host.owed.map(({ name }) => name),
      ['PATH2'],
    );
  });

  test('that says nothing new of a link takes none of the NIC’s room', () => {
    const rig = offloaded();
    rig.stack.nics[0]?.leave('update slots', 0);
    rig.run('update', { N1: ['PATH1'] });
    assert.equal(answer(rig, 'update'), 'N1 SUCCESS (PATH1 SUCCESS)');
  });

  for (const condition of ['hardware state corrupt', 'hung'] as const) {
    test(`${condition}: fails for all but placeholders, changes nothing, and no event is indicated`, () => {
      const rig = change(offloaded().offload(['N2']), 'PATH1', 'PathMtu', '576');
      set(rig, condition).run('update', { N2: { PATH1: ['TCP1'] }, placeholder: [] }, { part: 'cached' });
      assert.equal(answer(rig, 'update'), 'N2 FAILURE (PATH1 FAILURE (TCP1 FAILURE)), placeholder SUCCESS');
      assert.equal(rig.object('PATH1').parent, rig.object('N1'));
      assert.deepEqual(events(rig), []);
    });
  }

  test('that fails leaves the connection sending and receiving as before', () => {
    const rig = change(offloaded(), 'PATH1', 'PathMtu', '576');
    rig.stack.nics[0]?.leave('update slots', 0);
    rig.run('update', ['PATH1'], { part: 'cached' });
    assert.equal(send(rig, 1000).sent[0]?.length, 1000);
    assert.deepEqual(rig.requests, ['TCP1 send 1 SUCCESS 1000']);
  });
});

describe('invalidate', () => {
  test('succeeds for every block and stops the connections that depend on it, and no others', () => {
    const rig = offloaded().offload({ N1: { PATH2: ['TCP3'] } });
    rig.run('invalidate', { placeholder: { PATH1: ['TCP1'] } });
    assert.equal(answer(rig, 'invalidate'), 'placeholder SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS))');
    send(send(send(rig, 10, 'TCP1'), 20, 'TCP2'), 30, 'TCP3');
    assert.deepEqual(
      rig.sent.map(({ length }) => length),
      [30],
    );
  });

  test('decides what becomes of data that comes meanwhile: it goes out when nothing is invalidated', () => {
    const rig = offloaded();
    const [nic] = rig.stack.nics;
    assert.ok(nic);
    nic.execute = () => undefined;
    rig.start('invalidate', ['N1']);
    send(rig, 10);
    assert.equal(answer(rig, 'invalidate'), 'N1 FAILURE');
    assert.deepEqual(
      rig.sent.map(({ length }) => length),
      [10],
    );
    assert.deepEqual(events(rig), []);
  });

  test('is waited for by data that comes after it, in whichever order the two are worked on', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const rig = new Rig({ seed }).offload(TREE).start('invalidate', ['N1']);
      send(rig, 10);
      assert.deepEqual(rig.sent, [], `seed ${String(seed)}`);
      assert.deepEqual(events(rig), ['TCP1 TcpIndicateRetrieve InvalidState'], `seed ${String(seed)}`);
    }
  });

  test('decides what becomes of data that comes meanwhile: its connection is asked back, once', () => {
    const rig = offloaded().start('invalidate', ['PATH1']).start('invalidate', ['N1']);
    send(rig, 10);
    assert.deepEqual(rig.sent, []);
    assert.deepEqual(events(rig), ['TCP1 TcpIndicateRetrieve InvalidState']);
  });

  test('of a target that goes on changes nothing until the terminate', () => {
    const [variant] = REFERENCE_TARGET.variants ?? [];
    assert.ok(variant);
    const rig = new Rig({ target: variant }).offload(TREE).run('invalidate', TREE);
    assert.equal(answer(rig, 'invalidate'), 'N1 SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS, TCP2 SUCCESS))');
    send(rig, 10);
    assert.deepEqual(rig.requests, ['TCP1 send 1 SUCCESS 10']);
    assert.deepEqual(events(rig), []);
  });

  test('of a connection alone leaves the others of its path', () => {
    const rig = offloaded().run('invalidate', ['TCP1']);
    assert.deepEqual(
      send(send(rig, 10, 'TCP1'), 20, 'TCP2').sent.map(({ length }) => length),
      [20],
    );
  });

  test('frees nothing', () => {
    const rig = offloaded().run('invalidate', TREE);
    assert.equal(rig.allocated.length, 4);
  });

  test('corrupt: fails, gives up each connection concerned once, and only then', () => {
    const rig = set(offloaded().offload({ N2: { PATH2: ['TCP3'] } }), 'hardware state corrupt');
    rig.run('invalidate', { N1: { PATH1: ['TCP2'] } });
    assert.equal(answer(rig, 'invalidate'), 'N1 FAILURE (PATH1 FAILURE (TCP2 FAILURE))');
    assert.deepEqual(events(rig), [
      'TCP1 TcpIndicateRetrieve HardwareFailure',
      'TCP1 TcpIndicateAbort 0',
      'TCP2 TcpIndicateRetrieve HardwareFailure',
      'TCP2 TcpIndicateAbort 0',
    ]);
    const first = rig.calls('NdisTcpOffloadEventHandler')[0]?.index ?? 0;
    assert.ok(positionOf(rig, 'NdisMInvalidateOffloadComplete') < first);
    assert.deepEqual(
      rig.stack.host.owed.map(({ name }) => name),
      ['TCP1', 'TCP2'],
    );
  });

  test('corrupt: what is outstanding waits for the terminate, and then is aborted', () => {
    const rig = set(outstanding(offloaded()), 'hardware state corrupt').run('invalidate', ['TCP1']);
    send(rig, 200);
    rig.stack.wire.setAcknowledges(rig.endsOf('TCP1'), true);
    assert.deepEqual(rig.idle().requests, []);
    rig.run('terminate', ['TCP1']);
    assert.deepEqual(rig.requests, [
      'TCP1 send 1 REQUEST_ABORTED 0',
      'TCP1 send 2 REQUEST_ABORTED 0',
      'TCP1 receive 1 REQUEST_ABORTED 0',
    ]);
    assert.equal(answer(rig, 'terminate'), 'TCP1 FAILURE');
  });

  test('corrupt: a connection that was given up neither sends nor asks again, and goes as lost, though its NIC recovers', () => {
    const rig = outstanding(offloaded());
    const nic = rig.stack.nics[0] as Nic;
    const execute = nic.execute.bind(nic);
    nic.execute = (command, needs, ended) => {
      if (command !== 'invalidate') execute(command, needs, ended);
      else rig.stack.links.defer('offload target', () => ended({ corrupt: true }));
    };
    rig.run('invalidate', ['TCP1']);
    const before = events(rig).length;
    assert.deepEqual(
      send(rig, 200).sent.map(({ length }) => length),
      [100],
    );
    assert.equal(events(rig).length, before);
    rig.run('terminate', ['TCP1', 'TCP2']);
    assert.equal(answer(rig, 'terminate'), 'TCP1 FAILURE, TCP2 SUCCESS');
    assert.deepEqual(
      rig.requests.map((request) => request.split(' ')[3]),
      Array.from({ length: 3 }, () => 'REQUEST_ABORTED'),
    );
  });

  test('corrupt: what was terminated or linked elsewhere is not concerned', () => {
    const rig = offloaded().offload({ N1: { PATH2: ['TCP3'], PATH3: ['TCP4'] }, N2: [] });
    rig
      .run('terminate', ['TCP1'])
      .run('terminate', { PATH3: ['TCP4'] })
      .run('update', { N2: ['PATH2'] });
    set(rig, 'hardware state corrupt').run('invalidate', ['N1']);
    assert.deepEqual(events(rig), ['TCP2 TcpIndicateRetrieve HardwareFailure', 'TCP2 TcpIndicateAbort 0']);
    assert.deepEqual(rig.illegalUses, []);
  });

  test('hung: fails, without any event', () => {
    const rig = set(offloaded(), 'hung').run('invalidate', { N1: ['PATH1'], placeholder: [] });
    assert.equal(answer(rig, 'invalidate'), 'N1 FAILURE (PATH1 FAILURE), placeholder SUCCESS');
    assert.deepEqual(events(rig), []);
  });

  test('that fails leaves state valid: its connections are not asked back when something is sent', () => {
    const rig = set(offloaded(), 'hung').run('invalidate', ['N1']);
    send(rig, 10);
    assert.deepEqual(events(rig), []);
  });

  test('that fails leaves state valid when several of the same state were under way', () => {
    const rig = set(offloaded(), 'hung')
      .start('invalidate', ['N1'])
      .start('invalidate', { N1: ['PATH1'] })
      .idle();
    assert.deepEqual(rig.calls('NdisMInvalidateOffloadComplete').length, 2);
    send(rig, 10);
    assert.deepEqual(events(rig), []);
  });

  test('that fails leaves state invalid that was so before', () => {
    const rig = set(offloaded().run('invalidate', ['N1']), 'hung').run('invalidate', ['N1']);
    assert.equal(answer(rig, 'invalidate'), 'N1 FAILURE');
    assert.deepEqual(events(send(rig, 10)), ['TCP1 TcpIndicateRetrieve InvalidState']);
  });

  test('stops sending from the moment that the target begins', () => {
    const rig = set(offloaded(), 'slow').start('invalidate', ['N1']);
    rig.stack.links.defer('host stack', () => rig.stack.host.send(rig.object('TCP1'), [10]), 1000);
    rig.idle();
    assert.deepEqual(rig.sent, []);
  });
});

describe('terminate', () => {
  test('gives outstanding requests back before it completes, and the memory free after that', () => {
    const rig = outstanding(offloaded()).run('terminate', TREE);
    assert.deepEqual(rig.requests, ['TCP1 receive 1 UPLOAD_IN_PROGRESS 0', 'TCP1 send 1 HANDED_OVER 0']);
    assert.equal(answer(rig, 'terminate'), 'N1 SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS, TCP2 SUCCESS))');
    const complete = positionOf(rig, 'NdisMTerminateOffloadComplete');
    assert.ok(positionOf(rig, 'NdisTcpOffloadReceiveComplete') < complete);
    const freed = rig.calls('NdisFreeMemory');
    assert.ok(freed.every(({ index }) => index > complete));
    assert.deepEqual(
      freed.map((entry) => rig.trace.shown(entry)['VirtualAddress']),
      ['C4 (TCP connection)', 'C3 (TCP connection)', 'C2 (path)', 'C1 (neighbor)'],
    );
    assert.deepEqual(rig.allocated, []);
    assert.deepEqual(rig.stack.host.offloaded, []);
  });

  test('gives the delegated variables back', () => {
    const rig = outstanding(send(offloaded(), 1000)).run('terminate', { N1: { PATH1: ['TCP1'] } });
    const [neighbor, path, connection] = stateBehind(rig, 'terminate');
    assert.deepEqual(neighbor, { delegated: { NicReachabilityDelta: 0 } });
    assert.deepEqual(path, { delegated: {} });
    const { SendDataHead, SendDataTail, ...rest } = (connection as TcpState).delegated as TCP_OFFLOAD_STATE_DELEGATED;
    const KeepAlive = { ProbeCount: 0, TimeoutDelta: -1 };
    const sequences = { RcvNxt: 5000, SndUna: 2000, SndNxt: 2100, SndMax: 2100 };
    assert.deepEqual(rest, {
      State: 4,
      ...sequences,
      KeepAlive,
      Retransmit: { Count: 0, TimeoutDelta: 300 },
      SendBacklogSize: 50_000,
      BufferedData: null,
    });
    assert.deepEqual([SendDataHead?.name, SendDataTail?.name], ['TCP1 send 2', 'TCP1 send 2']);
  });

  test('without a structure to give them back in, it succeeds all the same', () => {
    const rig = offloaded();
    const node = { object: rig.object('TCP1'), dependents: [] };
    rig.stack.host.start('terminate', 0, [node, { object: null, dependents: [] }]);
    assert.equal(answer(rig.idle(), 'terminate'), 'TCP1 SUCCESS, placeholder SUCCESS');
    assert.equal(stateBehind(rig, 'terminate')[0], null);
  });

  for (const [how, sends] of [
    [
      'completed',
      ['TCP1 send 1 UPLOAD_IN_PROGRESS 0', 'TCP1 send 2 UPLOAD_IN_PROGRESS 0', 'TCP1 send 3 UPLOAD_IN_PROGRESS 0'],
    ],
    ['handed over', ['TCP1 send 1 HANDED_OVER 0', 'TCP1 send 2 HANDED_OVER 0', 'TCP1 send 3 HANDED_OVER 0']],
    [
      'handed over when sent',
      ['TCP1 send 3 UPLOAD_IN_PROGRESS 0', 'TCP1 send 1 HANDED_OVER 0', 'TCP1 send 2 HANDED_OVER 0'],
    ],
  ] as const) {
    test(`outstanding sends are ${how}, in their order`, () => {
      const target = {
        ...REFERENCE_TARGET,
        createOffloadTarget: (environment: OffloadTargetEnvironment) =>
          new ReferenceTarget(environment, { sends: how }),
      };
      const rig = new Rig({ target }).offload(TREE);
      rig.stack.wire.setAcknowledges(rig.endsOf('TCP1'), false);
      rig.stack.host.send(rig.object('TCP1'), [100, 200]);
      rig.idle();
      rig.run('invalidate', ['N1']).stack.host.send(rig.object('TCP1'), [300]);
      rig.idle().run('terminate', ['TCP1']);
      assert.deepEqual(rig.requests, sends);
      assert.deepEqual(rig.illegalUses, []);
    });
  }

  test('what was received and nobody took goes up, is copied, and its structures come back', () => {
    const rig = new Rig({ intermediateDrivers: 2 }).offload(TREE);
    rig.stack.host.room = 0;
    rig.stack.wire.sendFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', 3000);
    rig.idle().run('terminate', ['TCP1']);
    assert.deepEqual(
      rig.calls('MiniportTcpOffloadReceiveReturn').map(({ to }) => to),
      ['intermediate driver 1', 'intermediate driver 2', 'offload target'],
    );
    const [given] = rig.trace.entries.filter(({ name }) => name === 'gets data');
    assert.deepEqual(given?.parameters, { connection: 'TCP1', bytes: 3000 });
    assert.deepEqual(rig.illegalUses, []);
  });

  test('hung: the state is lost; requests are aborted, nothing is given back, the memory is freed', () => {
    const rig = set(outstanding(offloaded()), 'hung').run('terminate', { ...TREE, placeholder: [] });
    assert.equal(
      answer(rig, 'terminate'),
      'N1 FAILURE (PATH1 FAILURE (TCP1 FAILURE, TCP2 FAILURE)), placeholder SUCCESS',
    );
    assert.deepEqual(rig.requests, ['TCP1 send 1 REQUEST_ABORTED 0', 'TCP1 receive 1 REQUEST_ABORTED 0']);
    assert.deepEqual(stateBehind(rig, 'terminate')[2], { delegated: {} });
    assert.deepEqual(rig.allocated, []);
  });

  test('corrupt: each connection is given up, and its requests wait until it is terminated once more', () => {
    const rig = set(outstanding(offloaded()), 'hardware state corrupt').run('terminate', TREE);
    assert.equal(answer(rig, 'terminate'), 'N1 FAILURE (PATH1 FAILURE (TCP1 FAILURE, TCP2 FAILURE))');
    assert.deepEqual(rig.requests, []);
    assert.deepEqual(stateBehind(rig, 'terminate')[2], { delegated: {} });
    assert.equal(rig.calls('NdisTcpOffloadEventHandler').length, 4);
    rig.stack.host.terminateWhatIsOwed();
    rig.idle();
    assert.deepEqual(rig.requests, ['TCP1 send 1 REQUEST_ABORTED 0', 'TCP1 receive 1 REQUEST_ABORTED 0']);
    assert.equal(rig.calls('NdisTcpOffloadEventHandler').length, 4);
    assert.deepEqual(rig.allocated, []);
    assert.deepEqual(rig.illegalUses, []);
  });

  test('whatever was asked before it completes before it does', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const rig = offloaded(seed);
      rig.object('PATH1').setCached('PathMtu', '576');
      rig.start('invalidate', ['N1']).start('update', ['PATH1'], { part: 'cached' }).start('terminate', TREE).idle();
      assert.deepEqual(rig.illegalUses, [], `seed ${String(seed)}`);
      const [, ...completions] = rig.trace.entries
        .filter(
          ({ kind, from, name }) => kind === 'call' && from === 'offload target' && /^NdisM.*Complete$/.test(name),
        )
        .map(({ name }) => name);
      assert.equal(completions.length, 3);
      assert.equal(completions.at(-1), 'NdisMTerminateOffloadComplete', `seed ${String(seed)}`);
      assert.equal(answer(rig, 'update'), 'PATH1 SUCCESS');
      assert.deepEqual(rig.allocated, []);
    }
  });

  test('waits for nothing that the target could not begin', () => {
    const rig = offloaded().offload(['N2']);
    rig.object('N2').handle.MiniportOffloadContext.value = {};
    rig.start('invalidate', ['N2']).run('terminate', TREE);
    assert.deepEqual(rig.illegalUses, ['offload target: stale-handle']);
    assert.equal(answer(rig, 'terminate'), 'N1 SUCCESS (PATH1 SUCCESS (TCP1 SUCCESS, TCP2 SUCCESS))');
  });

  test('one after another, in the order in which they were asked for', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const rig = offloaded(seed).start('terminate', ['TCP1']).start('terminate', ['TCP2']).idle();
      assert.deepEqual(
        rig
          .calls('ProtocolTerminateOffloadComplete')
          .map((entry) => rig.trace.shown(entry)['OffloadBlockList']?.slice(3, 8)),
        ['[TCP1', '[TCP2'],
      );
    }
  });

  test('ends what segments may find: what arrives after it is nobody’s', () => {
    const rig = offloaded();
    rig.stack.host.postReceives(rig.object('TCP1'), [4000]);
    rig.run('terminate', ['TCP1']);
    rig.stack.wire.sendFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', 100);
    rig.idle();
    assert.deepEqual(rig.requests, ['TCP1 receive 1 UPLOAD_IN_PROGRESS 0']);
    assert.deepEqual(rig.illegalUses, []);
    const { MiniportAttributes } = rig.calls('NdisMSetMiniportAttributes')[0]?.parameters ?? {};
    const { MiniportAdapterContext: adapter } = MiniportAttributes as { MiniportAdapterContext: Adapter };
    const arrived = rig.calls('receive').at(-1)?.parameters['Segment'] as Segment;
    assert.equal(adapter.connectionOf(arrived), undefined);
    assert.equal(adapter.connectionOf({ ...arrived, destinationPort: 2 })?.kind, 'TCP connection');
  });

  test('a send that is under way when its connection goes is given back once', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const rig = offloaded(seed);
      rig.stack.host.send(rig.object('TCP1'), [10]);
      rig.run('terminate', ['TCP1']);
      assert.equal(rig.requests.length, 1);
      assert.deepEqual(rig.illegalUses, []);
      const after = positionOf(rig, 'NdisMTerminateOffloadComplete');
      assert.ok(rig.calls('transmit').every(({ index }) => index < after));
    }
  });

  test('is done once, whatever else completes meanwhile', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const rig = offloaded(seed).start('terminate', ['TCP1']).start('update', ['PATH1']).idle();
      assert.deepEqual(rig.illegalUses, []);
      assert.equal(answer(rig, 'terminate'), 'TCP1 SUCCESS');
    }
  });
});

describe('every operation', () => {
  const start: Record<Operation, (rig: Rig) => Rig> = {
    initiate: (rig) => rig.start('initiate', ['N5']),
    query: (rig) => rig.start('query', ['N1']),
    update: (rig) => rig.start('update', ['N1'], { part: 'cached' }),
    invalidate: (rig) => rig.start('invalidate', ['N1']),
    terminate: (rig) => rig.start('terminate', TREE),
  };
  for (const [operation, begin] of Object.entries(start) as [Operation, (rig: Rig) => Rig][]) {
    test(`${operation}: the handler makes no call; a slow NIC makes it late, a hung one lets it fail in the end`, () => {
      const rig = offloaded();
      const before = rig.trace.length;
      begin(rig);
      const made = rig.trace.entries.slice(before).filter(({ from }) => from === 'offload target');
      assert.deepEqual(made, []);
      assert.ok(elapsed(rig.idle(), operation) < 100);
      const slow = begin(set(offloaded(), 'slow')).idle();
      assert.ok(elapsed(slow, operation) >= 10_000);
      assert.match(answer(slow, operation), / SUCCESS/);
      const hung = begin(set(offloaded(), 'hung')).idle();
      assert.ok(elapsed(hung, operation) >= 100_000);
      assert.match(answer(hung, operation), / FAILURE/);
      assert.equal(
        hung.calls(OPERATIONS[operation].completes).length,
        rig.calls(OPERATIONS[operation].completes).length,
      );
    });
  }

  test('keeps to its own adapter', () => {
    const rig = new Rig({ adapters: 2 }).offload(TREE).offload({ N2: { PATH2: ['TCP3'] } }, 1);
    set(rig, 'hung').run('invalidate', ['N2'], { adapter: 1 });
    assert.equal(answer(rig, 'invalidate'), 'N2 SUCCESS');
    const contexts = ['MiniportInitiateOffload', 'MiniportInvalidateOffload'].flatMap((name) =>
      rig.calls(name as FunctionName).map((entry) => rig.trace.shown(entry)['MiniportAdapterContext']),
    );
    assert.deepEqual(contexts, ['A1', 'A2', 'A2']);
  });
});

test('the watchdog and the NIC: whichever is first is heard, once', () => {
  for (const order of ['NIC first', 'watchdog first']) {
    const ended: ((outcome: NicOutcome) => void)[] = [];
    const bites: (() => void)[] = [];
    const nic = {
      execute: (_command: unknown, _needs: unknown, end: (outcome: NicOutcome) => void) => ended.push(end),
    };
    const adapter = new Adapter(
      'A1',
      nic as unknown as Nic,
      {
        ndis: {} as never,
        defer: (work) => void bites.push(work),
      },
      {} as never,
      {
        whenInvalidated: 'stop sending',
        outOfOrder: 'dropped',
        resets: 'indicated at once',
        sendBacklog: 'indicated',
        uploads: 'asked for at once',
      },
    );
    const heard: string[] = [];
    adapter.command('update', [], ({ state }) => void heard.push(state));
    const answerNow = (): void => ended[0]?.({ corrupt: false, done: [], lacking: new Map() });
    const bite = (): void => bites[0]?.();
    for (const next of order === 'NIC first' ? [answerNow, bite, answerNow] : [bite, answerNow, bite]) next();
    assert.deepEqual(heard, [order === 'NIC first' ? 'done' : 'hung']);
  }
});

test('a driver without hardware does not start', () => {
  const rig = offloaded();
  assert.throws(() => {
    rig.stack.ndis.startAdapter('offload target', 'adapter 9', null);
  }, /a driver did not do what it must do to be started/);
  assert.deepEqual(rig.illegalUses, ['offload target: wrong-return']);
});
