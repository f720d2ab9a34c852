import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BlockListSnapshot } from '../../ddi/snapshot';
import { Rig } from '../testing/rig';
import type { EventName, News } from './news';
import { canBring } from './news';
import { StateObject } from './state-object';

const TREE = { N1: { PATH1: ['TCP1'], PATH2: ['TCP2'] } } as const;
const offloaded = (intermediateDrivers = 0): Rig => new Rig({ intermediateDrivers }).offload(TREE);
const names = (objects: readonly StateObject[]): string[] => objects.map(({ name }) => name);

/** The operations that the host stack started since it had offloaded the tree: `NdisUpdateOffload N2 (PATH1)`. */
function started(rig: Rig): string[] {
  return rig.trace.entries
    .filter(({ kind, from, name }) => kind === 'call' && from === 'host stack' && /^Ndis\w+Offload$/.test(name))
    .slice(1)
    .map(({ name, parameters }) => {
      const list = parameters['OffloadBlockList'];
      return `${name} ${list instanceof BlockListSnapshot ? list.shape(({ label }) => label) : ''}`;
    });
}
const mtu = (rig: Rig, path: string, value: string): News => ({
  event: 'an ICMP message',
  object: rig.object(path),
  variable: 'PathMtu',
  value,
});
const hop = (
  rig: Rig,
  paths: readonly string[],
  nextHop: StateObject,
  event: EventName = 'an ICMP redirect',
): News => ({
  event,
  paths: paths.map((path) => rig.object(path)),
  nextHop,
});
const router = (): StateObject => new StateObject('neighbor', 'N9', 9, 0, null);

describe('what the host stack learns', () => {
  test('is updated at once for different objects, and for one object once the update before is completed', () => {
    const rig = offloaded();
    rig.stack.host.learn([mtu(rig, 'PATH1', '576'), mtu(rig, 'PATH2', '576')]);
    rig.stack.host.learn([mtu(rig, 'PATH1', '1280'), mtu(rig, 'PATH1', '1000')]);
    assert.deepEqual(started(rig), ['NdisUpdateOffload PATH1', 'NdisUpdateOffload PATH2']);
    rig.idle();
    // Two changes while the object was busy are one update, with the latest value.
    assert.deepEqual(started(rig).slice(2), ['NdisUpdateOffload PATH1']);
    assert.deepEqual(rig.object('PATH1').state.cached, { PathMtu: 1000 });
    assert.deepEqual(rig.illegalUses, []);
  });

  test('is not told when nothing has changed, or is offloaded no more', () => {
    const rig = offloaded();
    rig.stack.host.learn([mtu(rig, 'PATH1', '1500')]);
    rig.stack.host.terminate(rig.object('PATH2'));
    rig.stack.host.learn([mtu(rig, 'PATH2', '576')]);
    rig.idle();
    rig.stack.host.learn([mtu(rig, 'PATH2', '1280')]);
    assert.deepEqual(started(rig.idle()), ['NdisTerminateOffload PATH2 (TCP2)']);
    assert.deepEqual(rig.object('PATH2').state.cached, { PathMtu: 1280 });
  });

  test('links paths to a new next hop, with their changed variables, once it is offloaded', () => {
    const rig = offloaded(1);
    const added = router();
    rig.stack.host.learn([hop(rig, ['PATH1', 'PATH2'], added), mtu(rig, 'PATH2', '576')]);
    rig.idle();
    assert.deepEqual(started(rig), ['NdisInitiateOffload N9', 'NdisUpdateOffload N9 (PATH1, PATH2)']);
    assert.equal(rig.object('PATH1').parent, added);
    assert.deepEqual(names(rig.stack.host.owed), ['N1']);
  });

  test('invalidates a failed router first, and goes on when that is over', () => {
    const rig = offloaded();
    rig.stack.host.learn([hop(rig, ['PATH1', 'PATH2'], router(), 'a router failure')]);
    assert.deepEqual(started(rig), ['NdisInvalidateOffload N1']);
    rig.stack.host.learn([hop(rig, ['PATH1'], router(), 'a router failure')]);
    rig.idle();
    assert.deepEqual(
      started(rig).filter((one) => one.startsWith('NdisInvalidate')),
      ['NdisInvalidateOffload N1'],
    );
    assert.deepEqual(rig.illegalUses, []);
  });

  test('gives paths back whose next hop cannot be offloaded', () => {
    const rig = offloaded();
    for (const nic of rig.stack.nics) nic.leave('neighbor entries', 0);
    rig.stack.host.learn([hop(rig, ['PATH1'], router())]);
    rig.idle();
    assert.deepEqual(started(rig), ['NdisInitiateOffload N9']);
    assert.deepEqual(names(rig.stack.host.owed), ['PATH1']);
  });

  test('follows the last word about a next hop', () => {
    const rig = offloaded().offload(['N2', 'N3']);
    rig.stack.host.learn([hop(rig, ['PATH1'], rig.object('N2')), hop(rig, ['PATH1'], rig.object('N3'))]);
    rig.stack.host.learn([hop(rig, ['PATH1'], rig.object('N1'))]);
    rig.idle();
    assert.equal(rig.object('PATH1').parent?.name, 'N1');
    assert.deepEqual(started(rig).slice(1), ['NdisUpdateOffload N3 (PATH1)', 'NdisUpdateOffload N1 (PATH1)']);
  });

  test('is dropped for what the host stack has invalidated, and kept while an invalidate may still fail', () => {
    const rig = offloaded().start('invalidate', ['PATH1']);
    rig.stack.host.learn([mtu(rig, 'PATH1', '576')]);
    assert.deepEqual(started(rig.idle()), ['NdisInvalidateOffload PATH1']);
    const failing = offloaded();
    for (const nic of failing.stack.nics) nic.set('hung');
    failing.start('invalidate', ['PATH1']).stack.host.learn([mtu(failing, 'PATH1', '576')]);
    assert.deepEqual(started(failing.idle()), ['NdisInvalidateOffload PATH1', 'NdisUpdateOffload PATH1']);
  });
});

test('an event brings news of its own kind alone', () => {
  const rig = offloaded();
  assert.ok(canBring(mtu(rig, 'PATH1', '576')));
  assert.ok(canBring(hop(rig, ['PATH1'], router())));
  assert.ok(!canBring({ ...mtu(rig, 'PATH1', '576'), event: 'an ARP update' }));
  assert.ok(!canBring({ ...mtu(rig, 'PATH1', '576'), event: 'an ICMP redirect' }));
  assert.ok(!canBring(hop(rig, ['TCP1'], router())));
  assert.ok(!canBring(hop(rig, ['PATH1'], rig.object('PATH2'))));
  assert.ok(!canBring(hop(rig, ['PATH1'], router(), 'an ICMP message')));
});
