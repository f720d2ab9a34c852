import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blocksOf } from '../ddi/block-tree';
import { Rig } from '../stack/testing/rig';
import { requestsGoFirst } from './requests';

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'] } } as const;

/** A stack with two connections, of which the remote host acknowledges nothing. */
function offloaded(intermediateDrivers = 0): Rig {
  const rig = new Rig({ intermediateDrivers }).offload(TREE);
  for (const name of ['TCP1', 'TCP2']) rig.stack.wire.setAcknowledges(rig.endsOf(name), false);
  return rig;
}

const found = (rig: Rig): string[] => requestsGoFirst(rig.idle().trace).map(({ expected }) => expected);

describe('the requests on a connection', () => {
  for (const [kind, post] of [
    ['Send', (rig: Rig) => rig.stack.host.send(rig.object('TCP1'), [100, 200])],
    ['Receive', (rig: Rig) => rig.stack.host.postReceives(rig.object('TCP1'), [100, 200])],
    ['Disconnect', (rig: Rig) => rig.stack.host.disconnect(rig.object('TCP1'), 'graceful')],
  ] as const) {
    /** The target loses what it would give back of that kind, in either way. */
    const losing = (intermediateDrivers: number): Rig => {
      const rig = offloaded(intermediateDrivers);
      const { links } = rig.stack;
      links.calls(`NdisTcpOffload${kind}Complete`, 'offload target', () => undefined);
      links.calls('NdisMTerminateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList)) block.NetBufferListChain = null;
        return proceed();
      });
      return rig;
    };

    test(`${kind}: go back before the connection does, or with it`, () => {
      for (const count of [0, 2]) {
        const rig = offloaded(count);
        post(rig);
        assert.deepEqual(found(rig.idle().run('terminate', TREE)), []);
      }
    });

    test(`${kind}: one that does not is named, with what it was passed by`, () => {
      for (const count of [0, 2]) {
        const rig = losing(count);
        post(rig);
        const [first, ...more] = found(rig.idle().run('terminate', TREE));
        assert.match(
          first ?? '',
          new RegExp(`^TCP1 \\w+ 1, which MiniportTcpOffload${kind} was passed, to be completed`),
        );
        assert.deepEqual(more, []);
      }
    });

    test(`${kind}: may be outstanding when another connection is terminated, or when the terminate fails`, () => {
      const other = losing(0);
      post(other);
      assert.deepEqual(found(other.idle().run('terminate', ['TCP2'])), []);
      const hung = losing(0);
      post(hung);
      hung.idle().stack.nics[0]?.set('hung');
      assert.deepEqual(found(hung.run('terminate', TREE)), []);
    });
  }
});
