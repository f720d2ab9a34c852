@page:ddi/ndismterminateoffloadcomplete
Feature: NdisMTerminateOffloadComplete

  An offload target that was asked to terminate the offload of state answers with this call. It is the last that the target
  has to say about that state, so everything else has to be said before: what it was given to do is completed, what it has to
  tell is told. The list goes back with an outcome in every block, and behind the blocks with the variables that were the
  target's own.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [NdisMTerminateOffloadComplete](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndismterminateoffloadcomplete).

  @must @remark:terminate.completed-once
  Rule: Each terminate that MiniportTerminateOffload was handed is completed, exactly once

    Scenario Outline: One call for one terminate (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack terminates N1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Two terminates under way at once are completed one by one
      Given N1, N2 offloaded through 1 intermediate driver
      And as soon as MiniportTerminateOffload is called, the host stack terminates N2
      When the host stack terminates N1
      Then the offload target completes these operations, in any order, and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: N1 |
        | NdisMTerminateOffloadComplete | OffloadBlockList: N2 |

    Example: One connection after another
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      When the host stack terminates TCP2
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: TCP2 |

    Example: A slow NIC delays the call and does not lose it
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      When the host stack terminates TCP1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: TCP1 |

  @must @remark:terminate.registration-handle
  Rule: The target completes a terminate with the handle that NdisMRegisterMiniportDriver gave it

    Example: Two adapters, one registration
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack terminates N2
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | NdisMiniportHandle: what NdisMRegisterMiniportDriver gave | OffloadBlockList: N2 |

  @must @remark:terminate.same-pointer
  Rule: The target completes only what MiniportTerminateOffload was given, by the same pointer

    Scenario Outline: The pointer comes back (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)), N2 offloaded through <drivers> intermediate drivers
      When the host stack terminates N1, N2
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: the pointer that MiniportTerminateOffload got |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:terminate.status-on-every-block
  Rule: Before it completes a terminate the target writes NDIS_STATUS_SUCCESS or NDIS_STATUS_FAILURE, and nothing else, to the Status member of every block of the tree

    Scenario Outline: Success in every block of <tree>
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) offloaded through 1 intermediate driver
      When the host stack terminates <tree>
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: <tree> | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | tree                                           |
        | TCP1                                           |
        | N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3))          |
        | placeholder (PATH1 (TCP1, TCP2), PATH2 (TCP3)) |

    Example: Failure in every block that names state, when the NIC has hung
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack terminates N1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1, TCP2)) | Status: NDIS_STATUS_FAILURE |

  @must @remark:terminate.success-means-given-back
  Rule: NDIS_STATUS_SUCCESS says that the offload of the state was terminated, and that the target has copied the values of the delegated variables to the delegated state structure, XXX_OFFLOAD_STATE_DELEGATED, where one follows the block

    Example: What was sent and acknowledged, and what was received
      Given a TCP connection offloaded through 2 intermediate drivers
      And 0 sends and 1 receive outstanding on TCP1
      And the host stack sends 3000 bytes on TCP1
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | Status: NDIS_STATUS_SUCCESS | SndUna of TCP1: 4000 | SndNxt of TCP1: 4000 | SndMax of TCP1: 4000 | RcvNxt of TCP1: 6000 |

    Example: Those of each object of a tree, and none of another
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack sends 1000 bytes on TCP2
      When the host stack terminates N1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | NicReachabilityDelta of N1: 0 | SndNxt of TCP1: 1000 | SndNxt of TCP2: 2000 |

    Scenario Outline: The state of a connection: <state>
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And the remote peer has sent on TCP1:
        | <segment> |
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | State of TCP1: <state> |

      Examples:
        | segment    | state                    |
        | 1000 bytes | TcpConnectionEstablished |
        | FIN        | TcpConnectionCloseWait   |
        | RST        | TcpConnectionClosed      |

    Scenario Outline: The keepalive timer comes back, <left> clock ticks when it was offloaded, as <back>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver, with:
        | TCP1 | KeepAlive.TimeoutDelta: <left> |
        | TCP1 | KeepAlive.ProbeCount: 3        |
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | KeepAlive.TimeoutDelta of TCP1: <back> | KeepAlive.ProbeCount of TCP1: at least 3 |

      Examples: A timer that is not running has -1
        | left | back |
        | -1   | -1   |

      Examples: One that is running has what is left of it
        | left | back       |
        | 0    | at least 0 |
        | 40   | at least 0 |
        | 40   | at most 40 |

    Scenario Outline: The retransmit timer runs while something is unacknowledged: <sends> sends
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and 0 receives outstanding on TCP1
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | Retransmit.TimeoutDelta of TCP1: <back> |

      Examples:
        | sends | drivers | back       |
        | 0     | 0       | -1         |
        | 1     | 1       | at least 0 |
        | 3     | 2       | at least 0 |

    Scenario Outline: It goes on from where it was, <left> clock ticks when the connection was offloaded, to <back>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver, with:
        | TCP1 | SndMax: 1500                    |
        | TCP1 | Retransmit.TimeoutDelta: <left> |
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | Retransmit.TimeoutDelta of TCP1: <back> |

      Examples:
        | left | back       |
        | 0    | at least 0 |
        | 40   | at least 0 |
        | 40   | at most 40 |

    Example: And it stops when all is acknowledged
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has sent 3000 bytes on TCP1
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | Retransmit.TimeoutDelta of TCP1: -1 |

    Scenario Outline: With what came back the host stack offloads the connection again, from where it had come to (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the host stack has sent 3000 bytes on TCP1
      And the remote peer has sent on TCP1:
        | 1000 bytes |
      And the host stack has terminated TCP1
      When the host stack offloads N1 (PATH1 (TCP1))
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | SndUna of TCP1: 4000 | SndNxt of TCP1: 4000 | SndMax of TCP1: 4000 | RcvNxt of TCP1: 6000 |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:terminate.failure-means-lost
  Rule: NDIS_STATUS_FAILURE says that the terminate did not succeed, since a catastrophic failure has lost the state; the hardware might not respond any more, and the host stack might have to abort the connection

    Nothing can be given back then, so the host stack does not know where the connection had come to, and cannot go on with it.
    Hardware that does not respond is one cause; a corrupt hardware state, of which the guide tells, is another, and has more
    to it (finding terminate-failure-cause).

    Scenario Outline: The hardware does not respond (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      And the NIC is hung
      When the host stack terminates N1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | Status: NDIS_STATUS_FAILURE | SndUna of TCP1: no SndUna behind the block |

      Examples:
        | drivers |
        | 0       |
        | 2       |

    Scenario Outline: What comes in on the connection afterwards is of no use to the client application (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the hardware state is corrupt
      And the host stack has terminated TCP1
      And the host stack carries out the terminations that it owes
      When the remote peer sends 1000 bytes on TCP1
      Then the offload target makes these calls and no others:
        | NdisMIndicateReceiveNetBufferLists | NetBufferLists: sequence 5000, 1000 bytes |
      And the client application gets 0 bytes of TCP1

      Examples:
        | drivers |
        | 0       |
        | 2       |

  @must @remark:terminate.completes-what-is-outstanding
  Rule: Before it completes a terminate the target must complete what it was given before: calls of MiniportInvalidateOffload, MiniportQueryOffload and MiniportUpdateOffload, of MiniportTcpOffloadSend, MiniportTcpOffloadReceive, MiniportTcpOffloadDisconnect and MiniportTcpOffloadForward

    Sends may go back with the completion itself, as
    [another page](outstanding-sends.feature) says; a disconnect is then completed behind those sends that are completed
    (finding disconnect-behind-sends-that-go-back). With which statuses forwarded segments come back no page tells (finding
    forward-completion-without-statuses).

    Example: An invalidate of the neighbor beneath the connection
      Given a TCP connection offloaded through 1 intermediate driver
      And as soon as MiniportInvalidateOffload is called, the host stack terminates TCP1
      When the host stack invalidates N1
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1   |
        | NdisMTerminateOffloadComplete  | OffloadBlockList: TCP1 |

    Example: An update of the path beneath the connection
      Given a TCP connection offloaded through 1 intermediate driver
      And as soon as MiniportUpdateOffload is called, the host stack terminates TCP1
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete    | OffloadBlockList: PATH1 |
        | NdisMTerminateOffloadComplete | OffloadBlockList: TCP1  |

    Example: A query of the neighbor beneath the connection
      Given a TCP connection offloaded through 0 intermediate drivers
      And as soon as MiniportQueryOffload is called, the host stack terminates TCP1
      When the host stack queries:
        | N1 | NeighborOffloadState |
      Then the offload target completes these operations and no others:
        | NdisMQueryOffloadStateComplete | OffloadBlockList: N1   |
        | NdisMTerminateOffloadComplete  | OffloadBlockList: TCP1 |

    Scenario Outline: <receives> receives, not filled (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And 2 sends and <receives> receives outstanding on TCP1
      When the host stack terminates TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request | count      |
        | receive | <receives> |
      And each of the 2 sends outstanding on TCP1 goes back once, completed with NDIS_STATUS_UPLOAD_IN_PROGRESS or handed over, in order
      And NdisMTerminateOffloadComplete comes after every request is completed

      Examples:
        | receives | drivers |
        | 1        | 0       |
        | 3        | 1       |

    Example: Those of each connection in a tree, before the tree goes back
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And 0 sends and 2 receives outstanding on TCP2
      When the host stack terminates N1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request | count |
        | receive | 1     |
      And NdisMTerminateOffloadComplete comes after every request is completed

    Scenario Outline: A graceful disconnect that the remote host has not acknowledged, behind <sends> sends (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and 1 receive outstanding on TCP1
      And the host stack has requested a graceful disconnect behind 1000 bytes on TCP1
      When the host stack terminates TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request    | count |
        | receive    | 1     |
        | disconnect | 1     |
      And NdisMTerminateOffloadComplete comes after every request is completed

      Examples:
        | sends | drivers |
        | 1     | 0       |
        | 2     | 1       |
        | 2     | 2       |

    Scenario Outline: <kind> disconnect that the target has not come to yet
      Given a TCP connection offloaded through 1 intermediate driver
      And as soon as MiniportTcpOffloadDisconnect is called, the host stack terminates TCP1
      When the host stack requests <kind> disconnect on TCP1
      Then NdisTcpOffloadDisconnectComplete of the offload target comes in a later turn than MiniportTcpOffloadDisconnect
      And NdisMTerminateOffloadComplete comes after every request is completed

      Examples:
        | kind        |
        | a graceful  |
        | an abortive |

    Scenario Outline: A segment that came in while the connection was being offloaded, and was forwarded as soon as it was (intermediate drivers: <drivers>)
      Given N1 (PATH1) offloaded through <drivers> intermediate drivers
      And the NIC is slow
      And as soon as MiniportInitiateOffload is called, the remote peer sends 1000 bytes on TCP1
      And as soon as MiniportTcpOffloadForward is called, the host stack terminates TCP1
      When the host stack offloads N1 (PATH1 (TCP1))
      Then NdisTcpOffloadForwardComplete of the offload target comes in a later turn than MiniportTcpOffloadForward
      And NdisMTerminateOffloadComplete comes after every request is completed
      And the client application gets 1000 bytes of TCP1

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:terminate.indications-have-returned
  Rule: Before it completes a terminate the target must make sure that its own calls of NdisMIndicateStatusEx, NdisMOffloadEventIndicate, NdisTcpOffloadEventHandler and NdisTcpOffloadReceiveHandler have returned

    NdisMOffloadEventIndicate is about neighbors, whose indications the pages specified here do not tell of: nobody calls it in
    the examples, and whoever does is held to the same.

    @unless:goes-on-when-invalidated
    Example: The host stack answers a request for termination at once, and the target completes it later than it asked
      Given a TCP connection offloaded through 1 intermediate driver
      And as soon as ProtocolTcpOffloadEvent is called, the host stack terminates TCP1
      When the host stack invalidates N1 and, before that completes, sends 1000 bytes on TCP1
      Then NdisMTerminateOffloadComplete of the offload target comes in a later turn than NdisTcpOffloadEventHandler

    Example: The host stack answers a request for everything at once, and the target completes that later than it asked
      Given a TCP connection offloaded through 1 intermediate driver
      And as soon as ProtocolStatusEx is called, the host stack terminates TCP1
      When the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      Then NdisMTerminateOffloadComplete of the offload target comes in a later turn than NdisMIndicateStatusEx

    Scenario Outline: Nor is the terminate completed while received data is being indicated (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And as soon as ProtocolTcpOffloadReceiveIndicate is called, the host stack terminates TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then NdisMTerminateOffloadComplete of the offload target comes in a later turn than NdisTcpOffloadReceiveHandler

      Examples:
        | drivers |
        | 0       |
        | 1       |

  @must @remark:terminate.send-sequence-numbers
  Rule: With sends that it passes to the host stack the target must specify the delegated variables SndUna, SndNxt and SndMax

    They are sequence numbers, so none of them is a pointer that could be NULL (finding sequence-numbers-not-null): they say where
    the first byte of the chain stands, and how far sending has come.

    @needs:handed-over-sends
    Scenario Outline: <sends> sends of 1000 bytes, sent and not acknowledged
      Given a TCP connection offloaded through 1 intermediate driver
      And <sends> sends and 0 receives outstanding on TCP1
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | SndUna of TCP1: 1000 | SndNxt of TCP1: <next> | SndMax of TCP1: <next> |

      Examples:
        | sends | next |
        | 1     | 2000 |
        | 3     | 4000 |

    @needs:handed-over-sends
    Example: Two sends that have not begun
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And 2 sends and 0 receives outstanding on TCP1
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | SndUna of TCP1: 1000 | SndNxt of TCP1: 1000 | SndMax of TCP1: 1000 |

  @must @remark:terminate.no-chain-without-sends
  Rule: Where there is no outstanding send data the target must specify NULL for NetBufferListChain

    Example: A connection that never sent
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack terminates N1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | NetBufferListChain of N1: NULL | NetBufferListChain of PATH1: NULL | NetBufferListChain of TCP1: NULL |

    Example: A connection whose sends are all acknowledged
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack sends 3000 bytes on TCP1
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | NetBufferListChain of TCP1: NULL |

  @must @remark:terminate.completed-at-any-irql
  Rule: NDIS takes the completion of a terminate at whatever IRQL the target calls

    What the target does besides, like freeing memory, it can do at DISPATCH_LEVEL and below alone, so at HIGH_LEVEL there is
    nothing to free here.

    Scenario Outline: Called at <irql>, for <tree>
      Given a TCP connection offloaded through 1 intermediate driver
      And the offload target works at <irql>
      When the host stack terminates <tree>
      Then the host stack is told that <tree> ended with NDIS_STATUS_SUCCESS

      Examples:
        | irql           | tree        |
        | PASSIVE_LEVEL  | TCP1        |
        | APC_LEVEL      | TCP1        |
        | DISPATCH_LEVEL | TCP1        |
        | HIGH_LEVEL     | placeholder |
