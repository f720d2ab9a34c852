@page:guide/referencing-offloaded-state-through-an-intermediate-driver
Feature: Referencing offloaded state through an intermediate driver

  Every driver that passes an offload down keeps a context for each state object, and each knows the object by a
  structure of its own, an NDIS_OFFLOAD_HANDLE. A pointer to it goes down with every operation, so that the driver below
  can say which object it means when it has something to indicate; and in it is the place where the driver below leaves
  a reference to its own context. In an intermediate driver that context is called an IM offload entry. It joins the two
  sides: what came from above, and what goes down.

  An intermediate driver stands between two others: to the one above it is a miniport, to the one below a protocol
  driver. The host stack is above the first of them, the offload target, a miniport driver with a NIC that runs TCP
  itself, below the last, and NDIS carries every call between each two. N1, PATH1 and TCP1 name state that the host
  stack offloads: a neighbor, a path, a TCP connection; "N1 (PATH1 (TCP1))" is a tree of block lists, what is in
  brackets depending on what is before them. A placeholder is a block that names no state. More of this is in
  [How to read a feature](../README.md).

  Paraphrased from [Referencing Offloaded State Through an Intermediate Driver](https://learn.microsoft.com/previous-versions/windows/hardware/network/referencing-offloaded-state-through-an-intermediate-driver).

  @must @remark:im.own-offload-handle
  Rule: For each object that is offloaded through it, an intermediate driver must keep NdisOffloadHandle from above and initialize an NDIS_OFFLOAD_HANDLE of its own, in an IM offload entry

    MiniportInitiateOffload brings the handle of the driver above; NdisInitiateOffload takes the driver's own down. That
    it has kept the first shows when it indicates an event. The handle of the host stack leads to what the host stack
    keeps of the object, for a connection its Transmission Control Block (finding im-handle-leads-to-a-tcb).

    Example: Each driver offloads the objects by handles of its own
      Given N1 offloaded through 2 intermediate drivers
      When the host stack asks for the initiate of N2 (PATH2 (TCP2))
      Then intermediate driver 1 is asked for these operations and no others:
        | MiniportInitiateOffload | NdisOffloadHandle of N2: that of the host stack | NdisOffloadHandle of TCP2: that of the host stack |
      And intermediate driver 1 starts these operations and no others:
        | NdisInitiateOffload | OffloadHandle of N2: that of intermediate driver 1 | OffloadHandle of TCP2: that of intermediate driver 1 |
      And intermediate driver 2 starts these operations and no others:
        | NdisInitiateOffload | OffloadHandle of N2: that of intermediate driver 2 | OffloadHandle of TCP2: that of intermediate driver 2 |
      And the offload target is asked for these operations and no others:
        | MiniportInitiateOffload | NdisOffloadHandle of N2: that of intermediate driver 2 | NdisOffloadHandle of TCP2: that of intermediate driver 2 |

    Example: A linker keeps the handle that it was offloaded by
      Given N1 offloaded through 1 intermediate driver
      When the host stack asks for the initiate of N1 (PATH1)
      Then intermediate driver 1 starts these operations and no others:
        | NdisInitiateOffload | OffloadBlockList: N1 (PATH1) | OffloadHandle of N1: that of intermediate driver 1 |
      And intermediate driver 1 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 1         | 0     |

  @must @remark:im.names-by-own-handle
  Rule: With every operation the host stack and each intermediate driver name an object by their own NDIS_OFFLOAD_HANDLE, and the driver below is handed that

    The caller of NdisInitiateOffload, NdisInvalidateOffload, NdisQueryOffloadState, NdisTerminateOffload or
    NdisUpdateOffload puts the pointer in OffloadHandle of its NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST; MiniportInitiateOffload,
    MiniportInvalidateOffload, MiniportQueryOffload, MiniportTerminateOffload or MiniportUpdateOffload of the driver below
    finds it in NdisOffloadHandle of its NDIS_MINIPORT_OFFLOAD_BLOCK_LIST. The page calls NdisQueryOffloadState by a name
    that the headers do not have (finding query-without-state).

    Scenario Outline: <operation> of <tree>
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      When the host stack asks for the <operation> of <tree>
      Then the host stack starts these operations and no others:
        | <starts> | OffloadHandle of <object>: that of the host stack |
      And intermediate driver 1 is asked for these operations and no others:
        | <handler> | NdisOffloadHandle of <object>: that of the host stack |
      And intermediate driver 1 starts these operations and no others:
        | <starts> | OffloadHandle of <object>: that of intermediate driver 1 |
      And the offload target is asked for these operations and no others:
        | <handler> | NdisOffloadHandle of <object>: that of intermediate driver 1 |

      Examples:
        | operation  | tree               | object | starts                | handler                   |
        | initiate   | N2 (PATH2)         | PATH2  | NdisInitiateOffload   | MiniportInitiateOffload   |
        | query      | TCP1               | TCP1   | NdisQueryOffloadState | MiniportQueryOffload      |
        | update     | placeholder (TCP1) | TCP1   | NdisUpdateOffload     | MiniportUpdateOffload     |
        | invalidate | N1 (PATH1)         | N1     | NdisInvalidateOffload | MiniportInvalidateOffload |
        | terminate  | N1 (PATH1 (TCP1))  | PATH1  | NdisTerminateOffload  | MiniportTerminateOffload  |

  @must @remark:im.supplies-its-entry
  Rule: Before it completes the initiate, each driver writes a PVOID to the location that MiniportOffloadContext points at; that of an intermediate driver leads to its IM offload entry

    The location is in the NDIS_OFFLOAD_HANDLE of the driver above: that of the host stack takes the PVOID of the first
    intermediate driver, that of the last intermediate driver the PVOID of the offload target. The page calls what this
    one leads to the intermediate driver's; it is the offload target's (finding im-pvoid-of-the-target). One
    sentence has the PVOID written when the initiate is completed, the others before (finding
    im-pvoid-before-or-when-completing).

    Scenario Outline: Through <drivers> intermediate drivers
      Given N1 offloaded through <drivers> intermediate drivers
      When the host stack asks for the initiate of N2 (PATH2 (TCP2))
      Then intermediate driver 1 completes these operations and no others:
        | NdisMInitiateOffloadComplete | PVOID of N2: an IM offload entry of intermediate driver 1 | PVOID of TCP2: an IM offload entry of intermediate driver 1 |
      And intermediate driver <drivers> completes these operations and no others:
        | NdisMInitiateOffloadComplete | PVOID of N2: an IM offload entry of intermediate driver <drivers> | PVOID of TCP2: an IM offload entry of intermediate driver <drivers> |

      Examples:
        | drivers |
        | 1       |
        | 2       |

    Scenario Outline: Every driver is led to its own context afterwards (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the host stack asks for the query of N1 (PATH1 (TCP1, TCP2))
      Then each block of the list that MiniportQueryOffload got points at the PVOID that was supplied for its state

      Examples:
        | drivers |
        | 1       |
        | 2       |

  @must @remark:im.entry-lasts-as-long-as-the-offload
  Rule: An IM offload entry is valid for the duration of the offload of its object, and no longer

    A terminate that fails does not end it for a connection: indications may follow, and another terminate (finding
    im-entry-after-a-failed-terminate).

    Example: One for each object, from the initiate on
      Given N1 offloaded through 2 intermediate drivers
      When the host stack asks for the initiate of N2 (PATH2 (TCP2, TCP3))
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 4         | 0     |
      And intermediate driver 2 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 4         | 0     |

    Scenario Outline: <operation> leaves it alone
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of N1 (PATH1 (TCP1))
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 0         | 0     |

      Examples:
        | operation  |
        | query      |
        | update     |
        | invalidate |

    Scenario Outline: It ends with the terminate, of one object or of a whole tree: <tree>
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the terminate of <tree>
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory           | allocated | freed     |
        | IM call entry    | 1         | 1         |
        | IM offload entry | 0         | <objects> |
      And intermediate driver 2 allocates and frees this memory, and no other:
        | memory           | allocated | freed     |
        | IM call entry    | 1         | 1         |
        | IM offload entry | 0         | <objects> |

      Examples:
        | tree                             | objects |
        | placeholder (placeholder (TCP1)) | 1       |
        | N1 (PATH1 (TCP1))                | 3       |

    Example: 100 connections on 10 paths, and not one entry left
      Given 100 TCP connections on 10 paths of N1, offloaded through 1 intermediate driver
      When the host stack terminates N1
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 0         | 111   |

    Example: An object whose terminate failed has its entry still, for the indications that follow
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      And the hardware state is corrupt
      When the host stack asks for the terminate of placeholder (placeholder (TCP1))
      Then the host stack gets these calls and no others:
        | ProtocolTerminateOffloadComplete | Status: NDIS_STATUS_FAILURE            |                                |
        | ProtocolTcpOffloadEvent          | OffloadContext: that of the host stack | EventType: TcpIndicateRetrieve |
        | ProtocolTcpOffloadEvent          | OffloadContext: that of the host stack | EventType: TcpIndicateAbort    |
      And intermediate driver 1 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 0         | 0     |

    Example: Those of a neighbor and of a path whose terminate failed are of no use any more
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      And the NIC is hung
      When the host stack asks for the terminate of N1 (PATH1 (TCP1))
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 0         | 2     |
      And intermediate driver 2 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 0         | 2     |

    Example: And it goes when the object is terminated once more
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      And the hardware state is corrupt
      And the host stack has terminated TCP1
      When the host stack asks for the terminate of placeholder (placeholder (TCP1))
      Then intermediate driver 1 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 0         | 1     |
      And intermediate driver 2 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 0         | 1     |

    Scenario Outline: It does so too in drivers that make block lists <place>
      Given intermediate drivers that make block lists <place>
      And N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the terminate of N1 (PATH1 (TCP1))
      Then intermediate driver 2 allocates and frees this memory, and no other:
        | memory              | allocated | freed   |
        | IM call entry       | 1         | 1       |
        | IM offload entry    | 0         | 3       |
        | protocol block list | <lists>   | <lists> |

      Examples:
        | place         | lists |
        | in place      | 0     |
        | in new memory | 1     |

    Example: An offload that failed leaves no entry behind
      Given N1 offloaded through 1 intermediate driver
      And the NIC is hung
      When the host stack asks for the initiate of N2 (PATH2)
      Then the host stack is told that N2 (PATH2) ended with NDIS_STATUS_FAILURE
      And intermediate driver 1 allocates and frees this memory, and no other:
        | memory           | allocated | freed |
        | IM call entry    | 1         | 1     |
        | IM offload entry | 2         | 2     |

  @must @remark:im.indicates-by-stored-handle
  Rule: An indication on an object is made with the handle that was stored for it, and reaches the driver above as that driver's own

    Each driver stored what it was passed as NdisOffloadHandle: the offload target the handle of the driver above it, and
    so on up. NdisTcpOffloadEventHandler takes it, and ProtocolTcpOffloadEvent of the driver above gets it as
    OffloadContext: not in an NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST, as the page has it (finding
    im-event-has-no-block-list). NdisTcpOffloadReceiveHandler and ProtocolTcpOffloadReceiveIndicate do the same for
    received data; the examples here are events.

    Example: An event goes up through two intermediate drivers, by three handles
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      And the hardware state is corrupt
      When the host stack asks for the invalidate of TCP2
      Then the offload target makes these calls about TCP2, in this order, and no others:
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: that of intermediate driver 2 | EventType: TcpIndicateRetrieve |
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: that of intermediate driver 2 | EventType: TcpIndicateAbort    |
      And intermediate driver 2 makes these calls about TCP2, in this order, and no others:
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: that of intermediate driver 1 | EventType: TcpIndicateRetrieve |
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: that of intermediate driver 1 | EventType: TcpIndicateAbort    |
      And intermediate driver 1 makes these calls about TCP2, in this order, and no others:
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: that of the host stack | EventType: TcpIndicateRetrieve |
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: that of the host stack | EventType: TcpIndicateAbort    |

    Example: The driver above is passed its own
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver
      And the hardware state is corrupt
      When the host stack asks for the invalidate of TCP1
      Then the host stack gets these calls and no others:
        | ProtocolInvalidateOffloadComplete | OffloadHandle of TCP1: that of the host stack |                                |
        | ProtocolTcpOffloadEvent           | OffloadContext: that of the host stack        | EventType: TcpIndicateRetrieve |
        | ProtocolTcpOffloadEvent           | OffloadContext: that of the host stack        | EventType: TcpIndicateAbort    |
