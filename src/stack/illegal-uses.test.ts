import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { IllegalUseName } from '../ddi/illegal-use';
import { ILLEGAL_USES } from '../ddi/illegal-use';
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

test('every illegal use is provoked', () => {
  const provoked = new Set(cases.map(({ use }) => use));
  assert.deepEqual(
    Object.keys(ILLEGAL_USES).filter((use) => !provoked.has(use as IllegalUseName)),
    [],
  );
});
