import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { counterpartOf, traverse } from '../../ddi/block-tree';
import type { NdisBindingHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import { plainly } from '../../sim/trace';

/**
 * Converts a protocol block list, block by block, to the miniport block list that the driver below will be given. Each
 * block remembers its counterpart in NdisReserved, and NDIS notes in SourceHandle through which binding it came.
 * Sources: guide, Comparison of Offload Block List Types; Propagating a State-Manipulation Operation.
 * @param root the list that a protocol driver passed
 * @param source the binding that it passed it through
 * @param nextId numbers for the new blocks
 * @returns the root of the new tree
 * @throws IllegalUse `cycle` or `wrong-layer` for a tree that is none, `still-outstanding` for one with a block that is
 *   part of an operation already
 */
export function toMiniport(
  root: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST,
  source: NdisBindingHandle,
  nextId: () => number,
): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST {
  return counterpartOf(root, (block) => {
    const { OffloadHandle } = block;
    if (block.NdisReserved instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST) throw stillOutstanding(block);
    const converted = new NDIS_MINIPORT_OFFLOAD_BLOCK_LIST(nextId(), block.Header, {
      NextBlock: null,
      DependentBlockList: null,
      Status: null,
      NdisReserved: block,
      MiniportOffloadContext: OffloadHandle && OffloadHandle.MiniportOffloadContext,
      NdisOffloadHandle: OffloadHandle,
      ProtocolReserved: block.ProtocolReserved,
      MiniportReserved: null,
      ImReserved: block.ImReserved,
      Scratch: null,
      SourceHandle: source,
      PortNumber: block.PortNumber,
      NetBufferListChain: block.NetBufferListChain,
      following: block.following,
    });
    block.NdisReserved = converted;
    return converted;
  });
}

/**
 * Takes a miniport block list back from the driver that completed it: what the driver wrote for the one above is copied
 * to the protocol block list that it was made from, and from then on nobody may touch the miniport blocks.
 * @param root the list that was completed
 * @param source the binding that NDIS noted in SourceHandle
 * @returns the protocol block list, the very one that was passed when the operation started
 * @throws IllegalUse `tree-altered`, `cycle` or `wrong-layer` when the links are not those that NDIS made;
 *   `foreign-member` when ImReserved, ProtocolReserved or SourceHandle is not what NDIS put there
 */
export function toProtocol(
  root: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  source: NdisBindingHandle,
): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST {
  const { blocks, refusal } = traverse(root);
  if (refusal) throw refusal;
  for (const block of blocks) {
    const counterpart = protocolOf(block);
    sameLink(block, 'NextBlock', counterpart.NextBlock);
    sameLink(block, 'DependentBlockList', counterpart.DependentBlockList);
    sameMember(block, 'ImReserved', counterpart.ImReserved);
    sameMember(block, 'ProtocolReserved', counterpart.ProtocolReserved);
    sameMember(block, 'SourceHandle', source);
  }
  const back = protocolOf(root);
  for (const block of blocks) {
    const counterpart = protocolOf(block);
    counterpart.Status = block.Status;
    counterpart.NetBufferListChain = block.NetBufferListChain;
    counterpart.NdisReserved = null;
    block.takeBack();
  }
  return back;
}

const stillOutstanding = ({ name, label }: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): IllegalUse =>
  new IllegalUse(
    'still-outstanding',
    `${name} (${label}) to be passed once its operation is completed`,
    'it was passed while that is outstanding',
  );

function miniportOf(block: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST {
  if (block.NdisReserved instanceof NDIS_MINIPORT_OFFLOAD_BLOCK_LIST) return block.NdisReserved;
  throw notNdis(block, block.NdisReserved);
}

function protocolOf(block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST {
  if (block.NdisReserved instanceof NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) return block.NdisReserved;
  throw notNdis(block, block.NdisReserved);
}

const notNdis = (block: { name: string; label: string }, found: unknown): IllegalUse =>
  new IllegalUse(
    'reserved-for-ndis',
    `NdisReserved of ${block.name} (${block.label}) to be left to NDIS`,
    `it holds ${plainly(found)}, which NDIS did not put there`,
  );

function sameLink(
  block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  link: 'NextBlock' | 'DependentBlockList',
  counterpart: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | null,
): void {
  const expected = counterpart && miniportOf(counterpart);
  if (block[link] === expected) return;
  throw new IllegalUse(
    'tree-altered',
    `${link} of ${block.name} (${block.label}) to be ${expected?.name ?? 'NULL'}, as it was passed`,
    `it is ${block[link]?.name ?? 'NULL'}`,
  );
}

function sameMember(
  block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST,
  member: 'ImReserved' | 'ProtocolReserved' | 'SourceHandle',
  expected: object | null,
): void {
  if (block[member] === expected) return;
  throw new IllegalUse(
    'foreign-member',
    `${member} of ${block.name} (${block.label}) to be ${plainly(expected)}, as it was passed`,
    `it is ${plainly(block[member])}`,
  );
}
