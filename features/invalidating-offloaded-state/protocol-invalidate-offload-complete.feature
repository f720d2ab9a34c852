@page:ddi/invalidate_offload_complete_handler
Feature: ProtocolInvalidateOffloadComplete

  The driver that asked for an invalidate learns of its end when NDIS calls its ProtocolInvalidateOffloadComplete handler.
  Between the host stack and the target there may be intermediate drivers. Each of them asked the driver below, so each is
  told by NDIS, and each tells NDIS in turn, until the answer is with the host stack.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [INVALIDATE_OFFLOAD_COMPLETE_HANDLER](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nc-ndischimney-invalidate_offload_complete_handler).

  @must @remark:invalidate-report.to-the-driver-that-asked
  Rule: When the driver below calls NdisMInvalidateOffloadComplete, NDIS calls ProtocolInvalidateOffloadComplete of the driver that called NdisInvalidateOffload

    Example: With no intermediate driver the host stack is told of what the target completed
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack invalidates N1
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisInvalidateOffload             |
        | NDIS -> offload target | MiniportInvalidateOffload         |
        | offload target -> NDIS | NdisMInvalidateOffloadComplete    |
        | NDIS -> host stack     | ProtocolInvalidateOffloadComplete |

    Example: Two invalidates are reported separately
      Given N1, N2 offloaded through 1 intermediate driver
      When the host stack invalidates N1 and, before that completes, N2
      Then the host stack is told of these completions, in any order, and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: N1 |
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: N2 |

  @must @remark:invalidate-report.binding-context
  Rule: NDIS passes the context that the driver gave NdisOpenAdapterEx for the binding it invalidated through

    Example: Each of two bindings of the host stack has its own context
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack invalidates N2 and, before that completes, N1
      Then the host stack is told of these completions, in any order, and no others:
        | ProtocolInvalidateOffloadComplete | ProtocolBindingContext: what was given for adapter 1 | OffloadBlockList: N1 |
        | ProtocolInvalidateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 | OffloadBlockList: N2 |

    Example: Each of two intermediate drivers is passed its own context
      Given N1 offloaded to adapter 2 of 2, through 2 intermediate drivers
      When the host stack invalidates N1
      Then intermediate driver 1 is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 |
      And intermediate driver 2 is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 |

  @must @remark:invalidate-report.names-the-state
  Rule: The list is a protocol block list, alone or the root of more, that names the state which was, or was to be, invalidated

    Scenario Outline: <tree> comes back as it was asked for (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)), N2 offloaded through <drivers> intermediate drivers
      When the host stack invalidates <tree>
      Then the host stack is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples:
        | tree                       | drivers |
        | TCP1                       | 0       |
        | N1, N2                     | 1       |
        | N1 (PATH1 (TCP1, TCP2))    | 2       |
        | placeholder (PATH1 (TCP2)) | 2       |

    Example: It names the state also when the attempt failed
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the host stack is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) | Status: NDIS_STATUS_FAILURE |

  @must @remark:invalidate-report.returns-nothing
  Rule: The handler returns nothing

    Scenario Outline: <driver> returns no value
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack invalidates N1
      Then ProtocolInvalidateOffloadComplete of <driver> returns nothing

      Examples:
        | driver                |
        | the host stack        |
        | intermediate driver 1 |
        | intermediate driver 2 |

  @must @remark:invalidate-report.im-propagates
  Rule: An intermediate driver must pass the completion on by calling NdisMInvalidateOffloadComplete itself

    The page speaks of the completion of an initiate offload here; an invalidate is meant (finding
    invalidate-report-says-initiate).

    Example: Two intermediate drivers pass it on from the lowest to the highest, once each
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack invalidates N1
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS            | NdisInvalidateOffload             |
        | NDIS -> intermediate driver 1 | MiniportInvalidateOffload         |
        | intermediate driver 1 -> NDIS | NdisInvalidateOffload             |
        | NDIS -> intermediate driver 2 | MiniportInvalidateOffload         |
        | intermediate driver 2 -> NDIS | NdisInvalidateOffload             |
        | NDIS -> offload target        | MiniportInvalidateOffload         |
        | offload target -> NDIS        | NdisMInvalidateOffloadComplete    |
        | NDIS -> intermediate driver 2 | ProtocolInvalidateOffloadComplete |
        | intermediate driver 2 -> NDIS | NdisMInvalidateOffloadComplete    |
        | NDIS -> intermediate driver 1 | ProtocolInvalidateOffloadComplete |
        | intermediate driver 1 -> NDIS | NdisMInvalidateOffloadComplete    |
        | NDIS -> host stack            | ProtocolInvalidateOffloadComplete |

    Example: A failure is passed on as a failure
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then intermediate driver 1 completes these operations and no others:
        | NdisMInvalidateOffloadComplete | Status: NDIS_STATUS_FAILURE |

  @must @remark:invalidate-report.im-builds-miniport-list
  Rule: From the protocol block list that it was passed the intermediate driver builds the miniport block list that it passes on

    It is built in the place of the list that its own MiniportInvalidateOffload was given, so that the rule of the same
    pointer holds for it too (finding invalidate-report-newly-constructed), with the ImReserved and SourceHandle that the
    list came with.

    Scenario Outline: A miniport block list for <tree>, made of the protocol block list from below
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the host stack invalidates <tree>
      Then intermediate driver 2 completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: <tree> | ImReserved: what was passed | SourceHandle: what was passed |
      And intermediate driver 1 is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |
      And intermediate driver 1 completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |

      Examples:
        | tree                    |
        | TCP1                    |
        | N1 (PATH1 (TCP1, TCP2)) |
        | placeholder (PATH1)     |

    Example: By the pointer that came from above, with what it came with
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the host stack invalidates N1 (PATH1 (TCP1, TCP2))
      Then intermediate driver 2 completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: the pointer that MiniportInvalidateOffload got | ImReserved: what was passed | SourceHandle: what was passed |
      And intermediate driver 1 completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: the pointer that MiniportInvalidateOffload got | ImReserved: what was passed | SourceHandle: what was passed |
