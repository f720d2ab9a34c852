@page:guide/offload-state-tree
Feature: The offload state tree

  Block lists are linked to trees, so that one call can speak of thousands of connections, of the paths and neighbors that
  they depend on, or of both. Such a tree has three layers. At the bottom are neighbors, the next hops; paths depend on
  neighbors, and TCP connections on paths. DependentBlockList is the vertical link of a tree and NextBlock the horizontal one.

  N1, PATH1 and TCP1 name state objects; "N1 (PATH1 (TCP1, TCP2))" is a tree of block lists: in brackets stands what
  DependentBlockList leads to, behind commas what NextBlock leads to. More of this is in
  [How to read a feature](../README.md).

  Paraphrased from [Offload State Tree](https://learn.microsoft.com/previous-versions/windows/hardware/network/offload-state-tree).

  @must @remark:state.root-conveys-the-tree
  Rule: The host stack passes an OffloadBlockList pointer to the root; every other NDIS_MINIPORT_OFFLOAD_BLOCK_LIST structure is reached from there, once, by dependent and next block links

    NDIS passes the tree on to the handler of the offload target that belongs to the operation. The tree may name state to
    be offloaded, refer to state that is offloaded already, or both.

    Scenario Outline: A tree to be offloaded, through MiniportInitiateOffload (intermediate drivers: <drivers>)
      Given N9 offloaded through <drivers> intermediate drivers
      When the host stack offloads N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)), N2 (PATH3)
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | OffloadBlockList: N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)), N2 (PATH3) |
      And the host stack is told that N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)), N2 (PATH3) ended with NDIS_STATUS_SUCCESS

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A tree to be queried, through MiniportQueryOffload
      Given N1 (PATH1 (TCP1, TCP2), PATH2) offloaded through 1 intermediate driver
      When the host stack queries:
        | N1    | NeighborOffloadState |
        | PATH1 | Ip4OffloadState      |
        | TCP1  | TcpOffloadState      |
        | TCP2  | TcpOffloadState      |
        | PATH2 | Ip4OffloadState      |
      Then the offload target is asked for these operations and no others:
        | MiniportQueryOffload | OffloadBlockList: N1 (PATH1 (TCP1, TCP2), PATH2) |

    Example: A tree to be updated, through MiniportUpdateOffload
      Given N1 (PATH1 (TCP1), PATH2) offloaded through 1 intermediate driver
      When the host stack updates:
        | N1    | DlDestinationAddress: 02-00-00-00-00-99 |
        | PATH1 | PathMtu: 576                            |
        | TCP1  | TtlOrHopLimit: 7                        |
        | PATH2 | PathMtu: 576                            |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: N1 (PATH1 (TCP1), PATH2) |

    Example: A tree to be invalidated, through MiniportInvalidateOffload
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      When the host stack invalidates N1 (PATH1 (TCP1), PATH2 (TCP2)), N2
      Then the offload target is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 |

    Example: A tree to be terminated, through MiniportTerminateOffload
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) offloaded through 1 intermediate driver
      When the host stack terminates N1
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | OffloadBlockList: N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) |

    Example: A tree that both refers to state and conveys new state
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack offloads N1 (PATH1 (TCP2), PATH2 (TCP3))
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | OffloadBlockList: N1 (PATH1 (TCP2), PATH2 (TCP3)) |
      And the host stack is told that N1 (PATH1 (TCP2), PATH2 (TCP3)) ended with NDIS_STATUS_SUCCESS

    Example: Links that lead back break the contract
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And a host stack that links the last block of a tree to the first one
      When the host stack invalidates N1 (PATH1 (TCP1), PATH2 (TCP2))
      Then the contract is broken by the host stack: state.root-conveys-the-tree

  @must @remark:state.three-layers
  Rule: A tree has only three layers: neighbors at the bottom, paths on neighbors, TCP connections at the top

    NextBlock links blocks of one layer: neighbor to neighbor, path to path, TCP to TCP. DependentBlockList of a block at the
    neighbor layer can lead only to the path layer, and that of a block at the path layer only to the TCP layer; at the TCP
    layer it is always NULL. NULL in NextBlock says that there is no further structure at that layer, NULL in
    DependentBlockList that there is no dependent one.

    Scenario Outline: <tree> is such a tree
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)), N2 (PATH3) offloaded through 1 intermediate driver
      When the host stack invalidates <tree>
      Then the host stack is told that <tree> ended with NDIS_STATUS_SUCCESS

      Examples:
        | tree                                              |
        | N1                                                |
        | N1, N2                                            |
        | PATH1, PATH2, PATH3                               |
        | TCP1, TCP2, TCP3                                  |
        | N1 (PATH1, PATH2), N2 (PATH3)                     |
        | PATH1 (TCP1, TCP2), PATH2 (TCP3), PATH3           |
        | N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)), N2 (PATH3) |
        | placeholder (PATH1 (TCP1)), N2                    |

    Scenario Outline: A host stack that <does otherwise> breaks the contract
      Given N1 (PATH1 (TCP1)), N2 (PATH2 (TCP2)) offloaded through 1 intermediate driver
      And a host stack that <does otherwise>
      When the host stack invalidates N1 (PATH1 (TCP1)), N2 (PATH2 (TCP2))
      Then the contract is broken by the host stack: state.three-layers

      Examples:
        | does otherwise                                    |
        | lets NextBlock of a neighbor lead to a path       |
        | lets NextBlock of a path lead to a TCP connection |
        | lets a TCP connection depend on a neighbor        |
        | lets a neighbor depend on a neighbor              |
        | lets a block depend on a TCP connection           |

  @must @remark:state.any-number-in-a-layer
  Rule: There is no limit to the number of state objects that are linked at one layer

    Scenario Outline: <connections> TCP connections on <paths> paths
      Given <connections> TCP connections on <paths> paths of N1, offloaded through 1 intermediate driver
      When the host stack invalidates N1 with all that depends on it
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | blocks: <blocks> | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | connections | paths | blocks |
        | 1           | 1     | 3      |
        | 100         | 1     | 102    |
        | 100         | 100   | 201    |

  @must @remark:state.shared-path
  Rule: More than one TCP state object can share a path state object: those connections depend on that path, and use its network interface and its path MTU

    TCP1 and TCP2 share PATH1.

    Example: The path MTU of the one path is that of both connections
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)) offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the host stack sends 2000 bytes on every TCP connection
      Then TCP1 puts 2000 bytes on the wire, each segment with:
        | length | at most 536 |
      And TCP2 puts 2000 bytes on the wire, each segment with:
        | length | at most 536 |

    Example: Of an IPv6 path, whose header takes 20 bytes more
      Given the network is IPv6
      And N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has updated:
        | PATH1 | PathMtu: 1280 |
      When the host stack sends 2000 bytes on every TCP connection
      Then TCP1 puts 2000 bytes on the wire, each segment with:
        | length | at most 1220 |
      And TCP2 puts 2000 bytes on the wire, each segment with:
        | length | at most 1220 |

    Example: Both use the interface to which the path was offloaded
      Given N1 (PATH1 (TCP1, TCP2)) offloaded to adapter 2 of 2, through 1 intermediate driver
      When the host stack sends 2000 bytes on every TCP connection
      Then TCP1 puts 2000 bytes on the wire, each segment with:
        | sourceMac | 02-fe-00-00-00-02 |
      And TCP2 puts 2000 bytes on the wire, each segment with:
        | sourceMac | 02-fe-00-00-00-02 |

  @must @remark:state.shared-neighbor
  Rule: More than one path state object can share a neighbor state object: all of those paths have the same next hop

    PATH1 and PATH2 share N1.

    Example: What goes out on either path goes to the one neighbor
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      When the host stack sends 2000 bytes on every TCP connection
      Then TCP1 puts 2000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N1 |
      And TCP2 puts 2000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N1 |

    Example: The next hop changes for both at once
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the host stack has updated:
        | N1 | DlDestinationAddress: 02-00-00-00-00-99 |
      When the host stack sends 2000 bytes on every TCP connection
      Then TCP1 puts 2000 bytes on the wire, each segment with:
        | destinationMac | 02-00-00-00-00-99 |
      And TCP2 puts 2000 bytes on the wire, each segment with:
        | destinationMac | 02-00-00-00-00-99 |
