@page:guide/terminate-offload-requested-by-an-offload-target
Feature: Terminate Offload Requested by an Offload Target

  A target that cannot go on with a connection, or does not want to, cannot throw it away. It asks the host stack to take the
  connection back, and says why.

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

  @should @remark:terminate.whatever-the-state
  Rule: The host stack can terminate a connection in whatever state that is, and the target should comply if possible

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
