@page:guide/comparison-of-offload-block-list-types
Feature: Comparison of offload block list types

  Two structures describe the same tree from two sides. They are alike but for how a block says which object it means: a
  protocol driver has a handle of the object, and a miniport is given that handle and, beside it, the place where its
  own context is to be found. What is reserved for NDIS makes up for the difference in size, two PVOIDs in the one and
  three in the other, so that one structure can be laid over the other.

  An intermediate driver gets the one and passes on the other, in both directions. That it must convert them is told
  where it does: [going down](propagating-a-state-manipulation-operation.feature) and
  [coming back](propagating-the-completion.feature).

  An intermediate driver stands between two others: to the one above it is a miniport, to the one below a protocol
  driver. The host stack is above the first of them, the offload target, a miniport driver with a NIC that runs TCP
  itself, below the last, and NDIS carries every call between each two. N1, PATH1 and TCP1 name state that the host
  stack offloads: a neighbor, a path, a TCP connection; "N1 (PATH1 (TCP1))" is a tree of block lists, what is in
  brackets depending on what is before them. A placeholder is a block that names no state. More of this is in
  [How to read a feature](../README.md).

  Paraphrased from [Comparison of Offload Block List Types](https://learn.microsoft.com/previous-versions/windows/hardware/network/comparison-of-offload-block-list-types).

  @must @remark:im.list-types-differ
  Rule: A NDIS_MINIPORT_OFFLOAD_BLOCK_LIST refers to an object by MiniportOffloadContext and NdisOffloadHandle, an NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST by OffloadHandle instead

    Example: The same object in the list that a driver is handed and in the list that it passes on
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates TCP1
      Then intermediate driver 1 is asked for these operations and no others:
        | MiniportInvalidateOffload | MiniportOffloadContext of TCP1: a location that holds a PVOID | NdisOffloadHandle of TCP1: that of the host stack | OffloadHandle of TCP1: not a member |
      And intermediate driver 1 starts these operations and no others:
        | NdisInvalidateOffload | MiniportOffloadContext of TCP1: not a member | NdisOffloadHandle of TCP1: not a member | OffloadHandle of TCP1: that of intermediate driver 1 |

    Example: And in the list that it gets back and the one that it completes
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates TCP1
      Then intermediate driver 1 is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | NdisOffloadHandle of TCP1: not a member | OffloadHandle of TCP1: that of intermediate driver 1 |
      And intermediate driver 1 completes these operations and no others:
        | NdisMInvalidateOffloadComplete | NdisOffloadHandle of TCP1: that of the host stack | OffloadHandle of TCP1: not a member |
