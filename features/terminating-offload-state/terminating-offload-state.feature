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
