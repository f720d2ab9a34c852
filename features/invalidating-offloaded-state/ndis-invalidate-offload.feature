@page:ddi/ndisinvalidateoffload
Feature: NdisInvalidateOffload

  An invalidate begins with this call. The host stack makes it, being the protocol driver that has offloaded the state; an
  intermediate driver makes it to hand on, to the driver below it, what it was asked for from above.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [NdisInvalidateOffload](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nf-ndischimney-ndisinvalidateoffload).

  @must @remark:invalidate-request.to-the-driver-below
  Rule: When a protocol or intermediate driver calls NdisInvalidateOffload to invalidate offloaded state, NDIS calls MiniportInvalidateOffload of the driver below

    Example: Each of two intermediate drivers is asked in its turn, and then the target
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack invalidates PATH1
      Then intermediate driver 1 is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: PATH1 |
      And intermediate driver 2 is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: PATH1 |
      And the offload target is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: PATH1 |

  @must @remark:invalidate-request.binding-handle
  Rule: The driver passes the NdisBindingHandle that NdisOpenAdapterEx gave it for the binding to the intermediate driver or target below

    Example: Each of two bindings of the host stack has its own handle
      Given N1 offloaded to adapter 1 of 2, through 0 intermediate drivers
      And N2 offloaded to adapter 2 of 2, through 0 intermediate drivers
      When the host stack invalidates N2 and, before that completes, N1
      Then the host stack starts these operations and no others:
        | NdisInvalidateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 | OffloadBlockList: N2 |
        | NdisInvalidateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 1 | OffloadBlockList: N1 |

    Example: So have those of an intermediate driver
      Given N1 offloaded to adapter 2 of 2, through 2 intermediate drivers
      When the host stack invalidates N1
      Then intermediate driver 1 starts these operations and no others:
        | NdisInvalidateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 |
      And intermediate driver 2 starts these operations and no others:
        | NdisInvalidateOffload | NdisBindingHandle: what NdisOpenAdapterEx gave for adapter 2 |

  @must @remark:invalidate-request.names-the-state
  Rule: The list that NdisInvalidateOffload is passed is a protocol block list, alone or the root of more, that names the state which is to be invalidated

    Scenario Outline: The tree <tree> (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)), N2 offloaded through <drivers> intermediate drivers
      When the host stack invalidates <tree>
      Then the host stack starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples:
        | tree                       | drivers |
        | TCP1                       | 0       |
        | N1, N2                     | 1       |
        | N1 (PATH1 (TCP1, TCP2))    | 2       |
        | placeholder (PATH1 (TCP2)) | 1       |

  @must @remark:invalidate-request.im-propagates
  Rule: An intermediate driver hands an invalidate that the host stack began on to the driver below by calling NdisInvalidateOffload itself

    Example: Two intermediate drivers, from the highest to the lowest, once each
      Given a TCP connection offloaded through 2 intermediate drivers
      When the host stack invalidates N1
      Then intermediate driver 1 starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: N1 |
      And intermediate driver 2 starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: N1 |

  @must @remark:invalidate-request.im-builds-protocol-list
  Rule: From the miniport block list that its MiniportInvalidateOffload was passed the intermediate driver builds the protocol block list that it passes to NdisInvalidateOffload

    Scenario Outline: A protocol block list for <tree>, made of the miniport block list from above
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the host stack invalidates <tree>
      Then intermediate driver 1 is asked for these operations and no others:
        | MiniportInvalidateOffload | OffloadBlockList: <tree> | list type: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST |
      And intermediate driver 1 starts these operations and no others:
        | NdisInvalidateOffload | OffloadBlockList: <tree> | list type: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST |

      Examples:
        | tree                    |
        | TCP1                    |
        | N1 (PATH1 (TCP1, TCP2)) |
        | placeholder (PATH1)     |
