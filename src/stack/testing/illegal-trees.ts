import { blocksOf } from '../../ddi/block-tree';
import {
  HOST,
  IM,
  something,
  returning,
  asking,
  reporting,
  doing,
  strangerList,
  completeSends,
  unanswered,
} from './provoke';
import type { Provocation, Miniport, Protocol } from './provoke';

/** Trees and chains that are none, and blocks that came back other than they were passed. */
export const illegalTrees: readonly Provocation[] = [
  {
    use: 'wrong-list',
    what: 'a miniport block list where a protocol block list belongs',
    by: HOST,
    expected: /^NdisInvalidateOffload with an NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST$/,
    happened: /^M99 \(N1\) was passed$/,
    provoke: asking(() => ({ OffloadBlockList: strangerList() })),
  },
  {
    use: 'wrong-list',
    what: 'NULL where a protocol block list belongs',
    by: HOST,
    expected: /^NdisInvalidateOffload with an NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST$/,
    happened: /^NULL was passed$/,
    provoke: asking(() => ({ OffloadBlockList: null })),
  },
  {
    use: 'cycle',
    what: 'in what the host stack passes, by NextBlock',
    by: HOST,
    expected: /^every block to occur once in a tree$/,
    happened: /^P\d+ \(N1\) is linked twice$/,
    provoke: asking((list) => {
      list.NextBlock = list;
      return {};
    }),
  },
  {
    use: 'cycle',
    what: 'in what the host stack passes, by DependentBlockList',
    by: HOST,
    intermediateDrivers: 2,
    expected: /^every block to occur once in a tree$/,
    happened: /^P\d+ \(N1\) is linked twice$/,
    provoke: asking((list) => {
      (blocksOf(list)[2] as Protocol).DependentBlockList = list;
      return {};
    }),
  },
  {
    use: 'cycle',
    what: 'in what the target hands back',
    expected: /^every block to occur once in a tree$/,
    happened: /^M\d+ \(TCP1\) is linked twice$/,
    provoke: returning((blocks) => {
      (blocks[3] as Miniport).NextBlock = blocks[2] ?? null;
    }),
  },
  {
    use: 'cycle',
    what: 'in requests that are completed',
    expected: /^a chain of NET_BUFFER_LIST structures that ends$/,
    happened: /^TCP1 send 1 leads to TCP1 send 1$/,
    provoke(rig) {
      const list = unanswered(rig);
      list.Next = list;
      doing(() => completeSends(rig, list))(rig);
    },
  },
  {
    use: 'cycle',
    what: 'in requests that are posted',
    by: HOST,
    expected: /^a chain of NET_BUFFER_LIST structures that ends$/,
    happened: /^TCP1 send 2 leads to TCP1 send 1$/,
    provoke(rig) {
      rig.stack.links.calls('NdisOffloadTcpSend', HOST, ({ parameters }, proceed) => {
        const { NetBufferList: first } = parameters;
        if (first.Next) first.Next.Next = first;
        return proceed();
      });
      rig.stack.host.send(rig.object('TCP1'), [10, 10]);
    },
  },
  {
    use: 'wrong-layer',
    what: 'in what the host stack passes',
    by: HOST,
    expected: /^a block of the path layer in this place$/,
    happened: /^P\d+ \(TCP1\) is of type TcpOffloadState$/,
    provoke: (rig) => void rig.run('invalidate', { N1: ['TCP1'] }),
  },
  {
    use: 'wrong-layer',
    what: 'in what the target hands back',
    expected: /^a block of the path layer in this place$/,
    happened: /^M\d+ \(TCP1\) is of type TcpOffloadState$/,
    provoke: returning((blocks) => {
      (blocks[0] as Miniport).DependentBlockList = blocks[2] ?? null;
    }),
  },
  {
    use: 'tree-altered',
    what: 'the rest of a row cut off',
    expected: /^NextBlock of M\d+ \(TCP1\) to be M\d+, as it was passed$/,
    happened: /^it is NULL$/,
    provoke: returning((blocks) => {
      (blocks[2] as Miniport).NextBlock = null;
    }),
  },
  {
    use: 'tree-altered',
    what: 'dependents in another order',
    expected: /^DependentBlockList of M\d+ \(PATH1\) to be M\d+, as it was passed$/,
    happened: /^it is M\d+$/,
    provoke: returning(([, path, first, second]) => {
      (path as Miniport).DependentBlockList = second ?? null;
      (second as Miniport).NextBlock = first ?? null;
      (first as Miniport).NextBlock = null;
    }),
  },
  {
    use: 'tree-altered',
    what: 'a block too many',
    expected: /^NextBlock of M\d+ \(TCP2\) to be NULL, as it was passed$/,
    happened: /^it is M99$/,
    provoke: returning((blocks) => {
      const last = blocks.at(-1) as Miniport;
      last.NextBlock = strangerList(last.Header.Type);
      last.NextBlock.NdisReserved = last.NdisReserved;
    }),
  },
  ...(['ImReserved', 'ProtocolReserved', 'SourceHandle', 'NdisReserved'] as const).map((member): Provocation => ({
    use: member === 'NdisReserved' ? 'reserved-for-ndis' : 'foreign-member',
    what: `${member} changed by the target`,
    expected: new RegExp(`^${member} of M\\d+ \\(TCP2\\) to be `),
    happened: /^it (is|holds) something(, which NDIS did not put there)?$/,
    provoke: returning((blocks) => {
      (blocks.at(-1) as Miniport)[member] = something;
    }),
  })),
  ...(['ImReserved', 'SourceHandle'] as const).map((member): Provocation => ({
    use: 'foreign-member',
    what: `${member} not restored by an intermediate driver`,
    by: 'intermediate driver 1',
    intermediateDrivers: 1,
    expected: new RegExp(`^${member} of M\\d+ \\(N1\\) to be (NULL|B\\d), as it was passed$`),
    happened: /^it is something$/,
    provoke: returning((blocks) => {
      (blocks[0] as Miniport)[member] = something;
    }, IM),
  })),
  {
    use: 'foreign-member',
    what: 'ImReserved changed on its way back to an intermediate driver',
    by: 'NDIS',
    intermediateDrivers: 1,
    expected: /^ImReserved to lead to a call entry of the intermediate driver 1$/,
    happened: /^ImReserved holds something$/,
    provoke: reporting((list) => {
      list.ImReserved = something;
      return {};
    }),
  },
];
