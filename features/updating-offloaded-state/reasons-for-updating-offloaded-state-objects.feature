@page:guide/reasons-for-updating-offloaded-state-objects
Feature: Reasons for updating offloaded state

  There are two reasons to update what is offloaded, and one thing that is never updated.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Reasons for Updating Offloaded State Objects](https://learn.microsoft.com/previous-versions/windows/hardware/network/reasons-for-updating-offloaded-state-objects).

  @must @remark:update.reasons
  Rule: The host stack updates offloaded state when the value of a cached variable has changed, or when paths must be linked to a new neighbor

    Example: A cached variable has changed
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack learns of an ICMP message: PATH1 has PathMtu 576
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: PATH1 | PathMtu of PATH1: 576 |

    Example: Paths must be linked to a new neighbor
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      When the host stack learns of an ICMP redirect: PATH1 goes through N2
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: N2 (PATH1) |

    Example: Nothing has changed
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack learns of an ICMP message: PATH1 has PathMtu 1500
      Then the host stack starts no operation

    Example: That data is sent is no reason
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack sends 1000 bytes on TCP1
      Then the host stack starts no operation

    Example: The path goes where it went before
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack learns of a RIP update: PATH1 goes through N1
      Then the host stack starts no operation

  @must @remark:update.only-path-links
  Rule: The host stack updates links from paths to neighbors only, and never one from a TCP connection to a path

    Example: A path is linked anew, and its connections stay on it without being named
      Given N1 (PATH1 (TCP1, TCP2)), N2 offloaded through 1 intermediate driver
      When the host stack learns of an ICMP redirect: PATH1 goes through N2
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: N2 (PATH1) |

    Example: A connection that is named stands on the path that it was offloaded with
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      When the host stack updates:
        | PATH1 | PathMtu: 576     |
        | TCP1  | TtlOrHopLimit: 7 |
        | PATH2 | PathMtu: 576     |
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: PATH1 (TCP1), PATH2 |

    Example: Naming it on another path breaks the contract
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      And a host stack that puts a TCP connection on another path in an update
      When the host stack updates:
        | PATH1 | PathMtu: 576     |
        | TCP1  | TtlOrHopLimit: 7 |
        | PATH2 | PathMtu: 576     |
      Then the contract is broken by the host stack: update.only-path-links
