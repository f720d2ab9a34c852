@page:guide/propagating-a-state-manipulation-operation
Feature: Propagating a state-manipulation operation

  An operation travels downward in steps of two calls. A driver calls NDIS, NDIS calls the driver below; if that is an
  intermediate driver, it calls NDIS in its turn, and so on until the offload target has been called. A call downward takes
  block lists as protocol drivers know them, a handler gets them as miniports do; NDIS converts them on its side of each
  step, and an intermediate driver on its own.

  An intermediate driver stands between two others: to the one above it is a miniport, to the one below a protocol
  driver. The host stack is above the first of them, the offload target, a miniport driver with a NIC that runs TCP
  itself, below the last, and NDIS carries every call between each two. N1, PATH1 and TCP1 name state that the host
  stack offloads: a neighbor, a path, a TCP connection; "N1 (PATH1 (TCP1))" is a tree of block lists, what is in
  brackets depending on what is before them. A placeholder is a block that names no state. More of this is in
  [How to read a feature](../README.md).

  Paraphrased from [Propagating a State-Manipulation Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/propagating-a-state-manipulation-operation).

  @must @remark:im.ndis-hands-down
  Rule: NDIS converts the NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST that a driver passes, and calls the corresponding MiniportXxxOffload of the driver below with the NDIS_MINIPORT_OFFLOAD_BLOCK_LIST

    Scenario Outline: <operation>, from the host stack to the driver below (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack asks for the <operation> of <tree>
      Then the host stack starts these operations and no others:
        | <starts> | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |
      And <below> is asked for these operations and no others:
        | <handler> | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |

      Examples: An intermediate driver is below
        | operation  | drivers | below                 | tree               | starts                | handler                   |
        | initiate   | 1       | intermediate driver 1 | N2 (PATH2 (TCP2))  | NdisInitiateOffload   | MiniportInitiateOffload   |
        | invalidate | 1       | intermediate driver 1 | N1 (PATH1)         | NdisInvalidateOffload | MiniportInvalidateOffload |
        | query      | 2       | intermediate driver 1 | N1 (PATH1 (TCP1))  | NdisQueryOffloadState | MiniportQueryOffload      |
        | terminate  | 1       | intermediate driver 1 | N1 (PATH1 (TCP1))  | NdisTerminateOffload  | MiniportTerminateOffload  |
        | update     | 2       | intermediate driver 1 | placeholder (TCP1) | NdisUpdateOffload     | MiniportUpdateOffload     |

      Examples: The offload target is below
        | operation  | drivers | below              | tree              | starts                | handler                   |
        | initiate   | 0       | the offload target | N1 (PATH2 (TCP2)) | NdisInitiateOffload   | MiniportInitiateOffload   |
        | invalidate | 0       | the offload target | TCP1              | NdisInvalidateOffload | MiniportInvalidateOffload |
        | query      | 0       | the offload target | TCP1              | NdisQueryOffloadState | MiniportQueryOffload      |
        | terminate  | 0       | the offload target | N1 (PATH1 (TCP1)) | NdisTerminateOffload  | MiniportTerminateOffload  |
        | update     | 0       | the offload target | N1 (PATH1)        | NdisUpdateOffload     | MiniportUpdateOffload     |

    Scenario Outline: <operation>, from an intermediate driver to the driver below it
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of <tree>
      Then intermediate driver 1 starts these operations and no others:
        | <starts> | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |
      And intermediate driver 2 is asked for these operations and no others:
        | <handler> | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |
      And the offload target is asked for these operations and no others:
        | <handler> | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |

      Examples:
        | operation  | tree               | starts                | handler                   |
        | initiate   | N2, N3             | NdisInitiateOffload   | MiniportInitiateOffload   |
        | invalidate | TCP1               | NdisInvalidateOffload | MiniportInvalidateOffload |
        | query      | N1 (PATH1)         | NdisQueryOffloadState | MiniportQueryOffload      |
        | terminate  | N1 (PATH1 (TCP1))  | NdisTerminateOffload  | MiniportTerminateOffload  |
        | update     | placeholder (TCP1) | NdisUpdateOffload     | MiniportUpdateOffload     |

  @must @remark:im.passes-operations-down
  Rule: An intermediate driver must convert the miniport block list that it was passed to a protocol block list, and pass that to the NdisXxxOffload function which corresponds to its handler

    If MiniportQueryOffload was called it calls NdisQueryOffloadState, and likewise for the others; the page says
    NdisQueryOffload, which the headers do not have (finding query-without-state). It calls once, for all blocks that it
    was passed, and for no others.

    Scenario Outline: <operation> goes down through two intermediate drivers and comes back
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of <tree>
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS            | <starts>    |
        | NDIS -> intermediate driver 1 | <handler>   |
        | intermediate driver 1 -> NDIS | <starts>    |
        | NDIS -> intermediate driver 2 | <handler>   |
        | intermediate driver 2 -> NDIS | <starts>    |
        | NDIS -> offload target        | <handler>   |
        | offload target -> NDIS        | <completes> |
        | NDIS -> intermediate driver 2 | <reports>   |
        | intermediate driver 2 -> NDIS | <completes> |
        | NDIS -> intermediate driver 1 | <reports>   |
        | intermediate driver 1 -> NDIS | <completes> |
        | NDIS -> host stack            | <reports>   |

      Examples:
        | operation  | tree              | starts                | handler                   | completes                      | reports                           |
        | initiate   | N2 (PATH2)        | NdisInitiateOffload   | MiniportInitiateOffload   | NdisMInitiateOffloadComplete   | ProtocolInitiateOffloadComplete   |
        | invalidate | N1                | NdisInvalidateOffload | MiniportInvalidateOffload | NdisMInvalidateOffloadComplete | ProtocolInvalidateOffloadComplete |
        | query      | TCP1              | NdisQueryOffloadState | MiniportQueryOffload      | NdisMQueryOffloadStateComplete | ProtocolQueryOffloadComplete      |
        | terminate  | N1 (PATH1 (TCP1)) | NdisTerminateOffload  | MiniportTerminateOffload  | NdisMTerminateOffloadComplete  | ProtocolTerminateOffloadComplete  |
        | update     | PATH1             | NdisUpdateOffload     | MiniportUpdateOffload     | NdisMUpdateOffloadComplete     | ProtocolUpdateOffloadComplete     |

    Example: The whole tree, and as a protocol block list
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the host stack asks for the query of N1 (PATH1 (TCP1, TCP2))
      Then intermediate driver 1 starts these operations and no others:
        | NdisQueryOffloadState | OffloadBlockList: N1 (PATH1 (TCP1, TCP2)) | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |
      And intermediate driver 2 starts these operations and no others:
        | NdisQueryOffloadState | OffloadBlockList: N1 (PATH1 (TCP1, TCP2)) | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

    Example: Each of two adapters has a binding of its own below
      Given N1 offloaded to adapter 1 of 2, through 2 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 2 intermediate drivers
      When the host stack invalidates N2 and, before that completes, N1
      Then intermediate driver 1 starts these operations and no others:
        | NdisInvalidateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 | OffloadBlockList: N2 |
        | NdisInvalidateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 1 | OffloadBlockList: N1 |

    Example: Above DISPATCH_LEVEL too, though the driver cannot allocate anything there
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      And the host stack calls at HIGH_LEVEL
      When the host stack invalidates N1 and, before that completes, TCP1
      Then intermediate driver 2 starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: N1   |
        | NdisInvalidateOffload | OffloadBlockList: TCP1 |
      And the host stack is told of these completions, in any order, and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: N1   | Status: NDIS_STATUS_SUCCESS |
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: TCP1 | Status: NDIS_STATUS_SUCCESS |

  @must @remark:im.state-goes-down
  Rule: State that accompanies an operation immediately follows its NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST in memory, from the host stack down to the offload target

    Example: All of it with an initiate
      Given N1 offloaded through 2 intermediate drivers
      When the host stack asks for the initiate of N1 (PATH2 (TCP2))
      Then the host stack starts these operations and no others:
        | NdisInitiateOffload | structures behind N1: none | structures behind TCP2: TCP_OFFLOAD_STATE_CONST, TCP_OFFLOAD_STATE_CACHED, TCP_OFFLOAD_STATE_DELEGATED |
      And intermediate driver 2 starts these operations and no others:
        | NdisInitiateOffload | structures behind N1: none | structures behind TCP2: TCP_OFFLOAD_STATE_CONST, TCP_OFFLOAD_STATE_CACHED, TCP_OFFLOAD_STATE_DELEGATED |
      And the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | structures behind N1: none | structures behind TCP2: TCP_OFFLOAD_STATE_CONST, TCP_OFFLOAD_STATE_CACHED, TCP_OFFLOAD_STATE_DELEGATED |

    Example: New values of cached variables with an update
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then intermediate driver 1 starts these operations and no others:
        | NdisUpdateOffload | structures behind PATH1: PATH_OFFLOAD_STATE_CACHED | PathMtu of PATH1: 576 |
      And intermediate driver 2 starts these operations and no others:
        | NdisUpdateOffload | structures behind PATH1: PATH_OFFLOAD_STATE_CACHED | PathMtu of PATH1: 576 |
      And the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | structures behind PATH1: PATH_OFFLOAD_STATE_CACHED | PathMtu of PATH1: 576 |
