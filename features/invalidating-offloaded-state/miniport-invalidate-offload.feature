@page:ddi/w_invalidate_offload_handler
Feature: MiniportInvalidateOffload

  The host stack invalidates state that it has offloaded when that state has stopped being true: a router has failed, and
  every connection that goes through it must stop sending. NDIS brings the request to the offload target by calling its
  MiniportInvalidateOffload handler. The handler takes a note and returns; the work comes later. Invalid state is not gone
  state: it stays with the target, unused, until the host stack terminates its offload.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [MiniportInvalidateOffload](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nc-ndischimney-w_invalidate_offload_handler).

  @must @remark:invalidate.names-the-state
  Rule: The list names the offloaded state that is being invalidated: one block, a chain of blocks or a tree

    Example: One block that stands alone
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack invalidates TCP1
      Then the offload target is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: TCP1 | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |

    Example: A chain of neighbors
      Given N1, N2, N3 offloaded through 0 intermediate drivers
      When the host stack invalidates N1, N2, N3
      Then the offload target is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: N1, N2, N3 |

    Scenario Outline: A tree of all three layers (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) offloaded through <drivers> intermediate drivers
      When the host stack invalidates N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3))
      Then the offload target is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Part of a tree, under a placeholder
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      When the host stack invalidates placeholder (PATH1, PATH2 (TCP2))
      Then the offload target is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: placeholder (PATH1, PATH2 (TCP2)) |

  @must @remark:invalidate.only-what-is-offloaded
  Rule: Only state whose offload has not ended is invalidated

    Example: A connection whose offload was terminated is not named again
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      When the host stack invalidates N1 with all that depends on it
      Then the offload target is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: N1 (PATH1 (TCP2)) |

    Example: Naming it again breaks the contract
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And a host stack that invalidates what it has terminated too
      And the host stack has terminated TCP1
      When the host stack invalidates N1 with all that depends on it
      Then the contract is broken by the host stack: invalidate.only-what-is-offloaded

  @must @remark:invalidate.adapter-context
  Rule: The handler is passed the context that the target itself gave for that adapter when the adapter was initialized

    The target hands NDIS one context area for each adapter, by NdisMSetMiniportAttributes, from within its
    MiniportInitializeEx. NDIS hands the same one back.

    Example: Each of two adapters is named by its own context
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 (PATH2 (TCP2)) offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack invalidates N2 and, before that completes, N1
      Then the offload target is asked for these operations and no others:
        | MiniportInvalidateOffload | MiniportAdapterContext: what was set for adapter 2 | OffloadBlockList: N2 |
        | MiniportInvalidateOffload | MiniportAdapterContext: what was set for adapter 1 | OffloadBlockList: N1 |

    Example: An intermediate driver is passed the context of its own virtual adapter
      Given N1 offloaded to adapter 2 of 2, through 1 intermediate driver
      When the host stack invalidates N1
      Then intermediate driver 1 is asked for these operations and no others:
        | MiniportInvalidateOffload | MiniportAdapterContext: what was set for adapter 2 |

  @must @remark:invalidate.context-location
  Rule: A block that names state points at a location that holds the PVOID which the target supplied for that state

    The target supplied the PVOID when the state was offloaded, and it leads the target to the context in which it keeps
    that state. A placeholder names no state: its pointer is NULL itself, which is not the same as pointing at NULL.

    Scenario Outline: Every block of a tree leads to the target's context (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the host stack invalidates N1 (PATH1 (TCP1, TCP2))
      Then each block of the list that MiniportInvalidateOffload got points at the PVOID that was supplied for its state

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A placeholder points at nothing, and what depends on it at its context
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates placeholder (placeholder (TCP1))
      Then each block of the list that MiniportInvalidateOffload got points at the PVOID that was supplied for its state

  @must @remark:invalidate.no-state-structures
  Rule: The tree consists of block lists alone; no offload state structure follows any of them

    Example: All three layers, and nothing behind a block
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then no state structure follows a block of the list that MiniportInvalidateOffload got

  @must @remark:invalidate.handler-returns
  Rule: The handler stores the pointer to the list and returns, and it returns nothing

    Example: No call and no return value before the handler is done
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then MiniportInvalidateOffload of the offload target makes no call and returns nothing

    Example: The pointer that was stored is the one that comes back
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack invalidates N1
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: the pointer that MiniportInvalidateOffload got |

  @must @remark:invalidate.asynchronous
  Rule: The target always completes the invalidate later, never from within the handler

    Everything that is put off happens in a later turn of one queue; a handler runs in the turn of whoever called it.

    Scenario Outline: In a later turn (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack invalidates N1
      Then NdisMInvalidateOffloadComplete of the offload target comes in a later turn than MiniportInvalidateOffload

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Later even when there is nothing to do, since the list is a single placeholder
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack invalidates placeholder
      Then NdisMInvalidateOffloadComplete of the offload target comes in a later turn than MiniportInvalidateOffload

    Example: Later even while another invalidate is outstanding
      Given N1, N2 offloaded through 0 intermediate drivers
      When the host stack invalidates N1 and, before that completes, N2
      Then NdisMInvalidateOffloadComplete of the offload target comes in a later turn than MiniportInvalidateOffload

    Example: Later even when the NIC has hung
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack invalidates N1
      Then NdisMInvalidateOffloadComplete of the offload target comes in a later turn than MiniportInvalidateOffload

  @must @remark:invalidate.any-irql
  Rule: The handler can be called at any IRQL

    Whatever it does before it returns it must be able to do at every level: not even nonpaged memory can be allocated
    above DISPATCH_LEVEL.

    Scenario Outline: Called at <irql> (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the host stack calls at <irql>
      When the host stack invalidates N1
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | irql           | drivers |
        | PASSIVE_LEVEL  | 0       |
        | APC_LEVEL      | 0       |
        | DISPATCH_LEVEL | 1       |
        | HIGH_LEVEL     | 0       |
        | HIGH_LEVEL     | 2       |

  @must @remark:invalidate.terminated-in-the-end
  Rule: In the end the host stack terminates the offload of the state that it invalidated

    When, the page leaves open. The examples let the host stack get round to what it owes.

    Example: The neighbor and all that depends on it
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: N1 (PATH1 (TCP1, TCP2)) |

    Example: Only what was invalidated
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 0 intermediate drivers
      And the host stack has invalidated placeholder (placeholder (TCP2))
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP2 |

  @must @remark:invalidate.target-keeps-the-object
  Rule: Until its offload is terminated the target owns the invalidated state and must not free its resources

    That is so whether it goes on as normal or not (finding must-among-what-should).

    @needs:memory
    Example: Invalidating frees nothing
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the memory of N1, PATH1, TCP1 is still allocated

    @needs:memory
    Example: Nor does it with 100 connections on 10 paths
      Given 100 TCP connections on 10 paths of N1, offloaded through 1 intermediate driver
      When the host stack invalidates N1 with all that depends on it
      Then the memory of N1, PATH1, TCP1, PATH10, TCP100 is still allocated

    @needs:memory
    Example: Terminating the connection that depends on the state does not free the state
      Given N1 (PATH1 (TCP1)) offloaded through 0 intermediate drivers
      And the host stack has invalidated N1
      When the host stack terminates TCP1
      Then the memory of N1, PATH1 is still allocated

  @must @remark:invalidate.no-sending @unless:goes-on-when-invalidated
  Rule: Once an invalidate has succeeded the target must not send data on the invalidated state, nor on any TCP connection that depends on it

    The guide allows a target to go on as normal; the reference does not. It holds for every target that does not claim the
    guide's alternative (findings invalidated-state-may-be-sent-on and invalidated-since-when).

    Scenario Outline: Invalidating <invalidated> silences what depends on it (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through <drivers> intermediate drivers
      And the host stack has invalidated <invalidated>
      When the host stack sends 3000 bytes on TCP1
      Then TCP1 puts no data on the wire

      Examples:
        | invalidated                      | drivers |
        | N1                               | 0       |
        | N1                               | 1       |
        | N1                               | 2       |
        | placeholder (PATH1)              | 1       |
        | placeholder (placeholder (TCP1)) | 1       |

    Example: What was queued before stays off the wire
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack invalidates N1 and, before that completes, sends 3000 bytes on TCP1
      Then TCP1 puts no data on the wire after NdisMInvalidateOffloadComplete

    Example: What another connection sends meanwhile goes out
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      When the host stack invalidates placeholder (PATH1) and, before that completes, sends 3000 bytes on TCP2
      Then TCP2 puts 3000 bytes on the wire

    Example: What was sent and not acknowledged is not sent again
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 0 receives outstanding on TCP1
      When the host stack invalidates N1
      Then TCP1 puts no data on the wire after NdisMInvalidateOffloadComplete

    Scenario Outline: A connection that does not depend on <invalidated> goes on
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) offloaded through 1 intermediate driver
      And the host stack has invalidated <invalidated>
      When the host stack sends 1000 bytes on <other>
      Then <other> puts 1000 bytes on the wire

      Examples:
        | invalidated                      | other |
        | placeholder (PATH1)              | TCP3  |
        | placeholder (placeholder (TCP1)) | TCP2  |

    Example: A path that is linked to another neighbor carries data again
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack has updated:
        | PATH1 | linked to N2 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N2 |

    Example: A neighbor with 100 connections silences each of them
      Given 100 TCP connections on 10 paths of N1, offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      When the host stack sends 100 bytes on every TCP connection
      Then no TCP connection puts data on the wire
