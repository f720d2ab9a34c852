import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TCP_UPLOAD_REASON } from '../../ddi/events';
import { OFFLOAD_STATE_TYPE } from '../../ddi/offload-state-type';
import { BlockListSnapshot } from '../../ddi/snapshot';
import type { TraceEntry } from '../../sim/trace';
import { Rig } from '../testing/rig';
import { buildTree } from './block-tree-builder';
import type { TreeNode } from './block-tree-builder';
import { StateObject } from './state-object';

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'], PATH2: ['TCP3'] } } as const;
const offloaded = (): Rig => new Rig().offload(TREE);
const names = (objects: readonly StateObject[]): string[] => objects.map(({ name }) => name);

/** The trees of the terminates that the host stack started. */
const terminates = (rig: Rig): string[] =>
  rig
    .calls('NdisTerminateOffload')
    .map(({ parameters: { OffloadBlockList: list } }) => (list instanceof BlockListSnapshot ? list.shape() : ''));

describe('state objects', () => {
  test('have addresses, ports and MAC addresses of their own, a million of them', () => {
    const seen = new Set<string>();
    for (const number of [1, 2, 255, 256, 65535, 65536, 65537, 131072, 999_999, 1_000_000]) {
      const { state } = new StateObject('TCP connection', 'TCP', number, 0, null);
      const { LocalPort, RemotePort } = state.const as { LocalPort: number; RemotePort: number };
      assert.ok(LocalPort >= 0 && LocalPort <= 65535 && RemotePort > 0 && RemotePort <= 65535);
      seen.add(`${String(LocalPort)} ${String(RemotePort)}`);
      seen.add(JSON.stringify(new StateObject('path', 'PATH', number, 0, null).state.const));
      seen.add(JSON.stringify(new StateObject('neighbor', 'N', number, 0, null).state.cached));
    }
    assert.equal(seen.size, 30);
  });

  test('put behind a block what is asked for, with the Type that says so', () => {
    const types = (layer: StateObject['layer']): number[] => {
      const object = new StateObject(layer, 'X', 1, 0, null);
      return [
        object.referenceType,
        ...(['whole', 'cached', 'delegated'] as const).map((part) => object.following(part).Type),
      ];
    };
    assert.deepEqual(types('neighbor'), [4, 4, 2, 3]);
    assert.deepEqual(types('path'), [8, 8, 6, 7]);
    assert.deepEqual(types('TCP connection'), [17, 17, 14, 15]);
    const path = new StateObject('path', 'PATH1', 1, 0, null);
    assert.deepEqual(Object.keys(path.following('whole').following), ['const', 'cached', 'delegated']);
    assert.deepEqual(path.following('cached').following, { cached: { PathMtu: 1500 } });
    assert.deepEqual(path.following('delegated').following, { delegated: {} });
  });

  test('change their cached variables, numbers as numbers, and no others', () => {
    const path = new StateObject('path', 'PATH1', 1, 0, null);
    const before = path.state;
    path.setCached('PathMtu', '576');
    assert.deepEqual(path.state.cached, { PathMtu: 576 });
    assert.deepEqual(before.cached, { PathMtu: 1500 });
    const neighbor = new StateObject('neighbor', 'N1', 1, 0, null);
    neighbor.setCached('DlDestinationAddress', '02-00-00-00-00-77');
    assert.deepEqual(neighbor.state.cached, { DlDestinationAddress: '02-00-00-00-00-77', HostReachabilityDelta: 0 });
    for (const [variable, value, why] of [
      ['PathMtuu', '1', 'PathMtuu is no cached variable of a path'],
      ['SourceAddress', '10.0.0.9', 'SourceAddress is no cached variable of a path'],
      ['toString', '1', 'toString is no cached variable of a path'],
      ['PathMtu', 'large', 'PathMtu is an integer; "large" is none'],
      ['PathMtu', '', 'PathMtu is an integer; "" is none'],
      ['PathMtu', '1e3', 'PathMtu is an integer; "1e3" is none'],
    ] as const) {
      assert.throws(
        () => {
          path.setCached(variable, value);
        },
        { name: 'RangeError', message: why },
      );
    }
    assert.deepEqual(path.state.cached, { PathMtu: 576 });
  });
});

describe('trees of block lists', () => {
  const node = (of: StateObject | null, dependents: readonly TreeNode[] = []): TreeNode => ({ object: of, dependents });
  const object = (layer: StateObject['layer'], name: string): StateObject => new StateObject(layer, name, 1, 0, null);

  test('are linked as they are nested, each block once', () => {
    let id = 0;
    const built: string[] = [];
    const root = buildTree(
      [
        node(object('neighbor', 'N1'), [
          node(object('path', 'PATH1'), [
            node(object('TCP connection', 'TCP1')),
            node(object('TCP connection', 'TCP2')),
          ]),
          node(null, [node(object('TCP connection', 'TCP3'))]),
        ]),
        node(object('neighbor', 'N2')),
      ],
      () => ++id,
      ({ label }) => built.push(label),
    );
    const snapshot = new BlockListSnapshot(root);
    assert.equal(snapshot.shape(), 'N1 (PATH1 (TCP1, TCP2), placeholder (TCP3)), N2');
    assert.deepEqual(built.sort(), ['N1', 'N2', 'PATH1', 'TCP1', 'TCP2', 'TCP3', 'placeholder']);
    assert.equal(id, 7);
    assert.deepEqual(new Set([...snapshot].map(({ following }) => following)), new Set([null]));
  });

  test('have at least one block', () => {
    assert.throws(() => buildTree([], () => 1), /^RangeError: a tree of block lists has at least one block$/);
  });
});

describe('what the host stack does', () => {
  test('is done in a turn of its own, at the IRQL that it was told', () => {
    const rig = offloaded();
    const before = rig.stack.links.queue.turn;
    let irql = -1;
    rig.stack.links.handles('NdisInvalidateOffload', 'NDIS', (_crossing, proceed) => {
      irql = rig.stack.links.irql;
      return proceed();
    });
    rig.stack.host.irql = 'HIGH_LEVEL';
    rig.start('invalidate', ['N1']);
    assert.equal(irql, 15);
    assert.equal(rig.calls('NdisInvalidateOffload')[0]?.turn, before + 1);
  });

  test('a tree that is none is passed all the same: finding that is for NDIS', () => {
    const rig = offloaded().run('invalidate', { N1: ['TCP1'] });
    assert.deepEqual(rig.illegalUses, ['host stack: wrong-layer']);
    assert.equal(rig.calls('NdisInvalidateOffload').length, 1);
  });

  test('objects go through their phases', () => {
    const rig = new Rig().start('initiate', ['N1']);
    const { host } = rig.stack;
    const phase = (): string => rig.object('N1').phase;
    assert.deepEqual([phase(), names(host.offloaded)], ['offloading', ['N1']]);
    rig.idle();
    assert.deepEqual([phase(), names(host.offloaded)], ['offloaded', ['N1']]);
    rig.start('terminate', ['N1']);
    assert.equal(phase(), 'terminating');
    rig.idle();
    assert.deepEqual([phase(), names(host.offloaded)], ['in host', []]);
    assert.equal(rig.object('N1').handle.MiniportOffloadContext.value, null);
  });

  test('an adapter that was never opened, and requests on what is no connection, are the scenario’s own mistakes', () => {
    const rig = offloaded();
    rig.stack.host.start('invalidate', 4, [{ object: rig.object('N1'), dependents: [] }]);
    assert.match(rig.lastIllegalUse.happened, /^RangeError: the host stack has no binding to adapter 5/);
    assert.throws(() => rig.stack.host.send(rig.object('N1'), [1]), {
      name: 'RangeError',
      message: 'N1 is a neighbor: a send request needs a TCP connection',
    });
    assert.throws(() => rig.stack.host.postReceives(rig.object('PATH1'), [1]), /PATH1 is a path: a receive request/);
  });

  test('no request is posted when there is none', () => {
    const rig = offloaded();
    assert.deepEqual(rig.stack.host.send(rig.object('TCP1'), []), []);
    assert.deepEqual(rig.calls('NdisOffloadTcpSend'), []);
  });
});

describe('what the host stack owes', () => {
  test('the termination of what it invalidated, unless that failed', () => {
    const rig = offloaded().run('invalidate', { PATH2: ['TCP3'], placeholder: [] });
    assert.deepEqual(names(rig.stack.host.owed), ['PATH2', 'TCP3']);
    const failed = offloaded();
    failed.stack.nics[0]?.set('hung');
    assert.deepEqual(failed.run('invalidate', ['PATH1']).stack.host.owed, []);
  });

  test('the termination of what could not be updated', () => {
    const rig = offloaded();
    rig.stack.nics[0]?.leave('update slots', 1);
    rig.run('update', ['PATH1', 'PATH2'], { part: 'cached' });
    assert.deepEqual(names(rig.stack.host.owed), ['PATH2']);
  });

  test('nothing for an object that an update names and was not to change', () => {
    const rig = offloaded();
    rig.stack.nics[0]?.set('hung');
    const path = { object: rig.object('PATH1'), dependents: [], part: 'cached' as const };
    rig.stack.host.start('update', 0, [{ object: rig.object('N1'), dependents: [path] }]);
    assert.equal(rig.idle().last('ProtocolUpdateOffloadComplete'), 'N1 FAILURE (PATH1 FAILURE)');
    assert.deepEqual(names(rig.stack.host.owed), ['PATH1']);
  });

  test('the termination that a target asks for with a mandatory reason, and of what was reset, not what else it indicates', () => {
    const rig = offloaded();
    const indicate = (name: string, EventType: number, EventSpecificInformation = 1): void =>
      void rig.by('offload target', () => {
        rig.stack.links.perform('NdisTcpOffloadEventHandler', 'offload target', {
          NdisOffloadHandle: rig.object(name).handle,
          EventType,
          EventSpecificInformation,
        });
      });
    indicate('TCP1', 1);
    indicate('TCP1', 2);
    indicate('TCP2', 3, TCP_UPLOAD_REASON.LowActivity);
    assert.deepEqual(rig.stack.host.owed, []);
    indicate('TCP2', 3, TCP_UPLOAD_REASON.TimeoutExpiration);
    assert.deepEqual(names(rig.stack.host.owed), ['TCP2']);
    indicate('TCP1', 4);
    assert.deepEqual(names(rig.stack.host.owed), ['TCP2', 'TCP1']);
  });

  test('is carried out with all that depends on it, each object once, in as few trees as there are', () => {
    const rig = offloaded().run('invalidate', ['TCP1']).run('invalidate', ['PATH1']).run('invalidate', ['TCP3']);
    rig.stack.host.terminateWhatIsOwed();
    assert.deepEqual(terminates(rig), ['PATH1 (TCP1, TCP2)', 'TCP3']);
    rig.idle();
    assert.deepEqual(names(rig.stack.host.offloaded), ['N1', 'PATH2']);
    assert.deepEqual(rig.illegalUses, []);
  });

  test('comes to include what nothing depends on any more, one layer after the other', () => {
    const rig = offloaded();
    rig.stack.host.terminate(rig.object('TCP3'));
    rig.idle();
    assert.deepEqual(names(rig.stack.host.owed), ['PATH2']);
    rig.stack.host.terminateWhatIsOwed();
    rig.idle().stack.host.terminate(rig.object('PATH1'));
    rig.idle();
    assert.deepEqual(names(rig.stack.host.owed), ['N1']);
    rig.stack.host.terminateWhatIsOwed();
    rig.idle();
    assert.deepEqual(terminates(rig), ['TCP3', 'PATH2', 'PATH1 (TCP1, TCP2)', 'N1']);
    assert.deepEqual(rig.stack.host.owed, []);
  });

  test('waits for an operation that names one of the objects, and for what is on its way out', () => {
    const rig = offloaded().start('invalidate', ['TCP1']);
    rig.stack.host.terminate(rig.object('TCP1'));
    rig.stack.host.terminate(rig.object('TCP3'));
    rig.stack.host.terminate(rig.object('PATH2'));
    assert.deepEqual(terminates(rig), ['TCP3']);
    rig.idle();
    assert.deepEqual(terminates(rig).sort(), ['PATH2', 'TCP1', 'TCP3']);
    const order = ['NdisTerminateOffload', 'ProtocolInvalidateOffloadComplete', 'ProtocolTerminateOffloadComplete'];
    const calls = rig.trace.entries.filter(({ kind, name }) => kind === 'call' && order.includes(name));
    const at = (name: string, label: string): number =>
      calls.findIndex(
        (entry) => entry.name === name && (rig.trace.shown(entry)['OffloadBlockList'] ?? '').includes(label),
      );
    assert.ok(at('NdisTerminateOffload', 'TCP1') > at('ProtocolInvalidateOffloadComplete', 'TCP1'));
    assert.ok(at('NdisTerminateOffload', 'PATH2') > at('ProtocolTerminateOffloadComplete', 'TCP3'));
  });

  test('that waited is dropped when somebody else has carried it out', () => {
    const rig = offloaded().start('invalidate', ['TCP1']);
    rig.stack.host.terminate(rig.object('TCP1'));
    rig.stack.host.terminate(rig.object('TCP1'));
    rig.idle();
    assert.deepEqual(terminates(rig), ['TCP1']);
    assert.deepEqual(rig.illegalUses, []);
  });

  test('is carried out with what it depends on, though what stands between is not owed', () => {
    const rig = offloaded().run('invalidate', ['TCP1']).run('invalidate', ['N1']);
    rig.stack.host.terminateWhatIsOwed();
    assert.deepEqual(terminates(rig), ['N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3))']);
  });

  test('is not owed any more once it is done, though it was asked for meanwhile', () => {
    let asked = 0;
    for (let seed = 0; seed < 20; seed += 1) {
      const rig = new Rig({ seed }).offload(TREE).run('invalidate', ['PATH1']);
      rig.stack.host.send(rig.object('TCP1'), [10]);
      rig.stack.host.terminate(rig.object('PATH1'));
      rig.idle();
      asked += rig.calls('ProtocolTcpOffloadEvent').length;
      assert.deepEqual(names(rig.stack.host.owed), []);
    }
    assert.ok(asked > 0);
  });

  test('of a neighbor is carried out over all three layers', () => {
    const rig = offloaded();
    rig.stack.host.terminate(rig.object('N1'));
    rig.idle();
    assert.deepEqual(terminates(rig), ['N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3))']);
    assert.deepEqual(rig.allocated, []);
  });

  test('does not include what is on its way out already', () => {
    const rig = offloaded();
    rig.stack.host.terminate(rig.object('TCP1'));
    rig.stack.host.terminate(rig.object('PATH1'));
    rig.idle();
    assert.deepEqual(terminates(rig), ['TCP1', 'PATH1 (TCP2)']);
    assert.deepEqual(rig.illegalUses, []);
  });

  test('follows a path to the neighbor that it was linked to', () => {
    const rig = offloaded()
      .offload(['N2'])
      .run('update', { N2: ['PATH2'] });
    rig.stack.host.terminate(rig.object('N1'));
    rig.stack.host.terminate(rig.object('N2'));
    rig.idle();
    assert.deepEqual(terminates(rig), ['N1 (PATH1 (TCP1, TCP2))', 'N2 (PATH2 (TCP3))']);
  });

  test('a path whose relinking failed stays where it was', () => {
    const rig = offloaded().offload(['N2']);
    rig.stack.nics[0]?.leave('update slots', 0);
    rig.run('update', { N2: ['PATH2'] });
    assert.equal(rig.object('PATH2').parent, rig.object('N1'));
  });

  test('each terminate asks for the delegated state of every object', () => {
    const rig = offloaded();
    rig.stack.host.terminate(rig.object('PATH1'));
    const list = (rig.calls('NdisTerminateOffload')[0] as TraceEntry).parameters['OffloadBlockList'];
    assert.ok(list instanceof BlockListSnapshot);
    for (const { following } of list) assert.deepEqual(following, { delegated: {} });
  });
});

test('a path of IPv6 has the types and the addresses of IPv6; nothing but a path can be one', () => {
  const path = new StateObject('path', 'PATH3', 3, 0, null);
  path.useIpv6();
  assert.equal(path.referenceType, OFFLOAD_STATE_TYPE.Ip6OffloadState);
  assert.equal(path.following('cached').Type, OFFLOAD_STATE_TYPE.Ip6OffloadCachedState);
  assert.deepEqual(path.state.const, { SourceAddress: 'fd00::a:1', DestinationAddress: 'fd00::c0:3' });
  assert.throws(() => {
    new StateObject('neighbor', 'N1', 1, 0, null).useIpv6();
  }, /^RangeError: N1 is a neighbor: only a path is of IPv4 or IPv6$/);
});

describe('a connection that is the host stack’s own', () => {
  const closed = (how: 'graceful' | 'abortive', remote: boolean): Rig => {
    const rig = offloaded();
    if (remote)
      rig.stack.wire.sendSegmentFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', { flags: ['FIN'] });
    rig.idle().run('terminate', ['TCP1']);
    rig.stack.host.disconnect(rig.object('TCP1'), how);
    return rig.idle();
  };
  const stateOf = (rig: Rig): unknown => (rig.object('TCP1').state.delegated as { State: number }).State;

  for (const [how, remote, state] of [
    ['graceful', false, 5],
    ['graceful', true, 9],
    ['abortive', false, 0],
  ] as const) {
    test(`is closed by itself: ${how}${remote ? ', after the remote host' : ''}`, () => {
      const rig = closed(how, remote);
      assert.deepEqual([stateOf(rig), rig.calls('NdisOffloadTcpDisconnect').length], [state, 0]);
      assert.deepEqual(rig.illegalUses, []);
      assert.equal(rig.trace.entries.at(-1)?.name, 'closes a connection that is its own');
    });
  }
});
