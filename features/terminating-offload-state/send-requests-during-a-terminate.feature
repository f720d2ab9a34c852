@page:guide/handling-send-requests-during-a-terminate-offload-operation
Feature: Handling Send Requests During a Terminate Offload Operation

  While a connection comes back there is a time when neither side is sure of the other: the target has made up its mind to
  give the connection up and has not said so, or the host stack has asked for it and has not got it. Send requests of that
  time are not lost.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Handling Send Requests During a Terminate Offload Operation](https://learn.microsoft.com/previous-versions/windows/hardware/network/handling-send-requests-during-a-terminate-offload-operation).

  @should @remark:terminate.no-further-requests
  Rule: After the host stack has called NdisTerminateOffload it should not post any further send or receive requests on that connection

    What the client application asks for meanwhile waits in the host stack.

    Scenario Outline: <deed>
      Given a TCP connection offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the host stack <deed>
      When the host stack terminates TCP1
      Then the host stack makes these calls and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |

      Examples:
        | deed                                  |
        | sends 1000 bytes on TCP1              |
        | posts a receive of 4000 bytes on TCP1 |

    Example: Another connection goes on
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the NIC is slow
      And as soon as MiniportTerminateOffload is called, the host stack sends 1000 bytes on TCP2
      When the host stack terminates TCP1
      Then TCP2 puts 1000 bytes on the wire
