@page:guide/handling-segments-received-during-a-terminate-offload-operation
Feature: Handling Segments Received During a Terminate Offload Operation

  The remote host knows nothing of offloads: it goes on sending while a connection is on its way back. Whatever comes in from
  the moment at which the target is asked to terminate is for the host stack to process, so it goes up as if nothing were
  offloaded, and what the target has taken in by then it must have acknowledged.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Handling Segments Received During a Terminate Offload Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/handling-segments-received-during-a-terminate-offload-operation).

  @should @remark:terminate.segments-not-processed
  Rule: Segments that the target receives on a connection whose offload is being terminated it should not process

    They are not acknowledged, their data is not delivered, and the connection's state stays as it is.

    Example: No acknowledgment goes out
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends 1000 bytes on TCP1
      When the host stack terminates TCP1
      Then TCP1 acknowledges 0 bytes, all of them before NdisMTerminateOffloadComplete

    Example: No receive request takes the data
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends 1000 bytes on TCP1
      When the host stack terminates TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request | count |
        | receive | 1     |

    Scenario Outline: What comes back is as it was before <segment>
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends <segment> on TCP1
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | Status: NDIS_STATUS_SUCCESS | State of TCP1: TcpConnectionEstablished | RcvNxt of TCP1: 5000 | BufferedData of TCP1: NULL |
      And the offload target indicates no event on TCP1

      Examples:
        | segment    |
        | 1000 bytes |
        | 3000 bytes |
        | FIN        |
        | RST        |

    Example: Nor is it when the whole tree is terminated
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends 1000 bytes on TCP2
      When the host stack terminates N1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | RcvNxt of TCP1: 5000 | RcvNxt of TCP2: 5000 |

    Example: An acknowledgment for what was sent counts as little: the sends are as outstanding as they were
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 0 receives outstanding on TCP1
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends 1000 bytes on TCP1
      When the host stack terminates TCP1
      Then each of the 2 sends outstanding on TCP1 goes back once, completed with NDIS_STATUS_UPLOAD_IN_PROGRESS or handed over, in order

    Example: Another connection's segments are processed as ever
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP2
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends 1000 bytes on TCP2
      When the host stack terminates TCP1
      Then each of these requests on TCP2 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | receive | 1     |

  @should @remark:terminate.segments-indicated
  Rule: Instead the target should indicate such segments through the non-offload NDIS interface, by NdisMIndicateReceiveNetBufferLists

    It is the function by which any miniport indicates what it receives; whoever is bound to the adapter is told by its
    ProtocolReceiveNetBufferLists.

    Scenario Outline: They reach the host stack as they came (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends 2000 bytes on TCP1
      When the host stack terminates TCP1
      Then the offload target makes these calls and no others:
        | NdisMIndicateReceiveNetBufferLists | NetBufferLists: sequence 5000, 1460 bytes |
        | NdisMIndicateReceiveNetBufferLists | NetBufferLists: sequence 6460, 540 bytes  |
        | NdisMTerminateOffloadComplete      | OffloadBlockList: TCP1                    |
      And the host stack gets these calls and no others:
        | ProtocolReceiveNetBufferLists    | NetBufferLists: sequence 5000, 1460 bytes |
        | ProtocolReceiveNetBufferLists    | NetBufferLists: sequence 6460, 540 bytes  |
        | ProtocolTerminateOffloadComplete | OffloadBlockList: TCP1                    |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: The end of the stream is indicated in the same way
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends FIN on TCP1
      When the host stack terminates TCP1
      Then the host stack gets these calls and no others:
        | ProtocolReceiveNetBufferLists    | NetBufferLists: sequence 5000, 0 bytes, FIN |
        | ProtocolTerminateOffloadComplete | OffloadBlockList: TCP1                      |

    Example: By the adapter that they came in on
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through 1 intermediate driver
      And N2 (PATH2 (TCP2)) offloaded to adapter 2 of 2, through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends 1000 bytes on TCP2
      When the host stack terminates TCP2
      Then the host stack gets these calls and no others:
        | ProtocolReceiveNetBufferLists    | ProtocolBindingContext: what was given for adapter 2 | NetBufferLists: sequence 5000, 1000 bytes |
        | ProtocolTerminateOffloadComplete | ProtocolBindingContext: what was given for adapter 2 | OffloadBlockList: TCP2                    |

  @must @remark:terminate.segments-not-forwarded
  Rule: The host stack does not forward receive data that is indicated in this way back to the target

    It keeps such segments until it has the connection, and then processes them itself.

    Scenario Outline: The client application gets the data once the connection is back (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the remote peer sends 3000 bytes on TCP1
      When the host stack terminates TCP1
      Then the host stack makes these calls and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |
      And the client application gets 3000 bytes of TCP1

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Behind what the target had received before
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      And the NIC is slow
      And the remote peer has sent on TCP1:
        | 500 bytes |
      And as soon as MiniportTerminateOffload is called, the remote peer sends 1000 bytes on TCP1
      When the host stack terminates TCP1
      Then the client application gets 1500 bytes of TCP1

  @must @remark:terminate.segments-indicated-afterwards
  Rule: After the offload of the connection has been terminated the target continues to indicate what it receives on it through the non-offload NDIS interface

    Scenario Outline: Each segment as it comes (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the host stack has terminated TCP1
      When the remote peer sends 2000 bytes on TCP1
      Then the offload target makes these calls and no others:
        | NdisMIndicateReceiveNetBufferLists | NetBufferLists: sequence 5000, 1460 bytes |
        | NdisMIndicateReceiveNetBufferLists | NetBufferLists: sequence 6460, 540 bytes  |
      And the client application gets 2000 bytes of TCP1

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Until the connection is offloaded again, from where the host stack has come to
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      And the remote peer has sent on TCP1:
        | 1000 bytes |
      And the host stack has offloaded N1 (PATH1 (TCP1))
      And 0 sends and 1 receive outstanding on TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | receive | 1     |

  @must @remark:terminate.delayed-acknowledgments-sent
  Rule: Before it completes the terminate the target must send the remote host any acknowledgment that it has delayed

    A target that never delays one has none to send. Invalidated state must not be used for sending data; an acknowledgment
    is none, and goes out (finding acknowledgment-on-invalid-state).

    Scenario Outline: All that has come in by then is acknowledged (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends <bytes> bytes on TCP1
      Then TCP1 acknowledges <bytes> bytes, all of them before NdisMTerminateOffloadComplete

      Examples:
        | bytes | drivers |
        | 1     | 0       |
        | 1000  | 1       |
        | 4000  | 2       |

    Example: So is it on a connection that is terminated with what it depends on
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And as soon as the data arrives, the host stack terminates N1
      When the remote peer sends 1000 bytes on TCP2
      Then TCP2 acknowledges 1000 bytes, all of them before NdisMTerminateOffloadComplete

    Example: And on one that depends on a neighbor which was invalidated
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then TCP1 acknowledges 1000 bytes, all of them before NdisMTerminateOffloadComplete

    Example: What has been acknowledged is not acknowledged again
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | 1000 bytes |
      When the host stack terminates TCP1
      Then TCP1 acknowledges 0 bytes, all of them before NdisMTerminateOffloadComplete

  @should @remark:terminate.unacknowledged-is-dropped
  Rule: A target that supports TCP SACK should drop what it has acknowledged by a SACK alone: it should neither indicate that data nor acknowledge it

    That is data behind a gap, which no TCP acknowledgment has covered. The remote host keeps it and sends it again. What comes
    in during the terminate is another matter: it is indicated as it comes (finding segments-dropped-or-indicated).

    @needs:selective-acknowledgments
    Scenario Outline: Only what stands before the gap counts (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the client application has room for 0 more bytes
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends on TCP1:
        | 1000 bytes |                           |
        | 1000 bytes | sequence: the next + 1000 |
      Then TCP1 acknowledges 1000 bytes, all of them before NdisMTerminateOffloadComplete
      And the host stack gets these calls and no others:
        | ProtocolTcpOffloadReceiveIndicate | Status: NDIS_STATUS_SUCCESS |                                  |
        | ProtocolTerminateOffloadComplete  | RcvNxt of TCP1: 6000        | BufferedData of TCP1: 1000 bytes |

      Examples:
        | drivers |
        | 0       |
        | 1       |

    @needs:selective-acknowledgments
    Example: Nothing but data behind a gap
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends on TCP1:
        | 1000 bytes | sequence: the next + 1000 |
        | 1000 bytes | sequence: the next + 3000 |
      Then TCP1 acknowledges 0 bytes, all of them before NdisMTerminateOffloadComplete
      And the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | RcvNxt of TCP1: 5000 | BufferedData of TCP1: NULL |
      And the client application gets 0 bytes of TCP1

    @needs:selective-acknowledgments
    Example: What a gap was closed before is acknowledged like all else, and not dropped
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 2 receives outstanding on TCP1
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends on TCP1:
        | 1000 bytes | sequence: the next + 1000 |
        | 1000 bytes |                           |
      Then TCP1 acknowledges 2000 bytes, all of them before NdisMTerminateOffloadComplete
      And the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | RcvNxt of TCP1: 7000 | BufferedData of TCP1: NULL |

    @needs:selective-acknowledgments
    Example: When it is sent again it reaches the client application, once
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | 1000 bytes | sequence: the next + 1000 |
      And the host stack has terminated TCP1
      When the remote peer sends on TCP1:
        | 1000 bytes |
        | 1000 bytes |
      Then the client application gets 2000 bytes of TCP1
