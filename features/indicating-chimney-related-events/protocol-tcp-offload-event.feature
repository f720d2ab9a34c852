@page:ddi/tcp_offload_event_handler
Feature: ProtocolTcpOffloadEvent

  What an offload target indicates on a TCP connection, NDIS brings to the driver that offloaded the connection, by calling
  its ProtocolTcpOffloadEvent handler. When that is an intermediate driver it indicates the same upward, until the host
  stack knows.

  What the events mean, and what EventSpecificInformation says with each of them, is told with
  [NdisTcpOffloadEventHandler](ndis-tcp-offload-event-handler.feature).

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [TCP_OFFLOAD_EVENT_HANDLER](https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/nc-ndischimney-tcp_offload_event_handler).

  @must @remark:event.reported
  Rule: When a driver calls NdisTcpOffloadEventHandler, NDIS calls ProtocolTcpOffloadEvent of the protocol or intermediate driver above it

    The page's first sentence calls the handler ProtocolIndicateOffloadEvent, which is another one (finding
    event-handler-under-another-name).

    Scenario Outline: Every event that is indicated reaches the host stack, in order (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the remote peer sends on TCP1:
        | FIN |
        | RST |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | EventType: TcpIndicateDisconnect |
        | ProtocolTcpOffloadEvent | EventType: TcpIndicateAbort      |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: The driver above the target is told, and nobody else
      Given a TCP connection offloaded through 2 intermediate drivers
      When the remote peer sends on TCP1:
        | FIN |
      Then intermediate driver 2 gets these calls and no others:
        | ProtocolTcpOffloadEvent | EventType: TcpIndicateDisconnect |
      And intermediate driver 1 gets these calls and no others:
        | ProtocolTcpOffloadEvent | EventType: TcpIndicateDisconnect |

  @must @remark:event.report-context
  Rule: OffloadContext is the pointer to the driver's own NDIS_OFFLOAD_HANDLE that it gave NdisInitiateOffload when it offloaded the connection

    Scenario Outline: The host stack's own (intermediate drivers: <drivers>)
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through <drivers> intermediate drivers
      When the remote peer sends on TCP2:
        | FIN |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: what NdisInitiateOffload got for TCP2 |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: Each intermediate driver's own
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the remote peer sends on TCP2:
        | RST |
      Then intermediate driver 1 gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: what NdisInitiateOffload got for TCP2 |
      And intermediate driver 2 gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: what NdisInitiateOffload got for TCP2 |

    Scenario Outline: Still the same when the terminate has failed, since the state was lost (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the hardware state is corrupt
      When the host stack terminates TCP1
      Then the host stack gets these calls and no others:
        | ProtocolTerminateOffloadComplete | Status of TCP1: NDIS_STATUS_FAILURE                   |                                |
        | ProtocolTcpOffloadEvent          | OffloadContext: what NdisInitiateOffload got for TCP1 | EventType: TcpIndicateRetrieve |
        | ProtocolTcpOffloadEvent          | OffloadContext: what NdisInitiateOffload got for TCP1 | EventType: TcpIndicateAbort    |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

    Example: That of a connection on the second of two adapters
      Given N1 (PATH1 (TCP1)) offloaded to adapter 1 of 2, through 1 intermediate driver
      And N2 (PATH2 (TCP2)) offloaded to adapter 2 of 2, through 1 intermediate driver
      When the remote peer sends on TCP2:
        | FIN |
      Then the host stack gets these calls and no others:
        | ProtocolTcpOffloadEvent | OffloadContext: what NdisInitiateOffload got for TCP2 |

  @must @remark:event.report-same
  Rule: EventType, one of the values of TCP_OFFLOAD_EVENT_TYPE, and EventSpecificInformation are what was indicated

    Scenario Outline: A termination that is asked for reaches the host stack with its reason (intermediate drivers: <drivers>)
      Given a TCP connection offloaded through <drivers> intermediate drivers
      And the hardware state is corrupt
      When the host stack invalidates TCP1
      Then the host stack gets these calls and no others:
        | ProtocolInvalidateOffloadComplete |                                |                                           |
        | ProtocolTcpOffloadEvent           | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | ProtocolTcpOffloadEvent           | EventType: TcpIndicateAbort    |                                           |

      Examples:
        | drivers |
        | 0       |
        | 1       |
        | 2       |

  @must @remark:event.im-propagates
  Rule: An intermediate driver calls NdisTcpOffloadEventHandler to bring the event to the driver above it

    Example: Two intermediate drivers, each once, in the order in which the events came
      Given a TCP connection offloaded through 2 intermediate drivers
      When the remote peer sends on TCP1:
        | FIN |
        | RST |
      Then intermediate driver 2 makes these calls and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateDisconnect |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort      |
      And intermediate driver 1 makes these calls and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateDisconnect |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort      |

  @must @remark:event.im-handle
  Rule: It passes the NdisOffloadHandle that is stored in its context for the offloaded connection

    That is the handle with which the connection was offloaded to the intermediate driver itself. The page says here that the
    offload target stored it (finding event-handle-stored-by-whom).

    Example: Each of two intermediate drivers passes the handle that it was given from above
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers
      When the remote peer sends on TCP2:
        | FIN |
      Then intermediate driver 2 makes these calls and no others:
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: what MiniportInitiateOffload got for TCP2 |
      And intermediate driver 1 makes these calls and no others:
        | NdisTcpOffloadEventHandler | NdisOffloadHandle: what MiniportInitiateOffload got for TCP2 |

  @must @remark:event.im-same
  Rule: It passes the EventType and the EventSpecificInformation that NDIS passed to its own ProtocolTcpOffloadEvent

    Scenario Outline: <layer> passes both on
      Given a TCP connection offloaded through 2 intermediate drivers
      And the hardware state is corrupt
      When the host stack invalidates TCP1
      Then <layer> makes these calls about TCP1, in this order, and no others:
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateRetrieve | EventSpecificInformation: HardwareFailure |
        | NdisTcpOffloadEventHandler | EventType: TcpIndicateAbort    |                                           |

      Examples:
        | layer                 |
        | intermediate driver 1 |
        | intermediate driver 2 |
