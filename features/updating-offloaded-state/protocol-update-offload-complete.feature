@page:ddi/update_offload_complete_handler
Feature: ProtocolUpdateOffloadComplete

  The driver that asked for an update learns of its end when NDIS calls its ProtocolUpdateOffloadComplete handler. Where
  intermediate drivers stand between the host stack and the target, each of them asked the driver below; so each is told by
  NDIS, and each tells NDIS in turn, until the answer is with the host stack.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [UPDATE_OFFLOAD_COMPLETE_HANDLER](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nc-ndischimney-update_offload_complete_handler).

  @must @remark:update-report.to-the-driver-that-asked
  Rule: When the driver below calls NdisMUpdateOffloadComplete, NDIS calls ProtocolUpdateOffloadComplete of the driver that called NdisUpdateOffload

    Example: With no intermediate driver the host stack is told of the update that the target completed
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the host stack is told of these completions and no others:
        | ProtocolUpdateOffloadComplete | OffloadBlockList: PATH1 |

    Example: With one, the driver that asked the target is told first, and the host stack after it
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS            | NdisUpdateOffload             |
        | NDIS -> intermediate driver 1 | MiniportUpdateOffload         |
        | intermediate driver 1 -> NDIS | NdisUpdateOffload             |
        | NDIS -> offload target        | MiniportUpdateOffload         |
        | offload target -> NDIS        | NdisMUpdateOffloadComplete    |
        | NDIS -> intermediate driver 1 | ProtocolUpdateOffloadComplete |
        | intermediate driver 1 -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack            | ProtocolUpdateOffloadComplete |

  @must @remark:update-report.binding-context
  Rule: With a completed update NDIS passes the context that the driver gave NdisOpenAdapterEx for the binding it updated through

    Example: The second of two bindings of the host stack
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack updates:
        | N2 | DlDestinationAddress: 02-00-00-00-00-99 |
      Then the host stack is told of these completions and no others:
        | ProtocolUpdateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 | OffloadBlockList: N2 |

    Example: Each of two intermediate drivers is passed its own context with a completed update
      Given N1 offloaded to adapter 2 of 2, through 2 intermediate drivers
      When the host stack updates:
        | N1 | DlDestinationAddress: 02-00-00-00-00-99 |
      Then intermediate driver 1 is told of these completions and no others:
        | ProtocolUpdateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 |
      And intermediate driver 2 is told of these completions and no others:
        | ProtocolUpdateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 |

  @must @remark:update-report.names-the-state
  Rule: With a completed update comes a protocol block list, alone or the root of more, that names the state which was, or was to be, updated

    Scenario Outline: <tree> comes back as it was asked for (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)), N2 offloaded through <drivers> intermediate drivers
      When the host stack updates:
        | <object> | <what> |
      Then the host stack is told of these completions and no others:
        | ProtocolUpdateOffloadComplete | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples:
        | object              | what             | tree                | drivers |
        | TCP1                | TtlOrHopLimit: 7 | TCP1                | 0       |
        | placeholder (PATH1) | PathMtu: 576     | placeholder (PATH1) | 1       |
        | PATH1               | linked to N2     | N2 (PATH1)          | 2       |

    Example: It names the state also when the attempt to update it failed
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the NIC has room for 0 more updates
      When the host stack updates:
        | PATH1 | linked to N2 |
      Then the host stack is told of these completions and no others:
        | ProtocolUpdateOffloadComplete | OffloadBlockList: N2 (PATH1) | Status of PATH1: NDIS_STATUS_FAILURE |

  @must @remark:update-report.im-propagates
  Rule: An intermediate driver must pass the completion of an update on by calling NdisMUpdateOffloadComplete itself

    Example: Two intermediate drivers pass it on with their own handles, once each
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then intermediate driver 1 completes these operations and no others:
        | NdisMUpdateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | Status: NDIS_STATUS_SUCCESS |
      And intermediate driver 2 completes these operations and no others:
        | NdisMUpdateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | Status: NDIS_STATUS_SUCCESS |

    Example: Not before the driver itself is told
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS            | NdisUpdateOffload             |
        | NDIS -> intermediate driver 1 | MiniportUpdateOffload         |
        | intermediate driver 1 -> NDIS | NdisUpdateOffload             |
        | NDIS -> offload target        | MiniportUpdateOffload         |
        | offload target -> NDIS        | NdisMUpdateOffloadComplete    |
        | NDIS -> intermediate driver 1 | ProtocolUpdateOffloadComplete |
        | intermediate driver 1 -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack            | ProtocolUpdateOffloadComplete |

    Example: A failed update is passed on as a failed one, block by block
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the NIC has room for 1 more update
      When the host stack updates:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
      Then intermediate driver 1 completes these operations and no others:
        | NdisMUpdateOffloadComplete | Status of PATH1: NDIS_STATUS_SUCCESS | Status of PATH2: NDIS_STATUS_FAILURE |

  @must @remark:update-report.im-builds-miniport-list
  Rule: From the protocol block list that its ProtocolUpdateOffloadComplete was passed the intermediate driver builds the miniport block list that it passes on

    It is built in the place of the list that its own MiniportUpdateOffload was given, so that the rule of the same pointer
    holds for it too (finding update-report-newly-constructed), with the ImReserved and SourceHandle that the list came with.

    Scenario Outline: A miniport block list for <tree>, made of the protocol block list from below
      Given N1 (PATH1 (TCP1)), N2 offloaded through 2 intermediate drivers
      When the host stack updates:
        | <object> | <what> |
      Then intermediate driver 2 completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: <tree> | ImReserved: what was passed | SourceHandle: what was passed |
      And intermediate driver 1 is told of these completions and no others:
        | ProtocolUpdateOffloadComplete | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |
      And intermediate driver 1 completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |

      Examples:
        | object | what             | tree       |
        | TCP1   | TtlOrHopLimit: 7 | TCP1       |
        | PATH1  | linked to N2     | N2 (PATH1) |

    Example: An update goes back by the pointer that came from above, with what it came with
      Given N1 (PATH1 (TCP1)), N2 offloaded through 2 intermediate drivers
      When the host stack updates:
        | PATH1 | linked to N2 |
      Then intermediate driver 1 completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: the pointer that MiniportUpdateOffload got | ImReserved: what was passed | SourceHandle: what was passed |
      And intermediate driver 2 completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: the pointer that MiniportUpdateOffload got | ImReserved: what was passed | SourceHandle: what was passed |
