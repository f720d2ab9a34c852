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

  @must @remark:block.chain-through-drivers
  Rule: Where NetBufferListChain of a block that a protocol or intermediate driver passes is not NULL, it points to the outstanding send data of that object, one NET_BUFFER_LIST structure or several, linked, which goes along with the operation or with its completion

    The data lies in the MDLs that each NET_BUFFER maps to. A target is handed what the host stack passed, and the host stack what
    the target passes, through however many drivers. That the target sends and completes what comes along is told of
    [NDIS_MINIPORT_OFFLOAD_BLOCK_LIST](ndis-miniport-offload-block-list.feature).

    Scenario Outline: On the way down, each connection has its own (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers
      When the host stack offloads PATH1 (TCP2, TCP3, TCP4), with:
        | TCP2 | NetBufferListChain: 1000, 500 |
        | TCP4 | NetBufferListChain: 10        |
      Then the host stack starts these operations and no others:
        | NdisInitiateOffload | NetBufferListChain of TCP2: [TCP2 send 1, TCP2 send 2] | NetBufferListChain of TCP3: NULL | NetBufferListChain of TCP4: [TCP4 send 1] |
      And <driver> starts these operations and no others:
        | NdisInitiateOffload | NetBufferListChain of TCP2: [TCP2 send 1, TCP2 send 2] | NetBufferListChain of TCP3: NULL | NetBufferListChain of TCP4: [TCP4 send 1] |
      And the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | NetBufferListChain of TCP2: [TCP2 send 1, TCP2 send 2] | NetBufferListChain of TCP3: NULL | NetBufferListChain of TCP4: [TCP4 send 1] |

      Examples:
        | drivers | driver                |
        | 1       | intermediate driver 1 |
        | 2       | intermediate driver 2 |

    @needs:handed-over-sends
    Example: On the way up, with the completion of a terminate
      Given N1 (PATH1 (TCP1, TCP2, TCP3)) offloaded through 2 intermediate drivers
      And 2 sends and 0 receives outstanding on TCP1
      And 1 send and 0 receives outstanding on TCP3
      When the host stack terminates N1
      Then intermediate driver 2 completes these operations and no others:
        | NdisMTerminateOffloadComplete | NetBufferListChain of TCP1: [TCP1 send 1, TCP1 send 2] | NetBufferListChain of TCP2: NULL | NetBufferListChain of TCP3: [TCP3 send 1] |
      And the host stack is told of these completions and no others:
        | ProtocolTerminateOffloadComplete | NetBufferListChain of TCP1: [TCP1 send 1, TCP1 send 2] | NetBufferListChain of TCP2: NULL | NetBufferListChain of TCP3: [TCP3 send 1] |
