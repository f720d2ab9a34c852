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
    page is not complete, so the target is told no reason. Whose act the other reasons are is told below, and of a target that
    asks in [Terminate Offload Requested by an Offload Target](terminate-requested-by-a-target.feature).

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

  @must @remark:status.media-loss
  Rule: When the media connection to the network interface card (NIC) is lost, because the media is disconnected from it or the link goes down for other reasons, the miniport driver calls NdisMIndicateStatusEx to indicate that, and NDIS then calls the ProtocolNetPnPEvent function of the host stack

    The page names neither the status nor the event: the status is that of the link, with MediaConnectStateDisconnected, and no
    event code is looked at (finding media-loss-by-which-event). The status takes the way of every status, through ProtocolStatusEx
    and through the intermediate drivers.

    Scenario Outline: The host stack learns of it from NDIS (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the media is disconnected from adapter 1
      Then the offload target makes these calls and no others:
        | NdisMIndicateStatusEx | MiniportAdapterHandle: what MiniportInitializeEx got for adapter 1 | MediaConnectState: MediaConnectStateDisconnected |
      And the host stack gets these calls and no others:
        | ProtocolStatusEx    | ProtocolBindingContext: what was given for adapter 1 | MediaConnectState: MediaConnectStateDisconnected |
        | ProtocolNetPnPEvent | ProtocolBindingContext: what was given for adapter 1 | MediaConnectState: MediaConnectStateDisconnected |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: An intermediate driver indicates it for its own adapter, and learns of it by an event as well
      Given N1 offloaded to adapter 2 of 2, through 1 intermediate driver
      When the media is disconnected from adapter 2
      Then intermediate driver 1 makes these calls and no others:
        | NdisMIndicateStatusEx | MiniportAdapterHandle: what MiniportInitializeEx got for adapter 2 | MediaConnectState: MediaConnectStateDisconnected |
      And intermediate driver 1 gets these calls and no others:
        | ProtocolStatusEx    | ProtocolBindingContext: what was given for adapter 2 |
        | ProtocolNetPnPEvent | ProtocolBindingContext: what was given for adapter 2 |
      And the host stack gets these calls and no others:
        | ProtocolStatusEx    | ProtocolBindingContext: what was given for adapter 2 |
        | ProtocolNetPnPEvent | ProtocolBindingContext: what was given for adapter 2 |

    Example: A connection that is made again is no such event
      Given a TCP connection offloaded through 1 intermediate driver
      And the media is disconnected from adapter 1
      When the media is connected again to adapter 1
      Then the host stack gets these calls and no others:
        | ProtocolStatusEx | MediaConnectState: MediaConnectStateConnected |

  @should @remark:status.media-loss-is-for-the-host-stack
  Rule: Whether it is best to terminate the offload of a connection that has lost its media the host stack determines; the target should not make the decision

    So the target does not ask for the connection, nor for all, and keeps it until it is told otherwise. Both decisions are shown.

    Scenario Outline: The target leaves it at the status (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      And 1 send and 1 receive outstanding on TCP1
      When the media is disconnected from adapter 1
      Then the offload target makes these calls and no others:
        | NdisMIndicateStatusEx | MediaConnectState: MediaConnectStateDisconnected |

      Examples:
        | drivers |
        | 0       |
        | 2       |

    @needs:memory
    Example: And keeps all that it has
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      When the media is disconnected from adapter 1
      Then the memory of N1, PATH1, TCP1, TCP2 is still allocated

    Example: No termination follows from the event alone
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the media is disconnected from adapter 1
      When the host stack carries out the terminations that it owes
      Then the host stack starts no operation

    Scenario Outline: Where the host stack decides to terminate, the target gives back <tree> (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      And 1 send and 1 receive outstanding on TCP1
      And the media is disconnected from adapter 1
      When the host stack terminates <tree>
      Then the host stack is told that <back> ended with NDIS_STATUS_SUCCESS

      Examples:
        | tree | back                    | drivers |
        | TCP1 | TCP1                    | 0       |
        | N1   | N1 (PATH1 (TCP1, TCP2)) | 1       |
        | N1   | N1 (PATH1 (TCP1, TCP2)) | 2       |

    Example: Where it decides not to, the connection goes on with the media
      Given a TCP connection offloaded through 1 intermediate driver
      And the media is disconnected from adapter 1
      And the media is connected again to adapter 1
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | send    | 1     |

  @may @remark:status.pause-is-a-reason
  Rule: That the protocol receives a NetEventPause event is a reason for which the host stack can terminate the offload of its TCP connections

    The event is about one binding. It comes from NDIS, and no driver below has a part in it. The host stack that is
    simulated does terminate, and answers the event when what is offloaded through the binding has come back.

    Scenario Outline: What is offloaded through the binding comes back, and then the event is completed (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)), N2 (PATH2 (TCP3)) offloaded through <drivers> intermediate drivers
      And NDIS pauses the binding to adapter 1
      When the host stack carries out the terminations that it owes
      Then the host stack makes these calls and no others:
        | NdisTerminateOffload    | OffloadBlockList: N1 (PATH1 (TCP1, TCP2)) |                             |
        | NdisTerminateOffload    | OffloadBlockList: N2 (PATH2 (TCP3))       |                             |
        | NdisCompleteNetPnPEvent | NetEvent: NetEventPause                   | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Not while something is left
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And NDIS pauses the binding to adapter 1
      When the host stack terminates TCP1
      Then the host stack makes these calls and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |

    Example: What is offloaded to another adapter stays
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through 1 intermediate driver
      And N2 (PATH2 (TCP2)) offloaded to adapter 2 of 2, through 1 intermediate driver
      And NDIS pauses the binding to adapter 2
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: N2 (PATH2 (TCP2)) |

    Example: NDIS notifies the host stack of it, for that binding
      Given N1 (PATH1 (TCP1)) offloaded to adapter 2 of 2, through 1 intermediate driver
      When NDIS pauses the binding to adapter 2
      Then the host stack gets these calls and no others:
        | ProtocolNetPnPEvent | ProtocolBindingContext: what was given for adapter 2 | NetEvent: NetEventPause |
      And the offload target indicates no event on TCP1

    Example: The termination is like any other, and the target is told no reason
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 1 receive outstanding on TCP1
      And NDIS pauses the binding to adapter 1
      When the host stack carries out the terminations that it owes
      Then the host stack is told that N1 (PATH1 (TCP1)) ended with NDIS_STATUS_SUCCESS
