@page:ddi/ndismterminateoffloadcomplete
Feature: NdisMTerminateOffloadComplete

  An offload target that was asked to terminate the offload of state answers with this call. It is the last that the target
  has to say about that state, so everything else has to be said before: what it was given to do is completed, what it has to
  tell is told. The list goes back with an outcome in every block, and behind the blocks with the variables that were the
  target's own.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [NdisMTerminateOffloadComplete](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndismterminateoffloadcomplete).

  @must @remark:terminate.completed-once
  Rule: Each terminate that MiniportTerminateOffload was handed is completed, exactly once

    Scenario Outline: One call for one terminate (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack terminates N1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Two terminates under way at once are completed one by one
      Given N1, N2 offloaded through 1 intermediate driver
      And as soon as MiniportTerminateOffload is called, the host stack terminates N2
      When the host stack terminates N1
      Then the offload target completes these operations, in any order, and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: N1 |
        | NdisMTerminateOffloadComplete | OffloadBlockList: N2 |

    Example: A slow NIC delays the call and does not lose it
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      When the host stack terminates TCP1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: TCP1 |

  @must @remark:terminate.registration-handle
  Rule: The target completes a terminate with the handle that NdisMRegisterMiniportDriver gave it

    Example: Two adapters, one registration
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack terminates N2
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | OffloadBlockList: N2 |

  @must @remark:terminate.same-pointer
  Rule: The target completes only what MiniportTerminateOffload was given, by the same pointer

    Scenario Outline: The pointer comes back (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)), N2 offloaded through <drivers> intermediate drivers
      When the host stack terminates N1, N2
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: the pointer that MiniportTerminateOffload got |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:terminate.status-on-every-block
  Rule: Before it completes a terminate the target writes NDIS_STATUS_SUCCESS or NDIS_STATUS_FAILURE, and nothing else, to the Status member of every block of the tree

    Scenario Outline: Success in every block of <tree>
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) offloaded through 1 intermediate driver
      When the host stack terminates <tree>
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: <tree> | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | tree                                    |
        | TCP1                                    |
        | N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3))   |
        | placeholder (PATH1 (TCP1, TCP2), PATH2 (TCP3)) |

    Example: Failure in every block that names state, when the NIC has hung
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack terminates N1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1, TCP2)) | Status: NDIS_STATUS_FAILURE |

  @must @remark:terminate.completed-at-any-irql
  Rule: NDIS takes the completion of a terminate at whatever IRQL the target calls

    What the target does besides, like freeing memory, it can do at DISPATCH_LEVEL and below alone, so at HIGH_LEVEL there is
    nothing to free here.

    Scenario Outline: Called at <irql>, for <tree>
      Given a TCP connection offloaded through 1 intermediate driver
      And the offload target works at <irql>
      When the host stack terminates <tree>
      Then the host stack is told that <tree> ended with NDIS_STATUS_SUCCESS

      Examples:
        | irql           | tree        |
        | PASSIVE_LEVEL  | TCP1        |
        | APC_LEVEL      | TCP1        |
        | DISPATCH_LEVEL | TCP1        |
        | HIGH_LEVEL     | placeholder |
