@page:guide/synchronizing-update-operations
Feature: Synchronizing updates

  A target need not reckon with everything: the host stack promises when it does not update. What it learns meanwhile it keeps,
  and updates as soon as nothing stands in the way.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Synchronizing Update Operations](https://learn.microsoft.com/previous-versions/windows/hardware/network/synchronizing-update-operations).

  @must @remark:update.not-while-offloading
  Rule: The host stack never updates a state object that is being offloaded

    Example: What it learns during the offload is updated after it
      Given N1 (PATH1 (TCP1)) offloaded through 0 intermediate drivers
      And as soon as MiniportInitiateOffload is called, the host stack learns of an ARP update: N2 has DlDestinationAddress 02-00-00-00-00-99
      When the host stack offloads N2
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisInitiateOffload             |
        | NDIS -> offload target | MiniportInitiateOffload         |
        | offload target -> NDIS | NdisMInitiateOffloadComplete    |
        | NDIS -> host stack     | ProtocolInitiateOffloadComplete |
        | host stack -> NDIS     | NdisUpdateOffload               |
        | NDIS -> offload target | MiniportUpdateOffload           |
        | offload target -> NDIS | NdisMUpdateOffloadComplete      |
        | NDIS -> host stack     | ProtocolUpdateOffloadComplete   |

    Example: State that new state is linked to is not being offloaded, and is updated meanwhile
      Given N1 (PATH1 (TCP1)) offloaded through 0 intermediate drivers
      And as soon as MiniportInitiateOffload is called, the host stack learns of an ARP update: N1 has DlDestinationAddress 02-00-00-00-00-99
      When the host stack offloads N1 (PATH2)
      Then the host stack starts these operations and no others:
        | NdisInitiateOffload | OffloadBlockList: N1 (PATH2) |
        | NdisUpdateOffload   | OffloadBlockList: N1         |

    Example: Updating it before its offload is over breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 0 intermediate drivers
      And a host stack that updates what it is still offloading
      When the host stack offloads N2
      Then the contract is broken by the host stack: update.not-while-offloading

  @must @remark:update.one-at-a-time
  Rule: At any time no more than one update of a state object is in progress

    Scenario Outline: The second change waits for the first update to complete (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the NIC is slow
      And as soon as NdisUpdateOffload is called, the host stack learns of an ICMP message: PATH1 has PathMtu 576
      When the host stack learns of an ICMP message: PATH1 has PathMtu 1280
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: PATH1 | PathMtu of PATH1: 1280 |
        | NdisUpdateOffload | OffloadBlockList: PATH1 | PathMtu of PATH1: 576  |
      And the host stack is told of these completions and no others:
        | ProtocolUpdateOffloadComplete | OffloadBlockList: PATH1 | PathMtu of PATH1: 1280 |
        | ProtocolUpdateOffloadComplete | OffloadBlockList: PATH1 | PathMtu of PATH1: 576  |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: The calls of the two do not overlap
      Given a TCP connection offloaded through 0 intermediate drivers
      And as soon as MiniportUpdateOffload is called, the host stack learns of an ICMP message: PATH1 has PathMtu 576
      When the host stack learns of an ICMP message: PATH1 has PathMtu 1280
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisUpdateOffload             |
        | NDIS -> offload target | MiniportUpdateOffload         |
        | offload target -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack     | ProtocolUpdateOffloadComplete |
        | host stack -> NDIS     | NdisUpdateOffload             |
        | NDIS -> offload target | MiniportUpdateOffload         |
        | offload target -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack     | ProtocolUpdateOffloadComplete |

    Example: A new next hop waits for the update of a variable, and is an update like any other
      Given N1 (PATH1 (TCP1)), N2 offloaded through 0 intermediate drivers
      And as soon as MiniportUpdateOffload is called, the host stack learns of an ICMP redirect: PATH1 goes through N2
      When the host stack learns of an ICMP message: PATH1 has PathMtu 576
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisUpdateOffload             |
        | NDIS -> offload target | MiniportUpdateOffload         |
        | offload target -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack     | ProtocolUpdateOffloadComplete |
        | host stack -> NDIS     | NdisUpdateOffload             |
        | NDIS -> offload target | MiniportUpdateOffload         |
        | offload target -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack     | ProtocolUpdateOffloadComplete |

    Example: Updating it again before the first update is completed breaks the contract
      Given a TCP connection offloaded through 1 intermediate driver
      And a host stack that updates an object again before its update is completed
      When the host stack learns of an ICMP message: PATH1 has PathMtu 1280
      Then the contract is broken by the host stack: update.one-at-a-time

  @must @remark:update.different-objects-at-once
  Rule: Several updates can be in progress, if each is of different objects

    Example: Those of a neighbor and of a path on it
      Given a TCP connection offloaded through 0 intermediate drivers
      And as soon as NdisUpdateOffload is called, the host stack learns of an ARP update: N1 has DlDestinationAddress 02-00-00-00-00-99
      When the host stack learns of an ICMP message: PATH1 has PathMtu 576
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisUpdateOffload             |
        | NDIS -> offload target | MiniportUpdateOffload         |
        | host stack -> NDIS     | NdisUpdateOffload             |
        | NDIS -> offload target | MiniportUpdateOffload         |
        | offload target -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack     | ProtocolUpdateOffloadComplete |
        | offload target -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack     | ProtocolUpdateOffloadComplete |

    Scenario Outline: Each is completed by itself, with a NIC that takes its time (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)), N2 offloaded through <drivers> intermediate drivers
      And the NIC is slow
      And as soon as NdisUpdateOffload is called, the host stack learns of an ARP update: N2 has DlDestinationAddress 02-00-00-00-00-99
      When the host stack learns of an ICMP message: PATH1 has PathMtu 576
      Then the host stack is told of these completions, in any order, and no others:
        | ProtocolUpdateOffloadComplete | OffloadBlockList: PATH1 | Status: NDIS_STATUS_SUCCESS |
        | ProtocolUpdateOffloadComplete | OffloadBlockList: N2    | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:update.never-invalidated
  Rule: The host stack never updates a state object that it has invalidated

    It will terminate its offload instead. State that depends on invalidated state is not invalidated itself.

    Example: Nothing is updated of what is invalid
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      When the host stack learns of an ARP update: N1 has DlDestinationAddress 02-00-00-00-00-99
      Then the host stack starts no operation

    Example: Nor when what depends on it has gone
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack has terminated TCP1
      When the host stack learns of an ARP update: N1 has DlDestinationAddress 02-00-00-00-00-99
      Then the host stack starts no operation

    Example: Nor of what is about to be
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And as soon as NdisInvalidateOffload is called, the host stack learns of an ARP update: N1 has DlDestinationAddress 02-00-00-00-00-99
      When the host stack invalidates N1
      Then the host stack starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: N1 |

    Example: When the invalidate has failed, the state is as valid as before, and updated
      Given N1 (PATH1 (TCP1)) offloaded through 0 intermediate drivers
      And the NIC is hung
      And as soon as MiniportInvalidateOffload is called, the host stack learns of an ARP update: N1 has DlDestinationAddress 02-00-00-00-00-99
      When the host stack invalidates N1
      Then the host stack starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: N1 |
        | NdisUpdateOffload     | OffloadBlockList: N1 |

    Example: What depends on invalidated state is updated as ever
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      When the host stack learns of an ICMP message: PATH1 has PathMtu 576
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: PATH1 |

    Example: Updating what is invalid breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And a host stack that updates what it has invalidated
      When the host stack invalidates PATH1
      Then the contract is broken by the host stack: update.never-invalidated
