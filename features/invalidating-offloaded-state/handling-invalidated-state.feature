@page:guide/handling-invalidated-state-objects
Feature: Handling invalidated state

  What a target does with state that is invalid from now on: it stops sending, and asks the host stack to take back what
  cannot go on. Or it goes on as if nothing had happened, until the host stack takes the connections back.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  That data stops going out, and since when, is told with
  [MiniportInvalidateOffload](miniport-invalidate-offload.feature), and so is that the target keeps what it owns until the
  offload is terminated.

  Paraphrased from [Handling Invalidated State Objects](https://learn.microsoft.com/previous-versions/windows/hardware/network/handling-invalidated-state-objects).

  @should @remark:invalidate.stays-invalid @unless:goes-on-when-invalidated
  Rule: The target should mark the state as invalid where it stores it: it is invalid for all that depends on it, until its offload is terminated

    Example: An update of what depends on it does not make it valid
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack has updated:
        | PATH1 | PathMtu: 576 |
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts no data on the wire

    Example: Invalidating other state does not make it valid
      Given N1 (PATH1 (TCP1)), N2 (PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack has invalidated N2
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts no data on the wire

    Example: A path that is linked to it becomes silent with it
      Given N1, N2 (PATH2 (TCP2)) offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack has updated:
        | PATH2 | linked to N1 |
      When the host stack sends 1000 bytes on TCP2
      Then TCP2 puts no data on the wire

    Example: State that is offloaded anew is valid
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack has terminated N1
      And the host stack has offloaded N1 (PATH1 (TCP1))
      When the host stack sends 1000 bytes on TCP1
      Then TCP1 puts 1000 bytes on the wire

  @should @remark:invalidate.asks-for-termination @unless:goes-on-when-invalidated
  Rule: The target should ask the host stack to terminate the offload of a connection that is invalidated or depends on invalidated state, with the reason InvalidState

    It calls NdisTcpOffloadEventHandler for that, with EventSpecificInformation set to InvalidState; with which EventType, the
    guide says elsewhere. When is not said with one voice: together with the invalidate, or once there is something to send
    (finding when-to-ask-for-termination).

    Scenario Outline: Invalidating <invalidated> makes it ask for TCP1, once (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack invalidates <invalidated> and, before that completes, sends 3000 bytes on TCP1
      Then the offload target makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: InvalidState |

      Examples:
        | invalidated                      | drivers |
        | N1                               | 0       |
        | N1                               | 1       |
        | N1                               | 2       |
        | placeholder (PATH1)              | 1       |
        | placeholder (placeholder (TCP1)) | 1       |
        | N1 (PATH1 (TCP1))                | 1       |

    Example: It is not asked for again with every send
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack has invalidated TCP1
      When the host stack sends 3000 bytes on TCP1
      Then the offload target indicates at most 1 event on TCP1

    Example: Nor with another send, once it was asked for
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      And the host stack sends 3000 bytes on TCP1
      When the host stack sends 1000 bytes on TCP1
      Then the offload target indicates no event on TCP1

    Example: Not for a connection that depends on none of it
      Given N1 (PATH1 (TCP1), PATH2 (TCP2)) offloaded through 1 intermediate driver
      When the host stack invalidates placeholder (PATH1) and, before that completes, sends 3000 bytes on TCP2
      Then the offload target indicates no event on TCP2

    Example: Not when the invalidate failed: nothing is invalid
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack invalidates N1 and, before that completes, sends 3000 bytes on TCP1
      Then the offload target indicates no event on TCP1

  @may @remark:invalidate.may-go-on
  Rule: Alternatively, the target can go on as normal until the host stack terminates the offload of the connections that depend on the state

    A target that takes this way says so, by a capability; one that claims nothing is held to the reference, which has no
    alternative to silence (finding invalidated-state-may-be-sent-on). Either goes on receiving.

    @needs:goes-on-when-invalidated
    Scenario Outline: A target that goes on, sends (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the host stack has invalidated <invalidated>
      When the host stack sends 3000 bytes on TCP1
      Then TCP1 puts 3000 bytes on the wire
      And each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | send    | 1     |

      Examples:
        | invalidated       | drivers |
        | N1                | 0       |
        | TCP1              | 1       |
        | N1 (PATH1 (TCP1)) | 2       |

    @needs:goes-on-when-invalidated
    Example: It goes on until the host stack terminates the offload, and no longer
      Given a TCP connection offloaded through 1 intermediate driver
      And 2 sends and 0 receives outstanding on TCP1
      And the host stack has invalidated N1
      When the host stack terminates N1
      Then the host stack is told that N1 (PATH1 (TCP1)) ended with NDIS_STATUS_SUCCESS
      And TCP1 puts no data on the wire after NdisMTerminateOffloadComplete

    @unless:goes-on-when-invalidated
    Example: A target that does not, sends nothing
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has invalidated N1
      When the host stack sends 3000 bytes on TCP1
      Then TCP1 puts no data on the wire

    Example: Whichever way it takes, it goes on receiving
      Given a TCP connection offloaded through 1 intermediate driver
      And 0 sends and 1 receive outstanding on TCP1
      And the host stack has invalidated N1
      When the remote peer sends 1000 bytes on TCP1
      Then each of these requests on TCP1 completes once, with NDIS_STATUS_SUCCESS:
        | request | count |
        | receive | 1     |

    Example: Whichever way it takes, the invalidate succeeds
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the offload target completes these operations and no others:
        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) | Status: NDIS_STATUS_SUCCESS |
