@page:ddi/ndismupdateoffloadcomplete
Feature: NdisMUpdateOffloadComplete

  The host stack owns the cached variables of what it offloads, and it alone knows the way to the next hop. When either
  changes it updates the target: new values for cached variables, paths linked to another neighbor, or both in one tree.
  The target answers with this call.

  Paraphrased from [NdisMUpdateOffloadComplete](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndismupdateoffloadcomplete).

  @must @remark:update.completed-once
  Rule: Each update that a target was handed is completed, exactly once

    Scenario Outline: One call for one update, through <drivers> intermediate drivers
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the offload target makes these calls and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: PATH1 |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:update.registration-handle
  Rule: With an update, too, the target passes the handle that NdisMRegisterMiniportDriver gave it

    Example: Two adapters, one registration
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack updates:
        | N2 | DlDestinationAddress: 02-00-00-00-00-99 |
      Then the offload target makes these calls and no others:
        | NdisMUpdateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | OffloadBlockList: N2 |

  @must @remark:update.same-pointer
  Rule: The target completes only what MiniportUpdateOffload was given, by the same pointer

    Scenario Outline: The pointer comes back, through <drivers> intermediate drivers
      Given N1 (PATH1 (TCP1)), N2 offloaded through <drivers> intermediate drivers
      When the host stack updates:
        | N2    | DlDestinationAddress: 02-00-00-00-00-99 |
        | PATH1 | linked to N2                            |
      Then the offload target makes these calls and no others:
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
      Then the offload target makes these calls and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: N2 (PATH1, PATH2) | Status: NDIS_STATUS_SUCCESS |

    Example: A failure is written to every block that it concerns
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack updates:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
      Then the offload target makes these calls and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: N2 (PATH1, PATH2) | Status: NDIS_STATUS_FAILURE |

  @must @remark:update.success-means-updated
  Rule: NDIS_STATUS_SUCCESS says that the variables, the path-to-neighbor links, or both were updated

    What was updated shows on the wire.

    Example: A cached variable of the neighbor
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has updated:
        | N1 | DlDestinationAddress: 02-00-00-00-00-99 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts these segments on the wire:
        | length | destinationMac    |
        | 1000   | 02-00-00-00-00-99 |

    Example: A cached variable of the path
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts these segments on the wire:
        | length |
        | 536    |
        | 464    |

    Example: A cached variable of the TCP connection
      Given a TCP connection offloaded through 2 intermediate drivers
      And the host stack has updated:
        | TCP1 | TtlOrHopLimit: 7 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts these segments on the wire:
        | length | timeToLive |
        | 1000   | 7          |

    Example: A link from a path to a new neighbor
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | linked to N2 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts these segments on the wire:
        | length | destinationMac                |
        | 1000   | the DlDestinationAddress of N2 |

    Example: Both at once
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack has updated:
        | N2    | DlDestinationAddress: 02-00-00-00-00-99 |
        | PATH1 | linked to N2                            |
        | PATH1 | PathMtu: 576                            |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts these segments on the wire:
        | length | destinationMac    |
        | 536    | 02-00-00-00-00-99 |
        | 464    | 02-00-00-00-00-99 |

    Example: The host stack is told so
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | linked to N2 |
      Then the host stack is told that N2 (PATH1) ended with NDIS_STATUS_SUCCESS

  @must @remark:update.failure-means-not-updated
  Rule: NDIS_STATUS_FAILURE says that the update did not succeed

    Example: What failed and what did not is told block by block
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the NIC has 1 update slots left
      When the host stack updates:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
      Then the offload target makes these calls and no others:
        | NdisMUpdateOffloadComplete | Status of N2: NDIS_STATUS_SUCCESS | Status of PATH1: NDIS_STATUS_SUCCESS | Status of PATH2: NDIS_STATUS_FAILURE |

    Example: What failed is as it was before
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the NIC has 1 update slots left
      And the host stack has updated:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
      When the host stack sends 1000 bytes on TCP2
      Then TCP2 puts these segments on the wire:
        | length | destinationMac                |
        | 1000   | the DlDestinationAddress of N1 |

  @should @remark:update.failure-goes-on
  Rule: After a failed update the target should go on processing the connection normally

    Example: What is sent is sent, and acknowledged
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC has 0 update slots left
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the host stack sends 2000 bytes on TCP1
      Then TCP1 puts these segments on the wire:
        | length |
        | 1460   |
        | 540    |
      And each of these requests completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | send    | 1     |

    Example: What is received fills the receive requests
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And the NIC has 0 update slots left
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the remote peer sends 1000 bytes on TCP1
      Then each of these requests completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | receive | 1     |

  @must @remark:update.failure-is-terminated
  Rule: The host stack terminates the offload of the state objects that could not be updated

    Example: The path that could not be updated, with the connection that depends on it
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the NIC has 1 update slots left
      And the host stack has updated:
        | PATH1 | linked to N2 |
        | PATH2 | linked to N2 |
      When the host stack carries out the terminations that it owes
      Then the host stack makes these calls and no others:
        | NdisTerminateOffload | OffloadBlockList: PATH2 (TCP2) |

    Example: Nothing when the update succeeded
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the host stack carries out the terminations that it owes
      Then the host stack makes no call

  @must @remark:update.completed-at-any-irql
  Rule: The target can complete an update at any IRQL

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
