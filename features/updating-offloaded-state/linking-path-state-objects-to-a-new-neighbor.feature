@page:guide/linking-path-state-objects-to-a-new-neighbor-state-object
Feature: Linking paths to a new neighbor

  The link from a path to a neighbor is the next hop of the path: the neighbor stands for the IP address of the router. When
  the next hop changes, because a router has failed and another one with another IP address takes over, or because a router
  says so, thousands of connections have to go another way. The host stack tells the target once, for the paths; nothing of
  the connections changes.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Linking Path State Objects to a New Neighbor State Object](https://learn.microsoft.com/previous-versions/windows/hardware/network/linking-path-state-objects-to-a-new-neighbor-state-object).

  @must @remark:update.next-hop-is-relinked
  Rule: When the host stack is notified of another next hop, it links the affected paths to the neighbor that stands for it, which is all that changing the next hop is

    It may learn of it through an Internet Control Message Protocol (ICMP) redirect, for example, a Routing Information Protocol
    (RIP) update, or the failure of a router.

    Scenario Outline: After <event>
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the host stack learned of <event>: PATH1 goes through N2
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | destinationMac     | the DlDestinationAddress of N2 |
        | destinationAddress | 192.0.0.1                      |

      Examples:
        | event            |
        | an ICMP redirect |
        | a RIP update     |
        | a router failure |

    Example: Paths that are not affected stay where they are
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the host stack learned of an ICMP redirect: PATH1 goes through N2
      When the host stack sends 1000 bytes on TCP2
      Then TCP2 puts 1000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N1 |

    Example: 2000 connections on 100 paths go another way at once
      Given 2000 TCP connections on 100 paths of N1, offloaded through 1 intermediate driver
      And the host stack learned of an ICMP redirect: every path of N1 goes through N2
      When the host stack sends 100 bytes on every TCP connection
      Then each TCP connection sends to N2 if its path was updated with NDIS_STATUS_SUCCESS, and else to N1

  @must @remark:update.relink-sequence
  Rule: To link paths to a new neighbor the host stack offloads the neighbor if it is not offloaded yet, and then links the paths to it by an update

    Example: A neighbor that the target does not have yet is offloaded first, and the update waits for it
      Given N1 (PATH1 (TCP1)) offloaded through 0 intermediate drivers
      When the host stack learns of an ICMP redirect: PATH1 goes through N2
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisInitiateOffload             |
        | NDIS -> offload target | MiniportInitiateOffload         |
        | offload target -> NDIS | NdisMInitiateOffloadComplete    |
        | NDIS -> host stack     | ProtocolInitiateOffloadComplete |
        | host stack -> NDIS     | NdisUpdateOffload               |
        | NDIS -> offload target | MiniportUpdateOffload           |
        | offload target -> NDIS | NdisMUpdateOffloadComplete      |
        | NDIS -> host stack     | ProtocolUpdateOffloadComplete   |

    Scenario Outline: The whole sequence, from the failed router to its end (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through <drivers> intermediate drivers
      When the host stack learns of a router failure: every path of N1 goes through N2
      Then the host stack starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: N1                |
        | NdisInitiateOffload   | OffloadBlockList: N2                |
        | NdisUpdateOffload     | OffloadBlockList: N2 (PATH1, PATH2) |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A neighbor that is offloaded already is only referred to
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      When the host stack learns of an ICMP redirect: PATH1 goes through N2
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: N2 (PATH1) | structures behind N2: none |

  @may @remark:update.failed-router-invalidated
  Rule: Before that the host stack might invalidate the neighbor that stands for the failed router

    It need not; that the page sends the reader to the chapter on terminating for this, and not to the one on invalidating, is
    a slip (finding relinking-invalidates-by-another-chapter).

    Example: A router has failed, and nothing is sent through it any more
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      When the host stack learns of a router failure: PATH1 goes through N2
      Then the host stack starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: N1         |
        | NdisUpdateOffload     | OffloadBlockList: N2 (PATH1) |

    Example: A router says that another one is nearer, and is as good as ever
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      When the host stack learns of an ICMP redirect: PATH1 goes through N2
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: N2 (PATH1) |

  @must @remark:update.relink-tree
  Rule: The update is a tree whose root refers to the new neighbor, and in which the paths to be linked to it depend on the root

    Scenario Outline: The target is handed the tree (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1), PATH2 (TCP2), PATH3 (TCP3)), N2 offloaded through <drivers> intermediate drivers
      When the host stack learns of an ICMP redirect: every path of N1 goes through N2
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: N2 (PATH1, PATH2, PATH3) | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: A path whose MTU is another by its new way, too
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | linked to N2 |
        | PATH1 | PathMtu: 576 |
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: N2 (PATH1) | PathMtu of PATH1: 576 | structures behind N2: none |

  @must @remark:update.relinked-paths-go-through-it
  Rule: From then on the target sends through the new neighbor whatever depends on the paths that the update refers to

    Example: The neighbor's MAC address, changed after the paths were linked to it, is that of all their connections
      Given N1 (PATH1 (TCP1, TCP2)), N2 offloaded through 1 intermediate driver
      And the host stack learned of an ICMP redirect: PATH1 goes through N2
      And the host stack learned of an ARP update: N2 has DlDestinationAddress 02-00-00-00-00-99
      When the host stack sends 1000 bytes on every TCP connection
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | destinationMac | 02-00-00-00-00-99 |
      And TCP2 puts 1000 bytes on the wire, each segment with:
        | destinationMac | 02-00-00-00-00-99 |

    Example: What was silenced with the old neighbor goes on through the new one
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the host stack learned of a router failure: PATH1 goes through N2
      When the host stack sends 3000 bytes on TCP1
      Then TCP1 puts 3000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N2 |

    @unless:goes-on-when-invalidated
    Example: So does what was posted while nothing could be sent through the old one
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack sends 3000 bytes on TCP1
      When the host stack updates:
        | PATH1 | linked to N2 |
      Then TCP1 puts 3000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N2 |

    @unless:goes-on-when-invalidated
    Example: They are silenced with the new neighbor
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack learned of an ICMP redirect: PATH1 goes through N2
      And the host stack has invalidated N2
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts no data on the wire

    Example: And not with the old one
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack learned of an ICMP redirect: PATH1 goes through N2
      And the host stack has invalidated N1
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire

    Example: They are lost with the new neighbor when its state turns out to be corrupt
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack learned of an ICMP redirect: PATH1 goes through N2
      And the hardware state is corrupt
      When the host stack invalidates N2
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |                                           |

    Example: And not with the old one, corrupt as it may be
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the host stack learned of an ICMP redirect: PATH1 goes through N2
      And the hardware state is corrupt
      When the host stack invalidates N1
      Then the offload target makes these calls and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 | Status: NDIS_STATUS_FAILURE |

    Example: And back again
      Given N1 (PATH1 (TCP1)), N2 offloaded through 2 intermediate drivers
      And the host stack learned of an ICMP redirect: PATH1 goes through N2
      And the host stack learned of an ICMP redirect: PATH1 goes through N1
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N1 |

  @must @remark:update.old-neighbor-terminated
  Rule: In the end the host stack terminates the offload of the old neighbor

    Scenario Outline: When no path goes through it any more (after <event>, intermediate drivers: <drivers>)
      Given N1 (PATH1, PATH2) offloaded through <drivers> intermediate drivers
      And the host stack learned of <event>: every path of N1 goes through N2
      When the host stack carries out the terminations that it owes
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: N1 |

      Examples:
        | event            | drivers |
        | an ICMP redirect | 0       |
        | a RIP update     | 1       |
        | an ICMP redirect | 2       |

    Example: Not while another path goes through it
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)), N2 offloaded through 1 intermediate driver
      And the host stack learned of an ICMP redirect: PATH1 goes through N2
      When the host stack carries out the terminations that it owes
      Then the host stack starts no operation

  @must @remark:update.address-is-not-next-hop
  Rule: A neighbor's MAC address is updated only after an ARP update or a neighbor discovery, and that links no path to another neighbor

    It must not be taken for a change of the next hop. An ARP update or neighbor discovery says at which MAC address an IP
    address is found, and the neighbor stays the same neighbor; the page calls its cached variable DestinationAddress (finding
    neighbor-address-name).

    Scenario Outline: After <event> the neighbor is updated and no path is named
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      When the host stack learns of <event>: N1 has DlDestinationAddress 02-00-00-00-00-99
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: N1 | structures behind N1: NEIGHBOR_OFFLOAD_STATE_CACHED |

      Examples:
        | event                |
        | an ARP update        |
        | a neighbor discovery |

    Scenario Outline: After <event> the paths are linked anew and no address is updated
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      When the host stack learns of <event>: PATH1 goes through N2
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: N2 (PATH1) | structures behind N2: none | structures behind PATH1: none |

      Examples:
        | event            |
        | an ICMP redirect |
        | a RIP update     |

    Example: Every connection that goes through the neighbor finds it at its new address
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the host stack learned of an ARP update: N1 has DlDestinationAddress 02-00-00-00-00-99
      When the host stack sends 1000 bytes on every TCP connection
      Then TCP1 puts 1000 bytes on the wire, each segment with:
        | destinationMac | 02-00-00-00-00-99 |
      And TCP2 puts 1000 bytes on the wire, each segment with:
        | destinationMac | 02-00-00-00-00-99 |
