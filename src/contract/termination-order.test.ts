import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE } from '../ddi/events';
import { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { NDIS_STATUS } from '../ddi/status';
import { Rig } from '../stack/testing/rig';
import { breachesOf } from './contract';

/** What must hold around a termination: what goes first, what nobody posts, what has returned, and what is passed on. */

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'] } } as const;
const found = (rig: Rig): string[] => breachesOf(rig.idle().trace).map(({ remark, layer }) => `${layer}: ${remark}`);

describe('a path that something depends on', () => {
  const FIRST = 'host stack: terminate.dependents-first';

  test('is not to be terminated before that', () => {
    const rig = new Rig().offload(TREE).start('terminate', ['TCP1']).idle().start('terminate', ['PATH1']);
    assert.equal(found(rig)[0], FIRST);
    const [breach] = breachesOf(rig.trace);
    assert.deepEqual(
      [breach?.expected, breach?.happened],
      ['TCP2, which depends on PATH1, to be terminated first', 'NdisTerminateOffload named PATH1 and not TCP2'],
    );
  });

  test('nor while that is on its way back', () => {
    const rig = new Rig().offload(TREE).start('terminate', { placeholder: ['TCP1', 'TCP2'] });
    assert.ok(found(rig.start('terminate', ['PATH1'])).includes(FIRST));
  });

  test('is to be terminated after it, or in the same tree', () => {
    for (const count of [0, 2]) {
      const rig = new Rig({ intermediateDrivers: count }).offload(TREE);
      assert.deepEqual(found(rig.run('terminate', { placeholder: ['TCP1', 'TCP2'] }).run('terminate', ['PATH1'])), []);
      assert.deepEqual(found(new Rig({ intermediateDrivers: count }).offload(TREE).run('terminate', TREE)), []);
    }
  });

  test('counts at the neighbor that it was linked to, and not at the one that it left', () => {
    const relinked = (): Rig => new Rig().offload({ ...TREE, N2: [] }).run('update', { N2: ['PATH1'] });
    assert.deepEqual(found(relinked().run('terminate', ['N1'])), []);
    assert.equal(found(relinked().run('terminate', ['N2']))[0], FIRST);
  });

  test('has nothing depending on it that was never offloaded', () => {
    const rig = new Rig().offload({ N1: ['PATH1'] });
    rig.stack.nics[0]?.leave('TCP entries', 0);
    assert.deepEqual(found(rig.offload({ PATH1: ['TCP1'] }).run('terminate', ['PATH1'])), []);
  });
});

describe('a connection that is being terminated', () => {
  for (const name of ['NdisOffloadTcpSend', 'NdisOffloadTcpReceive'] as const) {
    const posts = (on: string, when: 'before' | 'during'): Rig => {
      const rig = new Rig().offload(TREE);
      const post = (): void => {
        rig.stack.links.perform(name, 'host stack', {
          NdisOffloadHandle: rig.object(on).handle,
          NetBufferList: new NET_BUFFER_LIST('request 1', 100),
        });
      };
      if (when === 'before') rig.by('host stack', post);
      rig.start('terminate', ['TCP1']);
      if (when === 'during') rig.by('host stack', post);
      return rig;
    };

    test(`${name}: has nothing posted on it`, () => {
      const rig = posts('TCP1', 'during');
      assert.ok(found(rig).includes('host stack: terminate.no-further-requests'));
      const breach = breachesOf(rig.trace).find(({ remark }) => remark === 'terminate.no-further-requests');
      assert.equal(breach?.expected, 'no request on TCP1 while its offload is being terminated');
    });

    test(`${name}: is not one that it was posted on before, nor another one`, () => {
      const about = (rig: Rig): string[] => found(rig).filter((text) => text.endsWith('no-further-requests'));
      assert.deepEqual(about(posts('TCP1', 'before')), []);
      assert.deepEqual(about(posts('TCP2', 'during')), []);
    });
  }

  test('is to be posted on again once it is offloaded again', () => {
    const rig = new Rig().offload(TREE).run('terminate', ['TCP1']);
    rig.stack.host.start('initiate', 0, [
      { object: rig.object('PATH1'), dependents: [{ object: rig.object('TCP1'), dependents: [], part: 'whole' }] },
    ]);
    rig.idle();
    rig.stack.host.send(rig.object('TCP1'), [100]);
    assert.deepEqual(found(rig), []);
  });
});

describe('an indication of a driver’s own', () => {
  /** The target completes a terminate in the middle of an indication, or of one of the driver above it. */
  const within = (layer: 'offload target' | 'intermediate driver'): Rig => {
    const rig = new Rig({ intermediateDrivers: 1 }).offload(TREE);
    const { links } = rig.stack;
    const release: (() => void)[] = [];
    links.calls('NdisMTerminateOffloadComplete', 'offload target', ({ from, parameters }, proceed) => {
      const [{ NdisOffloadHandle } = { NdisOffloadHandle: null }] = [parameters.OffloadBlockList];
      assert.ok(NdisOffloadHandle);
      release.push(() => void proceed());
      links.perform('NdisTcpOffloadEventHandler', from, {
        NdisOffloadHandle,
        EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateSendBacklogChange,
        EventSpecificInformation: 1000,
      });
      return undefined;
    });
    links.handles('NdisTcpOffloadEventHandler', 'NDIS', ({ from }, proceed) => {
      proceed();
      if (from.startsWith(layer)) for (const complete of release.splice(0)) complete();
      return undefined;
    });
    return rig.start('terminate', ['TCP1']);
  };

  test('has returned before it completes a terminate', () => {
    assert.deepEqual(found(within('offload target')), ['offload target: terminate.indications-have-returned']);
  });

  test('is not one of another driver’s, but it is when that one passes it on', () => {
    // The target waits, in the one call, for the driver above to have passed it on.
    const rig = within('intermediate driver');
    assert.deepEqual(found(rig)[0], 'offload target: terminate.indications-have-returned');
  });
});

describe('what an intermediate driver passes on as the outcome', () => {
  /** The lower of two drivers changes the status of a block. */
  const changing = (operation: 'initiate' | 'update' | 'terminate', from: number, to: number): Rig => {
    const rig = new Rig({ intermediateDrivers: 2 }).offload(TREE);
    const completes = {
      initiate: 'NdisMInitiateOffloadComplete',
      update: 'NdisMUpdateOffloadComplete',
      terminate: 'NdisMTerminateOffloadComplete',
    } as const;
    rig.stack.links.calls(completes[operation], 'intermediate driver', ({ parameters, from: driver }, proceed) => {
      const last = blocksOf(parameters.OffloadBlockList).at(-1);
      if (driver.endsWith('2') && last?.Status === from) last.Status = to;
      return proceed();
    });
    if (operation === 'initiate') return rig.offload({ PATH1: ['TCP3'] });
    return rig.run(operation, { PATH1: ['TCP1', 'TCP2'] }, operation === 'update' ? { part: 'cached' } : {});
  };
  const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE } = NDIS_STATUS;

  for (const operation of ['initiate', 'update', 'terminate'] as const) {
    const remark = {
      initiate: 'im.passes-completions-up',
      update: 'update-report.im-propagates',
      terminate: 'terminate-report.im-propagates',
    }[operation];

    test(`${operation}: is what it was told, block by block`, () => {
      const rig = changing(operation, NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE);
      const about = breachesOf(rig.trace).filter((breach) => breach.monitor === 'statusesArePassedOn');
      assert.deepEqual(
        about.map((breach) => [breach.layer, breach.remark, breach.happened]),
        [['intermediate driver 2', remark, 'NDIS_STATUS_FAILURE was passed on']],
      );
      assert.match(about[0]?.expected ?? '', /^NDIS_STATUS_SUCCESS for TCP\d\/im1, as Protocol\w+Complete told$/);
    });

    test(`${operation}: nothing is wrong where nothing was changed`, () => {
      assert.deepEqual(found(changing(operation, NDIS_STATUS_FAILURE, NDIS_STATUS_SUCCESS)), []);
    });
  }
});
