@page:guide/handling-outstanding-send-data-during-a-terminate-offload-operation
Feature: Handling Outstanding Send Data During a Terminate Offload Operation

  When a connection comes back there may be send requests on it that are not done: their data was sent and the remote host
  has not acknowledged it, or it was not sent yet. None of them may be lost, and none sent out of turn. The target can return
  them before the connection, or with it.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Handling Outstanding Send Data During a Terminate Offload Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/handling-outstanding-send-data-during-a-terminate-offload-operation).

  @may @remark:terminate.outstanding-sends-go-back
  Rule: The target can complete outstanding send requests before it terminates the connection, or pass them to the host stack with NdisMTerminateOffloadComplete, or some in the one way and some in the other

    Whatever it does, each goes back once: none is lost, and none comes twice. The reference of NdisMTerminateOffloadComplete
    knows the second way alone and yet has all sends completed; this page is followed (finding
    outstanding-sends-completed-or-passed).

    Scenario Outline: <sends> sends, sent and not acknowledged (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and 0 receives outstanding on TCP1
      When the host stack terminates TCP1
      Then each of the <sends> sends outstanding on TCP1 goes back once, completed with NDIS_STATUS_UPLOAD_IN_PROGRESS or handed over, in order

      Examples:
        | sends | drivers |
        | 0     | 1       |
        | 1     | 0       |
        | 3     | 1       |
        | 3     | 2       |

    Example: Sends that were not sent yet, since the neighbor was invalidated
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And 2 sends and 0 receives outstanding on TCP1
      When the host stack terminates TCP1
      Then each of the 2 sends outstanding on TCP1 goes back once, completed with NDIS_STATUS_UPLOAD_IN_PROGRESS or handed over, in order

    Example: Those of every connection in the tree
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And 2 sends and 0 receives outstanding on TCP1
      And 1 send and 0 receives outstanding on TCP2
      When the host stack terminates N1
      Then each of the 2 sends outstanding on TCP1 goes back once, completed with NDIS_STATUS_UPLOAD_IN_PROGRESS or handed over, in order
      And each of the 1 sends outstanding on TCP2 goes back once, completed with NDIS_STATUS_UPLOAD_IN_PROGRESS or handed over, in order

    @needs:completed-sends
    Example: The one way: all are completed first, and none goes along
      Given a TCP connection offloaded through 1 intermediate driver
      And 3 sends and 0 receives outstanding on TCP1
      When the host stack terminates TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request | count |
        | send    | 3     |
      And the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | NetBufferListChain of TCP1: NULL |
      And NdisMTerminateOffloadComplete comes after every request is completed

    @needs:handed-over-sends
    Example: The other way: none is completed, and all go along
      Given a TCP connection offloaded through 1 intermediate driver
      And 3 sends and 0 receives outstanding on TCP1
      When the host stack terminates TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request | count |
        | send    | 0     |
      And the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | NetBufferListChain of TCP1: [TCP1 send 1, TCP1 send 2, TCP1 send 3] |

    @needs:mixed-sends
    Example: Both at once: what nobody can know to have arrived goes along, and what was never sent is completed
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 0 receives outstanding on TCP1
      And the host stack has invalidated N1
      And the host stack sends 1000 bytes on TCP1
      When the host stack terminates TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_UPLOAD_IN_PROGRESS:
        | request | count |
        | send    | 1     |
      And the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | NetBufferListChain of TCP1: [TCP1 send 1, TCP1 send 2] |

  @must @remark:terminate.handed-over-in-order
  Rule: Sends that are passed to the host stack are chained in the order in which MiniportTcpOffloadSend was passed them, and NetBufferListChain of the block in the OffloadBlockList is not NULL and points at the first

    Each is the very NET_BUFFER_LIST structure that the host stack passed.

    @needs:handed-over-sends
    Example: Three sends, in one chain
      Given a TCP connection offloaded through 2 intermediate drivers
      And 3 sends and 0 receives outstanding on TCP1
      When the host stack terminates TCP1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | NetBufferListChain of TCP1: [TCP1 send 1, TCP1 send 2, TCP1 send 3] |
      And the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | NetBufferListChain of TCP1: [TCP1 send 1, TCP1 send 2, TCP1 send 3] |

    @needs:handed-over-sends
    Example: Each connection has a chain of its own
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And 2 sends and 0 receives outstanding on TCP1
      And 1 send and 0 receives outstanding on TCP2
      When the host stack terminates N1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | NetBufferListChain of TCP1: [TCP1 send 1, TCP1 send 2] | NetBufferListChain of TCP2: [TCP2 send 1] |

  @must @remark:terminate.send-data-head-and-tail
  Rule: SendDataHead and SendDataTail of TCP_OFFLOAD_STATE_DELEGATED point at the first and the last structure of the chain that has send data

    @needs:handed-over-sends
    Scenario Outline: <sends> sends: from <head> to <tail>
      Given a TCP connection offloaded through 1 intermediate driver
      And <sends> sends and 0 receives outstanding on TCP1
      When the host stack terminates TCP1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | SendDataHead of TCP1: <head> | SendDataTail of TCP1: <tail> |

      Examples:
        | sends | head        | tail        |
        | 1     | TCP1 send 1 | TCP1 send 1 |
        | 3     | TCP1 send 1 | TCP1 send 3 |
