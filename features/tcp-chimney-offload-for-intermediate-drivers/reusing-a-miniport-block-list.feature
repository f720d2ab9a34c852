@page:guide/reusing-an-ndis-miniport-offload-block-list-structure
Feature: Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST structure

  The list that an intermediate driver was given and the list that it passes on say nearly the same. So the driver lays
  the one over the other, and what would be lost in that it keeps: two members of each block, in a context of its own
  for this one operation. That context is called an IM call entry, and a pointer to it travels along in ImReserved.

  The titles speak of reusing the structure, the last sentence of a newly constructed one. A driver may lay the new list
  over the old in the same memory, or construct it in memory of its own; what other drivers see is the same (finding
  im-reused-or-new).

  An intermediate driver stands between two others: to the one above it is a miniport, to the one below a protocol
  driver. The host stack is above the first of them, the offload target, a miniport driver with a NIC that runs TCP
  itself, below the last, and NDIS carries every call between each two. N1, PATH1 and TCP1 name state that the host
  stack offloads: a neighbor, a path, a TCP connection; "N1 (PATH1 (TCP1))" is a tree of block lists, what is in
  brackets depending on what is before them. A placeholder is a block that names no state. More of this is in
  [How to read a feature](../README.md).

  Paraphrased from [Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST Structure](https://learn.microsoft.com/previous-versions/windows/hardware/network/reusing-an-ndis-miniport-offload-block-list-structure).

  @must @remark:im.lays-one-list-over-the-other
  Rule: The protocol block list that an intermediate driver passes to NdisXxxOffload has most of its members from the miniport block list that MiniportXxxOffload was passed

    Which ones "most" are the page leaves to its figure. Here they are those that describe the tree and the state: the
    links, the Type, what follows the blocks, and what the protocol driver has put into ProtocolReserved for itself (finding
    im-most-of-the-members).

    Scenario Outline: The same tree with the same state, in drivers that make block lists <place>
      Given intermediate drivers that make block lists <place>
      And N1 offloaded through 2 intermediate drivers
      When the host stack asks for the initiate of N2 (PATH2 (TCP2)), N3
      Then intermediate driver 1 starts these operations and no others:
        | NdisInitiateOffload | ProtocolReserved: that of the host stack | OffloadBlockList: N2 (PATH2 (TCP2)), N3 | Type of TCP2: TcpOffloadState | structures behind N3: NEIGHBOR_OFFLOAD_STATE_CONST, NEIGHBOR_OFFLOAD_STATE_CACHED, NEIGHBOR_OFFLOAD_STATE_DELEGATED |
      And the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | ProtocolReserved: that of the host stack | OffloadBlockList: N2 (PATH2 (TCP2)), N3 | Type of TCP2: TcpOffloadState | structures behind N3: NEIGHBOR_OFFLOAD_STATE_CONST, NEIGHBOR_OFFLOAD_STATE_CACHED, NEIGHBOR_OFFLOAD_STATE_DELEGATED |

      Examples:
        | place         |
        | in place      |
        | in new memory |

    Scenario Outline: A list made <place> takes memory of its own <lists> times
      Given intermediate drivers that make block lists <place>
      And N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the query of N1 (PATH1 (TCP1))
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory              | allocated | freed   |
        | IM call entry       | 1         | 1       |
        | protocol block list | <lists>   | <lists> |

      Examples:
        | place         | lists |
        | in place      | 0     |
        | in new memory | 1     |

  @must @remark:im.call-entry-for-each-operation
  Rule: Once MiniportXxxOffload is called, an intermediate driver creates an IM call entry for the operation, and it deallocates that memory when it propagates the completion

    It is valid for the duration of the operation and no longer. Where the IRQL is above DISPATCH_LEVEL, memory can be
    had only later (finding im-entries-above-dispatch-level).

    Scenario Outline: <operation>, one entry in each driver
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of PATH1
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory        | allocated | freed |
        | IM call entry | 1         | 1     |
      And intermediate driver 2 allocates and frees this memory, and no other:
        | memory        | allocated | freed |
        | IM call entry | 1         | 1     |

      Examples:
        | operation  |
        | invalidate |
        | query      |
        | update     |

    Example: An entry for each of two operations at a time, however many blocks they have
      Given N1 (PATH1 (TCP1)), N2 offloaded through 1 intermediate driver
      And the NIC is slow
      When the host stack invalidates N1 (PATH1 (TCP1)) and, before that completes, N2
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory        | allocated | freed |
        | IM call entry | 2         | 2     |

    Scenario Outline: A failure ends the operation too: the NIC is hung (<operation>)
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      And the NIC is hung
      When the host stack asks for the <operation> of N1 (PATH1)
      Then intermediate driver 2 allocates and frees this memory, and no other:
        | memory        | allocated | freed |
        | IM call entry | 1         | 1     |

      Examples:
        | operation  |
        | invalidate |
        | query      |

    Scenario Outline: At whatever IRQL the host stack calls: <irql>
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      And the host stack calls at <irql>
      When the host stack invalidates PATH1
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory        | allocated | freed |
        | IM call entry | 1         | 1     |

      Examples:
        | irql           |
        | PASSIVE_LEVEL  |
        | DISPATCH_LEVEL |
        | HIGH_LEVEL     |

    Example: At whatever IRQL the offload target completes
      Given N1 (PATH1) offloaded through 2 intermediate drivers
      And the offload target works at HIGH_LEVEL
      When the host stack invalidates PATH1
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory        | allocated | freed |
        | IM call entry | 1         | 1     |

  @must @remark:im.imreserved-leads-to-the-call-entry
  Rule: ImReserved of what an intermediate driver passes to NdisXxxOffload points to its IM call entry, and by it the driver finds the entry again when it is told of the completion

    The host stack is no intermediate driver and has nothing there. The page on the way back speaks of the incoming list
    as a miniport block list; what comes in there is a protocol block list (finding im-incoming-list).

    Scenario Outline: <operation>, down and back, in each of two drivers
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of <tree>
      Then intermediate driver 1 starts these operations and no others:
        | <starts> | ImReserved: an IM call entry of intermediate driver 1 |
      And intermediate driver 2 starts these operations and no others:
        | <starts> | ImReserved: an IM call entry of intermediate driver 2 |
      And intermediate driver 2 is told of these completions and no others:
        | <reports> | ImReserved: an IM call entry of intermediate driver 2 |
      And intermediate driver 1 is told of these completions and no others:
        | <reports> | ImReserved: an IM call entry of intermediate driver 1 |

      Examples:
        | operation  | tree                    | starts                | reports                           |
        | initiate   | N2 (PATH2 (TCP2))       | NdisInitiateOffload   | ProtocolInitiateOffloadComplete   |
        | invalidate | N1 (PATH1, placeholder) | NdisInvalidateOffload | ProtocolInvalidateOffloadComplete |
        | query      | N1 (PATH1 (TCP1))       | NdisQueryOffloadState | ProtocolQueryOffloadComplete      |
        | terminate  | N1 (PATH1 (TCP1))       | NdisTerminateOffload  | ProtocolTerminateOffloadComplete  |
        | update     | N1 (PATH1)              | NdisUpdateOffload     | ProtocolUpdateOffloadComplete     |

    Example: The host stack has no call entry
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack asks for the query of TCP1
      Then the host stack starts these operations and no others:
        | NdisQueryOffloadState | ImReserved: NULL |
