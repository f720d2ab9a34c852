@page:ddi/ndisterminateoffload
Feature: NdisTerminateOffload

  The host stack terminates the offload of state with this call, and each intermediate driver below it makes the same call to
  pass the operation on to the driver beneath.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [NdisTerminateOffload](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndisterminateoffload).

  @must @remark:terminate-request.to-the-driver-below
  Rule: When a protocol or intermediate driver calls NdisTerminateOffload to terminate the offload of state, NDIS calls MiniportTerminateOffload of the driver below

    Example: With no intermediate driver the target is asked for the termination
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack terminates TCP1
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisTerminateOffload             |
        | NDIS -> offload target | MiniportTerminateOffload         |
        | offload target -> NDIS | NdisMTerminateOffloadComplete    |
        | NDIS -> host stack     | ProtocolTerminateOffloadComplete |

  @must @remark:terminate-request.binding-handle
  Rule: The driver terminates with the handle that NdisOpenAdapterEx gave it for the binding to the intermediate driver or target below

    Example: Each of two bindings of the host stack has its own handle
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack terminates N2
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 | OffloadBlockList: N2 |

    Example: So have those of an intermediate driver
      Given N1 offloaded to adapter 2 of 2, through 2 intermediate drivers
      When the host stack terminates N1
      Then intermediate driver 1 starts these operations and no others:
        | NdisTerminateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 |
      And intermediate driver 2 starts these operations and no others:
        | NdisTerminateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 |

  @must @remark:terminate-request.names-the-state
  Rule: The list that NdisTerminateOffload is passed is a protocol block list, alone or the root of more, that names the state which is being terminated

    Scenario Outline: The tree <tree>
      Given N1 (PATH1 (TCP1, TCP2)), N2 offloaded through <drivers> intermediate drivers
      When the host stack terminates <tree>
      Then the host stack starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples:
        | tree                             | drivers |
        | TCP1                             | 0       |
        | N1 (PATH1 (TCP1, TCP2)), N2      | 1       |
        | N1 (PATH1 (TCP1, TCP2))          | 2       |
        | placeholder (placeholder (TCP2)) | 1       |

  @must @remark:terminate-request.im-propagates
  Rule: An intermediate driver passes a termination on by calling NdisTerminateOffload itself

    Example: Two intermediate drivers, once each
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack terminates TCP1
      Then intermediate driver 1 starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |
      And intermediate driver 2 starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: TCP1 |

  @must @remark:terminate-request.im-builds-protocol-list
  Rule: From the miniport block list that its MiniportTerminateOffload was passed the intermediate driver builds the protocol block list that it passes to NdisTerminateOffload

    Scenario Outline: A protocol block list for <tree>
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the host stack terminates <tree>
      Then intermediate driver 1 is asked for these operations and no others:
        | MiniportTerminateOffload | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |
      And intermediate driver 1 starts these operations and no others:
        | NdisTerminateOffload | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples:
        | tree                             |
        | TCP1                             |
        | N1 (PATH1 (TCP1, TCP2))          |
        | placeholder (placeholder (TCP2)) |

    Example: The state structures go along, to be filled in by the target
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack terminates TCP1
      Then the offload target is asked for these operations and no others:
        | MiniportTerminateOffload | structures behind TCP1: TCP_OFFLOAD_STATE_DELEGATED |
