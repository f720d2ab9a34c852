@page:guide/handling-buffered-receive-data-during-a-terminate-offload-operation
Feature: Handling buffered receive data during terminate offload operation

  Data may have come in on a connection that is being taken back: the target received it off the wire and acknowledged it,
  and the client application has not got it. The remote host will not send it again, so it must not be lost.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Handling buffered receive data during terminate offload operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/handling-buffered-receive-data-during-a-terminate-offload-operation).

  @should @remark:terminate.received-data-is-delivered
  Rule: Data that the target has received and acknowledged it should give to the host stack as always, by the delivery algorithm: what receive requests are posted for goes into them

    Example: What arrived fills the request, and the request comes back as a success
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | receive | 1     |
      And the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | BufferedData of TCP1: NULL |

  @may @remark:terminate.buffered-data-goes-up
  Rule: The target can pass such data in the DELEGATED state of the connection: in BufferedData of TCP_OFFLOAD_STATE_DELEGATED, which points at a linked list of NET_BUFFER_LIST structures

    Scenario Outline: <bytes> bytes that no request was there for (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends <bytes> bytes on TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | BufferedData of TCP1: <bytes> bytes |

      Examples:
        | bytes | drivers |
        | 1     | 0       |
        | 1000  | 1       |
        | 4000  | 2       |

  @must @remark:terminate.buffered-data-is-copied
  Rule: The host stack copies the buffered data into its own buffer and indicates it to the client application

    Example: Every byte, once
      Given a TCP connection offloaded through 1 intermediate driver
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends 4000 bytes on TCP1
      Then the client application gets 4000 bytes of TCP1

  @must @remark:terminate.buffered-data-comes-back
  Rule: These NET_BUFFER_LIST structures belong to the host stack until NDIS returns them to MiniportTcpOffloadReceiveReturn of the target

    The target releases their ownership with NdisMTerminateOffloadComplete and does not regain it before.

    Scenario Outline: They come back, after the terminate is completed (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then the offload target gets these calls and no others:
        | MiniportTerminateOffload        | OffloadBlockList: TCP1                             |
        | MiniportTcpOffloadReceiveReturn | MiniportAdapterContext: what was set for adapter 1 |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Nothing comes back when nothing went up
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack terminates TCP1
      Then the offload target gets these calls and no others:
        | MiniportTerminateOffload | OffloadBlockList: TCP1 |
