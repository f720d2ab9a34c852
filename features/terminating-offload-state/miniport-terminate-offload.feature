@page:ddi/w_terminate_offload_handler
Feature: MiniportTerminateOffload

  Everything that was offloaded comes back in the end. The host stack takes state back by terminating its offload, and NDIS
  brings the request to the offload target by calling its MiniportTerminateOffload handler. The handler takes a note and
  returns. When the target is done it hands the list back, and with it the variables that were its own for as long as the
  state was offloaded: how far the connection has sent and received, so that the host stack can go on from there.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [MiniportTerminateOffload](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nc-ndischimney-w_terminate_offload_handler).

  @must @remark:terminate.names-the-state
  Rule: The list names the offloaded state that is being terminated: one block, a chain of blocks or a tree

    Example: One block that stands alone
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack terminates TCP1
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | OffloadBlockList: TCP1 | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |

    Example: A chain of neighbors
      Given N1, N2, N3 offloaded through 0 intermediate drivers
      When the host stack terminates N1, N2, N3
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | OffloadBlockList: N1, N2, N3 |

    Scenario Outline: A tree of all three layers (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) offloaded through <drivers> intermediate drivers
      When the host stack terminates N1
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | OffloadBlockList: N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Part of a tree, under placeholders
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      When the host stack terminates placeholder (placeholder (TCP1), PATH2 (TCP2))
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | OffloadBlockList: placeholder (placeholder (TCP1), PATH2 (TCP2)) |

  @must @remark:terminate.adapter-context
  Rule: MiniportTerminateOffload is passed the context that the target itself gave for that adapter when the adapter was initialized

    The target hands NDIS one context area for each adapter, by NdisMSetMiniportAttributes, from within its
    MiniportInitializeEx.

    Example: Each of two adapters is named by its own context
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 (PATH2 (TCP2)) offloaded to adapter 2 of 2, through 0 intermediate drivers
      And the host stack has terminated TCP1
      When the host stack terminates TCP2
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | MiniportAdapterContext: what was set for adapter 2 | OffloadBlockList: TCP2 |

    Example: An intermediate driver is passed the context of its own virtual adapter
      Given N1 offloaded to adapter 2 of 2, through 1 intermediate driver
      When the host stack terminates N1
      Then intermediate driver 1 is asked for these operations and no others:
        | MiniportTerminateOffload | MiniportAdapterContext: what was set for adapter 2 |

  @must @remark:terminate.handler-returns
  Rule: MiniportTerminateOffload stores the pointer to the list and returns, and it returns nothing

    Example: No call and no return value before the handler is done
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack terminates N1
      Then MiniportTerminateOffload of the offload target makes no call and returns nothing

    Example: Nothing is done in it for the requests that are outstanding either
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 1 receive outstanding on TCP1
      When the host stack terminates TCP1
      Then MiniportTerminateOffload of the offload target makes no call and returns nothing

    Example: The pointer that was stored is the one that comes back
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack terminates N1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: the pointer that MiniportTerminateOffload got |

  @must @remark:terminate.asynchronous
  Rule: The target always completes the terminate later, by NdisMTerminateOffloadComplete, never from within the handler

    Scenario Outline: In a later turn (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack terminates N1
      Then NdisMTerminateOffloadComplete of the offload target comes in a later turn than MiniportTerminateOffload

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Later even when there is nothing to do, since the list is a single placeholder
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack terminates placeholder
      Then NdisMTerminateOffloadComplete of the offload target comes in a later turn than MiniportTerminateOffload

    Example: Later even when the NIC has hung
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack terminates N1
      Then NdisMTerminateOffloadComplete of the offload target comes in a later turn than MiniportTerminateOffload

  @must @remark:terminate.any-irql
  Rule: MiniportTerminateOffload can be called at any IRQL

    Scenario Outline: Called at <irql> (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the host stack calls at <irql>
      When the host stack terminates N1
      Then the host stack is told that N1 (PATH1 (TCP1)) ended with NDIS_STATUS_SUCCESS

      Examples:
        | irql           | drivers |
        | PASSIVE_LEVEL  | 0       |
        | APC_LEVEL      | 0       |
        | DISPATCH_LEVEL | 0       |
        | HIGH_LEVEL     | 0       |
        | HIGH_LEVEL     | 2       |

  @must @remark:terminate.valid-until-completed
  Rule: The block lists, and the state structures with them, stay valid until the target calls NdisMTerminateOffloadComplete

    However long that takes: what the handler was given can be read and written in every turn until then, and by nobody after
    it.

    Example: A tree of all three layers, and a NIC that takes its time
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the NIC is slow
      When the host stack terminates N1
      Then the host stack is told that N1 (PATH1 (TCP1, TCP2)) ended with NDIS_STATUS_SUCCESS

    Example: A list that nobody answers for a long time
      Given a TCP connection offloaded through 2 intermediate drivers
      And the NIC is hung
      When the host stack terminates TCP1
      Then the host stack is told that TCP1 ended with NDIS_STATUS_FAILURE

  @must @remark:terminate.after-outstanding-operations
  Rule: The host stack does not ask for the termination of a connection before every invalidate, query and update that it asked for on that connection has completed

    What pertains to a connection is what names it: an operation on the path or the neighbor that it depends on may still be
    outstanding, and is then for the target to complete first (finding terminate-with-updates-outstanding).

    Scenario Outline: Not while it is being invalidated (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And as soon as MiniportInvalidateOffload is called, the host stack terminates TCP1
      When the host stack invalidates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: TCP1 |
        | ProtocolTerminateOffloadComplete  | OffloadBlockList: TCP1 |
      And NdisTerminateOffload of the host stack comes in a later turn than ProtocolInvalidateOffloadComplete

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Not while it is being updated
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportUpdateOffload is called, the host stack terminates TCP1
      When the host stack updates:
        | TCP1 | TtlOrHopLimit: 7 |
      Then the host stack gets these calls and no others:
        | ProtocolUpdateOffloadComplete    | OffloadBlockList: TCP1 |
        | ProtocolTerminateOffloadComplete | OffloadBlockList: TCP1 |
      And NdisTerminateOffload of the host stack comes in a later turn than ProtocolUpdateOffloadComplete

    Example: At once when what was outstanding on it is over
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has updated:
        | TCP1 | TtlOrHopLimit: 7 |
      When the host stack terminates TCP2
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP2 |

    Example: But at once when nothing outstanding is about that connection
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportInvalidateOffload is called, the host stack terminates TCP2
      When the host stack invalidates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: TCP1 |
        | ProtocolTerminateOffloadComplete  | OffloadBlockList: TCP2 |
      And ProtocolInvalidateOffloadComplete of the host stack comes in a later turn than NdisTerminateOffload

  @must @remark:terminate.after-calls-returned
  Rule: The host stack does not ask for the termination of a connection before its receive and disconnect calls on that connection have returned

    A call that has returned NDIS_STATUS_PENDING has returned: the request may still be outstanding, and the target completes
    it before the terminate (finding terminate-with-receives-outstanding).

    Scenario Outline: Not from within the handler of a <request> (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And as soon as <handler> is called, the host stack terminates TCP1
      When the host stack <posts> on TCP1
      Then NdisTerminateOffload of the host stack comes in a later turn than <function>
      And the host stack is told that TCP1 ended with NDIS_STATUS_SUCCESS

      Examples:
        | request    | posts                           | function                 | handler                      | drivers |
        | receive    | posts 1 receive                 | NdisOffloadTcpReceive    | MiniportTcpOffloadReceive    | 0       |
        | disconnect | requests a graceful disconnect  | NdisOffloadTcpDisconnect | MiniportTcpOffloadDisconnect | 1       |
        | disconnect | requests an abortive disconnect | NdisOffloadTcpDisconnect | MiniportTcpOffloadDisconnect | 2       |

    Example: What was asked for and is outstanding does not keep it
      Given a TCP connection offloaded through 1 intermediate driver
      And 1 send and 1 receive outstanding on TCP1
      And the host stack has requested a graceful disconnect on TCP1
      When the host stack terminates TCP1
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |
