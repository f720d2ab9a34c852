@page:guide/terminate-offload-requested-by-an-offload-target
Feature: Terminate Offload Requested by an Offload Target

  A target that cannot go on with a connection, or does not want to, cannot throw it away. It asks the host stack to take the
  connection back, and says why. A target that cannot go on with any connection asks for all of them, and says when it can
  again. It can ask for the one or the other.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Terminate Offload Requested by an Offload Target](https://learn.microsoft.com/previous-versions/windows/hardware/network/terminate-offload-requested-by-an-offload-target).

  @must @remark:terminate.requested-by-retrieve
  Rule: To request the termination of a TCP connection the target calls NdisTcpOffloadEventHandler with EventType TcpIndicateRetrieve and the reason, a TCP_UPLOAD_REASON, in EventSpecificInformation; in response the host stack has MiniportTerminateOffload called

    @unless:goes-on-when-invalidated
    Example: The target asks, and says why
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack invalidates N1 and, before that completes, sends 1000 bytes on TCP1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: InvalidState |

    Scenario Outline: The host stack answers (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the hardware state is corrupt
      And the host stack has invalidated TCP1
      When the host stack carries out the terminations that it owes
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | OffloadBlockList: TCP1 |

      Examples:
        | drivers |
        | 0       |
        | 2       |

  @must @remark:terminate.one-connection-a-request
  Rule: Each call of NdisTcpOffloadEventHandler requests the termination of one TCP connection, and cannot request that of a neighbor or a path

    Example: Two connections, two requests, and none for what they depend on
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack invalidates N1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |
      And the offload target makes these calls about TCP2, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |

  @may @remark:terminate.asked-for-again
  Rule: There is no restriction on how many times the target can request the termination of a connection

    Every request reaches the host stack. However many there are, a connection that comes back comes back once.

    Scenario Outline: Three requests are heard, and answered by one termination (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      And the offload target has asked for the termination of TCP1: LowActivity
      And the offload target has asked for the termination of TCP1: SmallIO
      And the offload target has asked for the termination of TCP1: UploadRequested
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A second request like the first gets as far as the first did
      Given a TCP connection offloaded through 2 intermediate drivers
      And the offload target has asked for the termination of TCP1: HighDropRate
      When the offload target has asked for the termination of TCP1: HighDropRate
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: TCP1 | EventType: TcpIndicateRetrieve | EventSpecificInformation: HighDropRate |

    Example: One that is made while the connection is on its way back changes nothing
      Given a TCP connection offloaded through 1 intermediate driver
      And the offload target has asked for the termination of TCP1: UploadRequested
      And as soon as MiniportTerminateOffload is called, the offload target asks for the termination of TCP1: UploadRequested
      When the host stack carries out the terminations that it owes
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: TCP1 | Status: NDIS_STATUS_SUCCESS |

    Example: A connection that is offloaded once more can be asked for once more
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the offload target has asked for the termination of TCP1: UploadRequested
      And the host stack has terminated TCP1
      And the host stack has offloaded placeholder (PATH1 (TCP1))
      And the offload target has asked for the termination of TCP1: UploadRequested
      When the host stack carries out the terminations that it owes
      Then the host stack is told that TCP1 ended with NDIS_STATUS_SUCCESS

  @should @remark:terminate.whatever-the-state
  Rule: The host stack can terminate a connection in whatever state that is, and the target should comply if possible

    Who should comply is the target, although the page says "the offload" (finding the-offload-should-comply).

    Scenario Outline: After <segment> from the remote host
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And the remote peer has sent on TCP1:
        | <segment> |
      When the host stack terminates TCP1
      Then the host stack is told that TCP1 ended with NDIS_STATUS_SUCCESS

      Examples:
        | segment    |
        | 1000 bytes |
        | FIN        |
        | RST        |

  @must @remark:status.upload-all
  Rule: To request the termination of all TCP connections that have been offloaded to it, the target calls NdisMIndicateStatusEx with the StatusCode member of NDIS_STATUS_INDICATION set to NDIS_STATUS_UPLOAD_ALL; in response the host stack terminates them

    The status is that of one adapter: NDIS tells ProtocolStatusEx of each driver that is bound to it, and an intermediate driver
    indicates it in its turn, for its own adapter (findings upload-all-by-which-function and status-through-which-driver). With the
    connections go the paths and neighbors, which nothing depends on any more.

    Scenario Outline: All connections come back, with what they depend on (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)), N2 (PATH3 (TCP4)) offloaded through <drivers> intermediate drivers
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      When the host stack carries out the terminations that it owes
      Then the offload target completes these operations, in any order, and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) | Status: NDIS_STATUS_SUCCESS |
        | NdisMTerminateOffloadComplete | OffloadBlockList: N2 (PATH3 (TCP4))                     | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Only those of the adapter that the status is about
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through 1 intermediate driver
      And N2 (PATH2 (TCP2)) offloaded to adapter 2 of 2, through 1 intermediate driver
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 2
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: N2 (PATH2 (TCP2)) |

    Example: Each driver hears of it for its own binding, and passes it on for its own adapter
      Given N1 (PATH1 (TCP1)) offloaded to adapter 2 of 2, through 1 intermediate driver
      When the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 2
      Then intermediate driver 1 gets these calls and no others:
        | ProtocolStatusEx | ProtocolBindingContext: what was given for adapter 2 | StatusCode: NDIS_STATUS_UPLOAD_ALL |
      And intermediate driver 1 makes these calls and no others:
        | NdisMIndicateStatusEx | MiniportAdapterHandle: what MiniportInitializeEx got for adapter 2 | StatusCode: NDIS_STATUS_UPLOAD_ALL |
      And the host stack gets these calls and no others:
        | ProtocolStatusEx | ProtocolBindingContext: what was given for adapter 2 | StatusCode: NDIS_STATUS_UPLOAD_ALL |

    Example: It is no request for a single connection: no event is indicated
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      When the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      Then the offload target makes these calls and no others:
        | NdisMIndicateStatusEx | StatusCode: NDIS_STATUS_UPLOAD_ALL |

    Example: A connection that is on its way to the target comes back as well
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And as soon as MiniportInitiateOffload is called, the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      And the host stack has offloaded N2 (PATH2 (TCP2))
      When the host stack carries out the terminations that it owes
      Then the host stack is told of these completions, in any order, and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) | Status: NDIS_STATUS_SUCCESS |
        | ProtocolTerminateOffloadComplete | OffloadBlockList: N2 (PATH2 (TCP2)) | Status: NDIS_STATUS_SUCCESS |

    Example: One that the target could not take does not
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC has room for 0 more TCP connections
      And as soon as MiniportInitiateOffload is called, the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      And the host stack has offloaded placeholder (PATH1 (TCP2))
      When the host stack carries out the terminations that it owes
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) | Status: NDIS_STATUS_SUCCESS |

    Example: What is outstanding goes back as with any termination
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      And 2 sends and 1 receive outstanding on TCP1
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      When the host stack carries out the terminations that it owes
      Then each of the 2 sends outstanding on TCP1 goes back once, completed with NDIS_STATUS_UPLOAD_IN_PROGRESS or handed over, in order

  @may @remark:status.resume
  Rule: After completing the termination the target can call NdisMIndicateStatusEx with the StatusCode member of NDIS_STATUS_INDICATION set to NDIS_STATUS_OFFLOAD_RESUME, which indicates that the host stack can resume offloading TCP connections to it

    Until then the host stack offloads nothing to that adapter. A target need not ever indicate it. It can when nothing is left
    that it was given there (finding resume-after-which-termination).

    Scenario Outline: Nothing is offloaded before the target indicates that (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      And the host stack carries out the terminations that it owes
      When the host stack offloads N2 (PATH2 (TCP2))
      Then the host stack starts no operation

      Examples:
        | drivers |
        | 0       |
        | 2       |

    Scenario Outline: What had to wait is offloaded then (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      And the host stack carries out the terminations that it owes
      And the host stack offloads N1 (PATH1 (TCP1))
      When the offload target indicates NDIS_STATUS_OFFLOAD_RESUME on adapter 1
      Then the host stack is told that N1 (PATH1 (TCP1)) ended with NDIS_STATUS_SUCCESS

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A connection that is offloaded again works as before
      Given a TCP connection offloaded through 1 intermediate driver
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      And the host stack carries out the terminations that it owes
      And the offload target indicates NDIS_STATUS_OFFLOAD_RESUME on adapter 1
      And the host stack has offloaded N1 (PATH1 (TCP1))
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire

    Example: Another adapter is offloaded to all the time
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through 1 intermediate driver
      And N2 offloaded to adapter 2 of 2, through 1 intermediate driver
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      When the host stack offloads N2 (PATH2 (TCP2))
      Then the host stack is told that N2 (PATH2 (TCP2)) ended with NDIS_STATUS_SUCCESS

    Example: What is offloaded all the same breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And a host stack that goes on offloading to a target that wants everything back
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      When the host stack offloads N2 (PATH2 (TCP2))
      Then the contract is broken by the host stack: status.resume

    Example: To indicate it while something is still offloaded breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 1
      When the offload target indicates NDIS_STATUS_OFFLOAD_RESUME on adapter 1
      Then the contract is broken by the offload target: status.resume

  @may @remark:status.intermediate-driver-fails-over
  Rule: An 802.3ad-capable intermediate driver might use this when it fails over from one network interface card (NIC) to another

    Another page has an offload target do so (finding who-fails-over). The state that is offloaded lives in the NIC that the
    driver leaves, so it asks for all of it back; once it has it, and no sooner, it says that offloading can resume, and what is
    offloaded from then on goes to the other NIC.

    Example: It asks for everything on the adapter that it shows upward
      Given N1 (PATH1 (TCP1, TCP2)) offloaded to adapter 1 of 2, through 1 intermediate driver
      When intermediate driver 1 fails over from adapter 1
      Then intermediate driver 1 makes these calls and no others:
        | NdisMIndicateStatusEx | MiniportAdapterHandle: what MiniportInitializeEx got for adapter 1 | StatusCode: NDIS_STATUS_UPLOAD_ALL |
      And the host stack gets these calls and no others:
        | ProtocolStatusEx | ProtocolBindingContext: what was given for adapter 1 | StatusCode: NDIS_STATUS_UPLOAD_ALL |

    Scenario Outline: Once it has everything back it says so (intermediate drivers: <drivers>, of which <one> fails over)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded to adapter 1 of 2, through <drivers> intermediate drivers
      And intermediate driver <one> fails over from adapter 1
      When the host stack carries out the terminations that it owes
      Then the host stack gets these calls and no others:
        | ProtocolTerminateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1, TCP2)) | Status: NDIS_STATUS_SUCCESS            |
        | ProtocolStatusEx                 |                                           | StatusCode: NDIS_STATUS_OFFLOAD_RESUME |

      Examples:
        | drivers | one |
        | 1       | 1   |
        | 2       | 1   |
        | 2       | 2   |

    Scenario Outline: What is offloaded then goes to the other NIC (intermediate drivers: <drivers>, of which <one> fails over)
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through <drivers> intermediate drivers
      And intermediate driver <one> fails over from adapter 1
      And the host stack carries out the terminations that it owes
      When the host stack offloads N1 (PATH1 (TCP1))
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | MiniportAdapterContext: what was set for adapter 2 | OffloadBlockList: N1 (PATH1 (TCP1)) |

      Examples:
        | drivers | one |
        | 1       | 1   |
        | 2       | 1   |
        | 2       | 2   |

    Example: What is offloaded through its other adapter stays where it is
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through 1 intermediate driver
      And N2 (PATH2 (TCP2)) offloaded to adapter 2 of 2, through 1 intermediate driver
      And intermediate driver 1 fails over from adapter 1
      When the host stack carries out the terminations that it owes
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | MiniportAdapterContext: what was set for adapter 1 | OffloadBlockList: N1 (PATH1 (TCP1)) |
