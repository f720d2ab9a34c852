@page:ddi/w_update_offload_handler
Feature: MiniportUpdateOffload

  The host stack updates state that it has offloaded when a cached variable of it has changed, or when a path has another next
  hop. NDIS brings the request to the offload target by calling its MiniportUpdateOffload handler. The handler takes a note
  and returns; the answer is
  [NdisMUpdateOffloadComplete](ndis-m-update-offload-complete.feature), which also tells what the statuses mean.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [MiniportUpdateOffload](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nc-ndischimney-w_update_offload_handler).

  @must @remark:update.names-the-state
  Rule: The list names the offloaded state that is being updated: one block, a chain of blocks or a tree

    Example: One block that stands alone
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack updates:
        | TCP1 | TtlOrHopLimit: 7 |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: TCP1 | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |

    Example: A chain of neighbors
      Given N1, N2, N3 offloaded through 0 intermediate drivers
      When the host stack updates:
        | N1 | DlDestinationAddress: 02-00-00-00-00-97 |
        | N2 | DlDestinationAddress: 02-00-00-00-00-98 |
        | N3 | DlDestinationAddress: 02-00-00-00-00-99 |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: N1, N2, N3 |

    Scenario Outline: A tree of all three layers (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) offloaded through <drivers> intermediate drivers
      When the host stack updates:
        | N1    | DlDestinationAddress: 02-00-00-00-00-99 |
        | PATH1 | PathMtu: 576                            |
        | TCP2  | TtlOrHopLimit: 7                        |
        | TCP3  | TtlOrHopLimit: 9                        |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: N1 (PATH1 (TCP2), PATH2 (TCP3)) |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Paths of one neighbor under a placeholder
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      When the host stack updates:
        | placeholder (PATH1) | PathMtu: 576 |
        | placeholder (PATH2) | PathMtu: 576 |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: placeholder (PATH1, PATH2) |

  @must @remark:update.adapter-context
  Rule: With an update the handler is passed the context that the target itself gave for that adapter when the adapter was initialized

    The target hands NDIS one context area for each adapter, where it keeps what it knows about it, by
    NdisMSetMiniportAttributes, from within its MiniportInitializeEx. NDIS hands the same one back as MiniportAdapterContext.

    Example: The context of the second of two adapters
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 (PATH2 (TCP2)) offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack updates:
        | PATH2 | PathMtu: 576 |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | MiniportAdapterContext: what was set for adapter 2 | OffloadBlockList: PATH2 |

    Example: An intermediate driver is passed the context of its own virtual adapter with an update
      Given N1 offloaded to adapter 2 of 2, through 1 intermediate driver
      When the host stack updates:
        | N1 | DlDestinationAddress: 02-00-00-00-00-99 |
      Then intermediate driver 1 is asked for these operations and no others:
        | MiniportUpdateOffload | MiniportAdapterContext: what was set for adapter 2 |

  @must @remark:update.only-cached
  Rule: Only cached variables are updated

    Behind a block whose variables are to be updated lies the structure of the cached ones and nothing else; a block that only
    refers to state, like the neighbor that paths are linked to, has nothing behind it. Constant and delegated variables stay
    as they were.

    Example: The structure of the cached variables follows a block, for each layer
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack updates:
        | N1    | DlDestinationAddress: 02-00-00-00-00-99 |
        | PATH1 | PathMtu: 576                            |
        | TCP1  | TtlOrHopLimit: 7                        |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | structures behind N1: NEIGHBOR_OFFLOAD_STATE_CACHED | structures behind PATH1: PATH_OFFLOAD_STATE_CACHED | structures behind TCP1: TCP_OFFLOAD_STATE_CACHED |

    Example: Nothing follows a block that only says what is linked to what
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | linked to N2 |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: N2 (PATH1) | structures behind N2: none | structures behind PATH1: none |

    Example: Ports, and the sequence numbers that the target has counted on, are those from before
      Given a TCP connection offloaded through 1 intermediate driver
      And 1 send and 0 receives outstanding on TCP1
      And the host stack has updated:
        | TCP1 | TtlOrHopLimit: 7 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | timeToLive      | 7    |
        | sequence        | 2000 |
        | sourcePort      | 1    |
        | destinationPort | 80   |

  @must @remark:update.handler-returns
  Rule: The handler of an update stores the adapter's context and the pointer to the list and returns, and it returns nothing

    Example: No call and no return value before the handler of an update is done
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then MiniportUpdateOffload of the offload target makes no call and returns nothing

    Example: The pointer that was stored is the one that comes back with an update
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: the pointer that MiniportUpdateOffload got |

  @must @remark:update.asynchronous
  Rule: The target always completes an update later, never from within the handler

    Scenario Outline: An update completes in a later turn (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then NdisMUpdateOffloadComplete of the offload target comes in a later turn than MiniportUpdateOffload

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Later even when the path is linked to that neighbor already, and nothing is to be done
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack updates:
        | PATH1 | linked to N1 |
      Then NdisMUpdateOffloadComplete of the offload target comes in a later turn than MiniportUpdateOffload

    Example: Later even when the NIC has hung, so that nothing can be updated
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then NdisMUpdateOffloadComplete of the offload target comes in a later turn than MiniportUpdateOffload

  @must @remark:update.lists-stay-valid
  Rule: The block lists of an update and the state structures behind them are valid until the target calls NdisMUpdateOffloadComplete

    Whoever made them lets them lie as they are; so the target can read them at any time before.

    Scenario Outline: A target that takes its time finds everything as it was passed (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through <drivers> intermediate drivers
      And the NIC is slow
      When the host stack updates:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
        | PATH2 | PathMtu: 576 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: N2 (PATH1, PATH2) | PathMtu of PATH2: 576 |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:update.any-irql
  Rule: The handler of an update can be called at any IRQL

    Whatever it does before it returns it must be able to do at every level.

    Scenario Outline: The handler of an update called at <irql> (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the host stack calls at <irql>
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | irql           | drivers |
        | PASSIVE_LEVEL  | 0       |
        | APC_LEVEL      | 0       |
        | DISPATCH_LEVEL | 1       |
        | HIGH_LEVEL     | 0       |
        | HIGH_LEVEL     | 2       |
