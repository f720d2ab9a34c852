import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import { NDIS_STATUS } from '../ddi/status';
import { NDIS_STATUS_INDICATION } from '../ddi/status-indication';
import { Rig } from '../stack/testing/rig';
import { breachesOf } from './contract';

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'] } } as const;
const found = (rig: Rig): string[] => breachesOf(rig.idle().trace).map(({ remark, layer }) => `${layer}: ${remark}`);

describe('a connection that an operation is outstanding on', () => {
  for (const operation of ['query', 'update', 'invalidate'] as const) {
    const start = (): Rig =>
      new Rig().offload(TREE).start(operation, ['TCP1'], operation === 'update' ? { part: 'cached' } : {});

    test(`${operation}: is not to be terminated`, () => {
      const [first] = found(start().start('terminate', { PATH1: ['TCP1', 'TCP2'] }));
      assert.equal(first, 'host stack: terminate.after-outstanding-operations');
    });

    test(`${operation}: is to be terminated once that is completed, and another one at any time`, () => {
      assert.deepEqual(found(start().idle().start('terminate', ['TCP1'])), []);
      assert.deepEqual(found(start().start('terminate', ['TCP2'])), []);
    });
  }

  test('is not one whose path is being invalidated', () => {
    assert.deepEqual(found(new Rig().offload(TREE).start('invalidate', ['PATH1']).start('terminate', ['TCP1'])), []);
  });
});

describe('the list of a terminate', () => {
  const takenBack = (when: 'before' | 'after'): Rig => {
    const rig = new Rig().offload(TREE);
    rig.stack.links.calls('MiniportTerminateOffload', 'NDIS', ({ parameters }, proceed) => {
      proceed();
      if (when === 'before') parameters.OffloadBlockList.takeBack();
    });
    rig.stack.links.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
      proceed();
      parameters.OffloadBlockList.Status = 0;
    });
    return rig.start('terminate', ['TCP1']);
  };

  test('is to stay valid until the target completes it', () => {
    assert.equal(found(takenBack('before'))[0], 'NDIS: terminate.valid-until-completed');
  });

  test('is not to be touched any more after that', () => {
    assert.deepEqual(found(takenBack('after')), ['offload target: block.scratch-while-owned']);
  });
});

describe('a receive or disconnect call of the host stack’s', () => {
  /** Terminates a connection from within the target's handler of a request on TCP1, or in a turn of its own. */
  const terminated = (kind: 'Receive' | 'Disconnect', which: string, within: boolean): Rig => {
    const rig = new Rig().offload(TREE);
    if (within) {
      rig.stack.links.handles(`MiniportTcpOffload${kind}`, 'offload target', (_crossing, proceed) => {
        rig.start('terminate', [which]);
        return proceed();
      });
    }
    const { host } = rig.stack;
    if (kind === 'Receive') host.postReceives(rig.object('TCP1'), [4000]);
    else host.disconnect(rig.object('TCP1'), 'graceful');
    return within ? rig : rig.start('terminate', [which]);
  };

  for (const kind of ['Receive', 'Disconnect'] as const) {
    test(`${kind}: is to return before the connection is terminated`, () => {
      assert.equal(found(terminated(kind, 'TCP1', true))[0], 'host stack: terminate.after-calls-returned');
    });

    test(`${kind}: does not keep the host stack from terminating afterwards, or another connection`, () => {
      assert.deepEqual(found(terminated(kind, 'TCP1', false)), []);
      assert.deepEqual(found(terminated(kind, 'TCP2', true)), []);
    });
  }
});

describe('a connection that the host stack is terminating', () => {
  for (const [calls, remark] of [
    ['NdisOffloadTcpSend', 'terminate.no-further-requests'],
    ['NdisOffloadTcpReceive', 'terminate.no-further-requests'],
    ['NdisOffloadTcpForward', 'terminate.segments-not-forwarded'],
  ] as const) {
    const post = (rig: Rig): Rig =>
      rig.by('host stack', () => {
        rig.stack.links.perform(calls, 'host stack', {
          NdisOffloadHandle: rig.object('TCP1').handle,
          NetBufferList: new NET_BUFFER_LIST('TCP1 request 1', 10),
        });
      });

    test(`is not one to call ${calls} for`, () => {
      const [first] = found(post(new Rig().offload(TREE).start('terminate', ['TCP1'])));
      assert.equal(first, `host stack: ${remark}`);
    });

    test(`is not another one: ${calls}`, () => {
      assert.deepEqual(found(post(new Rig().offload(TREE).start('terminate', ['TCP2']))), []);
    });
  }
});

describe('a terminate that a target completes from within an indication of its own', () => {
  /** Has the target indicate a status of its adapter before, or while, it completes the terminate. */
  const completed = (within: boolean): string[] => {
    const rig = new Rig().offload(TREE);
    let indicating = false;
    let complete: (() => void) | null = null;
    rig.stack.links.handles('NdisMIndicateStatusEx', 'NDIS', (_crossing, proceed) => {
      proceed();
      complete?.();
    });
    rig.stack.links.calls('NdisMTerminateOffloadComplete', 'offload target', (_crossing, proceed) => {
      if (indicating) return proceed();
      indicating = true;
      const handle = rig.adapterHandle('offload target');
      if (within) complete = proceed;
      rig.stack.links.perform('NdisMIndicateStatusEx', 'offload target', {
        MiniportAdapterHandle: handle,
        StatusIndication: new NDIS_STATUS_INDICATION(handle, NDIS_STATUS.NDIS_STATUS_LINK_STATE),
      });
      return within ? undefined : proceed();
    });
    return found(rig.start('terminate', ['TCP1']));
  };

  test('is a breach, and none when the indication has returned', () => {
    assert.deepEqual(completed(true), ['offload target: terminate.indications-have-returned']);
    assert.deepEqual(completed(false), []);
  });
});
