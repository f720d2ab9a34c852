@page:ddi/ndis_tcp_offload_event_indicate
Feature: NdisTcpOffloadEventHandler

  A TCP connection that is offloaded lives in the target, and so do the things that happen to it: the remote host closes
  it or resets it, the target wants to be rid of it, the amount of data that is best kept outstanding changes. The target
  calls NdisTcpOffloadEventHandler to let the host stack know.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [NDIS_TCP_OFFLOAD_EVENT_INDICATE](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nc-ndischimney-ndis_tcp_offload_event_indicate).

  @must @remark:event.offload-handle
  Rule: An event is about one offloaded TCP connection, named by the NdisOffloadHandle that its NDIS_MINIPORT_OFFLOAD_BLOCK_LIST had when it was offloaded

    With an intermediate driver above it, what the target was given is the handle of that driver and not of the host stack.

    Scenario Outline: The handle that came with the connection (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the remote peer sends on TCP2:
        | FIN |
      Then the offload target makes these calls and no others:
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: what MiniportInitiateOffload got for TCP2 |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Scenario Outline: Received data is indicated by the same handle, with NdisTcpOffloadReceiveHandler (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the remote peer sends 1000 bytes on TCP2
      Then the offload target makes these calls and no others:
        | NdisTcpOffloadReceiveHandler | NdisOffloadHandle: what MiniportInitiateOffload got for TCP2 |

      Examples:
        | drivers |
        | 0       |
        | 2       |

    Example: Each of two connections by its own
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack invalidates N1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: what MiniportInitiateOffload got for TCP1 |
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: what MiniportInitiateOffload got for TCP1 |
      And the offload target makes these calls about TCP2, in this order, and no others:
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: what MiniportInitiateOffload got for TCP2 |
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: what MiniportInitiateOffload got for TCP2 |

    Scenario Outline: A connection whose offload has ended has no handle any more (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      And the remote peer has sent on TCP1:
        | 1000 bytes |
      And the host stack has terminated TCP1
      When the remote peer sends on TCP1:
        | RST |
      Then the offload target indicates no event on TCP1

      Examples:
        | drivers |
        | 0       |
        | 2       |

  @must @remark:event.dispatch-level
  Rule: The target indicates events at IRQL = DISPATCH_LEVEL

    What a handler does runs at its caller's IRQL, which may be any. An event therefore waits for a turn of the target's own.

    @unless:goes-on-when-invalidated
    Example: What a send brings about is indicated in a later turn than that of the send handler
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack invalidates N1 and, before that completes, sends 1000 bytes on TCP1
      Then NdisTcpOffloadEventHandler of the offload target comes in a later turn than MiniportTcpOffloadSend

    Example: What an invalidate brings about is indicated in a later turn than that of its handler
      Given a TCP connection offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack invalidates TCP1
      Then NdisTcpOffloadEventHandler of the offload target comes in a later turn than MiniportInvalidateOffload

    Example: An event from within a handler that was called at PASSIVE_LEVEL breaks the contract
      Given a TCP connection offloaded through 0 intermediate drivers
      And an offload target that asks for a termination from within its invalidate handler
      When the host stack invalidates TCP1
      Then the contract is broken by the offload target: event.dispatch-level

  @must @remark:event.disconnect
  Rule: TcpIndicateDisconnect says that the remote host has begun a graceful disconnect by sending a FIN segment

    Scenario Outline: A FIN is indicated, once (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the remote peer sends on TCP1:
        | FIN |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: TCP1 | EventType: TcpIndicateDisconnect |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A FIN that was seen already is not indicated again
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | FIN |
      When the remote peer sends on TCP1:
        | FIN | sequence: the next - 1 |
      Then the offload target indicates no event on TCP1

    Example: Data alone is no disconnect
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then the offload target indicates no event on TCP1

  @should @remark:event.disconnect-after-data
  Rule: The target should indicate a graceful disconnect only when it has received a FIN segment and the client application has consumed all data that was received before it

    Example: The data that comes with the FIN goes first
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      When the remote peer sends on TCP1:
        | 1000 bytes | FIN |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadReceiveComplete |                                  |
        | ProtocolTcpOffloadEvent           | EventType: TcpIndicateDisconnect |

    Example: Data that nobody has asked for yet, and nobody takes, holds the event back
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      When the remote peer sends on TCP1:
        | 1000 bytes | FIN |
      Then the offload target indicates no event on TCP1

    Example: The event comes with the receive that takes the last of the data
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      And the remote peer has sent on TCP1:
        | 1000 bytes |     |
        | 1000 bytes | FIN |
      When the host stack posts 1 receive on TCP1
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadReceiveComplete |                                  |
        | ProtocolTcpOffloadEvent           | EventType: TcpIndicateDisconnect |

    Example: A FIN that arrives before the data that precedes it waits for that data
      Given a TCP connection offloaded through 0 intermediate drivers
      And 0 sends and 2 receives outstanding on TCP1
      When the remote peer sends on TCP1:
        | FIN | sequence: the next + 1000 |
      Then the offload target indicates no event on TCP1

  @must @remark:event.disconnect-receive-half
  Rule: A graceful disconnect shuts down only the receive half of the connection, and not the send half

    Example: Data goes out and is acknowledged after the FIN
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | FIN |
      When the host stack sends 3000 bytes on TCP1
      Then TCP1 puts 3000 bytes on the wire
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | send    | 1     |

    Example: Sends that were outstanding when the FIN came stay outstanding
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 0 receives outstanding on TCP1
      When the remote peer sends on TCP1:
        | FIN |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | EventType: TcpIndicateDisconnect |

    Scenario Outline: The host stack closes the send half when it is done, behind <bytes> bytes (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the remote peer has sent on TCP1:
        | FIN |
      When the host stack requests a graceful disconnect behind <bytes> bytes on TCP1
      Then TCP1 puts <bytes> bytes and then a FIN on the wire
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request    | count |
        | disconnect | 1     |

      Examples:
        | bytes | drivers |
        | 3000  | 0       |
        | 3000  | 2       |
        | 1     | 1       |

    Example: Nothing that comes behind the FIN is received any more
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | FIN |
      And 0 sends and 1 receive outstanding on TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | receive | 0     |

  @must @remark:event.abort
  Rule: On an acceptable RST segment the target must mark the connection as aborted and indicate TcpIndicateAbort: the remote host has begun an abortive disconnect

    Which RST is acceptable is for TCP to say: one that begins just where the next segment is expected.

    Scenario Outline: A RST is indicated, once (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the remote peer sends on TCP1:
        | RST |
        | RST |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: TCP1 | EventType: TcpIndicateAbort |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Scenario Outline: A RST that is not acceptable is not: it begins at <sequence>
      Given a TCP connection offloaded through 1 intermediate driver
      When the remote peer sends on TCP1:
        | RST | sequence: <sequence> |
      Then the offload target indicates no event on TCP1

      Examples:
        | sequence          |
        | the next - 1      |
        | the next + 100000 |

    Example: Nothing is sent on a connection that is marked as aborted
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | RST |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts no data on the wire

    Example: A FIN does not count any more once the connection is aborted
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | RST |
      When the remote peer sends on TCP1:
        | FIN |
      Then the offload target indicates no event on TCP1

    Scenario Outline: A RST that the host stack has the target send is none of the remote host's (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack requests an abortive disconnect on TCP1
      Then TCP1 puts 0 bytes and then a RST on the wire
      And the offload target indicates no event on TCP1
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request    | count |
        | disconnect | 1     |

      Examples:
        | drivers |
        | 0       |
        | 2       |

    Example: A reset of one connection is none of another
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | RST |
      When the host stack sends 1000 bytes on TCP2
      Then TCP2 puts 1000 bytes on the wire

  @must @remark:event.abort-requests
  Rule: After it has indicated TcpIndicateAbort the target must complete all outstanding send requests and disconnect requests with NDIS_STATUS_REQUEST_ABORTED

    The status is written to the Status member of each NET_BUFFER_LIST of the chain that is handed to
    NdisTcpOffloadSendComplete or NdisTcpOffloadDisconnectComplete. The guide has the receive requests go back in the same way,
    and is followed (finding abort-and-outstanding-receives).

    Scenario Outline: <sends> sends and <receives> receives (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and <receives> receives outstanding on TCP1
      When the remote peer sends on TCP1:
        | RST |
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request | count      |
        | send    | <sends>    |
        | receive | <receives> |

      Examples:
        | sends | receives | drivers |
        | 1     | 0        | 0       |
        | 3     | 0        | 1       |
        | 3     | 2        | 2       |

    Scenario Outline: A disconnect that the remote host has not acknowledged, behind <sends> sends (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and 0 receives outstanding on TCP1
      And the host stack has requested a graceful disconnect on TCP1
      When the remote peer sends on TCP1:
        | RST |
      Then the offload target makes these calls and no others:
        | NdisTcpOffloadEventHandler       | EventType: TcpIndicateAbort |
        | NdisTcpOffloadSendComplete       |                             |
        | NdisTcpOffloadDisconnectComplete |                             |
      And each of these requests on TCP1 completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request    | count   |
        | send       | <sends> |
        | disconnect | 1       |

      Examples:
        | sends | drivers |
        | 1     | 0       |
        | 1     | 2       |

    Example: A disconnect that comes when the connection is reset already
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | RST |
      When the host stack requests a graceful disconnect on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request    | count |
        | disconnect | 1     |

    Example: First the event, then the request
      Given a TCP connection offloaded through 1 intermediate driver
      And 1 send and 0 receives outstanding on TCP1
      When the remote peer sends on TCP1:
        | RST |
      Then the offload target makes these calls and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort |
        | NdisTcpOffloadSendComplete |                             |

    Example: The requests of another connection stay outstanding
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And 2 sends and 1 receive outstanding on TCP2
      When the remote peer sends on TCP1:
        | RST |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | EventType: TcpIndicateAbort |

  @may @remark:event.abort-at-once
  Rule: The target may indicate TcpIndicateAbort as soon as the RST segment arrives, whatever data is still to be consumed

    A graceful disconnect waits for the data before it; an abortive one need not.

    @unless:resets-behind-data
    Example: At once, though nobody has asked for the data yet
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      And the remote peer has sent on TCP1:
        | 1000 bytes |
        | RST        |
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |

    @needs:resets-behind-data
    Example: Or behind the data, which is not lost then
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      And the remote peer has sent on TCP1:
        | 1000 bytes |
        | RST        |
      When the host stack posts 1 receive on TCP1
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadReceiveComplete |                             |
        | ProtocolTcpOffloadEvent           | EventType: TcpIndicateAbort |

    @needs:resets-behind-data
    Example: Until then nothing is sent, and nothing more is received
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      And the remote peer has sent on TCP1:
        | 1000 bytes |     |
        |            | RST |
        | 1000 bytes | FIN |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts no data on the wire
      And the offload target indicates no event on TCP1

    Example: By the time that a receive is posted for the data, the host stack owes the termination
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      And the remote peer has sent on TCP1:
        | 1000 bytes |
        | RST        |
      And 0 sends and 1 receive outstanding on TCP1
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |

  @must @remark:event.abort-terminated
  Rule: When TcpIndicateAbort is indicated the host stack terminates the offload of the connection

    Scenario Outline: That of the connection, and nothing else (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      And the remote peer has sent on TCP1:
        | RST |
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A graceful disconnect obliges it to nothing
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | FIN |
      When the host stack carries out the terminations that it owes
      Then the host stack starts no operation

  @must @remark:event.resources-kept
  Rule: After a graceful or an abortive disconnect the target must not free the resources of the connection until the host stack terminates its offload

    @needs:memory
    Scenario Outline: A <segment> frees nothing
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the remote peer sends on TCP1:
        | <segment> |
      Then the memory of N1, PATH1, TCP1 is still allocated

      Examples:
        | segment |
        | FIN     |
        | RST     |

    Example: The offload of a connection that was disconnected and aborted is terminated like any other
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | FIN |
        | RST |
      When the host stack terminates TCP1
      Then the host stack is told that TCP1 ended with NDIS_STATUS_SUCCESS

  @must @remark:event.information-not-meaningful
  Rule: With TcpIndicateDisconnect and TcpIndicateAbort, EventSpecificInformation is not meaningful

    Whatever the target passes, the host stack does the same. What an intermediate driver is told it passes on.

    Example: No number that comes with a reset keeps the host stack from terminating
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | RST |
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |

    Example: No number that comes with a graceful disconnect makes it terminate
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | FIN |
      When the host stack carries out the terminations that it owes
      Then the host stack starts no operation

  @must @remark:event.termination-request
  Rule: With TcpIndicateRetrieve the target asks the host stack to terminate the offload of the connection, EventSpecificInformation being the TCP_UPLOAD_REASON, and in response MiniportTerminateOffload is called

    Only one connection is asked for by each call of NdisTcpOffloadEventHandler.

    Scenario Outline: Asked for with the reason <reason> (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      And the offload target has asked for the termination of TCP1: <reason>
      When the host stack carries out the terminations that it owes
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | OffloadBlockList: TCP1 |

      Examples:
        | reason          | drivers |
        | HardwareFailure | 0       |
        | InvalidState    | 1       |
        | UploadRequested | 2       |

    Example: Two connections are asked for one by one
      Given N1 (PATH1 (TCP1, TCP2, TCP3)) offloaded through 1 intermediate driver
      And the offload target has asked for the termination of TCP1: UploadRequested
      And the offload target has asked for the termination of TCP3: TimeoutExpiration
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |
        | NdisTerminateOffload | OffloadBlockList: TCP3 |

  @must @remark:event.reason-of-the-circumstance
  Rule: The target gives as the reason of a request the TCP_UPLOAD_REASON that belongs to what has happened

    What a target finds out, and of its NIC, is its own affair; when such a thing makes it ask, this is the reason. A segment
    with the URG bit set counts if it is in the receive window. With the FIN_WAIT_2 timer a connection comes to CLOSED
    before it is asked for (finding fin-wait-2-timeout).

    @needs:asks-when-detected
    Scenario Outline: The NIC detects <circumstance> (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the NIC detects <circumstance> on TCP1
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: TCP1 | EventType: TcpIndicateRetrieve | EventSpecificInformation: <reason> |

      Examples:
        | circumstance                   | reason                | drivers |
        | a timeout                      | TimeoutExpiration     | 0       |
        | a lack of resources            | UploadRequested       | 1       |
        | too many dropped segments      | HighDropRate          | 2       |
        | too many fragments             | HighFragmentation     | 0       |
        | too many out-of-order segments | HighOutOfOrderPackets | 1       |
        | too little activity            | LowActivity           | 2       |
        | no preposted receive buffers   | NoBufferPreposting    | 0       |
        | too small receive buffers      | SmallIO               | 1       |

    @needs:asks-when-detected
    Example: A timeout closes a connection that was in FIN_WAIT2, and then it can be asked for
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has requested a graceful disconnect on TCP1
      And the NIC detected a timeout on TCP1
      When the host stack carries out the terminations that it owes
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | State of TCP1: TcpConnectionClosed |

    Scenario Outline: A segment comes with the URG bit set (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the remote peer sends on TCP2:
        | 100 bytes | URG |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: TCP2 | EventType: TcpIndicateRetrieve | EventSpecificInformation: ReceivedUrgentData |

      Examples:
        | drivers |
        | 0       |
        | 2       |

    Example: One that is not in the receive window is no urgent data
      Given a TCP connection offloaded through 1 intermediate driver
      When the remote peer sends on TCP1:
        | 100 bytes | URG | sequence: the next + 100000 |
        | 100 bytes | URG | sequence: the next - 100    |
      Then the offload target indicates no event on TCP1

    @unless:goes-on-when-invalidated
    Example: There is data to send on a connection that depends on an invalidated state object
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      When the host stack invalidates TCP1 and, before that completes, sends 1000 bytes on TCP1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: InvalidState |

    Example: The hardware state that tracks the connection is corrupt
      Given a TCP connection offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack invalidates TCP1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |                                           |

  @must @remark:event.urgent-data
  Rule: On a segment with the URG bit set the target asks for termination with ReceivedUrgentData, and does not send an ACK for the urgent data

    Scenario Outline: Neither the urgent data is acknowledged nor what comes behind it (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the remote peer sends on TCP1:
        | 100 bytes  | URG |
        | 1000 bytes |     |
      Then the offload target makes these calls and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: ReceivedUrgentData |
      And TCP1 puts 0 bytes on the wire, each segment with:
        | acknowledgment | at most the RcvNxt of TCP1 |

      Examples:
        | drivers |
        | 0       |
        | 1       |

    Example: What came before it is acknowledged, and delivered
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      When the remote peer sends on TCP1:
        | 1000 bytes |     |
        | 100 bytes  | URG |
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | receive | 1     |

    Example: The connection goes back like any other
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | 100 bytes | URG |
      When the host stack carries out the terminations that it owes
      Then the host stack is told that TCP1 ended with NDIS_STATUS_SUCCESS

  @must @remark:event.mandatory-reasons
  Rule: When the reason is HardwareFailure, InvalidState, ReceivedUrgentData, TimeoutExpiration or UploadRequested, the host stack's termination of the TCP connection is mandatory: it always uploads the connection

    Each is a TCP_UPLOAD_REASON. HardwareFailure: the hardware state that tracks the connection is corrupt. InvalidState: there was data to send on a
    connection that depends on an invalidated state object. ReceivedUrgentData: a segment came with the URG bit set.
    TimeoutExpiration: a timeout occurred on the connection. UploadRequested: for an unspecified reason.

    Scenario Outline: <reason>, with another connection beside it
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the offload target has asked for the termination of TCP2: <reason>
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP2 |

      Examples:
        | reason             |
        | HardwareFailure    |
        | InvalidState       |
        | ReceivedUrgentData |
        | TimeoutExpiration  |
        | UploadRequested    |

    @needs:asks-when-detected
    Scenario Outline: The NIC has detected <circumstance> (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      And the NIC detected <circumstance> on TCP1
      When the host stack carries out the terminations that it owes
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: TCP1 | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | circumstance        | drivers |
        | a timeout           | 0       |
        | a lack of resources | 2       |

    Example: Urgent data has come
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the remote peer has sent on TCP2:
        | 100 bytes | URG |
      When the host stack carries out the terminations that it owes
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: TCP2 | Status: NDIS_STATUS_SUCCESS |

  @must @remark:event.mandatory-ends-processing
  Rule: When it has asked for a mandatory reason, the target does not continue processing the connection

    With InvalidState, what ends is sending: the guide has such a target go on with what it receives (finding
    invalid-state-ends-what).

    Scenario Outline: Once urgent data has come, <deed>
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And the remote peer has sent on TCP1:
        | 100 bytes | URG |
      When <deed>
      Then TCP1 puts no data on the wire
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | send    | 0     |
        | receive | 0     |

      Examples:
        | deed                                     |
        | the host stack sends 1000 bytes on TCP1  |
        | the remote peer sends 1000 bytes on TCP1 |
        | the host stack posts 1 receive on TCP1   |

    @needs:asks-when-detected
    Scenario Outline: Once the NIC has detected <circumstance>, nothing goes out and nothing is taken in
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And 0 sends and 1 receive outstanding on TCP1
      And the NIC detected <circumstance> on TCP1
      And the host stack has sent 1000 bytes on TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then TCP1 puts 0 bytes on the wire, each segment with:
        | acknowledgment | at most the RcvNxt of TCP1 |
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | send    | 0     |
        | receive | 0     |

      Examples:
        | circumstance        | drivers |
        | a timeout           | 0       |
        | a lack of resources | 1       |

    @unless:goes-on-when-invalidated
    Example: Once there was data to send on invalid state, no data goes out
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated PATH1
      And the host stack has sent 1000 bytes on TCP1
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts no data on the wire

    Example: Another connection goes on
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | 100 bytes | URG |
      When the host stack sends 1000 bytes on TCP2
      Then TCP2 puts 1000 bytes on the wire

  @must @remark:event.optional-reasons
  Rule: When the reason is HighDropRate, HighFragmentation, HighOutOfOrderPackets, LowActivity, NoBufferPreposting or SmallIO, termination is optional, and the target must be able to continue processing on the connection if the host stack does not terminate its offload

    A mandatory reason is answered as soon as possible, an optional one when the host stack likes or not at all (finding
    upload-as-soon-as-possible). Each is a TCP_UPLOAD_REASON. HighDropRate: too many transmit segments are dropped. HighFragmentation: too many fragments are received.
    HighOutOfOrderPackets: too many segments come out of order. LowActivity: too little is sent and received.
    NoBufferPreposting: there are no preposted receive buffers. SmallIO: those that are posted are too small. The page misspells
    two of the names (findings members-misspelt and preposting-misspelt).

    Scenario Outline: After <reason>, data goes out and is acknowledged
      Given a TCP connection offloaded through 1 intermediate driver
      And the offload target has asked for the termination of TCP1: <reason>
      When the host stack sends 3000 bytes on TCP1
      Then TCP1 puts 3000 bytes on the wire
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | send    | 1     |

      Examples:
        | reason                |
        | HighDropRate          |
        | HighFragmentation     |
        | HighOutOfOrderPackets |
        | LowActivity           |
        | NoBufferPreposting    |
        | SmallIO               |

    @needs:asks-when-detected
    Scenario Outline: The host stack may leave it there: the NIC has detected <circumstance>
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC detected <circumstance> on TCP1
      And the host stack carries out the terminations that it owes
      When the host stack sends 3000 bytes on TCP1
      Then TCP1 puts 3000 bytes on the wire
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | send    | 1     |

      Examples:
        | circumstance                   |
        | too many dropped segments      |
        | too many fragments             |
        | too many out-of-order segments |
        | too little activity            |
        | no preposted receive buffers   |
        | too small receive buffers      |

    Scenario Outline: Or it may take the connection back, when it likes: <reason>
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the offload target has asked for the termination of TCP1: <reason>
      When the host stack terminates TCP1
      Then the host stack is told that TCP1 ended with NDIS_STATUS_SUCCESS

      Examples:
        | reason       | drivers |
        | HighDropRate | 0       |
        | LowActivity  | 2       |

    Example: Data comes in and fills a receive
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And the offload target has asked for the termination of TCP1: LowActivity
      When the remote peer sends 1000 bytes on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | receive | 1     |

  @must @remark:event.never-for-neighbor-or-path
  Rule: The target cannot request the termination of a neighbor state object or a path state object; only the host stack can initiate that

    Scenario Outline: Not even when the <object> is what was invalidated, and is of no use any more
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates <tree> and, before that completes, sends 1000 bytes on TCP1
      Then the offload target indicates no event on <object>

      Examples:
        | tree                | object |
        | N1                  | N1     |
        | placeholder (PATH1) | PATH1  |

    Example: Nor when the hardware state of all three is corrupt
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      And the hardware state is corrupt
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the offload target indicates no event on N1
      And the offload target indicates no event on PATH1

  @must @remark:event.never-when-half-closed
  Rule: The target must not initiate the termination of a half-closed TCP connection, which is one in FIN_WAIT1, FIN_WAIT2 or CLOSE_WAIT

    FIN_WAIT1: the local host has closed the connection, which might still be receiving data from the remote host. FIN_WAIT2:
    the same, and an ACK for the FIN segment has come. CLOSE_WAIT: the remote host has closed it, and the local
    host might still be sending data. No other reason is an exception, urgent data included (finding
    mandatory-when-half-closed): but a connection whose hardware state is corrupt is asked for all the same, as the page on
    the completion status of an invalidate has it.

    Scenario Outline: CLOSE_WAIT, not even when <invalidated> is invalidated under it
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | FIN |
      When the host stack invalidates <invalidated> and, before that completes, sends 1000 bytes on TCP1
      Then the offload target indicates no event on TCP1

      Examples:
        | invalidated |
        | N1          |
        | PATH1       |
        | TCP1        |

    Scenario Outline: FIN_WAIT1, with <sends> sends before the FIN that nobody has acknowledged
      Given a TCP connection offloaded through 1 intermediate driver
      And <sends> sends and 1 receive outstanding on TCP1
      And the host stack has requested a graceful disconnect on TCP1
      When the host stack invalidates TCP1
      Then the offload target indicates no event on TCP1

      Examples:
        | sends |
        | 1     |
        | 3     |

    Scenario Outline: FIN_WAIT2, not even when <invalidated> is invalidated under it
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has requested a graceful disconnect behind 1000 bytes on TCP1
      When the host stack invalidates <invalidated>
      Then the offload target indicates no event on TCP1

      Examples:
        | invalidated |
        | N1          |
        | TCP1        |

    @needs:asks-when-detected
    Scenario Outline: FIN_WAIT2, not even when the NIC detects <circumstance>
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has requested a graceful disconnect on TCP1
      When the NIC detects <circumstance> on TCP1
      Then the offload target indicates no event on TCP1

      Examples:
        | circumstance        |
        | too little activity |
        | a lack of resources |

    Example: FIN_WAIT2, not even when urgent data comes
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has requested a graceful disconnect on TCP1
      When the remote peer sends on TCP1:
        | 100 bytes | URG |
      Then the offload target indicates no event on TCP1

    @unless:goes-on-when-invalidated
    Example: A disconnect that cannot be carried out leaves the connection open, and so it is asked for
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack invalidates N1 and, before that completes, requests a graceful disconnect on TCP1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: InvalidState |

  @should @remark:event.send-backlog
  Rule: TcpIndicateSendBacklogChange says that the preferred send backlog size has changed; EventSpecificInformation is the optimum number of send data bytes that the host stack should have outstanding at the target to achieve the best data throughput

    How a target calculates it is its own affair. In these examples the window that the remote host advertises is what bounds
    it.

    @needs:send-backlog
    Scenario Outline: A window of <window> bytes (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the remote peer sends on TCP2:
        | window: <window> |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: TCP2 | EventType: TcpIndicateSendBacklogChange | EventSpecificInformation: <window> |

      Examples:
        | window | drivers |
        | 2000   | 0       |
        | 20000  | 1       |
        | 8000   | 2       |

    @needs:send-backlog
    Example: The host stack can query the same
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | window: 8000 |
      When the host stack queries:
        | TCP1 | TcpOffloadDelegatedState |
      Then the offload target completes these operations and no others:
        | NdisMQueryOffloadStateComplete | SendBacklogSize of TCP1: 8000 |

    @needs:send-backlog
    Scenario Outline: With <size> bytes preferred and 1000 outstanding, of 3000 that follow the host stack posts <posted>
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the remote peer has sent on TCP1:
        | window: <size> |
      And 1 send and 0 receives outstanding on TCP1
      And the host stack has sent 1000 bytes on TCP1
      And the host stack has sent 1000 bytes on TCP1
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts <last> bytes on the wire

      Examples:
        | size | posted | last | drivers |
        | 2000 | 1000   | 0    | 0       |
        | 3000 | 2000   | 0    | 1       |
        | 4000 | 3000   | 1000 | 2       |

    @needs:send-backlog
    Example: What waits is posted when there is room again
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | window: 1000 |
      And 3 sends and 0 receives outstanding on TCP1
      When the remote peer sends on TCP1:
        | window: 9000 |
      Then TCP1 puts 2000 bytes on the wire

  @must @remark:event.send-backlog-not-by-what-is-posted
  Rule: The send backlog size does not vary according to the number of data bytes that are currently posted on the connection

    Scenario Outline: <sends> sends outstanding
      Given a TCP connection offloaded through 1 intermediate driver
      When <sends> sends and 0 receives outstanding on TCP1
      Then the offload target indicates no event on TCP1

      Examples:
        | sends |
        | 1     |
        | 30    |

    Example: Data that is sent and acknowledged
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack sends 30000 bytes on TCP1
      Then the offload target indicates no event on TCP1

    @needs:send-backlog
    Example: It is the same with sends outstanding
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | window: 8000 |
      And 5 sends and 0 receives outstanding on TCP1
      When the host stack queries:
        | TCP1 | TcpOffloadDelegatedState |
      Then the offload target completes these operations and no others:
        | NdisMQueryOffloadStateComplete | SendBacklogSize of TCP1: 8000 |

  @should @remark:event.send-backlog-throttled
  Rule: The target should implement a throttling mechanism: when SendBacklogSize changes too frequently or by too small an amount, it does not indicate that, so that no storm of events comes

    How frequent is too frequent, and how small too small, the page does not say. In these examples it changes a dozen times
    within a millisecond, and by a byte.

    Scenario Outline: A change by <bytes>
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | window: 20000 |
      When the remote peer sends on TCP1:
        | window: <window> |
      Then the offload target indicates no event on TCP1

      Examples:
        | bytes       | window |
        | a byte less | 19999  |
        | a byte more | 20001  |
        | nothing     | 20000  |

    @needs:send-backlog
    Example: A dozen large changes at a time
      Given a TCP connection offloaded through 1 intermediate driver
      When the remote peer sends on TCP1:
        | window: 2000  |
        | window: 20000 |
        | window: 2000  |
        | window: 20000 |
        | window: 2000  |
        | window: 20000 |
        | window: 2000  |
        | window: 20000 |
        | window: 2000  |
        | window: 20000 |
        | window: 2000  |
        | window: 20000 |
      Then the offload target indicates at most 4 events on TCP1
