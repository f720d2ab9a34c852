@page:ddi/ndis_miniport_offload_block_list
Feature: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST

  The basic building block of a state tree, as an offload target gets it. A tree is made of one or more such structures,
  linked together. A block names a state object or brings the state of one, holds the status in the end, and has areas for
  the drivers that it passes.

  N1, PATH1 and TCP1 name state objects; "N1 (PATH1 (TCP1, TCP2))" is a tree of block lists, what is in brackets depending on
  what is before them. More of this is in [How to read a feature](../README.md).

  Paraphrased from [NDIS_MINIPORT_OFFLOAD_BLOCK_LIST](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/ns-ndischimney-_ndis_miniport_offload_block_list).

  @must @remark:block.type-says-what-follows
  Rule: Type in the Header of a block says which offload state structures follow it in memory

    The Header is an NDIS_OBJECT_HEADER. It holds the revision number and the size of the structure besides, which nobody reads
    in the simulation. The OFFLOAD_STATE_TYPE values are those of the table; TcpOffloadResourceState is reserved and not used,
    no more than a structure TCP_OFFLOAD_RESOURCE_STATE would be (finding resource-state-without-a-structure), and
    FilterReservedOffloadState is for filter drivers. The state is all of an object's, or the constant, the cached or the
    delegated part of it. There are no delegated path variables: PATH_OFFLOAD_STATE_DELEGATED is an empty structure.

    Scenario Outline: <type>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack queries:
        | <object> | <type> |
      Then the offload target is asked for these operations and no others:
        | MiniportQueryOffload | Type of <object>: <type> | structures behind <object>: <structures> |
      And the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | Type of <object>: <type> | structures behind <object>: <structures> | <variable> of <object>: <value> |

      Examples:
        | object | type                          | structures                                                                                    | variable             | value             |
        | N1     | NeighborOffloadConstState     | NEIGHBOR_OFFLOAD_STATE_CONST                                                                  | VlanId               | 0                 |
        | N1     | NeighborOffloadCachedState    | NEIGHBOR_OFFLOAD_STATE_CACHED                                                                 | DlDestinationAddress | 02-00-00-00-00-01 |
        | N1     | NeighborOffloadDelegatedState | NEIGHBOR_OFFLOAD_STATE_DELEGATED                                                              | NicReachabilityDelta | 0                 |
        | N1     | NeighborOffloadState          | NEIGHBOR_OFFLOAD_STATE_CONST, NEIGHBOR_OFFLOAD_STATE_CACHED, NEIGHBOR_OFFLOAD_STATE_DELEGATED | NicReachabilityDelta | 0                 |
        | PATH1  | Ip4OffloadConstState          | PATH_OFFLOAD_STATE_CONST                                                                      | DestinationAddress   | 192.0.0.1         |
        | PATH1  | Ip4OffloadCachedState         | PATH_OFFLOAD_STATE_CACHED                                                                     | PathMtu              | 1500              |
        | PATH1  | Ip4OffloadState               | PATH_OFFLOAD_STATE_CONST, PATH_OFFLOAD_STATE_CACHED, PATH_OFFLOAD_STATE_DELEGATED             | PathMtu              | 1500              |
        | TCP1   | TcpOffloadConstState          | TCP_OFFLOAD_STATE_CONST                                                                       | RemotePort           | 80                |
        | TCP1   | TcpOffloadCachedState         | TCP_OFFLOAD_STATE_CACHED                                                                      | TtlOrHopLimit        | 128               |
        | TCP1   | TcpOffloadDelegatedState      | TCP_OFFLOAD_STATE_DELEGATED                                                                   | SndNxt               | 1000              |
        | TCP1   | TcpOffloadState               | TCP_OFFLOAD_STATE_CONST, TCP_OFFLOAD_STATE_CACHED, TCP_OFFLOAD_STATE_DELEGATED                | SndNxt               | 1000              |

    Scenario Outline: <type>, of a path with IPv6 addresses
      Given the network is IPv6
      And N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack queries:
        | PATH1 | <type> |
      Then the offload target is asked for these operations and no others:
        | MiniportQueryOffload | Type of PATH1: <type> | structures behind PATH1: <structures> |
      And the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | <variable> of PATH1: <value> |

      Examples:
        | type                  | structures                                                                        | variable           | value      |
        | Ip6OffloadConstState  | PATH_OFFLOAD_STATE_CONST                                                          | DestinationAddress | fd00::c0:1 |
        | Ip6OffloadCachedState | PATH_OFFLOAD_STATE_CACHED                                                         | PathMtu            | 1500       |
        | Ip6OffloadState       | PATH_OFFLOAD_STATE_CONST, PATH_OFFLOAD_STATE_CACHED, PATH_OFFLOAD_STATE_DELEGATED | PathMtu            | 1500       |

    Scenario Outline: A path has no delegated variables, and <type> brings none
      Given the network is <network>
      And N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack queries:
        | PATH1 | <type> |
      Then the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | structures behind PATH1: PATH_OFFLOAD_STATE_DELEGATED | variables behind PATH1: none |

      Examples:
        | network | type                     |
        | IPv4    | Ip4OffloadDelegatedState |
        | IPv6    | Ip6OffloadDelegatedState |

    Scenario Outline: <type> in an update, with <structures> behind the block
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack updates:
        | <object> | <change> |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | Type of <object>: <type> | structures behind <object>: <structures> |

      Examples:
        | object | change           | type                  | structures                |
        | PATH1  | PathMtu: 576     | Ip4OffloadCachedState | PATH_OFFLOAD_STATE_CACHED |
        | TCP1   | TtlOrHopLimit: 7 | TcpOffloadCachedState | TCP_OFFLOAD_STATE_CACHED  |

    Example: Delegated state in a terminate
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack terminates TCP1
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | Type of TCP1: TcpOffloadDelegatedState | structures behind TCP1: TCP_OFFLOAD_STATE_DELEGATED |

    Scenario Outline: A host stack that <does otherwise> breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And a host stack that <does otherwise>
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the contract is broken by the host stack: block.type-says-what-follows

      Examples:
        | does otherwise                                  |
        | lets other structures follow than the Type says |
        | writes TcpOffloadResourceState to a header      |

  @must @remark:block.same-pointer-back
  Rule: The offload target returns a tree by passing the same pointer to the completion function that belongs to the operation

    Scenario Outline: What <handles> is passed comes back through <completes>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack <does>
      Then the offload target completes these operations and no others:
        | <completes> | OffloadBlockList: the pointer that <handles> got |

      Examples:
        | does                  | handles                   | completes                      |
        | offloads PATH1 (TCP2) | MiniportInitiateOffload   | NdisMInitiateOffloadComplete   |
        | invalidates N1        | MiniportInvalidateOffload | NdisMInvalidateOffloadComplete |
        | terminates TCP1       | MiniportTerminateOffload  | NdisMTerminateOffloadComplete  |

    Example: What MiniportQueryOffload is passed comes back through NdisMQueryOffloadStateComplete
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack queries:
        | N1 | NeighborOffloadState |
      Then the offload target completes these operations and no others:
        | NdisMQueryOffloadStateComplete | OffloadBlockList: the pointer that MiniportQueryOffload got |

    Example: What MiniportUpdateOffload is passed comes back through NdisMUpdateOffloadComplete
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | OffloadBlockList: the pointer that MiniportUpdateOffload got |

  @must @remark:block.foreign-members-kept
  Rule: An offload target must not modify ProtocolReserved, ImReserved or SourceHandle

    ProtocolReserved belongs to protocol drivers and ImReserved to intermediate drivers, which use them for their own purposes;
    SourceHandle is not significant for an offload target. What they held when the target got the list they hold when
    it comes back.

    Scenario Outline: In every block of <tree> (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the host stack invalidates <tree>
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | ProtocolReserved: what was passed | ImReserved: what was passed | SourceHandle: what was passed |

      Examples:
        | tree                    | drivers |
        | TCP1                    | 0       |
        | N1 (PATH1 (TCP1, TCP2)) | 0       |
        | N1 (PATH1 (TCP1, TCP2)) | 2       |
        | placeholder (PATH1)     | 1       |

    Example: In an initiate
      Given N1 offloaded through 1 intermediate driver
      When the host stack offloads N1 (PATH1 (TCP1, TCP2))
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | ProtocolReserved: what was passed | ImReserved: what was passed | SourceHandle: what was passed |

    Example: In an update
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then the offload target completes these operations and no others:
        | NdisMUpdateOffloadComplete | ProtocolReserved: what was passed | ImReserved: what was passed | SourceHandle: what was passed |

  @may @remark:block.own-areas
  Rule: An offload target can use MiniportReserved for its own purposes, such as a queue, and Scratch for internal tracking

    One that does and one that does not are both served: nobody else looks at these members.

    Scenario Outline: The operation ends as it would without (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the host stack is told that N1 (PATH1 (TCP1)) ended with NDIS_STATUS_SUCCESS

      Examples:
        | drivers |
        | 0       |
        | 2       |

    Scenario Outline: So does <article> <operation>
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of <tree>
      Then the host stack is told that <tree> ended with NDIS_STATUS_SUCCESS

      Examples:
        | article | operation | tree              |
        | an      | initiate  | N1 (PATH1 (TCP2)) |
        | a       | query     | N1 (PATH1 (TCP1)) |
        | an      | update    | N1 (PATH1)        |
        | a       | terminate | N1 (PATH1 (TCP1)) |

    Example: Each list has areas of its own, for as long as the target owns it
      Given N1 (PATH1), N2 offloaded through 1 intermediate driver
      And the NIC is slow
      When the host stack invalidates N1 (PATH1) and, before that completes, N2
      Then the host stack is told of these completions, in any order, and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: N1 (PATH1) | Status: NDIS_STATUS_SUCCESS |
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: N2         | Status: NDIS_STATUS_SUCCESS |

  @must @remark:block.scratch-while-owned
  Rule: What is in Scratch is valid only while the target owns the structure: from the call of its handler until it completes the operation

    Example: Nothing is read or written once the list has gone back
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the host stack is told that N1 (PATH1 (TCP1)) ended with NDIS_STATUS_SUCCESS

    Example: To read Scratch after the completion breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And an offload target that reads Scratch after it has completed the operation
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the contract is broken by the offload target: block.scratch-while-owned

  @must @remark:block.reserved-for-ndis
  Rule: NdisReserved is for the use of NDIS alone, in a block list and in an NDIS_OFFLOAD_HANDLE

    Example: A target that leaves it alone is understood
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the host stack is told that N1 (PATH1 (TCP1)) ended with NDIS_STATUS_SUCCESS

    Example: A target that writes to it breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And an offload target that writes to NdisReserved
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the contract is broken by the offload target: block.reserved-for-ndis

    Example: A host stack that writes to the one of its handle breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And a host stack that writes to NdisReserved of an NDIS_OFFLOAD_HANDLE
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the contract is broken by the host stack: block.reserved-for-ndis

  @must @remark:block.default-port
  Rule: PortNumber identifies a port of the miniport adapter: zero, the default port, unless NdisMAllocatePort has given the miniport driver others

    No driver of the simulated stack allocates ports, so every block is about the default port.

    Scenario Outline: Zero, in every block that <layer> gets
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then <layer> is asked for these operations and no others:
        | MiniportInvalidateOffload | PortNumber of N1: 0 | PortNumber of PATH1: 0 | PortNumber of TCP1: 0 |

      Examples:
        | layer                 |
        | the offload target    |
        | intermediate driver 1 |

    Example: A port that nobody allocated breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And a host stack that names a port which was not allocated
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the contract is broken by the host stack: block.default-port

  @must @remark:block.status-on-every-block
  Rule: Before it completes an operation the offload target must write the completion status to the Status member of each NDIS_MINIPORT_OFFLOAD_BLOCK_LIST structure in the tree

    That holds for an initiate, query, update, invalidate and terminate offload alike, and for blocks that only refer to state. The pages
    of invalidating and updating call the list input alone, those of terminating input and output; it is both (finding
    block-list-in-or-in-out).

    Scenario Outline: Every block of a tree, after <article> <operation>
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      When the host stack asks for the <operation> of N1 (PATH1 (TCP1, TCP2))
      Then the offload target completes these operations and no others:
        | <completes> | blocks: 4 | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | article | operation  | completes                      |
        | a       | query      | NdisMQueryOffloadStateComplete |
        | an      | update     | NdisMUpdateOffloadComplete     |
        | an      | invalidate | NdisMInvalidateOffloadComplete |
        | a       | terminate  | NdisMTerminateOffloadComplete  |

    Example: Every block of a tree, linkers included, after an initiate
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack offloads N1 (PATH1 (TCP2), PATH2 (TCP3))
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | blocks: 5 | Status: NDIS_STATUS_SUCCESS |

  @must @remark:block.success-or-failure
  Rule: In a query, update, invalidate or terminate offload, NDIS_STATUS_SUCCESS says that the operation was performed on the state of the block, NDIS_STATUS_FAILURE that it failed, and no other status is allowed

    Scenario Outline: <article> <operation> on a NIC that has hung fails
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack asks for the <operation> of TCP1
      Then the host stack is told that TCP1 ended with NDIS_STATUS_FAILURE

      Examples:
        | article | operation  |
        | a       | query      |
        | an      | update     |
        | an      | invalidate |
        | a       | terminate  |

    Example: A query that succeeded has brought the values
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack queries:
        | N1 | NeighborOffloadState |
      Then the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | Status: NDIS_STATUS_SUCCESS | DlDestinationAddress of N1: 02-00-00-00-00-01 |

    Example: A query that failed has not
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack queries:
        | N1 | NeighborOffloadState |
      Then the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | Status: NDIS_STATUS_FAILURE | variables behind N1: none |

    Scenario Outline: <status> is not an allowed status value
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the offload target writes <status> to all that it completes
      When the host stack asks for the query of TCP1
      Then the contract is broken by the offload target: block.success-or-failure

      Examples:
        | status                                 |
        | NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS    |
        | NDIS_STATUS_RESOURCES                  |
        | NDIS_STATUS_OFFLOAD_TCP_ENTRIES        |
        | NDIS_STATUS_OFFLOAD_PATH_ENTRIES       |
        | NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES   |
        | NDIS_STATUS_OFFLOAD_HW_ADDRESS_ENTRIES |
        | NDIS_STATUS_OFFLOAD_IP_ADDRESS_ENTRIES |
        | NDIS_STATUS_OFFLOAD_TCP_XMIT_BUFFER    |
        | NDIS_STATUS_OFFLOAD_TCP_RCV_BUFFER     |
        | NDIS_STATUS_OFFLOAD_TCP_RCV_WINDOW     |
        | NDIS_STATUS_OFFLOAD_VLAN_ENTRIES       |
        | NDIS_STATUS_OFFLOAD_VLAN_MISMATCH      |
        | NDIS_STATUS_PENDING                    |

    Scenario Outline: Nor is a status of an initiate in <article> <operation>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the offload target writes NDIS_STATUS_RESOURCES to all that it completes
      When the host stack asks for the <operation> of TCP1
      Then the contract is broken by the offload target: <remark>

      Examples:
        | article | operation  | remark                           |
        | an      | update     | update.status-on-every-block     |
        | an      | invalidate | invalidate.status-on-every-block |
        | a       | terminate  | terminate.status-on-every-block  |

  @must @remark:block.offload-status
  Rule: In an initiate offload, NDIS_STATUS_SUCCESS says that the state of the block and of all its immediately dependent blocks was offloaded, NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS that the state of one or more of those was not, and NDIS_STATUS_FAILURE that its own was not, for a cause that cannot be categorized

    A block's immediately dependent blocks are that to which DependentBlockList leads and those behind it. What depends
    on state that was not offloaded is not offloaded either.

    Scenario Outline: Two new connections on a new path, with room for <room>
      Given N9 offloaded through 1 intermediate driver
      And the NIC has room for <room> more TCP connections
      When the host stack offloads N1 (PATH1 (TCP1, TCP2))
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of N1: NDIS_STATUS_SUCCESS | Status of PATH1: <path> | Status of TCP1: <first> | Status of TCP2: <second> |

      Examples:
        | room | path                                | first                           | second                          |
        | 2    | NDIS_STATUS_SUCCESS                 | NDIS_STATUS_SUCCESS             | NDIS_STATUS_SUCCESS             |
        | 1    | NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS | NDIS_STATUS_SUCCESS             | NDIS_STATUS_OFFLOAD_TCP_ENTRIES |
        | 0    | NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS | NDIS_STATUS_OFFLOAD_TCP_ENTRIES | NDIS_STATUS_OFFLOAD_TCP_ENTRIES |

    Example: Nothing can be offloaded to a NIC that has hung
      Given N9 offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack offloads N1 (PATH1 (TCP1))
      Then the host stack is told that N1 (PATH1 (TCP1)) ended with NDIS_STATUS_FAILURE

    Example: A status that says none of this breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the offload target writes NDIS_STATUS_PENDING to all that it completes
      When the host stack offloads PATH1 (TCP2)
      Then the contract is broken by the offload target: block.offload-status

  @must @remark:block.offload-status-names-entries
  Rule: NDIS_STATUS_OFFLOAD_TCP_ENTRIES, NDIS_STATUS_OFFLOAD_PATH_ENTRIES and NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES say that the state was not offloaded because the target could not allocate a TCP connection, path or neighbor state object

    Scenario Outline: No room for a <object>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC has room for 0 more <resource>
      When the host stack offloads <tree>
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of <object>: <status> | PVOID of <object>: NULL |
      And the host stack is told of these completions and no others:
        | ProtocolInitiateOffloadComplete | Status of <object>: <status> |

      Examples:
        | resource        | tree         | object | status                               |
        | TCP connections | PATH1 (TCP2) | TCP2   | NDIS_STATUS_OFFLOAD_TCP_ENTRIES      |
        | paths           | N1 (PATH2)   | PATH2  | NDIS_STATUS_OFFLOAD_PATH_ENTRIES     |
        | neighbors       | N2           | N2     | NDIS_STATUS_OFFLOAD_NEIGHBOR_ENTRIES |

  @must @remark:block.offload-status-names-lack
  Rule: The other NDIS_STATUS values of an initiate offload say what else the target could not allocate or does not support: the state was not offloaded because of that

    A source MAC address of the neighbor's own is one such thing; or the initial receive window is too large, or the VlanId is none of
    the interface's. The path MTU may be larger than the target supports; NDIS_STATUS_OFFLOAD_PATH_MTU would say so, but has no value (finding
    path-mtu-status-without-a-value), and NDIS_STATUS_FAILURE takes its place.

    Scenario Outline: <status>, for want of <resource>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC's VLAN ID is 5
      And the NIC has room for 0 more <resource>
      When the host stack offloads <tree>, with:
        | <object> | <variable> |
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of <object>: <status> | PVOID of <object>: NULL |

      Examples:
        | resource           | tree         | object | variable                           | status                                 |
        | hardware addresses | N2           | N2     | DlSourceAddress: 02-00-00-00-00-aa | NDIS_STATUS_OFFLOAD_HW_ADDRESS_ENTRIES |
        | IP addresses       | N1 (PATH2)   | PATH2  | SourceAddress: 10.0.0.2            | NDIS_STATUS_OFFLOAD_IP_ADDRESS_ENTRIES |
        | VLAN IDs           | N2           | N2     | VlanId: 5                          | NDIS_STATUS_OFFLOAD_VLAN_ENTRIES       |
        | transmit buffers   | PATH1 (TCP2) | TCP2   | RemoteMss: 1460                    | NDIS_STATUS_OFFLOAD_TCP_XMIT_BUFFER    |
        | receive buffers    | PATH1 (TCP2) | TCP2   | RemoteMss: 1460                    | NDIS_STATUS_OFFLOAD_TCP_RCV_BUFFER     |

    Scenario Outline: A NULL DlSourceAddress in NEIGHBOR_OFFLOAD_STATE_CONST, and a zero VlanId, need no <resource>
      Given N1 offloaded through 1 intermediate driver
      And the NIC has room for 0 more <resource>
      When the host stack offloads N2
      Then the host stack is told that N2 ended with NDIS_STATUS_SUCCESS

      Examples:
        | resource           |
        | hardware addresses |
        | VLAN IDs           |

    Scenario Outline: <status>, of <object> with <variable> where the <limit> is <most>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC's <limit> is <most>
      When the host stack offloads <tree>, with:
        | <object> | <variable> |
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of <object>: <status> |

      Examples:
        | limit                  | most | tree         | object | variable            | status                             |
        | VLAN ID                | 5    | N2           | N2     | VlanId: 6           | NDIS_STATUS_OFFLOAD_VLAN_MISMATCH  |
        | VLAN ID                | 5    | N2           | N2     | VlanId: 5           | NDIS_STATUS_SUCCESS                |
        | VLAN ID                | 5    | N2           | N2     | VlanId: 0           | NDIS_STATUS_SUCCESS                |
        | largest receive window | 8192 | PATH1 (TCP2) | TCP2   | InitialRcvWnd: 8193 | NDIS_STATUS_OFFLOAD_TCP_RCV_WINDOW |
        | largest receive window | 8192 | PATH1 (TCP2) | TCP2   | InitialRcvWnd: 8192 | NDIS_STATUS_SUCCESS                |
        | largest path MTU       | 1400 | N1 (PATH2)   | PATH2  | PathMtu: 1401       | NDIS_STATUS_FAILURE                |
        | largest path MTU       | 1400 | N1 (PATH2)   | PATH2  | PathMtu: 1400       | NDIS_STATUS_SUCCESS                |

    @needs:memory
    Example: NDIS_STATUS_RESOURCES, for want of host memory
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the offload target can allocate no more memory
      When the host stack offloads PATH1 (TCP2)
      Then the offload target completes these operations and no others:
        | NdisMInitiateOffloadComplete | Status of TCP2: NDIS_STATUS_RESOURCES | PVOID of TCP2: NULL |

  @must @remark:block.send-data-comes-along
  Rule: A non-NULL NetBufferListChain in an initiate offload leads to outstanding send data that the host stack passes as part of it: one NET_BUFFER_LIST structure or several, linked; the target completes it asynchronously, by NdisTcpOffloadSendComplete

    A NULL value is not significant. The data lies in the MDLs that each NET_BUFFER maps to. The list can contain just one
    type of data, outstanding send data, so that no other of the NdisTcpOffloadXxxComplete functions is called for it.

    Scenario Outline: The sends <chain> (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack offloads PATH1 (TCP2), with:
        | TCP2 | NetBufferListChain: <lengths> |
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | NetBufferListChain of TCP2: <chain> |
      And TCP2 puts <bytes> bytes on the wire
      And each of these requests on TCP2 completes once, with NDIS_STATUS_SUCCESS:
        | request | count   |
        | send    | <count> |

      Examples:
        | chain                      | lengths   | bytes | count | drivers |
        | [TCP2 send 1]              | 1000      | 1000  | 1     | 0       |
        | [TCP2 send 1, TCP2 send 2] | 1000, 500 | 1500  | 2     | 1       |
        | [TCP2 send 1, TCP2 send 2] | 10, 5000  | 5010  | 2     | 2       |

    Example: Asynchronously: not in the handler's turn
      Given N1 (PATH1 (TCP1)) offloaded through 0 intermediate drivers
      When the host stack offloads PATH1 (TCP2), with:
        | TCP2 | NetBufferListChain: 1000 |
      Then NdisTcpOffloadSendComplete of the offload target comes in a later turn than MiniportInitiateOffload

    Example: NULL, and nothing is sent
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack offloads PATH1 (TCP2)
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | NetBufferListChain of TCP2: NULL |
      And TCP2 puts no data on the wire

  @must @remark:block.no-chain-without-send-data
  Rule: A target that passes no send data for a connection that is being terminated must specify NULL for NetBufferListChain when it calls NdisMTerminateOffloadComplete

    Scenario Outline: No sends are outstanding on TCP1 (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack terminates TCP1
      Then the offload target completes these operations and no others:
        | NdisMTerminateOffloadComplete | NetBufferListChain of TCP1: NULL |
      And the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | NetBufferListChain of TCP1: NULL |

      Examples:
        | drivers |
        | 0       |
        | 2       |
