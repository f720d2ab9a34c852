@page:ddi/ndismupdateoffloadcomplete
Feature: NdisMUpdateOffloadComplete

  The host stack owns the cached variables of what it offloads, and it alone knows the way to the next hop. When either
  changes it updates the target: new values for cached variables, paths linked to another neighbor, or both in one tree.
  The target answers with this call.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [NdisMUpdateOffloadComplete](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndismupdateoffloadcomplete).

  @must @remark:update.completed-once
  Rule: Each update that a target was handed is completed, exactly once

    Scenario Outline: One call for one update (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: PATH1 |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:update.registration-handle
  Rule: The target completes an update with the handle that NdisMRegisterMiniportDriver gave it

    Example: Two adapters, one registration
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack updates:
        | N2 | DlDestinationAddress: 02-00-00-00-00-99 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | OffloadBlockList: N2 |

  @must @remark:update.same-pointer
  Rule: The target completes only what MiniportUpdateOffload was given, by the same pointer

    Scenario Outline: The pointer comes back (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)), N2 offloaded through <drivers> intermediate drivers
      When the host stack updates:
        | N2    | DlDestinationAddress: 02-00-00-00-00-99 |
        | PATH1 | linked to N2                            |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: the pointer that MiniportUpdateOffload got |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:update.status-on-every-block
  Rule: Before it completes an update the target writes NDIS_STATUS_SUCCESS or NDIS_STATUS_FAILURE, and nothing else, to every block of the tree

    Example: A tree of neighbor and paths
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: N2 (PATH1, PATH2) | Status: NDIS_STATUS_SUCCESS |

    Example: A failure is written to every block that was to be updated
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack updates:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | Status of PATH1: NDIS_STATUS_FAILURE | Status of PATH2: NDIS_STATUS_FAILURE |

  @must @remark:update.success-means-updated
  Rule: NDIS_STATUS_SUCCESS says that the variables, the path-to-neighbor links, or both were updated

    The target copies the variables from the state structures in the tree, and where the tree says that paths are linked to
    another neighbor it must change its own picture of the state. Whether it does so before its handler returns or after, the
    pages disagree (finding update-before-or-after-return); by the completion it is done, and shows on the wire.

    Example: A cached variable of the neighbor
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has updated:
        | N1 | DlDestinationAddress: 02-00-00-00-00-99 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | destinationMac | 02-00-00-00-00-99 |

    Example: A cached variable of the path
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | length | at most 536 |

    Example: A cached variable of the TCP connection
      Given a TCP connection offloaded through 2 intermediate drivers
      And the host stack has updated:
        | TCP1 | TtlOrHopLimit: 7 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | timeToLive | 7 |

    Example: A link from a path to a new neighbor
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | linked to N2 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N2 |

    Scenario Outline: <variable> of <object> is <value> when the target is asked
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the host stack has updated:
        | <object> | <variable>: <value> |
      When the host stack queries:
        | <object> | <type> |
      Then the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | <variable> of <object>: <value> |

      Examples:
        | object | variable              | value                                                  | type                       | drivers |
        | N1     | DlDestinationAddress  | 02-00-00-00-00-99                                      | NeighborOffloadCachedState | 0       |
        | N1     | HostReachabilityDelta | 17                                                     | NeighborOffloadState       | 1       |
        | PATH1  | PathMtu               | 576                                                    | Ip4OffloadCachedState      | 2       |
        | TCP1   | Flags                 | TCP_FLAG_KEEP_ALIVE_ENABLED + TCP_FLAG_NAGLING_ENABLED | TcpOffloadCachedState      | 1       |
        | TCP1   | InitialRcvWnd         | 32768                                                  | TcpOffloadState            | 1       |
        | TCP1   | KaProbeCount          | 3                                                      | TcpOffloadCachedState      | 1       |
        | TCP1   | KaTimeout             | 3600                                                   | TcpOffloadCachedState      | 1       |
        | TCP1   | KaInterval            | 30                                                     | TcpOffloadCachedState      | 1       |
        | TCP1   | TtlOrHopLimit         | 7                                                      | TcpOffloadCachedState      | 1       |

    Example: Both at once
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack has updated:
        | N2    | DlDestinationAddress: 02-00-00-00-00-99 |
        | PATH1 | linked to N2                            |
        | PATH1 | PathMtu: 576                            |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | destinationMac | 02-00-00-00-00-99 |
        | length         | at most 536       |

    Example: The host stack learns that the update succeeded
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | linked to N2 |
      Then the host stack is told that N2 (PATH1) ended with NDIS_STATUS_SUCCESS

  @must @remark:update.failure-means-not-updated
  Rule: NDIS_STATUS_FAILURE says that the update did not succeed

    What status a block carries that is only referred to, and not updated, the page leaves open (finding
    status-of-a-reference).

    Example: Nothing could be updated
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the NIC has room for 0 more updates
      When the host stack updates:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | Status of PATH1: NDIS_STATUS_FAILURE | Status of PATH2: NDIS_STATUS_FAILURE |

    Scenario Outline: Each path is as its own status says, with room for <room> more updates
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the NIC has room for <room> more updates
      And the host stack has updated:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
      When the host stack sends 1000 bytes on every TCP connection
      Then each TCP connection sends to N2 if its path was updated with NDIS_STATUS_SUCCESS, and else to N1

      Examples:
        | room |
        | 0    |
        | 1    |
        | 2    |

  @should @remark:update.failure-goes-on
  Rule: After a failed update the target should go on processing the connection normally

    Example: Data still goes out and is acknowledged
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC has room for 0 more updates
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the host stack sends 2000 bytes on TCP1
      Then TCP1 puts 2000 bytes on the wire
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | send    | 1     |

    Example: Data still comes in and fills the receive requests
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And the NIC has room for 0 more updates
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the remote peer sends 4000 bytes on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | receive | 1     |

  @must @remark:update.failure-is-terminated
  Rule: What an update could not change, the host stack takes back by terminating its offload

    Example: The path that could not be updated, with the connection that depends on it, and nothing else
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      And the NIC has room for 0 more updates
      And the host stack has updated:
        | PATH2 | PathMtu: 576 |
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: PATH2 (TCP2) |

    Example: A neighbor that is only referred to is left alone
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the NIC has room for 0 more updates
      And the host stack has updated:
        | PATH1 | linked to N2 |
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: PATH1 (TCP1) |

    Example: Nothing when the update succeeded
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the host stack carries out the terminations that it owes
      Then the host stack starts no operation

  @must @remark:update.completed-at-any-irql
  Rule: NDIS takes the completion of an update at whatever IRQL the target calls

    Scenario Outline: Called at <irql>
      Given a TCP connection offloaded through 1 intermediate driver
      And the offload target works at <irql>
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the host stack is told that PATH1 ended with NDIS_STATUS_SUCCESS

      Examples:
        | irql           |
        | PASSIVE_LEVEL  |
        | APC_LEVEL      |
        | DISPATCH_LEVEL |
        | HIGH_LEVEL     |
