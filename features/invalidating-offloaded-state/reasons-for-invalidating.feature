@page:guide/reasons-for-invalidating-offloaded-state-objects
Feature: Reasons for invalidating offloaded state

  One invalidate of a neighbor is the quickest way to stop thousands of connections from sending to a router that is there no
  more. What the target does then is told with [MiniportInvalidateOffload](miniport-invalidate-offload.feature), and how the
  paths get another neighbor with
  [the linking of paths](../updating-offloaded-state/linking-path-state-objects-to-a-new-neighbor.feature): whether an Internet
  Control Message Protocol (ICMP) redirect is met with an invalidate too, the pages tell in two ways (finding
  redirect-invalidates-or-not). This page adds what becomes of a single connection.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Reasons for Invalidating Offloaded State Objects](https://learn.microsoft.com/previous-versions/windows/hardware/network/reasons-for-invalidating-offloaded-state-objects).

  @must @remark:invalidate.stops-all-that-depends
  Rule: The host stack invalidates offloaded state to stop, quickly, data transmission on all of the offloaded TCP connections that depend on it

    Thousands may depend on one router. One call, with one block, is enough.

    @unless:goes-on-when-invalidated
    Example: A router fails that 100 connections send to
      Given 100 TCP connections on 10 paths of N1, offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      When the host stack sends 100 bytes on every TCP connection
      Then no TCP connection puts data on the wire

    Example: The host stack invalidates the neighbor that stands for the old router, and nothing else
      Given N1 (PATH1 (TCP1, TCP2), PATH2 (TCP3)), N2 offloaded through 1 intermediate driver
      When the host stack learns of a router failure: every path of N1 goes through N2
      Then the host stack starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: N1                |
        | NdisUpdateOffload     | OffloadBlockList: N2 (PATH1, PATH2) |

  @may @remark:invalidate.single-connection-terminated
  Rule: A single TCP connection the host stack typically does not invalidate: it can terminate the offload of the connection, which is faster

    It then waits for a retransmit timer to run out; the page has that timer at the target, which has given it back by then
    (finding retransmit-timer-after-terminate).

    Scenario Outline: Terminating the connection alone stops it (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the host stack terminates TCP1
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |
      And TCP1 puts no data on the wire

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: The other connections of its path go on
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      When the host stack sends 1000 bytes on TCP2
      Then TCP2 puts 1000 bytes on the wire

    Example: The connection goes another way once there is one
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      And the host stack has offloaded N2 (PATH2 (TCP3))
      When the host stack sends 1000 bytes on TCP3
      Then TCP3 puts 1000 bytes on the wire, each segment with:
        | destinationMac | the DlDestinationAddress of N2 |
