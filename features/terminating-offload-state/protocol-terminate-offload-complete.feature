@page:ddi/terminate_offload_complete_handler
Feature: ProtocolTerminateOffloadComplete

  The driver that asked for the termination of an offload learns of its end when NDIS calls its
  ProtocolTerminateOffloadComplete handler. Each intermediate driver in between is told by NDIS, and tells NDIS in turn,
  until the state is back with the host stack.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [TERMINATE_OFFLOAD_COMPLETE_HANDLER](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nc-ndischimney-terminate_offload_complete_handler).

  @must @remark:terminate-report.to-the-driver-that-asked
  Rule: When the driver below calls NdisMTerminateOffloadComplete, NDIS calls ProtocolTerminateOffloadComplete of the driver that called NdisTerminateOffload

    Example: With no intermediate driver the host stack is told of what the target completed
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack terminates N1
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisTerminateOffload             |
        | NDIS -> offload target | MiniportTerminateOffload         |
        | offload target -> NDIS | NdisMTerminateOffloadComplete    |
        | NDIS -> host stack     | ProtocolTerminateOffloadComplete |

    Example: Two terminations are reported separately
      Given N1, N2 offloaded through 1 intermediate driver
      And as soon as MiniportTerminateOffload is called, the host stack terminates N2
      When the host stack terminates N1
      Then the host stack is told of these completions, in any order, and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: N1 |
        | ProtocolTerminateOffloadComplete | OffloadBlockList: N2 |

  @must @remark:terminate-report.binding-context
  Rule: NDIS passes the context that the driver gave NdisOpenAdapterEx for the binding it terminated through

    Example: Each of two bindings of the host stack has its own context
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      And as soon as MiniportTerminateOffload is called, the host stack terminates N1
      When the host stack terminates N2
      Then the host stack is told of these completions, in any order, and no others:
        | ProtocolTerminateOffloadComplete | ProtocolBindingContext: what was given for adapter 1 | OffloadBlockList: N1 |
        | ProtocolTerminateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 | OffloadBlockList: N2 |

    Example: Each of two intermediate drivers is passed its own context
      Given N1 offloaded to adapter 2 of 2, through 2 intermediate drivers
      When the host stack terminates N1
      Then intermediate driver 1 is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 |
      And intermediate driver 2 is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 |

  @must @remark:terminate-report.names-the-state
  Rule: The list is a protocol block list, alone or the root of more, that names the state which was, or was to be, terminated

    Scenario Outline: <tree> comes back as it was asked for (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)), N2 offloaded through <drivers> intermediate drivers
      When the host stack terminates <tree>
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples:
        | tree                             | drivers |
        | TCP1                             | 0       |
        | N1 (PATH1 (TCP1, TCP2)), N2      | 1       |
        | N1 (PATH1 (TCP1, TCP2))          | 2       |
        | placeholder (placeholder (TCP2)) | 2       |

    Example: It names the state also when the attempt failed
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack terminates N1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) | Status: NDIS_STATUS_FAILURE |

  @must @remark:terminate-report.im-propagates
  Rule: An intermediate driver must pass the completion on by calling NdisMTerminateOffloadComplete itself

    Example: Two intermediate drivers pass it on from the lowest to the highest, once each
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack terminates N1
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS            | NdisTerminateOffload             |
        | NDIS -> intermediate driver 1 | MiniportTerminateOffload         |
        | intermediate driver 1 -> NDIS | NdisTerminateOffload             |
        | NDIS -> intermediate driver 2 | MiniportTerminateOffload         |
        | intermediate driver 2 -> NDIS | NdisTerminateOffload             |
        | NDIS -> offload target        | MiniportTerminateOffload         |
        | offload target -> NDIS        | NdisMTerminateOffloadComplete    |
        | NDIS -> intermediate driver 2 | ProtocolTerminateOffloadComplete |
        | intermediate driver 2 -> NDIS | NdisMTerminateOffloadComplete    |
        | NDIS -> intermediate driver 1 | ProtocolTerminateOffloadComplete |
        | intermediate driver 1 -> NDIS | NdisMTerminateOffloadComplete    |
        | NDIS -> host stack            | ProtocolTerminateOffloadComplete |

    Example: A failure is passed on as a failure
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack terminates N1
      Then intermediate driver 1 completes these operations and no others:
        | NdisMTerminateOffloadComplete | Status: NDIS_STATUS_FAILURE |

  @must @remark:terminate-report.im-builds-miniport-list
  Rule: From the protocol block list that it was passed the intermediate driver builds the miniport block list that it completes its own terminate with

    It is built in the place of the list that its own MiniportTerminateOffload was given, so that the rule of the same
    pointer holds for it too (finding terminate-report-newly-constructed), with the ImReserved and SourceHandle that the
    list came with.

    Scenario Outline: A miniport block list for <tree>, made of the protocol block list from below
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the host stack terminates <tree>
      Then intermediate driver 2 completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: <tree> | ImReserved: what was passed | SourceHandle: what was passed |
      And intermediate driver 1 is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |
      And intermediate driver 1 completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |

      Examples:
        | tree                             |
        | TCP1                             |
        | N1 (PATH1 (TCP1, TCP2))          |
        | placeholder (placeholder (TCP1)) |

    Example: By the pointer that came from above
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the host stack terminates N1
      Then intermediate driver 1 completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: the pointer that MiniportTerminateOffload got |
      And intermediate driver 2 completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: the pointer that MiniportTerminateOffload got |
