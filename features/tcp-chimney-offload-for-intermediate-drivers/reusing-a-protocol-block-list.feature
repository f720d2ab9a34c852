@page:guide/reusing-an-ndis-protocol-offload-block-list-structure
Feature: Reusing an NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST structure

  On the way back the same is done the other way round: most of what the list from below says is laid over the list for
  the driver above, and the two members that were kept go back to where they were. The driver above, which may be an
  intermediate driver itself, finds its own pointer in ImReserved again.

  How the driver finds what it kept, by ImReserved, is told on
  [the page on the way down](reusing-a-miniport-block-list.feature); which list it completes, and with what,
  on the page about [the completion](propagating-the-completion.feature).

  An intermediate driver stands between two others: to the one above it is a miniport, to the one below a protocol
  driver. The host stack is above the first of them, the offload target, a miniport driver with a NIC that runs TCP
  itself, below the last, and NDIS carries every call between each two. N1, PATH1 and TCP1 name state that the host
  stack offloads: a neighbor, a path, a TCP connection; "N1 (PATH1 (TCP1))" is a tree of block lists, what is in
  brackets depending on what is before them. A placeholder is a block that names no state. More of this is in
  [How to read a feature](../README.md).

  Paraphrased from [Reusing an NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST Structure](https://learn.microsoft.com/previous-versions/windows/hardware/network/reusing-an-ndis-protocol-offload-block-list-structure).

  @must @remark:im.restores-imreserved-and-sourcehandle
  Rule: An intermediate driver must store ImReserved and SourceHandle of the miniport block list that it was passed, and copy both back into the list that it completes

    They go back when it calls NdisMXxxOffloadComplete, here NdisMXxxComplete (finding
    im-completion-functions-by-two-names). SourceHandle says nothing to the driver, and it keeps it all the same
    (finding im-source-handle-not-significant). With two drivers, one above the other, what the lower one restores is
    what the upper one needs: its own IM call entry.

    Scenario Outline: <operation>, block by block, in drivers that make block lists <place>
      Given intermediate drivers that make block lists <place>
      And N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the host stack asks for the <operation> of <tree>
      Then intermediate driver 2 completes these operations and no others:
        | <completes> | OffloadBlockList: the pointer that <handler> got | ImReserved: what was passed | SourceHandle: what was passed |
      And intermediate driver 1 completes these operations and no others:
        | <completes> | OffloadBlockList: the pointer that <handler> got | ImReserved: what was passed | SourceHandle: what was passed |

      Examples:
        | operation  | place         | tree                    | handler                   | completes                      |
        | initiate   | in place      | N2 (PATH2 (TCP3))       | MiniportInitiateOffload   | NdisMInitiateOffloadComplete   |
        | initiate   | in new memory | N1 (PATH1 (TCP3))       | MiniportInitiateOffload   | NdisMInitiateOffloadComplete   |
        | invalidate | in place      | placeholder (PATH1)     | MiniportInvalidateOffload | NdisMInvalidateOffloadComplete |
        | query      | in place      | N1 (PATH1 (TCP1, TCP2)) | MiniportQueryOffload      | NdisMQueryOffloadStateComplete |
        | query      | in new memory | N1 (PATH1 (TCP1, TCP2)) | MiniportQueryOffload      | NdisMQueryOffloadStateComplete |
        | terminate  | in place      | N1 (PATH1 (TCP1, TCP2)) | MiniportTerminateOffload  | NdisMTerminateOffloadComplete  |
        | update     | in new memory | N1 (PATH1 (TCP1))       | MiniportUpdateOffload     | NdisMUpdateOffloadComplete     |

    Example: The upper driver finds its own entry in what the lower one completes
      Given N1 (PATH1 (TCP1)) offloaded through 2 intermediate drivers
      When the host stack asks for the query of N1 (PATH1 (TCP1))
      Then intermediate driver 2 completes these operations and no others:
        | NdisMQueryOffloadStateComplete | ImReserved: an IM call entry of intermediate driver 1 | SourceHandle: what was passed |
      And intermediate driver 1 completes these operations and no others:
        | NdisMQueryOffloadStateComplete | ImReserved: NULL | SourceHandle: what was passed |
