@page:guide/returning-the-completion-status-of-an-invalidate-operation
Feature: The completion status of an invalidate

  A target that was asked to invalidate state answers by handing the same tree of block lists back, with a status in each
  block. There are two statuses, and they are told on the page of
  [NdisMInvalidateOffloadComplete](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndisminvalidateoffloadcomplete).
  This page has more to say about the worst case: the state that the hardware holds is corrupt, and with it every
  connection that lives there is lost.

  Paraphrased from [Returning the Completion Status of an Invalidate Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/returning-the-completion-status-of-an-invalidate-operation).

  @must @remark:invalidate.failure-when-corrupt
  Rule: When the hardware state is corrupt the invalidate does not succeed: NDIS_STATUS_FAILURE

    Scenario Outline: <tree> goes back with NDIS_STATUS_FAILURE, through <drivers> intermediate drivers
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      And the hardware state is corrupt
      When the host stack invalidates <tree>
      Then the host stack is told that <tree> ended with NDIS_STATUS_FAILURE

      Examples:
        | tree                | drivers |
        | TCP1                | 0       |
        | N1                  | 1       |
        | N1 (PATH1 (TCP1))   | 2       |
        | placeholder (PATH1) | 1       |

  @must @remark:invalidate.corrupt-hardware
  Rule: A target whose hardware state is corrupt fails the invalidate, asks to be relieved of the connection and reports it aborted, in this order

    Scenario Outline: Three calls and no other, when <tree> is invalidated through <drivers> intermediate drivers
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the hardware state is corrupt
      When the host stack invalidates <tree>
      Then the offload target makes these calls and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: <tree> | Status: NDIS_STATUS_FAILURE    |                                           |
        | NdisTcpOffloadEventHandler     | NdisOffloadHandle: TCP1  | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler     | NdisOffloadHandle: TCP1  | EventType: TcpIndicateAbort    |                                           |

      Examples:
        | tree              | drivers |
        | TCP1              | 0       |
        | TCP1              | 1       |
        | N1                | 1       |
        | N1 (PATH1 (TCP1)) | 2       |

    Example: The host stack learns the same, through two intermediate drivers
      Given a TCP connection offloaded through 2 intermediate drivers
      And the hardware state is corrupt
      When the host stack invalidates TCP1
      Then the host stack gets these calls and no others:
        | ProtocolInvalidateOffloadComplete | Status: NDIS_STATUS_FAILURE    |                                           |
        | ProtocolTcpOffloadEvent           | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | ProtocolTcpOffloadEvent           | EventType: TcpIndicateAbort    |                                           |

    Example: Each connection that depends on the invalidated neighbor is given up for itself
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack invalidates N1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |                                           |
      And the offload target makes these calls about TCP2, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |                                           |

  @must @remark:invalidate.corrupt-requests-aborted
  Rule: When the host stack then terminates the offload, every outstanding send and receive completes with NDIS_STATUS_REQUEST_ABORTED

    Each NET_BUFFER_LIST structure carries the status, not the chain as a whole.

    Scenario Outline: <sends> sends and <receives> receives, through <drivers> intermediate drivers
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and <receives> receives outstanding on TCP1
      And the hardware state is corrupt
      And the host stack has invalidated TCP1
      When the host stack terminates TCP1
      Then each of these requests completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request | count      |
        | send    | <sends>    |
        | receive | <receives> |

      Examples:
        | sends | receives | drivers |
        | 1     | 0        | 0       |
        | 0     | 1        | 1       |
        | 3     | 2        | 1       |
        | 3     | 2        | 2       |

    Example: Not before the host stack terminates
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 1 receive outstanding on TCP1
      And the hardware state is corrupt
      When the host stack invalidates TCP1
      Then each of these requests completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request | count |
        | send    | 0     |
        | receive | 0     |

  @must @remark:invalidate.corrupt-terminate-completes
  Rule: After the requests the target completes the terminate, by NdisMTerminateOffloadComplete

    Example: Requests first, the terminate last
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 1 receive outstanding on TCP1
      And the hardware state is corrupt
      And the host stack has invalidated TCP1
      When the host stack terminates TCP1
      Then the offload target makes this call last:
        | NdisMTerminateOffloadComplete | OffloadBlockList: the pointer that MiniportTerminateOffload got |

    Example: Nothing outstanding, and still the terminate completes
      Given a TCP connection offloaded through 1 intermediate driver
      And the hardware state is corrupt
      And the host stack has invalidated TCP1
      When the host stack terminates TCP1
      Then the offload target makes these calls and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: TCP1 |
