@page:ddi/ndisupdateoffload
Feature: NdisUpdateOffload

  An update begins with this call. The host stack makes it, being the protocol driver that has offloaded the state; an
  intermediate driver makes it to hand on, to the driver below it, what it was asked for from above.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [NdisUpdateOffload](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndisupdateoffload).

  @must @remark:update-request.to-the-driver-below
  Rule: When a protocol or intermediate driver calls NdisUpdateOffload to update offloaded state, NDIS calls MiniportUpdateOffload of the driver below

    Example: With no intermediate driver the target is asked for the update
      Given a TCP connection offloaded through 0 intermediate drivers
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS     | NdisUpdateOffload             |
        | NDIS -> offload target | MiniportUpdateOffload         |
        | offload target -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack     | ProtocolUpdateOffloadComplete |

  @must @remark:update-request.binding-handle
  Rule: The driver passes the handle that NdisOpenAdapterEx gave it for the binding to the intermediate driver or target below

    Example: Each of two bindings of the host stack has its own handle
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack updates:
        | N2 | DlDestinationAddress: 02-00-00-00-00-99 |
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 | OffloadBlockList: N2 |

    Example: So have those of an intermediate driver
      Given N1 offloaded to adapter 2 of 2, through 2 intermediate drivers
      When the host stack updates:
        | N1 | DlDestinationAddress: 02-00-00-00-00-99 |
      Then intermediate driver 1 starts these operations and no others:
        | NdisUpdateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 |
      And intermediate driver 2 starts these operations and no others:
        | NdisUpdateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 |

  @must @remark:update-request.names-the-state
  Rule: The list that NdisUpdateOffload is passed is a protocol block list, alone or the root of more, that names the state which is to be updated

    Scenario Outline: The tree <tree>
      Given N1 (PATH1 (TCP1)), N2 offloaded through <drivers> intermediate drivers
      When the host stack updates:
        | <object> | <what> |
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples:
        | object | what             | tree       | drivers |
        | TCP1   | TtlOrHopLimit: 7 | TCP1       | 0       |
        | PATH1  | PathMtu: 576     | PATH1      | 1       |
        | PATH1  | linked to N2     | N2 (PATH1) | 2       |

  @must @remark:update-request.im-propagates
  Rule: An intermediate driver hands an update that the host stack began on to the driver below by calling NdisUpdateOffload itself

    Example: Two intermediate drivers hand it on from the highest to the lowest, once each
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack updates:
        | PATH1 | PathMtu: 576 |
      Then these calls of operations cross the interface, in this order, and no others:
        | host stack -> NDIS            | NdisUpdateOffload             |
        | NDIS -> intermediate driver 1 | MiniportUpdateOffload         |
        | intermediate driver 1 -> NDIS | NdisUpdateOffload             |
        | NDIS -> intermediate driver 2 | MiniportUpdateOffload         |
        | intermediate driver 2 -> NDIS | NdisUpdateOffload             |
        | NDIS -> offload target        | MiniportUpdateOffload         |
        | offload target -> NDIS        | NdisMUpdateOffloadComplete    |
        | NDIS -> intermediate driver 2 | ProtocolUpdateOffloadComplete |
        | intermediate driver 2 -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> intermediate driver 1 | ProtocolUpdateOffloadComplete |
        | intermediate driver 1 -> NDIS | NdisMUpdateOffloadComplete    |
        | NDIS -> host stack            | ProtocolUpdateOffloadComplete |

  @must @remark:update-request.im-builds-protocol-list
  Rule: From the miniport block list that its MiniportUpdateOffload was passed the intermediate driver builds the protocol block list that it passes to NdisUpdateOffload

    How, and with which members in it, is told where the two structures are compared; this page only has that it is so.

    Scenario Outline: A protocol block list for <tree>, made of the miniport block list from above
      Given N1 (PATH1 (TCP1)), N2 offloaded through 2 intermediate drivers
      When the host stack updates:
        | <object> | <what> |
      Then intermediate driver 1 is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST | structures behind <object>: <state> |
      And intermediate driver 1 starts these operations and no others:
        | NdisUpdateOffload | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST | structures behind <object>: <state> |

      Examples:
        | object | what             | tree       | state                    |
        | TCP1   | TtlOrHopLimit: 7 | TCP1       | TCP_OFFLOAD_STATE_CACHED |
        | PATH1  | linked to N2     | N2 (PATH1) | none                     |
