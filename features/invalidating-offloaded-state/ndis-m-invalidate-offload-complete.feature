@page:ddi/ndisminvalidateoffloadcomplete
Feature: NdisMInvalidateOffloadComplete

  An offload target that was handed an invalidate answers it with this call. It hands back the very list that it was
  given, with an outcome written into every block of it.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [NdisMInvalidateOffloadComplete](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndisminvalidateoffloadcomplete).

  @must @remark:invalidate.completed-once
  Rule: Each invalidate that a target was handed is completed, exactly once

    Scenario Outline: One call for one invalidate (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Two invalidates under way at once are completed one by one
      Given N1, N2 offloaded through 1 intermediate driver
      When the host stack invalidates N1 and, before that completes, N2
      Then the offload target completes these operations, in any order, and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 |
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N2 |

    Example: A slow NIC delays the call and does not lose it
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      When the host stack invalidates N1
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 |

    Example: Completing a list a second time is an illegal use
      Given a TCP connection offloaded through 1 intermediate driver
      And an offload target that completes an invalidate twice
      When the host stack invalidates N1
      Then the contract is broken by the offload target: invalidate.completed-once

  @must @remark:invalidate.registration-handle
  Rule: The target passes the handle that NdisMRegisterMiniportDriver gave it

    Scenario Outline: The handle of the registration (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack invalidates TCP1
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: One registration serves two adapters
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack invalidates N1 and, before that completes, N2
      Then the offload target completes these operations, in any order, and no others:
        | NdisMInvalidateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | OffloadBlockList: N1 |
        | NdisMInvalidateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | OffloadBlockList: N2 |

    Example: Each intermediate driver passes the handle of its own registration
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack invalidates N1
      Then intermediate driver 1 completes these operations and no others:
        | NdisMInvalidateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave |
      And intermediate driver 2 completes these operations and no others:
        | NdisMInvalidateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave |

  @must @remark:invalidate.same-pointer
  Rule: The target completes only what MiniportInvalidateOffload was given, by the same pointer

    Scenario Outline: The pointer comes back (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the host stack invalidates N1 (PATH1 (TCP1, TCP2))
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: the pointer that MiniportInvalidateOffload got |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A copy of the list is not the list
      Given a TCP connection offloaded through 1 intermediate driver
      And an offload target that completes a copy of the list
      When the host stack invalidates TCP1
      Then the contract is broken by the offload target: invalidate.same-pointer

  @must @remark:invalidate.status-on-every-block
  Rule: Before the call the target writes NDIS_STATUS_SUCCESS or NDIS_STATUS_FAILURE, and nothing else, to every block of the tree

    Scenario Outline: Every block of <tree> carries a status
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) offloaded through 1 intermediate driver
      When the host stack invalidates <tree>
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: <tree> | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | tree                                    |
        | TCP1                                    |
        | PATH1, PATH2                            |
        | N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3))   |
        | placeholder (PATH1, placeholder (TCP3)) |
        | placeholder                             |

    Example: A placeholder that nothing depends on succeeds even when the NIC has hung
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack invalidates placeholder
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: placeholder | Status: NDIS_STATUS_SUCCESS |

    Example: 100 connections on 10 paths, and not one block forgotten
      Given 100 TCP connections on 10 paths of N1, offloaded through 1 intermediate driver
      When the host stack invalidates N1 with all that depends on it
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | blocks: 111 | Status: NDIS_STATUS_SUCCESS |

    Example: One block missed in a tree of three layers breaks the contract
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And an offload target that leaves the last block of a tree without a status
      When the host stack invalidates N1 (PATH1 (TCP1, TCP2))
      Then the contract is broken by the offload target: invalidate.status-on-every-block

  @must @remark:invalidate.success-means-invalidated
  Rule: NDIS_STATUS_SUCCESS says that the target has invalidated the state objects

    @unless:goes-on-when-invalidated
    Example: A connection that was sending falls silent once its neighbor's block carries NDIS_STATUS_SUCCESS
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack invalidates N1 and, before that completes, sends 3000 bytes on TCP1
      Then the host stack is told that N1 ended with NDIS_STATUS_SUCCESS
      And TCP1 puts no data on the wire after NdisMInvalidateOffloadComplete

  @must @remark:invalidate.failure-means-not-invalidated
  Rule: NDIS_STATUS_FAILURE says that the invalidate did not succeed, as when the target has stopped responding

    This page names a hung target as the cause, the guide a corrupt hardware state. Either may be (finding
    invalidate-failure-cause). What the NIC cannot confirm is not invalidated: that a target whose NIC has hung must say
    so is our reading.

    Example: A NIC that has hung
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) | Status: NDIS_STATUS_FAILURE |

    Example: The host stack learns of it through two intermediate drivers
      Given a TCP connection offloaded through 2 intermediate drivers
      And the NIC is hung
      When the host stack invalidates N1
      Then the host stack is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: N1 | Status: NDIS_STATUS_FAILURE |

  @must @remark:invalidate.completed-at-any-irql
  Rule: NDIS takes the completion of an invalidate at whatever IRQL the target calls

    Scenario Outline: Called at <irql>
      Given N1 offloaded through 1 intermediate driver
      And the offload target works at <irql>
      When the host stack invalidates N1
      Then the host stack is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | irql           |
        | PASSIVE_LEVEL  |
        | APC_LEVEL      |
        | DISPATCH_LEVEL |
        | HIGH_LEVEL     |
