@page:guide/propagating-the-completion-of-a-state-manipulation-operation
Feature: Propagating the completion of a state-manipulation operation

  What went down comes back the way it came. The offload target completes the list that it was given, NDIS tells the
  driver above, and an intermediate driver that is told completes in its turn what it was given, until the host stack
  has been told. On the way each driver gets its own list back, with what the driver below has written there, and has no
  more use for what it kept of the operation.

  An intermediate driver stands between two others: to the one above it is a miniport, to the one below a protocol
  driver. The host stack is above the first of them, the offload target, a miniport driver with a NIC that runs TCP
  itself, below the last, and NDIS carries every call between each two. N1, PATH1 and TCP1 name state that the host
  stack offloads: a neighbor, a path, a TCP connection; "N1 (PATH1 (TCP1))" is a tree of block lists, what is in
  brackets depending on what is before them. A placeholder is a block that names no state. More of this is in
  [How to read a feature](../README.md).

  Paraphrased from [Propagating the Completion of a State-Manipulation Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/propagating-the-completion-of-a-state-manipulation-operation).

  @must @remark:im.ndis-reports-up
  Rule: When a driver completes an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST by NdisMXxxOffloadComplete, NDIS converts it and calls the corresponding ProtocolXxxOffloadComplete of the driver above with the NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST

    The driver above is the host stack or another intermediate driver (finding im-host-stack-or-driver-above).

    Scenario Outline: <operation>, from the offload target to the driver above (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack asks for the <operation> of <tree>
      Then the offload target completes these operations and no others:
        | <completes> | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |
      And <above> is told of these completions and no others:
        | <reports> | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples: The host stack is above
        | operation  | drivers | above          | tree              | completes                      | reports                           |
        | initiate   | 0       | the host stack | N2 (PATH2 (TCP2)) | NdisMInitiateOffloadComplete   | ProtocolInitiateOffloadComplete   |
        | invalidate | 0       | the host stack | TCP1              | NdisMInvalidateOffloadComplete | ProtocolInvalidateOffloadComplete |
        | query      | 0       | the host stack | N1 (PATH1)        | NdisMQueryOffloadStateComplete | ProtocolQueryOffloadComplete      |
        | terminate  | 0       | the host stack | N1 (PATH1 (TCP1)) | NdisMTerminateOffloadComplete  | ProtocolTerminateOffloadComplete  |
        | update     | 0       | the host stack | PATH1             | NdisMUpdateOffloadComplete     | ProtocolUpdateOffloadComplete     |

      Examples: An intermediate driver is above
        | operation  | drivers | above                 | tree              | completes                      | reports                           |
        | initiate   | 1       | intermediate driver 1 | N1 (PATH2 (TCP2)) | NdisMInitiateOffloadComplete   | ProtocolInitiateOffloadComplete   |
        | invalidate | 2       | intermediate driver 2 | N1 (PATH1)        | NdisMInvalidateOffloadComplete | ProtocolInvalidateOffloadComplete |
        | query      | 1       | intermediate driver 1 | TCP1              | NdisMQueryOffloadStateComplete | ProtocolQueryOffloadComplete      |
        | terminate  | 2       | intermediate driver 2 | N1 (PATH1 (TCP1)) | NdisMTerminateOffloadComplete  | ProtocolTerminateOffloadComplete  |
        | update     | 1       | intermediate driver 1 | N1 (PATH1)        | NdisMUpdateOffloadComplete     | ProtocolUpdateOffloadComplete     |

    Scenario Outline: <operation>, from an intermediate driver to the host stack
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack asks for the <operation> of <tree>
      Then intermediate driver 1 completes these operations and no others:
        | <completes> | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |
      And the host stack is told of these completions and no others:
        | <reports> | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples:
        | operation  | tree               | completes                      | reports                           |
        | initiate   | N2, N3             | NdisMInitiateOffloadComplete   | ProtocolInitiateOffloadComplete   |
        | invalidate | placeholder (TCP1) | NdisMInvalidateOffloadComplete | ProtocolInvalidateOffloadComplete |
        | query      | N1 (PATH1 (TCP1))  | NdisMQueryOffloadStateComplete | ProtocolQueryOffloadComplete      |
        | terminate  | N1 (PATH1 (TCP1))  | NdisMTerminateOffloadComplete  | ProtocolTerminateOffloadComplete  |
        | update     | TCP1               | NdisMUpdateOffloadComplete     | ProtocolUpdateOffloadComplete     |

  @must @remark:im.passes-completions-up
  Rule: An intermediate driver that is told of a completion must convert the protocol block list to a miniport block list, and pass that to the NdisMXxxOffloadComplete function which corresponds to its handler, once

    If ProtocolQueryOffloadComplete was called it calls NdisMQueryOffloadStateComplete, and likewise for the others. What
    each block carries is the answer of the offload target, whatever it is.

    Scenario Outline: <operation>, one completion for one report
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of <tree>
      Then intermediate driver 2 completes these operations and no others:
        | <completes> | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | OffloadBlockList: <tree> | Status: NDIS_STATUS_SUCCESS |
      And intermediate driver 1 completes these operations and no others:
        | <completes> | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | OffloadBlockList: <tree> | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | operation  | tree              | completes                      |
        | initiate   | N2 (PATH2 (TCP2)) | NdisMInitiateOffloadComplete   |
        | invalidate | N1 (PATH1)        | NdisMInvalidateOffloadComplete |
        | query      | N1 (PATH1 (TCP1)) | NdisMQueryOffloadStateComplete |
        | terminate  | N1 (PATH1 (TCP1)) | NdisMTerminateOffloadComplete  |
        | update     | TCP1              | NdisMUpdateOffloadComplete     |

    Example: A success and a failure in one tree stay where they are
      Given N1 (PATH1, PATH2) offloaded through 2 intermediate drivers
      And the NIC has room for 1 more update
      When the host stack asks for the update of PATH1, PATH2
      Then intermediate driver 1 completes these operations and no others:
        | NdisMUpdateOffloadComplete | Status of PATH1: NDIS_STATUS_SUCCESS | Status of PATH2: NDIS_STATUS_FAILURE |
      And the host stack is told of these completions and no others:
        | ProtocolUpdateOffloadComplete | Status of PATH1: NDIS_STATUS_SUCCESS | Status of PATH2: NDIS_STATUS_FAILURE |

    Scenario Outline: <operation> that fails is passed on as one that failed
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      And the NIC is hung
      When the host stack asks for the <operation> of <tree>
      Then intermediate driver 1 completes these operations and no others:
        | <completes> | Status: NDIS_STATUS_FAILURE |
      And the host stack is told that <tree> ended with NDIS_STATUS_FAILURE

      Examples:
        | operation  | tree              | completes                      |
        | initiate   | N2 (PATH2)        | NdisMInitiateOffloadComplete   |
        | invalidate | N1                | NdisMInvalidateOffloadComplete |
        | query      | N1 (PATH1 (TCP1)) | NdisMQueryOffloadStateComplete |
        | update     | PATH1             | NdisMUpdateOffloadComplete     |

    Example: Two operations at a time, each completed for itself
      Given N1, N2 offloaded through 2 intermediate drivers
      And the NIC is slow
      When the host stack invalidates N1 and, before that completes, N2
      Then intermediate driver 1 completes these operations, in any order, and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 |
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N2 |

  @must @remark:im.stored-list-goes-up
  Rule: The list that an intermediate driver passes to NdisMXxxOffloadComplete is the NDIS_MINIPORT_OFFLOAD_BLOCK_LIST that it was given when the operation came

    The page says that a pointer to the stored list is passed; two others say "newly constructed" of the same list. What it
    says is new, and it lies where the one from above lay (finding invalidate-report-newly-constructed). The functions are
    also called NdisMXxxComplete (finding im-completion-functions-by-two-names).

    Scenario Outline: <operation>, by the same pointer, in drivers that make block lists <place>
      Given intermediate drivers that make block lists <place>
      And N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of <tree>
      Then intermediate driver 1 completes these operations and no others:
        | <completes> | OffloadBlockList: the pointer that <handler> got |
      And intermediate driver 2 completes these operations and no others:
        | <completes> | OffloadBlockList: the pointer that <handler> got |

      Examples:
        | operation  | place         | tree              | handler                   | completes                      |
        | initiate   | in place      | N2 (PATH2 (TCP2)) | MiniportInitiateOffload   | NdisMInitiateOffloadComplete   |
        | invalidate | in new memory | N1 (PATH1)        | MiniportInvalidateOffload | NdisMInvalidateOffloadComplete |
        | query      | in place      | N1 (PATH1 (TCP1)) | MiniportQueryOffload      | NdisMQueryOffloadStateComplete |
        | query      | in new memory | N1 (PATH1 (TCP1)) | MiniportQueryOffload      | NdisMQueryOffloadStateComplete |
        | terminate  | in place      | N1 (PATH1 (TCP1)) | MiniportTerminateOffload  | NdisMTerminateOffloadComplete  |
        | update     | in new memory | TCP1              | MiniportUpdateOffload     | NdisMUpdateOffloadComplete     |

  @must @remark:im.state-comes-up
  Rule: State that accompanies a completion immediately follows its NDIS_MINIPORT_OFFLOAD_BLOCK_LIST in memory, from the offload target up to the host stack

    Scenario Outline: What the offload target wrote with the <operation> reaches the host stack
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of N1 (PATH1 (TCP1))
      Then intermediate driver 2 completes these operations and no others:
        | <completes> | structures behind TCP1: TCP_OFFLOAD_STATE_DELEGATED | SndNxt of TCP1: 1000 |
      And intermediate driver 1 completes these operations and no others:
        | <completes> | structures behind TCP1: TCP_OFFLOAD_STATE_DELEGATED | SndNxt of TCP1: 1000 |
      And the host stack is told of these completions and no others:
        | <reports> | structures behind TCP1: TCP_OFFLOAD_STATE_DELEGATED | SndNxt of TCP1: 1000 |

      Examples:
        | operation | completes                      | reports                          |
        | query     | NdisMQueryOffloadStateComplete | ProtocolQueryOffloadComplete     |
        | terminate | NdisMTerminateOffloadComplete  | ProtocolTerminateOffloadComplete |
