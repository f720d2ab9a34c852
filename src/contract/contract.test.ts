import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { ContextMemory } from '../ddi/memory';
import { NDIS_STATUS } from '../ddi/status';
import { Trace } from '../sim/trace';
import type { TraceEntry } from '../sim/trace';
import type { Rig } from '../stack/testing/rig';
import { breachesOf } from './contract';
import { broken, first, invalidate, offloaded, TARGET, TREE } from './testing/runs';

const { NDIS_STATUS_FAILURE } = NDIS_STATUS;
const send = (rig: Rig, connection = 'TCP1'): Rig => {
  rig.stack.host.send(rig.object(connection), [10]);
  return rig.idle();
};

test('a run in which everyone does what the pages ask breaks nothing, with any number of intermediate drivers', () => {
  for (const count of [0, 1, 2, 3]) {
    const rig = offloaded(count, 2).offload({ N5: ['PATH5'] }, 1);
    send(invalidate(send(rig.run('update', TREE, { part: 'cached' })))).run('terminate', TREE);
    assert.deepEqual(broken(rig), []);
  }
});

describe('what a driver is handed with an invalidate', () => {
  /** NDIS changes what it hands the target. */
  const handing = (rig: Rig, change: (list: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST) => object | undefined): Rig => {
    rig.stack.links.calls('MiniportInvalidateOffload', 'NDIS', ({ parameters, to }, proceed) =>
      proceed(to === TARGET ? { ...parameters, ...change(parameters.OffloadBlockList) } : parameters),
    );
    return invalidate(rig);
  };
  const contextOf = (rig: Rig, of: number): unknown =>
    (
      rig.calls('NdisMSetMiniportAttributes')[of]?.parameters['MiniportAttributes'] as {
        MiniportAdapterContext: unknown;
      }
    ).MiniportAdapterContext;

  test('another driver’s adapter context is a breach of NDIS’s', () => {
    const rig = offloaded(1);
    assert.ok(
      broken(handing(rig, () => ({ MiniportAdapterContext: contextOf(rig, 1) }))).includes(
        'NDIS: invalidate.adapter-context',
      ),
    );
  });

  test('no adapter context is a breach of NDIS’s', () => {
    const rig = handing(offloaded(), () => ({ MiniportAdapterContext: null }));
    assert.equal(broken(rig)[0], 'NDIS: invalidate.adapter-context');
    assert.match(
      first(rig),
      /^expected a MiniportAdapterContext that the offload target gave .*happened: NULL was passed$/,
    );
  });

  test('state behind a block is a breach of whoever hands it on', () => {
    const rig = handing(offloaded(), (list) => {
      (blocksOf(list)[2] as NDIS_MINIPORT_OFFLOAD_BLOCK_LIST).following = { cached: { PathMtu: 1 } };
      return undefined;
    });
    assert.deepEqual(broken(rig), ['NDIS: invalidate.no-state-structures']);
    assert.match(first(rig), /happened: one follows the block of TCP1$/);
  });

  test('state behind a block that the host stack passes is a breach of the host stack’s first', () => {
    const rig = offloaded(1).run('invalidate', ['PATH1'], { part: 'cached' });
    assert.deepEqual(broken(rig), [
      'host stack: invalidate.no-state-structures',
      'NDIS: invalidate.no-state-structures',
      'intermediate driver 1: invalidate.no-state-structures',
    ]);
  });

  test('a location that holds NULL, something else or another object’s PVOID is a breach', () => {
    const others = [
      () => null,
      () => new ContextMemory('C0', 'mine'),
      (rig: Rig) => rig.object('TCP2').handle.MiniportOffloadContext.value,
    ];
    for (const other of others) {
      const rig = offloaded();
      handing(rig, (list) => {
        const block = blocksOf(list)[2] as NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
        if (block.MiniportOffloadContext) block.MiniportOffloadContext.value = other(rig);
        return undefined;
      });
      assert.equal(broken(rig)[0], 'NDIS: invalidate.context-location');
    }
  });
});

describe('sending on what is invalid', () => {
  /** A target that answers invalidates and goes on sending as if nothing had been. */
  const deaf = (rig: Rig): Rig => {
    rig.stack.links.handles('MiniportInvalidateOffload', TARGET, ({ parameters, to }) => {
      rig.stack.links.later(to, () => {
        for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
        rig.stack.links.perform('NdisMInvalidateOffloadComplete', to, {
          NdisMiniportHandle: rig.stack.ndis.registrationOf(to),
          OffloadBlockList: parameters.OffloadBlockList,
        });
      });
      return undefined;
    });
    return rig;
  };

  for (const [shape, invalid] of [
    [['TCP1'], 'TCP1'],
    [{ placeholder: ['TCP1'] }, 'TCP1'],
    [['PATH1'], 'PATH1'],
    [{ N1: { PATH1: [] } }, 'PATH1'],
    [['N1'], 'N1'],
  ] as const) {
    test(`${JSON.stringify(shape)}: data of TCP1 is a breach of the target’s, through any number of intermediate drivers`, () => {
      for (const count of [0, 2]) {
        const rig = send(deaf(offloaded(count)).run('invalidate', shape));
        assert.deepEqual(broken(rig), [`${TARGET}: invalidate.no-sending`]);
        assert.equal(
          first(rig),
          `expected no data of TCP1 on the wire while ${invalid} is invalidated; happened: a segment with 10 bytes of it was sent`,
        );
      }
    });
  }

  test('another connection may send, and so may one whose path was linked to a valid neighbor', () => {
    const rig = deaf(offloaded()).run('invalidate', ['TCP1']);
    assert.deepEqual(broken(send(rig, 'TCP2')), []);
    const relinked = deaf(offloaded())
      .offload(['N2'])
      .run('invalidate', ['N1'])
      .run('update', { N2: ['PATH1'] });
    assert.deepEqual(broken(send(relinked)), []);
    assert.equal(relinked.sent.length, 1);
  });

  test('after an invalidate that failed it is none, nor after a new offload', () => {
    const failed = deaf(offloaded());
    failed.stack.links.calls('NdisMInvalidateOffloadComplete', TARGET, ({ parameters }, proceed) => {
      for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = NDIS_STATUS_FAILURE;
      return proceed();
    });
    assert.deepEqual(broken(send(failed.run('invalidate', ['N1']))), []);
    const again = deaf(offloaded()).run('invalidate', ['TCP1']).run('terminate', ['TCP1']);
    again.stack.host.start('initiate', 0, [
      { object: again.object('PATH1'), dependents: [{ object: again.object('TCP1'), dependents: [], part: 'whole' }] },
    ]);
    assert.deepEqual(broken(send(again.idle())), []);
    assert.equal(again.sent.length, 1);
  });

  test('a path whose relinking failed still depends on the neighbor that is invalid', () => {
    const rig = deaf(offloaded()).offload(['N2']).run('invalidate', ['N1']);
    rig.stack.nics[0]?.leave('update slots', 0);
    assert.deepEqual(broken(send(rig.run('update', { N2: ['PATH1'] }))), [`${TARGET}: invalidate.no-sending`]);
  });

  test('an acknowledgment without data is no sending', () => {
    const rig = deaf(offloaded()).run('invalidate', ['TCP1']);
    rig.stack.host.postReceives(rig.object('TCP1'), [4000]);
    rig.stack.wire.sendFromPeer(rig.endsOf('TCP1'), rig.stack.nics[0]?.macAddress ?? '', 100);
    assert.equal(rig.idle().calls('transmit').length, 1);
    assert.deepEqual(broken(rig), []);
  });
});

describe('the memory of what is invalid', () => {
  const free = (rig: Rig, name: string): Rig =>
    rig.by(TARGET, () => {
      const memory = rig.object(name).handle.MiniportOffloadContext.value as ContextMemory;
      rig.stack.links.perform('NdisFreeMemory', TARGET, { VirtualAddress: memory });
    });

  test('freed before the terminate is a breach of the target’s', () => {
    const rig = free(offloaded().run('invalidate', { N1: ['PATH1'] }), 'PATH1');
    assert.deepEqual(broken(rig), [`${TARGET}: invalidate.target-keeps-the-object`]);
    assert.match(
      first(rig),
      /^expected the resources of PATH1, .* to be kept until its offload is terminated; happened: its memory was freed before/,
    );
  });

  test('freed after the terminate, or without an invalidate, is none', () => {
    assert.deepEqual(broken(invalidate(offloaded()).run('terminate', TREE)), []);
    assert.deepEqual(broken(free(offloaded().run('invalidate', ['TCP1']), 'TCP2')), []);
  });
});

describe('an illegal use', () => {
  /** An illegal use by a layer, as the trace has it. */
  const breachOf = (use: string, during: string, from: string): string => {
    const trace = new Trace();
    const parameters = { expected: 'this', happened: 'that', during };
    const entry = {
      turn: 1,
      timeMicroseconds: 0,
      kind: 'illegal use',
      from,
      to: from,
      name: use,
      parameters,
      of: null,
    };
    trace.write(entry as Omit<TraceEntry, 'index'>);
    const [breach] = breachesOf(trace);
    assert.deepEqual([breach?.expected, breach?.happened, breach?.layer], ['this', 'that', from]);
    return breach?.remark ?? '';
  };
  const INVALIDATED = 'NdisMInvalidateOffloadComplete';
  const UPDATED = 'NdisMUpdateOffloadComplete';
  const IM = 'intermediate driver 2';
  for (const [use, during, from, remark] of [
    ['completed-twice', INVALIDATED, TARGET, 'invalidate.completed-once'],
    ['never-passed', INVALIDATED, TARGET, 'invalidate.same-pointer'],
    ['never-passed', INVALIDATED, IM, 'invalidate-report.im-builds-miniport-list'],
    ['another-operation', INVALIDATED, TARGET, 'invalidate.same-pointer'],
    ['wrong-handle', INVALIDATED, TARGET, 'invalidate.registration-handle'],
    ['foreign-member', INVALIDATED, IM, 'invalidate-report.im-builds-miniport-list'],
    ['foreign-member', INVALIDATED, TARGET, 'block.foreign-members-kept'],
    ['foreign-member', 'MiniportInvalidateOffload', TARGET, 'interface.foreign-member'],
    ['stale-handle', 'NdisInvalidateOffload', 'host stack', 'invalidate.only-what-is-offloaded'],
    ['stale-handle', 'NdisInvalidateOffload', IM, 'interface.stale-handle'],
    ['wrong-return', 'NdisInvalidateOffload > MiniportInvalidateOffload', TARGET, 'invalidate.handler-returns'],
    ['wrong-irql', 'MiniportInvalidateOffload > NdisAllocateMemoryWithTagPriority', TARGET, 'invalidate.any-irql'],
    ['wrong-return', 'ProtocolInvalidateOffloadComplete', 'host stack', 'invalidate-report.returns-nothing'],
    ['completed-twice', UPDATED, TARGET, 'update.completed-once'],
    ['never-passed', UPDATED, TARGET, 'update.same-pointer'],
    ['another-operation', UPDATED, TARGET, 'update.same-pointer'],
    ['wrong-handle', UPDATED, TARGET, 'update.registration-handle'],
    ['completed-twice', 'NdisMInitiateOffloadComplete', TARGET, 'interface.completed-twice'],
    ['cycle', INVALIDATED, TARGET, 'interface.cycle'],
    ['threw', '', TARGET, 'interface.threw'],
  ] as const) {
    test(`${use} by the ${from} in ${during || 'a turn of its own'} breaks ${remark}`, () => {
      assert.equal(breachOf(use, during, from), remark);
    });
  }
});

test('breaches come in the order in which they showed, what never came to an end last', () => {
  const rig = offloaded();
  rig.stack.links.calls('NdisMUpdateOffloadComplete', TARGET, () => undefined);
  rig.stack.links.calls('MiniportInvalidateOffload', 'NDIS', ({ parameters }, proceed) => {
    (blocksOf(parameters.OffloadBlockList)[0] as NDIS_MINIPORT_OFFLOAD_BLOCK_LIST).following = {
      cached: { PathMtu: 1 },
    };
    return proceed();
  });
  rig.run('update', TREE, { part: 'cached' });
  rig.by(TARGET, () => {
    throw new Error('oh');
  });
  invalidate(rig).run('invalidate', ['placeholder']);
  assert.deepEqual(
    breachesOf(rig.trace).map(({ remark }) => remark),
    ['interface.threw', 'invalidate.no-state-structures', 'invalidate.no-state-structures', 'update.completed-once'],
  );
});
