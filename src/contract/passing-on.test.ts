import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import type { Operation } from '../ddi/functions';
import { OPERATIONS, OPERATION_NAMES } from '../ddi/functions';
import { NDIS_STATUS } from '../ddi/status';
import { Trace } from '../sim/trace';
import type { Rig } from '../stack/testing/rig';
import { breachesOf } from './contract';
import { broken, first, invalidate, offloaded, stack, TARGET, TREE } from './testing/runs';
import { REMARKS } from './remarks';

const { NDIS_STATUS_FAILURE, NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS, NDIS_STATUS_PENDING } = NDIS_STATUS;
/** Runs one operation for real. */
const RUN: Record<Operation, (rig: Rig) => Rig> = {
  initiate: (rig) => rig.offload(TREE),
  query: (rig) => rig.offload(TREE).run('query', TREE),
  update: (rig) => rig.offload(TREE).run('update', TREE, { part: 'cached' }),
  invalidate: (rig) => invalidate(rig.offload(TREE)),
  terminate: (rig) => rig.offload(TREE).run('terminate', TREE),
};

describe('what a driver completes', () => {
  for (const operation of OPERATION_NAMES) {
    const { completes, handles } = OPERATIONS[operation];
    const { once, asynchronous, status } = REMARKS[operation];

    test(`${operation}: never is a breach`, () => {
      const rig = stack();
      rig.stack.links.calls(completes, TARGET, () => undefined);
      RUN[operation](rig);
      assert.ok(broken(rig).includes(`${TARGET}: ${once}`), broken(rig).join());
      const found = breachesOf(rig.trace).find(({ remark }) => remark === once);
      assert.match(
        `${found?.expected ?? ''}; ${found?.happened ?? ''}`,
        new RegExp(`^${completes} for M\\d+; everyone is idle and it was never called$`),
      );
      assert.equal(found?.entry.name, handles);
    });

    test(`${operation}: from within the handler is a breach`, () => {
      const rig = stack();
      rig.stack.links.handles(handles, TARGET, ({ parameters, to }) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = NDIS_STATUS_FAILURE;
        rig.stack.links.perform(completes, to, {
          NdisMiniportHandle: rig.stack.ndis.registrationOf(to),
          OffloadBlockList: parameters.OffloadBlockList,
        });
        return undefined;
      });
      RUN[operation](rig);
      assert.deepEqual(broken(rig), [`${TARGET}: ${asynchronous}`]);
      assert.equal(
        first(rig),
        `expected ${completes} in a later turn than ${handles}; happened: it was called before ${handles} had returned`,
      );
    });

    for (const [what, spoil, happened] of [
      ['no status', null, 'no status'],
      ['NDIS_STATUS_PENDING', NDIS_STATUS_PENDING, 'NDIS_STATUS_PENDING'],
      ['a status that nobody knows', 0xc0abcdef, '0xC0ABCDEF'],
      ...(operation === 'initiate'
        ? []
        : [
            [
              'a status of an initiate',
              NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS,
              'NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS',
            ] as const,
          ]),
    ] as const) {
      test(`${operation}: ${what} in the last of many blocks is a breach`, () => {
        const rig = stack();
        rig.stack.links.calls(completes, TARGET, ({ parameters }, proceed) => {
          (blocksOf(parameters.OffloadBlockList).at(-1) as NDIS_MINIPORT_OFFLOAD_BLOCK_LIST).Status = spoil;
          return proceed();
        });
        RUN[operation](rig);
        assert.ok(broken(rig).includes(`${TARGET}: ${status}`), broken(rig).join());
        const found = breachesOf(rig.trace).find(({ remark }) => remark === status);
        assert.equal(found?.happened, `block 5 of 5 (placeholder) carries ${happened}`);
        assert.match(found?.expected ?? '', /^in every block of M\d+ one of NDIS_STATUS_SUCCESS, /);
      });
    }
  }

  test('every status that the guide has for an initiate is none', () => {
    for (const status of [0, 0x40020004, 0xc0000001, 0xc000009a, 0xc0231004, 0xc0231009, 0xc023100d, 0xc0231012]) {
      const rig = stack();
      rig.stack.links.calls('NdisMInitiateOffloadComplete', TARGET, ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = status;
        return proceed();
      });
      // Only that the state has a PVOID all the same is wrong with those that say that it was not offloaded.
      const wrong = status === 0 || status === 0x40020004 ? [] : [`${TARGET}: state.own-context-area`];
      assert.deepEqual(broken(rig.offload(TREE)), wrong);
    }
  });

  test('a target that does not complete what an intermediate driver passed on in a later turn is to blame alone', () => {
    const rig = offloaded(2);
    rig.stack.links.calls('NdisMInvalidateOffloadComplete', TARGET, () => undefined);
    rig.stack.host.irql = 'HIGH_LEVEL';
    assert.deepEqual(broken(invalidate(rig)), [`${TARGET}: invalidate.completed-once`]);
    const [above, below] = rig.calls('MiniportInvalidateOffload');
    assert.ok(above && below && below.turn > above.turn);
  });

  test('whoever does not complete is told apart from those above who wait for it', () => {
    for (const [layer, at] of [
      ['intermediate driver 1', 'intermediate driver'],
      ['intermediate driver 2', 'intermediate driver'],
      [TARGET, TARGET],
    ] as const) {
      const rig = stack(2);
      rig.stack.links.calls('NdisMUpdateOffloadComplete', at, ({ from }, proceed) => {
        if (from !== layer) proceed();
      });
      const found = broken(RUN.update(rig));
      assert.equal(found.at(-1), `${layer}: update.completed-once`);
      // An intermediate driver that was told from below has also not passed that on.
      const alone = layer === TARGET ? [] : [`${layer}: ${REMARKS.update.propagates}`];
      assert.deepEqual(found.slice(0, -1), alone);
      const idle = stack(2);
      idle.stack.links.handles('MiniportUpdateOffload', at, ({ to }, proceed) => {
        if (to !== layer) proceed();
      });
      assert.deepEqual(broken(RUN.update(idle)), [`${layer}: update.completed-once`]);
    }
  });
});

describe('what NDIS passes on', () => {
  for (const operation of OPERATION_NAMES) {
    const { handles, completes, reports } = OPERATIONS[operation];
    const { passedOn: remark, reported: unreported } = REMARKS[operation];

    for (const to of ['intermediate driver 1', TARGET]) {
      test(`${operation}: a request that does not reach the ${to} is a breach of NDIS’s`, () => {
        const rig = stack(1);
        rig.stack.links.calls(handles, 'NDIS', (crossing, proceed) => (crossing.to === to ? undefined : proceed()));
        RUN[operation](rig);
        assert.equal(broken(rig)[0], `NDIS: ${remark}`);
        assert.match(first(rig), new RegExp(`^expected ${handles} for P\\d+; happened: it was not called$`));
      });

      test(`${operation}: a request that reaches the ${to} in part is a breach of NDIS’s`, () => {
        const rig = stack(1);
        rig.stack.links.calls(handles, 'NDIS', (crossing, proceed) => {
          if (crossing.to === to) crossing.parameters.OffloadBlockList.DependentBlockList = null;
          return proceed();
        });
        RUN[operation](rig);
        assert.equal(broken(rig)[0], `NDIS: ${remark}`);
        assert.match(first(rig), /happened: it got M\d+ \[N1.*\] of P\d+ \[N1.* \(PATH1.*\]$/);
      });
    }

    test(`${operation}: a request that reaches the target twice is a breach of NDIS’s first`, () => {
      const rig = stack();
      rig.stack.links.calls(handles, 'NDIS', (_crossing, proceed) => {
        proceed();
        return proceed();
      });
      RUN[operation](rig);
      assert.equal(broken(rig)[0], `NDIS: ${remark}`);
      assert.match(first(rig), new RegExp(`^expected ${handles} once for M\\d+; happened: it was called again$`));
    });

    test(`${operation}: a completion that is not reported is a breach of NDIS’s alone`, () => {
      for (const count of [0, 1]) {
        const rig = stack(count);
        rig.stack.links.handles(completes, 'NDIS', ({ from }, proceed) => (from === TARGET ? undefined : proceed()));
        RUN[operation](rig);
        assert.equal(broken(rig)[0], `NDIS: ${unreported}`);
        assert.match(
          first(rig),
          new RegExp(`^expected ${reports} in response to the completion of M\\d+; happened: it was not called$`),
        );
        assert.ok(!broken(rig).some((one) => one.startsWith('intermediate')), broken(rig).join());
      }
    });
  }

  test('a completion that it refused it need not report', () => {
    for (const wrong of [{ NdisMiniportHandle: null }, { OffloadBlockList: null }]) {
      const rig = stack();
      rig.stack.links.calls('NdisMUpdateOffloadComplete', TARGET, ({ parameters }, proceed) => {
        proceed({ ...parameters, ...wrong } as never);
        return proceed();
      });
      const remark = 'OffloadBlockList' in wrong ? 'update.same-pointer' : 'update.registration-handle';
      assert.deepEqual(broken(RUN.update(rig)), [`${TARGET}: ${remark}`]);
      const late = stack();
      late.stack.links.calls('NdisMUpdateOffloadComplete', TARGET, ({ parameters }, proceed) => {
        late.stack.links.later(TARGET, () => proceed({ ...parameters, ...wrong } as never));
        return proceed();
      });
      assert.equal(broken(RUN.update(late)).length, 1);
    }
  });

  test('what it refused it need not pass on', () => {
    const rig = offloaded()
      .run('invalidate', ['N7'])
      .run('update', { N1: ['TCP1'] });
    assert.deepEqual(broken(rig), ['host stack: invalidate.only-what-is-offloaded', 'host stack: state.three-layers']);
  });
});

describe('what NDIS reports', () => {
  const reporting = (
    rig: Rig,
    to: string,
    change: (list: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) => object | 'lost' | 'twice',
  ): Rig => {
    rig.stack.links.calls('ProtocolInvalidateOffloadComplete', 'NDIS', (crossing, proceed) => {
      if (crossing.to !== to) return proceed();
      const changed = change(crossing.parameters.OffloadBlockList);
      if (changed === 'lost') return undefined;
      if (changed !== 'twice') return proceed({ ...crossing.parameters, ...changed });
      proceed();
      return proceed();
    });
    return invalidate(rig);
  };
  const cases = [
    [
      'not at all',
      () => 'lost' as const,
      'invalidate-report.to-the-driver-that-asked',
      /expected ProtocolInvalidateOffloadComplete in response to the completion of M\d+; happened: it was not called/,
    ],
    [
      'twice',
      () => 'twice' as const,
      'invalidate-report.to-the-driver-that-asked',
      /happened: P\d+ was reported again$/,
    ],
    [
      'with another context',
      () => ({ ProtocolBindingContext: { toTrace: () => 'X' } }),
      'invalidate-report.binding-context',
      /happened: X was passed$/,
    ],
    [
      'less than was asked for',
      (list: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) => {
        list.DependentBlockList = null;
        return {};
      },
      'invalidate-report.names-the-state',
      /expected the report to name N1, PATH1, TCP1, TCP2, placeholder; happened: it names N1$/,
    ],
  ] as const;
  for (const [what, change, remark, words] of cases) {
    for (const to of ['host stack', 'intermediate driver 1', 'intermediate driver 2']) {
      test(`${what}, to the ${to}: is a breach of NDIS’s`, () => {
        const rig = reporting(offloaded(2), to, change);
        assert.ok(broken(rig).includes(`NDIS: ${remark}`), broken(rig).join());
        const found = breachesOf(rig.trace).filter((breach) => breach.remark === remark);
        assert.match(
          found.map(({ expected, happened }) => `expected ${expected}; happened: ${happened}`).join('\n'),
          new RegExp(words.source, 'm'),
        );
      });
    }
  }

  test('to another driver than the one that asked is a breach', () => {
    const trace = new Trace();
    const rig = offloaded(1);
    for (const entry of invalidate(rig).trace.entries) {
      const wrong = entry.name === 'ProtocolInvalidateOffloadComplete' && entry.to === 'intermediate driver 1';
      trace.write(wrong ? { ...entry, to: 'intermediate driver 2' } : entry);
    }
    const [breach] = breachesOf(trace).filter(({ remark }) => remark === 'invalidate-report.to-the-driver-that-asked');
    assert.match(breach?.happened ?? '', /^P\d+ was reported, which the intermediate driver 1 passed$/);
  });

  test('an intermediate driver passes on what it is told, once', () => {
    for (const times of [0, 2]) {
      const rig = offloaded(2);
      rig.stack.links.calls('NdisMInvalidateOffloadComplete', 'intermediate driver', ({ from }, proceed) => {
        if (from.endsWith('1')) return proceed();
        for (let time = 0; time < times; time += 1) proceed();
        return undefined;
      });
      assert.ok(broken(invalidate(rig)).includes('intermediate driver 2: invalidate-report.im-propagates'));
    }
  });

  test('a completion that NDIS refused needs no report: it is the target’s breach alone', () => {
    const rig = offloaded();
    rig.stack.links.calls('NdisMInvalidateOffloadComplete', TARGET, ({ parameters }, proceed) => {
      proceed({ ...parameters, NdisMiniportHandle: null as never });
      return proceed();
    });
    assert.deepEqual(broken(invalidate(rig)), [`${TARGET}: invalidate.registration-handle`]);
    const late = offloaded();
    late.stack.links.calls('NdisMInvalidateOffloadComplete', TARGET, (_crossing, proceed) => {
      late.stack.links.later(TARGET, () => proceed());
      return proceed();
    });
    assert.deepEqual(broken(invalidate(late)), [`${TARGET}: invalidate.completed-once`]);
  });

  test('two invalidates, one after the other, are no double report', () => {
    const rig = offloaded(2);
    assert.deepEqual(broken(rig.run('invalidate', ['TCP1']).run('invalidate', ['TCP1'])), []);
  });
});
