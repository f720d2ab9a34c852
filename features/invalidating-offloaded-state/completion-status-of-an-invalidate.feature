@page:guide/returning-the-completion-status-of-an-invalidate-operation
Feature: The completion status of an invalidate

  A target that was asked to invalidate state answers by handing the same tree of block lists back, with a status in each
  block. There are two statuses; the page of
  [NdisMInvalidateOffloadComplete](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndisminvalidateoffloadcomplete)
  defines them. This page has more to say about the worst case: the state that the hardware holds is corrupt, and with it every
  connection that lives there is lost.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Returning the Completion Status of an Invalidate Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/returning-the-completion-status-of-an-invalidate-operation).

  @must @remark:invalidate.failure-when-corrupt
  Rule: When the hardware state is corrupt the invalidate does not succeed: NDIS_STATUS_FAILURE

    Scenario Outline: <tree> goes back with NDIS_STATUS_FAILURE (intermediate drivers: <drivers>)
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

    Example: A connection that was terminated before depends on it no more
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      And the hardware state is corrupt
      When the host stack invalidates N1
      Then the offload target makes these calls and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1    | Status: NDIS_STATUS_FAILURE    |                                           |
        | NdisTcpOffloadEventHandler     | NdisOffloadHandle: TCP2 | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler     | NdisOffloadHandle: TCP2 | EventType: TcpIndicateAbort    |                                           |

    Example: Each connection that depends on the invalidated neighbor is given up separately
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack invalidates N1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |                                           |
      And the offload target makes these calls about TCP2, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |                                           |
      And NdisMInvalidateOffloadComplete comes before any event

  @must @remark:invalidate.corrupt-requests-aborted
  Rule: When the host stack then terminates the offload, every outstanding send and receive completes with NDIS_STATUS_REQUEST_ABORTED

    Each NET_BUFFER_LIST structure carries the status, not the chain as a whole. Other pages know other moments and other
    statuses for requests on a connection that ends; this page is followed for this case (finding
    corrupt-requests-when-and-how).

    Scenario Outline: <sends> sends and <receives> receives (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and <receives> receives outstanding on TCP1
      And the hardware state is corrupt
      And the host stack has invalidated TCP1
      When the host stack terminates TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request | count      |
        | send    | <sends>    |
        | receive | <receives> |

      Examples:
        | sends | receives | drivers |
        | 1     | 0        | 0       |
        | 0     | 1        | 1       |
        | 3     | 2        | 1       |
        | 3     | 2        | 2       |

    Example: Those of every connection in the tree
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And 2 sends and 1 receive outstanding on TCP1
      And 1 send and 1 receive outstanding on TCP2
      And the hardware state is corrupt
      And the host stack has invalidated N1
      When the host stack terminates N1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request | count |
        | send    | 2     |
        | receive | 1     |
      And each of these requests on TCP2 completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request | count |
        | send    | 1     |
        | receive | 1     |

    Example: Not before the host stack terminates
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 1 receive outstanding on TCP1
      And the hardware state is corrupt
      When the host stack invalidates TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request | count |
        | send    | 0     |
        | receive | 0     |

  @must @remark:invalidate.corrupt-terminate-completes
  Rule: After the requests the target completes the terminate, by NdisMTerminateOffloadComplete

    With which status, this page does not say (finding corrupt-terminate-status).

    Example: Requests first, then the terminate
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 1 receive outstanding on TCP1
      And the hardware state is corrupt
      And the host stack has invalidated TCP1
      When the host stack terminates TCP1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: the pointer that MiniportTerminateOffload got |
      And NdisMTerminateOffloadComplete comes after every request is completed

    Example: Nothing outstanding, and still the terminate completes
      Given a TCP connection offloaded through 1 intermediate driver
      And the hardware state is corrupt
      And the host stack has invalidated TCP1
      When the host stack terminates TCP1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: TCP1 |
