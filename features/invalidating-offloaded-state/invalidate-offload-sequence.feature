@page:guide/invalidate-offload-sequence
Feature: The sequence of an invalidate

  Down go two calls and up come two. What the handler is passed, and what it does with it, is told with
  [MiniportInvalidateOffload](miniport-invalidate-offload.feature), and its answer with
  [NdisMInvalidateOffloadComplete](ndis-m-invalidate-offload-complete.feature).

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Invalidate Offload Sequence](https://learn.microsoft.com/previous-versions/windows/hardware/network/invalidate-offload-sequence).

  @must @remark:invalidate.sequence
  Rule: For each invalidate offload request of the host stack NDIS calls the target's MiniportInvalidateOffload once, and the completion goes back the way that the request came

    Example: Down through NDIS and up through NDIS
      Given N1 (PATH1 (TCP1)) offloaded through 0 intermediate drivers
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisInvalidateOffload             |
        | NDIS -> offload target | MiniportInvalidateOffload         |
        | offload target -> NDIS | NdisMInvalidateOffloadComplete    |
        | NDIS -> host stack     | ProtocolInvalidateOffloadComplete |

    Example: A slow NIC makes the answer late and leaves the sequence as it is
      Given N1 (PATH1 (TCP1)) offloaded through 0 intermediate drivers
      And the NIC is slow
      When the host stack invalidates PATH1
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisInvalidateOffload             |
        | NDIS -> offload target | MiniportInvalidateOffload         |
        | offload target -> NDIS | NdisMInvalidateOffloadComplete    |
        | NDIS -> host stack     | ProtocolInvalidateOffloadComplete |

    Example: The same object, invalidated twice, goes through all of it twice
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates N1 and, before that completes, N1
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 | Status: NDIS_STATUS_SUCCESS |
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 | Status: NDIS_STATUS_SUCCESS |

    Example: So does a chain whose hardware state is corrupt
      Given N1, N2 offloaded through 0 intermediate drivers
      And the hardware state is corrupt
      When the host stack invalidates N1, N2
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisInvalidateOffload             |
        | NDIS -> offload target | MiniportInvalidateOffload         |
        | offload target -> NDIS | NdisMInvalidateOffloadComplete    |
        | NDIS -> host stack     | ProtocolInvalidateOffloadComplete |
