import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NetBufferListSnapshot } from '../../ddi/snapshot';
import { chainOf, NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import { Rig } from '../testing/rig';

const TREE = { N1: { PATH1: ['TCP1'] } } as const;

/** A connection on which more has arrived than anybody asked for, terminated. */
function terminated(intermediateDrivers: number, segments = 1): Rig {
  const rig = new Rig({ intermediateDrivers }).offload(TREE);
  rig.stack.host.room = 0;
  for (let segment = 0; segment < segments; segment += 1) {
    rig.stack.wire.sendFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', 100);
  }
  return rig.idle().run('terminate', ['TCP1']);
}

/** To whom structures were returned, with how many of them. */
const returned = (rig: Rig): string[] =>
  rig.calls('MiniportTcpOffloadReceiveReturn').map(({ to, parameters }) => {
    const { lists } = parameters['NetBufferList'] as NetBufferListSnapshot;
    return `${to}: ${String(lists.length)}`;
  });

/** The host stack returns structures. */
const giveBack = (rig: Rig, list: NET_BUFFER_LIST): Rig =>
  rig
    .by('host stack', () => {
      rig.stack.links.perform('NdisOffloadTcpReceiveReturn', 'host stack', {
        NdisBindingHandle: rig.binding(),
        NetBufferList: list,
      });
    })
    .idle();

/** The first structure that the host stack returned. */
function first(rig: Rig): NET_BUFFER_LIST {
  const [entry] = rig.calls('NdisOffloadTcpReceiveReturn');
  const [list] = (entry?.parameters['NetBufferList'] as NetBufferListSnapshot).lists;
  assert.ok(list);
  return list;
}

describe('structures with received data that went up with a terminate', () => {
  test('go back to each driver that passed them up, from the highest down', () => {
    assert.deepEqual(returned(terminated(0)), ['offload target: 1']);
    const drivers = ['intermediate driver 1: 1', 'intermediate driver 2: 1', 'offload target: 1'];
    assert.deepEqual(returned(terminated(2)), drivers);
    assert.deepEqual(terminated(2).illegalUses, []);
  });

  test('are returned once: a second time is an illegal use of who returns them', () => {
    for (const count of [0, 2]) {
      const rig = terminated(count);
      const before = returned(rig);
      giveBack(rig, first(rig));
      assert.deepEqual(rig.illegalUses, ['host stack: never-passed']);
      assert.match(rig.lastIllegalUse.expected, count === 0 ? /offload target passed up$/ : /driver 1 passed up$/);
      assert.deepEqual(returned(rig), before);
    }
  });

  test('are those that were passed up and no others, in whatever chain they come', () => {
    const rig = terminated(1);
    giveBack(rig, new NET_BUFFER_LIST('something else', 100));
    assert.deepEqual(rig.illegalUses, ['host stack: never-passed']);
    assert.match(rig.lastIllegalUse.happened, /^something else was returned$/);
  });

  test('are all of a chain, or nothing of it is taken', () => {
    const rig = new Rig().offload(TREE);
    rig.stack.host.room = 0;
    const held: NET_BUFFER_LIST[] = [];
    rig.stack.links.calls('NdisOffloadTcpReceiveReturn', 'host stack', ({ parameters }) => {
      held.push(parameters.NetBufferList);
      return undefined;
    });
    for (const length of [100, 200, 300]) {
      rig.stack.wire.sendFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', length);
    }
    rig.idle().run('terminate', ['TCP1']);
    const [chain] = held;
    assert.ok(chain);
    const lists = chainOf(chain);
    const last = lists.at(-1);
    assert.ok(last);
    last.Next = new NET_BUFFER_LIST('a stranger', 1);
    rig.stack.links.calls('NdisOffloadTcpReceiveReturn', 'host stack', (_crossing, proceed) => proceed());
    giveBack(rig, chain);
    assert.deepEqual(returned(rig), []);
    assert.deepEqual(rig.illegalUses, ['host stack: never-passed']);
    last.Next = null;
    giveBack(rig, chain);
    assert.deepEqual(returned(rig), [`offload target: ${String(lists.length)}`]);
  });
});

describe('structures with received data that were indicated', () => {
  const CONNECTION = { N1: { PATH1: ['TCP1'] } } as const;
  /** So much arrives on a connection that nobody has asked for anything on. */
  const indicated = (intermediateDrivers: number, room: number): Rig => {
    const rig = new Rig({ intermediateDrivers }).offload(CONNECTION);
    rig.stack.host.room = room;
    rig.stack.wire.sendFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', 100);
    return rig.idle();
  };
  const taken = (rig: Rig): unknown =>
    rig.trace.entries.filter(({ name }) => name === 'gets data').map(({ parameters }) => parameters['bytes']);
  const statuses = (rig: Rig): string[] =>
    rig.trace.entries
      .filter(({ kind, name }) => kind === 'return' && name === 'NdisTcpOffloadReceiveHandler')
      .map((entry) => rig.trace.shown(entry)['status'] ?? '');

  test('stay with the host stack until it returns them, when their data was taken', () => {
    const rig = indicated(2, 100);
    assert.deepEqual(new Set(statuses(rig)), new Set(['NDIS_STATUS_SUCCESS']));
    assert.deepEqual(taken(rig), [100]);
    assert.deepEqual(returned(rig), ['intermediate driver 1: 1', 'intermediate driver 2: 1', 'offload target: 1']);
    assert.deepEqual(rig.illegalUses, []);
  });

  for (const [room, status] of [
    [0, 'NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED'],
    [40, 'NDIS_STATUS_OFFLOAD_DATA_PARTIALLY_ACCEPTED'],
  ] as const) {
    test(`are the target’s again at once when ${String(room)} of 100 bytes were taken, and the rest waits for a request`, () => {
      const rig = indicated(1, room);
      assert.deepEqual(new Set(statuses(rig)), new Set([status]));
      assert.deepEqual(taken(rig), room === 0 ? [] : [room]);
      assert.deepEqual(returned(rig), []);
      rig.stack.host.room = Infinity;
      rig.stack.host.postReceives(rig.object('TCP1'), [4000]);
      assert.deepEqual(rig.idle().requests, [`TCP1 receive 1 SUCCESS ${String(100 - room)}`]);
      assert.equal(rig.calls('NdisTcpOffloadReceiveHandler', 'NDIS').length, 2);
      assert.deepEqual(rig.illegalUses, []);
    });
  }

  test('are not to be passed up again before they are back', () => {
    const rig = new Rig().offload(CONNECTION);
    let first: NET_BUFFER_LIST | null = null;
    rig.stack.links.calls('NdisTcpOffloadReceiveHandler', 'offload target', ({ parameters }, proceed) => {
      first ??= parameters.NetBufferList;
      return proceed({ ...parameters, NetBufferList: first });
    });
    rig.stack.wire.sendFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', 2000);
    assert.deepEqual(rig.idle().illegalUses, ['offload target: memory-in-use']);
    assert.match(rig.lastIllegalUse.happened, /^the offload target passed TCP1 received up once more$/);
  });
});
