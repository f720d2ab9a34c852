@page:guide/terminating-offload-state
Feature: Terminating Offload State

  What was offloaded is uploaded again: the host stack ends the offload, and the state is its own as it was before. It is the
  host stack that does so, for a single object or for many; the offload target can ask for it.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Terminating Offload State](https://learn.microsoft.com/previous-versions/windows/hardware/network/terminating-offload-state).

  Who begins is told in [Terminate Offload Sequence](terminate-sequence.feature), what the target can ask for in
  [Terminate Offload Requested by an Offload Target](terminate-requested-by-a-target.feature), and what comes back in
  [NdisMTerminateOffloadComplete](ndis-m-terminate-offload-complete.feature).

  @must @remark:terminate.is-not-closing
  Rule: Terminating the offload of a TCP connection is not the same as closing it: it comes back as open as it was

    Scenario Outline: An open connection comes back open (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | State of TCP1: TcpConnectionEstablished |

      Examples:
        | drivers |
        | 0       |
        | 1       |

  @may @remark:terminate.close-before-or-after
  Rule: The host stack can upload a TCP connection and later close it, or close a connection and later upload it

    What closes an offloaded connection is a disconnect request that the target carries out; a connection that the host stack has
    taken back it closes itself. How far the connection is closed goes along with it, either way.

    Scenario Outline: Closed and later uploaded: it comes back as <what> has left it (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And <sends> sends and 0 receives outstanding on TCP1
      And the host stack has requested <what> on TCP1
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | State of TCP1: <state> | Status: NDIS_STATUS_SUCCESS |

      Examples:
        | what                   | sends | state                 | drivers |
        | a graceful disconnect  | 0     | TcpConnectionFinWait2 | 0       |
        | a graceful disconnect  | 1     | TcpConnectionFinWait1 | 1       |
        | an abortive disconnect | 0     | TcpConnectionClosed   | 2       |

    Example: Closed by both hosts, and later uploaded
      Given a TCP connection offloaded through 1 intermediate driver
      And the remote peer has sent on TCP1:
        | FIN |
      And the host stack has requested a graceful disconnect on TCP1
      When the host stack terminates TCP1
      Then the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | State of TCP1: TcpConnectionClosed | Status: NDIS_STATUS_SUCCESS |

    Scenario Outline: Uploaded and later closed, by the host stack itself: it is offloaded again as what it is then (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      And the host stack has terminated TCP1
      And the host stack has requested a graceful disconnect on TCP1
      When the host stack offloads placeholder (PATH1 (TCP1))
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | State of TCP1: TcpConnectionFinWait1 |

      Examples:
        | drivers |
        | 0       |
        | 1       |

    Example: Uploaded and not closed, it is offloaded again as open
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      When the host stack offloads placeholder (PATH1 (TCP1))
      Then the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | State of TCP1: TcpConnectionEstablished |
