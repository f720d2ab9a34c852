import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { IllegalUseName } from '../ddi/illegal-use';
import { ILLEGAL_USES } from '../ddi/illegal-use';
import { chain, NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { illegalCompletions } from './testing/illegal-completions';
import { illegalConduct } from './testing/illegal-conduct';
import { illegalHandles } from './testing/illegal-handles';
import { illegalTrees } from './testing/illegal-trees';
import { Rig } from './testing/rig';

/**
 * Each illegal use, provoked where layers meet: it is named with what was expected and what happened, it is pinned on the
 * layer that made it, and the run goes on.
 */
const cases = [...illegalCompletions, ...illegalHandles, ...illegalTrees, ...illegalConduct];

for (const use of Object.keys(ILLEGAL_USES) as IllegalUseName[]) {
  describe(use, () => {
    for (const { what, by = 'offload target', intermediateDrivers = 0, expected, happened, provoke } of cases.filter(
      (one) => one.use === use,
    )) {
      test(what, () => {
        const rig = new Rig({ adapters: 2, intermediateDrivers });
        rig.offload({ N1: { PATH1: ['TCP1', 'TCP2'] } }).offload(['N9'], 1);
        provoke(rig);
        rig.idle();
        assert.deepEqual(rig.illegalUses, [`${by}: ${use}`]);
        assert.match(rig.lastIllegalUse.expected, expected);
        assert.match(rig.lastIllegalUse.happened, happened);
        rig.stack.host.irql = 'PASSIVE_LEVEL';
        rig.offload({ N5: ['PATH5'] }, 1);
        assert.equal(rig.last('ProtocolInitiateOffloadComplete', 'host stack'), 'N5 SUCCESS (PATH5 SUCCESS)');
        assert.equal(rig.illegalUses.length, 1);
      });
    }
  });
}

describe('a chain of requests', () => {
  const [first, second] = ['TCP1 send 1', 'TCP2 send 1'];
  /** Sends on two connections that the remote peers leave unacknowledged. */
  const outstanding = (intermediateDrivers = 0): { rig: Rig; lists: NET_BUFFER_LIST[] } => {
    const rig = new Rig({ intermediateDrivers }).offload({ N1: { PATH1: ['TCP1', 'TCP2'] } });
    const lists = ['TCP1', 'TCP2'].flatMap((name) => {
      rig.stack.wire.setAcknowledges(rig.endsOf(name), false);
      return rig.stack.host.send(rig.object(name), [10]);
    });
    return { rig: rig.idle(), lists };
  };
  const complete = (rig: Rig, lists: readonly NET_BUFFER_LIST[]): void =>
    void rig.by('offload target', () => {
      for (const list of lists) list.Status = 0;
      rig.stack.links.perform('NdisTcpOffloadSendComplete', 'offload target', {
        NdisMiniportHandle: rig.stack.ndis.registrationOf('offload target'),
        NetBufferList: chain(lists) as NET_BUFFER_LIST,
      });
    });

  test('from several connections comes back in one call', () => {
    for (const count of [0, 2]) {
      const { rig, lists } = outstanding(count);
      complete(rig, [...lists].reverse());
      assert.deepEqual(rig.requests, [`${String(second)} SUCCESS 0`, `${String(first)} SUCCESS 0`]);
      assert.deepEqual(rig.illegalUses, []);
    }
  });

  test('is refused whole for one that is not outstanding: the others still are', () => {
    const { rig, lists } = outstanding();
    complete(rig, [lists[0] as NET_BUFFER_LIST, new NET_BUFFER_LIST('mine', 1), lists[1] as NET_BUFFER_LIST]);
    assert.deepEqual(rig.illegalUses, ['offload target: never-passed']);
    assert.deepEqual(rig.requests, []);
    complete(rig, lists);
    assert.deepEqual(rig.requests, [`${String(first)} SUCCESS 0`, `${String(second)} SUCCESS 0`]);
  });
});

test('every illegal use is provoked', () => {
  const provoked = new Set(cases.map(({ use }) => use));
  assert.deepEqual(
    Object.keys(ILLEGAL_USES).filter((use) => !provoked.has(use as IllegalUseName)),
    [],
  );
});
