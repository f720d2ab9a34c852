import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_SEND_BACKLOG_SIZE } from '../../ddi/send-backlog';
import { OFFLOAD_STATE_TYPE } from '../../ddi/offload-state-type';
import { BlockListSnapshot } from '../../ddi/snapshot';
import { Rig } from '../testing/rig';
import { ReferenceTarget } from './offload-target';

/** The send backlog size of the reference target. */

const TREE = { N1: { PATH1: ['TCP1'] } } as const;

/** Lets the remote peer of TCP1 advertise windows, one right after the other. */
function advertise(rig: Rig, ...windows: number[]): Rig {
  for (const window of windows) {
    rig.stack.wire.sendSegmentFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', { window });
  }
  return rig;
}
const indicated = (rig: Rig): number[] =>
  rig.calls('ProtocolTcpOffloadEvent').map(({ parameters }) => Number(parameters['EventSpecificInformation']));
/** What a query says. */
function queried(rig: Rig): number {
  const asked = OFFLOAD_STATE_TYPE.TcpOffloadDelegatedState;
  rig.stack.host.start('query', 0, [{ object: rig.object('TCP1'), dependents: [], asked }]);
  const list = rig.idle().calls('ProtocolQueryOffloadComplete').at(-1)?.parameters['OffloadBlockList'];
  assert.ok(list instanceof BlockListSnapshot);
  const [block] = list;
  return (block?.following?.delegated as { SendBacklogSize: number }).SendBacklogSize;
}

test('it is the smaller of the bandwidth-delay product and the advertised window', () => {
  const rig = new Rig().offload(TREE);
  assert.equal(queried(rig), 50_000);
  assert.equal(queried(advertise(rig, 60_000).idle()), 50_000);
  assert.equal(queried(advertise(rig, 700).idle()), 700);
  assert.deepEqual(indicated(rig), [700]);
});

test('a quarter more or less is indicated, and not what is less than that', () => {
  const rig = advertise(new Rig().offload(TREE), 20_000).idle();
  assert.deepEqual(indicated(advertise(rig, 15_001).idle()), [20_000]);
  assert.deepEqual(indicated(advertise(rig, 15_000).idle()), [20_000, 15_000]);
});

test('changes that come soon after each other are indicated as one, when they are over', () => {
  const rig = advertise(new Rig().offload(TREE), 20_000, 1000, 40_000, 3000).idle();
  assert.deepEqual(indicated(rig), [20_000, 3000]);
});

test('nothing is indicated of a connection that was reset or terminated meanwhile', () => {
  for (const end of [
    (rig: Rig) => rig.stack.host.disconnect(rig.object('TCP1'), 'abortive'),
    (rig: Rig) => rig.start('terminate', ['TCP1']),
  ]) {
    const rig = new Rig().offload(TREE);
    rig.stack.links.once(
      ({ name }) => name === 'ProtocolTcpOffloadEvent',
      () => {
        advertise(rig, 1000);
        rig.stack.links.defer('host stack', () => void end(rig), 5000);
      },
    );
    assert.deepEqual(indicated(advertise(rig, 20_000).idle()), [20_000]);
  }
});

test('a target that does not support it says so when it is asked, and indicates nothing', () => {
  const target = {
    capabilities: [],
    createOffloadTarget: (environment: ConstructorParameters<typeof ReferenceTarget>[0]) =>
      new ReferenceTarget(environment, { sendBacklog: 'not supported' }),
  };
  const rig = advertise(new Rig({ target }).offload(TREE), 1000).idle();
  assert.equal(queried(rig), NO_SEND_BACKLOG_SIZE);
  assert.deepEqual(indicated(rig), []);
});
