@page:guide/returning-the-completion-status-of-a-terminate-offload-operation
Feature: Returning the Completion Status of a Terminate Offload Operation

  There are two outcomes of a termination, and the page of
  [NdisMTerminateOffloadComplete](ndis-m-terminate-offload-complete.feature) tells them apart. This page has more to say about
  the worst case, which is told of invalidates too: the hardware state is corrupt, and the target finds out as it is to give
  the connection back.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Returning the Completion Status of a Terminate Offload Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/returning-the-completion-status-of-a-terminate-offload-operation).

  @must @remark:terminate.corrupt-hardware
  Rule: A target that corrupt hardware state keeps from completing the terminate must fail it, ask to be relieved of the connection and report it aborted, in this order

    Scenario Outline: Three calls and no other, when <tree> is terminated through <drivers> intermediate drivers
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the hardware state is corrupt
      When the host stack terminates <tree>
      Then the offload target makes these calls and no others:
        | NdisMTerminateOffloadComplete | Status: NDIS_STATUS_FAILURE |                                |                                           |
        | NdisTcpOffloadEventHandler    | NdisOffloadHandle: TCP1     | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler    | NdisOffloadHandle: TCP1     | EventType: TcpIndicateAbort    |                                           |

      Examples:
        | tree | drivers |
        | TCP1 | 0       |
        | TCP1 | 1       |
        | N1   | 2       |

    Example: Each connection of the tree is given up separately
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack terminates N1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |                                           |
      And the offload target makes these calls about TCP2, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |                                           |
      And NdisMTerminateOffloadComplete comes before any event

    Example: Nothing outstanding goes back before the host stack terminates once more
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 1 receive outstanding on TCP1
      And the hardware state is corrupt
      When the host stack terminates TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request | count |
        | send    | 0     |
        | receive | 0     |

  @must @remark:terminate.corrupt-ends-the-second-time
  Rule: When the host stack then terminates the connection again, and MiniportTerminateOffload is called once more, the target must complete every outstanding send and receive with NDIS_STATUS_REQUEST_ABORTED, and after that the terminate

    Each NET_BUFFER_LIST structure carries the status. With which status the terminate itself completes then, the page does
    not say; it does not start the steps over (findings corrupt-terminate-starts-over and corrupt-terminate-requests).

    Scenario Outline: <sends> sends and <receives> receives (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and <receives> receives outstanding on TCP1
      And the hardware state is corrupt
      And the host stack has terminated TCP1
      When the host stack carries out the terminations that it owes
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_REQUEST_ABORTED:
        | request | count      |
        | send    | <sends>    |
        | receive | <receives> |
      And the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | OffloadBlockList: TCP1 |
      And NdisMTerminateOffloadComplete comes after every request is completed

      Examples:
        | sends | receives | drivers |
        | 0     | 0        | 1       |
        | 1     | 0        | 0       |
        | 3     | 2        | 1       |
        | 2     | 1        | 2       |
