@page:guide/offload-block-lists
Feature: Offload block lists

  An offload block list, an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST structure, is what state trees are built of. All that the page
  says of it, other pages say too, and their features have the rules:

  - what Type says of the state structures behind a block, the status that every block gets, and whose each member is:
    [NDIS_MINIPORT_OFFLOAD_BLOCK_LIST](ndis-miniport-offload-block-list.feature);
  - where NextBlock and DependentBlockList may lead: [the offload state tree](offload-state-tree.feature);
  - how MiniportOffloadContext and NdisOffloadHandle refer to offloaded state:
    [storing and referencing offloaded state](storing-and-referencing-offloaded-state.feature).

  Paraphrased from [Offload Block Lists](https://learn.microsoft.com/previous-versions/windows/hardware/network/offload-block-lists).
