@page:guide/terminate-offload-sequence
Feature: Terminate Offload Sequence

  A termination has two parts. In the first the offload target asks for it, and that part may be missing; in the second the
  host stack carries it out. What the target does in the second part it does in a certain order: only when everything is
  written does the list go back, and only then is what the target kept for itself freed.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Terminate Offload Sequence](https://learn.microsoft.com/previous-versions/windows/hardware/network/terminate-offload-sequence).

  How the target asks, for one connection or for all of them, is told in
  [Terminate Offload Requested by an Offload Target](terminate-requested-by-a-target.feature).
  The second part begins with the call of [MiniportTerminateOffload](miniport-terminate-offload.feature), which tells what
  the handler is passed; [NdisMTerminateOffloadComplete](ndis-m-terminate-offload-complete.feature) ends it, and that page
  tells what must have been written by then.

  @must @remark:terminate.host-stack-begins
  Rule: The target performs Part 1, in which it asks for a termination, and the host stack Part 2; where the target does not ask, the sequence starts with Part 2

    Example: Asked for and carried out
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack sends 1000 bytes on TCP1
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: N1 (PATH1 (TCP1)) |

    Example: Asked for by a status, for everything, and carried out
      Given N1 (PATH1 (TCP1)), N2 (PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: N1 (PATH1 (TCP1)) |
        | NdisTerminateOffload | OffloadBlockList: N2 (PATH2 (TCP2)) |

    @needs:asks-when-detected
    Scenario Outline: Both parts in one go, from the request to the completion (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And as soon as ProtocolTcpOffloadEvent is called, the host stack terminates TCP1
      When the NIC detects a timeout on TCP1
      Then the offload target makes these calls and no others:
        | NdisTcpOffloadEventHandler    | EventType: TcpIndicateRetrieve | EventSpecificInformation: TimeoutExpiration |
        | NdisMTerminateOffloadComplete | OffloadBlockList: TCP1         | Status: NDIS_STATUS_SUCCESS                 |
      And MiniportTerminateOffload of the offload target comes in a later turn than NdisTcpOffloadEventHandler

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    @needs:asks-when-detected
    Example: Asked for, but nothing comes back before the host stack begins
      Given a TCP connection offloaded through 1 intermediate driver
      When the NIC detects too little activity on TCP1
      Then the host stack starts no operation
      And the offload target makes these calls and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: LowActivity |

    Example: Not asked for: the first call of all is that of the host stack
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack terminates TCP1
      Then the offload target gets these calls and no others:
        | MiniportTerminateOffload | OffloadBlockList: TCP1 |
      And the offload target makes these calls and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: TCP1 |

  @must @remark:terminate.freed-after-completion
  Rule: The target frees what is associated with the terminated state after it has returned the list

    The structures of received data that went up with it are not its own again before they come back (finding
    freed-but-for-what-went-up).

    @needs:memory
    Scenario Outline: The memory of <objects> is freed, and not before NdisMTerminateOffloadComplete
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the host stack terminates <tree>
      Then the memory of <objects> is freed after NdisMTerminateOffloadComplete

      Examples:
        | tree  | objects               | drivers |
        | TCP1  | TCP1                  | 0       |
        | PATH1 | PATH1, TCP1, TCP2     | 1       |
        | N1    | N1, PATH1, TCP1, TCP2 | 2       |

    Scenario Outline: What it took of the NIC is there for other state (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      And the NIC has room for 0 more TCP connections
      And the host stack has terminated TCP1
      When the host stack offloads PATH1 (TCP2)
      Then the host stack is told that PATH1 (TCP2) ended with NDIS_STATUS_SUCCESS

      Examples:
        | drivers |
        | 0       |
        | 2       |

