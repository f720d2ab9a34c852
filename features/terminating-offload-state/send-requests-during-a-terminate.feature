@page:guide/handling-send-requests-during-a-terminate-offload-operation
Feature: Handling Send Requests During a Terminate Offload Operation

  While a connection comes back there is a time when neither side is sure of the other: the target has made up its mind to
  give the connection up and has not said so, or the host stack has asked for it and has not got it. Send requests of that
  time are not lost.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Handling Send Requests During a Terminate Offload Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/handling-send-requests-during-a-terminate-offload-operation).

  @must @remark:terminate.sends-refused-while-preparing
  Rule: While a target prepares for a termination and has not indicated its request for the upload yet, it must complete any send request on the connection by NdisTcpOffloadSendComplete, with NDIS_STATUS_UPLOAD_IN_PROGRESS in the Status member of each NET_BUFFER_LIST structure

    The host stack then sends that data itself. A target that asks in the turn in which it makes up its mind has no such time;
    once it has asked, what is outstanding goes back as
    [another page](outstanding-sends.feature) says (finding sends-while-preparing).

    @needs:prepares-uploads
    Scenario Outline: <sends> sends, sent and not acknowledged (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and 0 receives outstanding on TCP1
      When the NIC detects a timeout on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request | count   |
        | send    | <sends> |
      And the offload target makes these calls and no others:
        | NdisTcpOffloadSendComplete |                                |                                             |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: TimeoutExpiration |

      Examples:
        | sends | drivers |
        | 1     | 0       |
        | 3     | 1       |
        | 3     | 2       |

    @needs:prepares-uploads
    Example: A send that there was no valid state for
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      When the host stack sends 1000 bytes on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request | count |
        | send    | 1     |
      And the offload target makes these calls and no others:
        | NdisTcpOffloadSendComplete |                                |                                        |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: InvalidState |

    @needs:prepares-uploads
    Example: One that is posted meanwhile
      Given a TCP connection offloaded through 1 intermediate driver
      And 1 send and 0 receives outstanding on TCP1
      And as soon as NdisTcpOffloadSendComplete is called, the host stack sends 1000 bytes on TCP1
      When the NIC detects a timeout on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request | count |
        | send    | 2     |
      And the offload target makes these calls and no others:
        | NdisTcpOffloadSendComplete |                                |                                             |
        | NdisTcpOffloadSendComplete |                                |                                             |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: TimeoutExpiration |

    @needs:prepares-uploads
    Example: What was refused does not go along with the connection, and what is posted after the request does
      Given a TCP connection offloaded through 1 intermediate driver
      And 1 send and 0 receives outstanding on TCP1
      And the NIC detected a timeout on TCP1
      And the host stack has sent 1000 bytes on TCP1
      When the host stack carries out the terminations that it owes
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | NetBufferListChain of TCP1: [TCP1 send 2] |

    @needs:prepares-uploads
    Example: Where the host stack leaves the connection with the target, the next send follows what was sent, with no hole for what was refused
      Given a TCP connection offloaded through 1 intermediate driver
      And 1 send and 0 receives outstanding on TCP1
      And as soon as NdisTcpOffloadSendComplete is called, the host stack sends 1000 bytes on TCP1
      And the NIC detected too little activity on TCP1
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | sequence | 2000 |

    @needs:asks-when-detected @unless:prepares-uploads
    Example: With a target that asks at once, what is outstanding goes back with the termination or before it
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 0 receives outstanding on TCP1
      And as soon as ProtocolTcpOffloadEvent is called, the host stack terminates TCP1
      When the NIC detects a timeout on TCP1
      Then each of the 2 sends outstanding on TCP1 goes back once, completed with NDIS_STATUS_UPLOAD_IN_PROGRESS or handed over, in order

  @should @remark:terminate.no-further-requests
  Rule: After the host stack has called NdisTerminateOffload it should not post any further send or receive requests on that connection

    What the client application asks for meanwhile waits in the host stack.

    Scenario Outline: <deed>
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the host stack <deed>
      When the host stack terminates TCP1
      Then the host stack makes these calls and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |

      Examples:
        | deed                                  |
        | sends 1000 bytes on TCP1              |
        | posts a receive of 4000 bytes on TCP1 |

    Example: Another connection goes on
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the host stack sends 1000 bytes on TCP2
      When the host stack terminates TCP1
      Then TCP2 puts 1000 bytes on the wire
