import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { blocksOf } from '../../ddi/block-tree';
import { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import {
  TARGET,
  HOST,
  IM,
  something,
  completing,
  reporting,
  doing,
  invalidate,
  strangerList,
  driver,
  completeSends,
  unanswered,
} from './provoke';
import type { Provocation, Miniport } from './provoke';

/** What drivers can do wrong in completing what they were given. */
export const illegalCompletions: readonly Provocation[] = [
  {
    use: 'completed-twice',
    what: 'in one turn',
    expected: /^NdisMInvalidateOffloadComplete once for each MiniportInvalidateOffload$/,
    happened: /^M\d+ \(N1\) came back again$/,
    provoke(rig) {
      rig.stack.links.calls('NdisMInvalidateOffloadComplete', TARGET, (_crossing, proceed) => {
        proceed();
        return proceed();
      });
      invalidate(rig);
    },
  },
  {
    use: 'completed-twice',
    what: 'again, much later',
    expected: /^NdisMUpdateOffloadComplete once for each MiniportUpdateOffload$/,
    happened: /^M\d+ \(PATH1\) came back again$/,
    provoke(rig) {
      rig.stack.links.calls('NdisMUpdateOffloadComplete', TARGET, (_crossing, proceed) => {
        rig.stack.links.later(TARGET, () => proceed());
        return proceed();
      });
      rig.run('update', ['PATH1'], { part: 'cached' });
    },
  },
  {
    use: 'completed-twice',
    what: 'by an intermediate driver',
    by: 'intermediate driver 1',
    intermediateDrivers: 1,
    expected: /^NdisMInvalidateOffloadComplete once/,
    happened: /^M\d+ \(N1\) came back again$/,
    provoke(rig) {
      rig.stack.links.calls('NdisMInvalidateOffloadComplete', IM, (_crossing, proceed) => {
        proceed();
        return proceed();
      });
      invalidate(rig);
    },
  },
  {
    use: 'never-passed',
    what: 'a list that the target made up',
    expected: /^NdisMInvalidateOffloadComplete with a pointer that MiniportInvalidateOffload was given$/,
    happened: /^M99 \(N1\) was passed, which no handler was given$/,
    provoke: completing(() => ({ OffloadBlockList: strangerList() })),
  },
  {
    use: 'never-passed',
    what: 'a block from inside the tree',
    expected: /a pointer that MiniportInvalidateOffload was given$/,
    happened: /^M\d+ \(TCP2\) was passed/,
    provoke: completing((list) => ({ OffloadBlockList: blocksOf(list).at(-1) })),
  },
  {
    use: 'never-passed',
    what: 'NULL for a list',
    expected: /a pointer that MiniportInvalidateOffload was given$/,
    happened: /^NULL was passed/,
    provoke: completing(() => ({ OffloadBlockList: null })),
  },
  {
    use: 'never-passed',
    what: 'the protocol block list, by an intermediate driver',
    by: 'intermediate driver 1',
    intermediateDrivers: 1,
    expected: /a pointer that MiniportInvalidateOffload was given$/,
    happened: /which no handler was given$/,
    provoke: completing(() => ({ OffloadBlockList: new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(98, { Type: 4 }, null) }), IM),
  },
  {
    use: 'never-passed',
    what: 'a list that the host stack never passed, reported by NDIS',
    by: 'NDIS',
    expected: /^the list of an outstanding invalidate of the host stack$/,
    happened: /^P97 was passed$/,
    provoke: reporting(() => ({ OffloadBlockList: new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(97, { Type: 4 }, null) })),
  },
  {
    use: 'never-passed',
    what: 'a request that is not outstanding',
    expected: /^the send requests that the driver was given$/,
    happened: /^mine was completed, which is not outstanding$/,
    provoke: doing((rig) => completeSends(rig, new NET_BUFFER_LIST('mine', 1))),
  },
  {
    use: 'never-passed',
    what: 'a request, completed twice',
    expected: /^the send requests that the driver was given$/,
    happened: /^TCP1 send 1 was completed, which is not outstanding$/,
    provoke(rig) {
      const list = unanswered(rig);
      doing(() => completeSends(rig, list))(rig);
      doing(() => completeSends(rig, list))(rig);
    },
  },
  {
    use: 'never-passed',
    what: 'a send, completed as a receive',
    expected: /^the receive requests that the driver was given$/,
    happened: /^TCP1 send 1 was completed/,
    provoke(rig) {
      const list = unanswered(rig);
      rig.by(TARGET, () =>
        rig.stack.links.perform('NdisTcpOffloadReceiveComplete', TARGET, {
          NdisMiniportHandle: driver(rig),
          NetBufferList: list,
        }),
      );
    },
  },
  {
    use: 'never-passed',
    what: 'NULL for requests',
    expected: /^the send requests that the driver was given$/,
    happened: /^NULL was completed, which is not outstanding$/,
    provoke: doing((rig) => completeSends(rig, null as unknown as NET_BUFFER_LIST)),
  },
  {
    use: 'still-outstanding',
    what: 'an invalidate that is asked for twice with one list',
    by: HOST,
    intermediateDrivers: 1,
    expected: /^P\d+ \(N1\) to be passed once its operation is completed$/,
    happened: /^it was passed while that is outstanding$/,
    provoke(rig) {
      rig.stack.links.calls('NdisInvalidateOffload', HOST, (_crossing, proceed) => {
        proceed();
        return proceed();
      });
      invalidate(rig);
    },
  },
  {
    use: 'still-outstanding',
    what: 'a block of an invalidate, in an update',
    by: HOST,
    expected: /^P\d+ \(TCP2\) to be passed once its operation is completed$/,
    happened: /^it was passed while that is outstanding$/,
    provoke(rig) {
      let borrowed: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | undefined;
      rig.stack.links.calls('NdisInvalidateOffload', HOST, ({ parameters }, proceed) => {
        borrowed = blocksOf(parameters.OffloadBlockList).at(-1);
        return proceed();
      });
      rig.stack.links.calls('NdisUpdateOffload', HOST, ({ parameters }, proceed) => {
        parameters.OffloadBlockList.NextBlock = borrowed ?? null;
        return proceed();
      });
      rig.start('invalidate', { N1: { PATH1: ['TCP1', 'TCP2'] } }).run('update', ['TCP1']);
    },
  },
  {
    use: 'another-operation',
    what: 'an invalidate completed as an update',
    expected: /^NdisMInvalidateOffloadComplete for M\d+ \(N1\)$/,
    happened: /^NdisMUpdateOffloadComplete was called$/,
    provoke(rig) {
      rig.stack.links.calls('NdisMInvalidateOffloadComplete', TARGET, ({ parameters, from }) => {
        rig.stack.links.perform('NdisMUpdateOffloadComplete', from, parameters);
        return undefined;
      });
      invalidate(rig);
    },
  },
  ...(['read', 'written'] as const).map((how): Provocation => ({
    use: 'touched-after-completion',
    what: `${how} by the target in a later turn`,
    expected: /^nobody to touch block list M\d+ once its operation is completed$/,
    happened: /^Status of M\d+ \(PATH1\) was touched$/,
    provoke(rig) {
      rig.stack.links.calls('NdisMInvalidateOffloadComplete', TARGET, ({ parameters }, proceed) => {
        const block = blocksOf(parameters.OffloadBlockList)[1] as Miniport;
        rig.stack.links.later(TARGET, () => {
          if (how === 'read') void block.Status;
          else block.Status = 0;
        });
        return proceed();
      });
      invalidate(rig);
    },
  })),
  {
    use: 'touched-after-completion',
    what: 'by a handler of the target’s',
    expected: /^nobody to touch block list/,
    happened: /^NextBlock of M\d+ \(N1\) was touched$/,
    provoke(rig) {
      let first: Miniport | null = null;
      rig.stack.links.handles('MiniportInvalidateOffload', TARGET, ({ parameters }, proceed) => {
        if (first) first.NextBlock = null;
        first = parameters.OffloadBlockList;
        return proceed();
      });
      invalidate(rig);
      rig.run('invalidate', ['TCP1']);
    },
  },
  {
    use: 'touched-after-completion',
    what: 'by an intermediate driver, after it completed the operation',
    by: 'intermediate driver 1',
    intermediateDrivers: 1,
    expected: /^nobody to touch block list/,
    happened: /^ImReserved of M\d+ \(N1\) was touched$/,
    provoke(rig) {
      rig.stack.links.calls('NdisMInvalidateOffloadComplete', IM, ({ parameters, from }, proceed) => {
        rig.stack.links.later(from, () => {
          parameters.OffloadBlockList.ImReserved = something;
        });
        return proceed();
      });
      invalidate(rig);
    },
  },
];
