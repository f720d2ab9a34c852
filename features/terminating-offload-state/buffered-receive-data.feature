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
  Rule: Data that the target has received and acknowledged it should give to the host stack as always, by the delivery algorithm: what receive requests are posted for goes into them, and other data it indicates by NdisTcpOffloadReceiveHandler

    What the client application does not take of an indication the target keeps. Where no request comes for it before the
    terminate, it goes up with that.

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

    Scenario Outline: What no request is there for is indicated, and nothing of it is left for the terminate (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadReceiveIndicate | OffloadContext: TCP1   | Status: NDIS_STATUS_SUCCESS |
        | ProtocolTerminateOffloadComplete  | OffloadBlockList: TCP1 | BufferedData of TCP1: NULL  |
      And the client application gets 1000 bytes of TCP1

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: What the client application refuses is not indicated again, nor is what comes behind it
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      When the remote peer sends 2000 bytes on TCP1
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadReceiveIndicate | OffloadContext: TCP1 |

    Example: It goes into the request that it posts then
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      And the remote peer has sent on TCP1:
        | 1000 bytes |
        | 1000 bytes |
      When the host stack posts 1 receive on TCP1
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadReceiveComplete |

    Example: Once a request has been posted, more data is indicated again
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      And the remote peer has sent on TCP1:
        | 1000 bytes |
      And the host stack has posted 1 receive on TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadReceiveIndicate | OffloadContext: TCP1 |

  @may @remark:terminate.buffered-data-goes-up
  Rule: The target can pass such data in the DELEGATED state of the connection: in BufferedData of TCP_OFFLOAD_STATE_DELEGATED, which points at a linked list of NET_BUFFER_LIST structures

    Scenario Outline: <bytes> bytes that no request was there for, and that the client application refused (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the client application has room for 0 more bytes
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends <bytes> bytes on TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | BufferedData of TCP1: <bytes> bytes |

      Examples:
        | bytes | drivers |
        | 1     | 0       |
        | 1000  | 1       |
        | 4000  | 2       |

    Example: What is left of data that the client application took in part
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for 400 more bytes
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends 1000 bytes on TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | BufferedData of TCP1: 600 bytes |

  @must @remark:terminate.buffered-data-is-copied
  Rule: The host stack copies the buffered data into its own buffer and indicates it to the client application

    Scenario Outline: Every byte, once, after <room> bytes that it took as they came
      Given a TCP connection offloaded through 1 intermediate driver
      And the client application has room for <room> more bytes
      And as soon as the data arrives, the host stack terminates TCP1
      When the remote peer sends 4000 bytes on TCP1
      Then the client application gets 4000 bytes of TCP1

      Examples:
        | room |
        | 0    |
        | 400  |

  @must @remark:terminate.buffered-data-comes-back
  Rule: These NET_BUFFER_LIST structures belong to the host stack until NDIS returns them to MiniportTcpOffloadReceiveReturn of the target

    The target releases their ownership with NdisMTerminateOffloadComplete and does not regain it before. A protocol driver
    gives them back by the handle of its binding (finding receive-return-by-which-handle).

    Scenario Outline: They come back, after the terminate is completed (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the client application has room for 0 more bytes
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

    Example: Those of each connection of a tree come back, and none was passed up for both
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the client application has room for 0 more bytes
      And the remote peer has sent on TCP1:
        | 1000 bytes |
      And the remote peer has sent on TCP2:
        | 500 bytes |
      When the host stack terminates N1
      Then the offload target gets these calls and no others:
        | MiniportTerminateOffload        | OffloadBlockList: N1 (PATH1 (TCP1, TCP2)) |
        | MiniportTcpOffloadReceiveReturn |                                           |
        | MiniportTcpOffloadReceiveReturn |                                           |

    Scenario Outline: So do those that were indicated, each before it is used again (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the remote peer sends 2000 bytes on TCP1
      Then the offload target gets these calls and no others:
        | MiniportTcpOffloadReceiveReturn |
        | MiniportTcpOffloadReceiveReturn |

      Examples:
        | drivers |
        | 0       |
        | 2       |

    Example: Nothing comes back when nothing went up
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack terminates TCP1
      Then the offload target gets these calls and no others:
        | MiniportTerminateOffload | OffloadBlockList: TCP1 |
