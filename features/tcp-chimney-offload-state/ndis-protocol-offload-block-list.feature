@page:ddi/ndis_protocol_offload_block_list
Feature: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST

  The block list as a protocol driver passes it to NDIS, and an intermediate driver that looks down. It is nearly the mirror of
  [NDIS_MINIPORT_OFFLOAD_BLOCK_LIST](ndis-miniport-offload-block-list.feature), whose feature has the rules on its Header, on
  statuses and on ports; [the offload state tree](offload-state-tree.feature) has those on its links. In the place of
  MiniportOffloadContext and NdisOffloadHandle it has an OffloadHandle; what intermediate drivers do with it, and how they make
  one structure of the other, is told in [their chapter](../tcp-chimney-offload-for-intermediate-drivers/referencing-offloaded-state.feature).

  N1, PATH1 and TCP1 name state objects; "N1 (PATH1 (TCP1, TCP2))" is a tree of block lists, what is in brackets depending on
  what is before them. More of this is in [How to read a feature](../README.md).

  Paraphrased from [NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/ns-ndischimney-_ndis_protocol_offload_block_list).

  @must @remark:block.ndis-writes-the-status
  Rule: NDIS writes to Status of each block the NDIS_STATUS value with which the offload target ended the operation on the state of that block

    In an initiate, query, update, invalidate or terminate offload.

    Scenario Outline: Each block of an offload that succeeded in part (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      And the NIC has room for 1 more TCP connection
      When the host stack offloads PATH1 (TCP2, TCP3)
      Then the host stack is told of these completions and no others:
        | ProtocolInitiateOffloadComplete | Status of PATH1: NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS | Status of TCP2: NDIS_STATUS_SUCCESS | Status of TCP3: NDIS_STATUS_OFFLOAD_TCP_ENTRIES |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Scenario Outline: <article> <operation> that failed
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack asks for the <operation> of N1 (PATH1 (TCP1))
      Then the host stack is told that N1 (PATH1 (TCP1)) ended with NDIS_STATUS_FAILURE

      Examples:
        | article | operation  |
        | a       | query      |
        | an      | update     |
        | an      | invalidate |
        | a       | terminate  |

  @may @remark:block.protocol-areas
  Rule: A protocol driver can use ProtocolReserved for its own purposes, and a protocol or intermediate driver Scratch for internal tracking

    What the host stack put into ProtocolReserved it finds there when the operation is reported to it.

    Scenario Outline: ProtocolReserved comes back as it was passed (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the host stack is told of these completions and no others:
        | ProtocolInvalidateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1)) | ProtocolReserved: what was passed | Scratch: what was passed |

      Examples:
        | drivers |
        | 0       |
        | 2       |

  @must @remark:block.source-handle-not-theirs
  Rule: A protocol or intermediate driver must not modify SourceHandle of the list that it passes down

    The member means nothing to it.

    Scenario Outline: It is NULL when <driver> passes the list
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then <driver> starts these operations and no others:
        | NdisInvalidateOffload | SourceHandle: NULL |

      Examples:
        | driver                |
        | the host stack        |
        | intermediate driver 1 |

    Example: A host stack that writes to it breaks the contract
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And a host stack that writes to SourceHandle
      When the host stack invalidates N1 (PATH1 (TCP1))
      Then the contract is broken by the host stack: block.source-handle-not-theirs
