@page:guide/placeholders--linkers--and-new-offloads
Feature: Placeholders, linkers and new offloads

  In a tree that is passed to MiniportInitiateOffload, a block does one of three things. A new offload block list brings state
  that is to be offloaded; it is an offload node. A linker refers to state that is offloaded already, so that new state can be
  linked to it. A placeholder does neither: it only provides a node for what depends on it.

  N1, PATH1 and TCP1 name state objects; "N1 (PATH1 (TCP1, TCP2))" is a tree of block lists, what is in brackets depending on
  what is before them. In a tree that is being offloaded, what was offloaded before is a linker, and the rest is new. More of
  this is in [How to read a feature](../README.md).

  Paraphrased from [Placeholders, Linkers, and New Offloads](https://learn.microsoft.com/previous-versions/windows/hardware/network/placeholders--linkers--and-new-offloads).

  @must @remark:block.placeholder-names-nothing
  Rule: A NULL in MiniportOffloadContext makes a block a placeholder: no state follows it, and it refers to no offloaded state

    Its NDIS_OBJECT_HEADER has a Type, which is not significant, and so is what *MiniportOffloadContext would lead to: there is no
    location.

    Scenario Outline: A placeholder among the other blocks of a tree (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack offloads placeholder (PATH1 (TCP2))
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | MiniportOffloadContext of the placeholder: NULL | structures behind the placeholder: none |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: State behind a placeholder breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And a host stack that puts state behind a placeholder
      When the host stack offloads placeholder (PATH1 (TCP2))
      Then the contract is broken by the host stack: block.placeholder-names-nothing

  @must @remark:block.placeholder-holds-up-the-tree
  Rule: The target follows the links of a placeholder: what depends on one, or comes behind it, is dealt with like the rest

    Scenario Outline: All of <tree> is offloaded
      Given N1 (PATH1 (TCP1), PATH2) offloaded through 1 intermediate driver
      When the host stack offloads <tree>
      Then the host stack is told that <tree> ended with NDIS_STATUS_SUCCESS
      And the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | PVOID of TCP9: its own |

      Examples:
        | tree                                          |
        | placeholder (PATH1 (TCP9))                    |
        | placeholder (PATH1 (TCP8), PATH2 (TCP9))      |
        | placeholder (placeholder, PATH1 (TCP8, TCP9)) |
        | placeholder, N9 (PATH9 (TCP9))                |

    Example: And such a connection is used like any other
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the host stack has offloaded placeholder (PATH1 (TCP2))
      When the host stack sends 2000 bytes on TCP2
      Then TCP2 puts 2000 bytes on the wire

  @may @remark:block.placeholder-alone
  Rule: A placeholder need not point to a dependent block list

    Scenario Outline: <tree> is offloaded all the same (intermediate drivers: <drivers>)
      Given N1 offloaded through <drivers> intermediate drivers
      When the host stack offloads <tree>
      Then the host stack is told that <tree> ended with NDIS_STATUS_SUCCESS

      Examples:
        | tree                           | drivers |
        | placeholder                    | 0       |
        | placeholder, placeholder       | 1       |
        | placeholder, N2                | 1       |
        | N1 (placeholder, PATH2 (TCP2)) | 2       |

  @must @remark:block.childless-placeholder-succeeds
  Rule: Where nothing depends on a placeholder, the target must complete the request with NDIS_STATUS_SUCCESS in it

    Whatever becomes of the rest, and whichever the operation is (finding placeholder-status).

    Scenario Outline: An offload of <tree>, on a NIC that is hung
      Given N1 offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack offloads <tree>
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of the placeholder: NDIS_STATUS_SUCCESS |

      Examples:
        | tree            |
        | placeholder     |
        | placeholder, N2 |

    Scenario Outline: An invalidate of <tree>, on a NIC that is hung
      Given N1 offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack invalidates <tree>
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | Status of the placeholder: NDIS_STATUS_SUCCESS |

      Examples:
        | tree            |
        | placeholder     |
        | N1, placeholder |

  @must @remark:block.placeholder-status
  Rule: The target must write a status value to the Status member of a placeholder too, and in an initiate offload it is always NDIS_STATUS_SUCCESS

    Initiate, query, invalidate, update and terminate alike: before the operation is completed, not before the handler
    returns (finding status-before-returning).

    Example: What depends on the placeholder was offloaded
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack offloads placeholder (PATH1 (TCP2))
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of the placeholder: NDIS_STATUS_SUCCESS | Status of TCP2: NDIS_STATUS_SUCCESS |

    Example: What depends on the placeholder could not be offloaded
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC has room for 0 more TCP connections
      When the host stack offloads placeholder (PATH1 (TCP2))
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of the placeholder: NDIS_STATUS_SUCCESS | Status of TCP2: NDIS_STATUS_OFFLOAD_TCP_ENTRIES |

    Example: A placeholder in an invalidate
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates placeholder (PATH1)
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | Status of the placeholder: NDIS_STATUS_SUCCESS |

  @must @remark:block.linker-links-new-state
  Rule: A linker's MiniportOffloadContext is non-NULL and points to a memory location that contains a non-NULL PVOID; no state follows it, something always depends on it, and the target links that new state with the state that the linker refers to

    Its Type identifies the type of the state that it refers to.

    Scenario Outline: A path and a neighbor that new state is linked to (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack offloads N1 (PATH1 (TCP2))
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | MiniportOffloadContext of PATH1: a location that holds a PVOID | structures behind PATH1: none | Type of PATH1: Ip4OffloadState |
      And the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of N1: NDIS_STATUS_SUCCESS | Status of PATH1: NDIS_STATUS_SUCCESS | Status of TCP2: NDIS_STATUS_SUCCESS |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A connection that was linked to a path uses that path's neighbor, and not another one
      Given N1 (PATH1 (TCP1)), N2 (PATH2) offloaded through 1 intermediate driver
      And the host stack has offloaded N1 (PATH1 (TCP3)), N2 (PATH2 (TCP4))
      When the host stack sends 2000 bytes on every TCP connection
      Then TCP3 puts 2000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N1 |
      And TCP4 puts 2000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N2 |

    Example: A path that was linked to a neighbor, with a connection of its own
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack has offloaded N2 (PATH3 (TCP3))
      When the host stack sends 2000 bytes on TCP3
      Then TCP3 puts 2000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N2 |

    Scenario Outline: A host stack that <does otherwise> breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And a host stack that <does otherwise>
      When the host stack offloads PATH1 (TCP2)
      Then the contract is broken by the host stack: block.linker-links-new-state

      Examples:
        | does otherwise                  |
        | puts state behind a linker      |
        | lets nothing depend on a linker |

  @must @remark:block.linker-status
  Rule: The status of a linker tells what became of its dependents: NDIS_STATUS_SUCCESS when all were offloaded, NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS when one or more failed, NDIS_STATUS_FAILURE when all failed

    The page has NDIS_STATUS_PARTIAL_SUCCESS, which does not exist (finding partial-success-without-offload). The reference
    page would have a linker succeed in part when all of its dependents fail (finding linker-without-any-success). What a
    linker counts as for the one below it, no page says.

    Scenario Outline: Two connections on an offloaded path, with room for <room>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC has room for <room> more TCP connections
      When the host stack offloads PATH1 (TCP2, TCP3)
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | OffloadBlockList: PATH1 (TCP2, TCP3) | Status of PATH1: <status> |
      And the host stack is told of these completions and no others:
        | ProtocolInitiateOffloadComplete | OffloadBlockList: PATH1 (TCP2, TCP3) | Status of PATH1: <status> |

      Examples:
        | room | status                              |
        | 2    | NDIS_STATUS_SUCCESS                 |
        | 1    | NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS |
        | 0    | NDIS_STATUS_FAILURE                 |

    Scenario Outline: Two paths on an offloaded neighbor, with room for <room>
      Given N1 offloaded through 2 intermediate drivers
      And the NIC has room for <room> more paths
      When the host stack offloads N1 (PATH1, PATH2)
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of N1: <status> |

      Examples:
        | room | status                              |
        | 2    | NDIS_STATUS_SUCCESS                 |
        | 1    | NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS |
        | 0    | NDIS_STATUS_FAILURE                 |

  @must @remark:block.new-node-is-followed-by-state
  Rule: The MiniportOffloadContext of a new offload block list is non-NULL and points to a memory location that contains a NULL PVOID; the state that is to be offloaded always follows it

    Its Type identifies the type of that state. What the completion status is depends on the offload, as
    the page of the structure says.

    Scenario Outline: New state at every layer (intermediate drivers: <drivers>)
      Given N9 offloaded through <drivers> intermediate drivers
      When the host stack offloads N1 (PATH1 (TCP1))
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | MiniportOffloadContext of <object>: a location that holds NULL | Type of <object>: <type> | structures behind <object>: <structures> |

      Examples:
        | object | type                 | structures                                                                                    | drivers |
        | N1     | NeighborOffloadState | NEIGHBOR_OFFLOAD_STATE_CONST, NEIGHBOR_OFFLOAD_STATE_CACHED, NEIGHBOR_OFFLOAD_STATE_DELEGATED | 0       |
        | PATH1  | Ip4OffloadState      | PATH_OFFLOAD_STATE_CONST, PATH_OFFLOAD_STATE_CACHED, PATH_OFFLOAD_STATE_DELEGATED             | 1       |
        | TCP1   | TcpOffloadState      | TCP_OFFLOAD_STATE_CONST, TCP_OFFLOAD_STATE_CACHED, TCP_OFFLOAD_STATE_DELEGATED                | 2       |

    Example: The host stack offloads state that failed once more, as new state
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC has room for 1 more TCP connection
      And the host stack has offloaded PATH1 (TCP2, TCP3)
      When the host stack offloads PATH1 (TCP3)
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | MiniportOffloadContext of TCP3: a location that holds NULL |

    Scenario Outline: A host stack that <does otherwise> breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And a host stack that <does otherwise>
      When the host stack offloads PATH1 (TCP2)
      Then the contract is broken by the host stack: block.new-node-is-followed-by-state

      Examples:
        | does otherwise                                 |
        | puts no state behind a new offload block list  |
        | clears the PVOID of what it links new state to |
