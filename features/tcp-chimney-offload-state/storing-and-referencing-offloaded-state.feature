@page:guide/storing-and-referencing-offloaded-state
Feature: Storing and referencing offloaded state

  For every state object that it offloads, an offload target allocates an offload context area, where it keeps the object and
  what it knows of it. The target and the host stack then refer to the object in two ways: from above by the PVOID that the
  target has supplied, which leads to the area, and from below by the handle that the block of the object had.

  N1, PATH1 and TCP1 name state objects; "N1 (PATH1 (TCP1, TCP2))" is a tree of block lists, what is in brackets depending on
  what is before them. More of this is in [How to read a feature](../README.md).

  That the handle in NdisOffloadHandle of the NDIS_MINIPORT_OFFLOAD_BLOCK_LIST is kept in the area too, for a TCP connection or
  a neighbor, shows when the target passes it to NdisTcpOffloadEventHandler or, with received data, to
  NdisTcpOffloadReceiveHandler: [the page of the events](../indicating-chimney-related-events/ndis-tcp-offload-event-handler.feature)
  has the rule.

  Paraphrased from [Storing and Referencing Offloaded State](https://learn.microsoft.com/previous-versions/windows/hardware/network/storing-and-referencing-offloaded-state).

  @must @remark:state.own-context-area
  Rule: Each state object has an offload context area of its own; into the location that a non-NULL MiniportOffloadContext points to, the target writes the PVOID that leads to it before it completes the offload

    In a tree that is passed to MiniportInitiateOffload every block has the member. The area can be in host memory or in NIC
    memory: a PVOID means something to the driver alone that supplied it. Of the two targets of this project one has its
    areas in host memory, the other has not.

    Scenario Outline: A PVOID for each object, and no two alike (intermediate drivers: <drivers>)
      Given N9 offloaded through <drivers> intermediate drivers
      When the host stack offloads N1 (PATH1 (TCP1, TCP2))
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | PVOID of N1: NULL | PVOID of PATH1: NULL | PVOID of TCP1: NULL | PVOID of TCP2: NULL |
      And the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | PVOID of N1: its own | PVOID of PATH1: its own | PVOID of TCP1: its own | PVOID of TCP2: its own |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: None for an object that was not offloaded
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC has room for 1 more TCP connection
      When the host stack offloads PATH1 (TCP2, TCP3)
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | PVOID of TCP2: its own | PVOID of TCP3: NULL |

  @must @remark:state.area-keeps-state
  Rule: The context area must contain the offloaded state object: to refer to the PVOID is to refer to that state

    A query shows what is in it: constant variables as they were offloaded, cached ones as the host stack last set them, and
    delegated ones as they are now.

    Scenario Outline: <variable> of <object> is there as it was offloaded (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack queries:
        | <object> | <type> |
      Then the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | <variable> of <object>: <value> |

      Examples:
        | object | type                 | variable             | value             | drivers |
        | N1     | NeighborOffloadState | DlDestinationAddress | 02-00-00-00-00-01 | 0       |
        | PATH1  | Ip4OffloadState      | DestinationAddress   | 192.0.0.1         | 1       |
        | TCP1   | TcpOffloadState      | RemotePort           | 80                | 2       |

    Example: A cached variable is there as it was last updated
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the host stack queries:
        | PATH1 | Ip4OffloadState |
      Then the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | PathMtu of PATH1: 576 |

    Example: Each of two objects has its own state
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack has updated:
        | N2 | DlDestinationAddress: 02-00-00-00-00-99 |
      When the host stack queries:
        | N1 | NeighborOffloadCachedState |
        | N2 | NeighborOffloadCachedState |
      Then the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | DlDestinationAddress of N1: 02-00-00-00-00-01 | DlDestinationAddress of N2: 02-00-00-00-00-99 |

  @must @remark:state.pvoid-stays-valid
  Rule: As long as the state is offloaded the PVOID stays valid: every later operation reaches the state by a MiniportOffloadContext that points to the location with that PVOID

    Example: In MiniportQueryOffload
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack queries:
        | N1    | NeighborOffloadState |
        | PATH1 | Ip4OffloadState      |
        | TCP1  | TcpOffloadState      |
      Then each block of the list that MiniportQueryOffload got points at the PVOID that was supplied for its state

    Example: In MiniportUpdateOffload
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | PathMtu: 576     |
        | TCP1  | TtlOrHopLimit: 7 |
      Then each block of the list that MiniportUpdateOffload got points at the PVOID that was supplied for its state

    Example: In MiniportInvalidateOffload
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then each block of the list that MiniportInvalidateOffload got points at the PVOID that was supplied for its state

    Example: In MiniportTerminateOffload, after everything else
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      And the host stack has invalidated N1
      When the host stack terminates N1
      Then each block of the list that MiniportTerminateOffload got points at the PVOID that was supplied for its state

  @must @remark:state.no-indication-on-a-path
  Rule: A target never refers to a path state object when it calls an indication function

    It should keep the handle of a path too, in case that changes.

    Example: A path on which everything is lost is not spoken of; its connection is
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack invalidates PATH1
      Then the offload target makes these calls and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: PATH1 |                                |
        | NdisTcpOffloadEventHandler     | NdisOffloadHandle: TCP1 | EventType: TcpIndicateRetrieve |
        | NdisTcpOffloadEventHandler     | NdisOffloadHandle: TCP1 | EventType: TcpIndicateAbort    |
