@page:guide/terminate-offload-initiated-by-the-host-stack
Feature: Terminate Offload Initiated by the Host Stack

  It is the host stack that decides when offloaded state comes back: a connection because it is not worth its place on the
  NIC, or because it was asked to; a path or a neighbor when nothing needs it any more. From the bottom of the tree upward
  everything rests on something else, so what rests on something goes first.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Terminate Offload Initiated by the Host Stack](https://learn.microsoft.com/previous-versions/windows/hardware/network/terminate-offload-initiated-by-the-host-stack).

  @must @remark:terminate.dependents-first
  Rule: The host stack terminates a neighbor or a path only when nothing that is offloaded depends on it any more, and then it does terminate it

    For each neighbor and each path it counts what depends on it; at zero the object serves no purpose. What is terminated in
    the same tree does not count (finding terminate-with-dependents).

    Example: The path goes when its last connection has gone, and the neighbor when its last path has
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: PATH1 |

    Example: And the neighbor when its last path has gone
      Given N1 (PATH1, PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the host stack has terminated placeholder (PATH1, PATH2 (TCP2))
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: N1 |

    Example: Not while another connection depends on the path
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      When the host stack carries out the terminations that it owes
      Then the host stack starts no operation

    Example: Nor while the connection is still on its way back
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the host stack terminates PATH1
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: TCP1  |
        | ProtocolTerminateOffloadComplete | OffloadBlockList: PATH1 |

    Example: A path that was linked to another neighbor counts there
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | linked to N2 |
      When the host stack terminates N2
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: N2 (PATH1 (TCP1)) |

  @may @remark:terminate.any-combination
  Rule: The host stack can terminate a single neighbor, path or TCP connection, or any combination of them; with a neighbor or a path it terminates all that depends on it

    Scenario Outline: Asked for <asked>, it terminates <terminated>
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)), N2 offloaded through 1 intermediate driver
      When the host stack terminates <asked>
      Then the host stack is told that <terminated> ended with NDIS_STATUS_SUCCESS

      Examples:
        | asked                                   | terminated                                     |
        | N2                                      | N2                                             |
        | TCP1                                    | TCP1                                           |
        | PATH1                                   | PATH1 (TCP1, TCP2)                             |
        | N1                                      | N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3))          |
        | placeholder (placeholder (TCP1), PATH2) | placeholder (placeholder (TCP1), PATH2 (TCP3)) |
        | N1, N2                                  | N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)), N2      |

  @may @remark:terminate.for-reasons-of-its-own
  Rule: The host stack can terminate a connection for a variety of reasons, and needs none that the target knows of

    Higher priority connections need to be offloaded in its place; too little data is sent or received on it. The list of the
    page is not complete, so the target is told no reason.

    Scenario Outline: A connection that nothing is wrong with (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack terminates TCP1
      Then the host stack gets these calls and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: TCP1 | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: One on which data has just been sent and received
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then the host stack is told that TCP1 ended with NDIS_STATUS_SUCCESS
