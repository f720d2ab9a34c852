@page:guide/updating-cached-variables
Feature: Updating cached variables

  Cached variables belong to the host stack; the offload target has a copy. When a value changes, the host stack is the first
  to know, and the target has to be told.

  The host stack has offloaded TCP connections to an offload target: a miniport driver with a NIC that runs TCP itself. A TCP
  connection depends on a path, and a path on a neighbor, the next hop. NDIS carries every call between the drivers;
  intermediate drivers may stand between NDIS and the target. N1, PATH1 and TCP1 name state; "N1 (PATH1 (TCP1, TCP2))" is a
  tree of block lists, what is in brackets depending on what is before them. A placeholder is a block that names no state.
  More of this is in [How to read a feature](../README.md).

  Paraphrased from [Updating Cached Variables](https://learn.microsoft.com/previous-versions/windows/hardware/network/updating-cached-variables).

  @must @remark:update.cached-variables-told
  Rule: Because the host stack owns the cached variables it must tell the target of any change of their values, with one or more updates

    Scenario Outline: A variable of a <layer>, through <drivers> intermediate drivers
      Given a TCP connection offloaded through <drivers> intermediate drivers
      When the host stack learns of <event>: <object> has <variable> <value>
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: <object> | <variable> of <object>: <value> |

      Examples:
        | layer          | event                              | object | variable             | value             | drivers |
        | neighbor       | an ARP update                      | N1     | DlDestinationAddress | 02-00-00-00-00-99 | 0       |
        | path           | an ICMP message                    | PATH1  | PathMtu              | 576               | 1       |
        | TCP connection | an application that sets SO_RCVBUF | TCP1   | InitialRcvWnd        | 32768             | 2       |

    Example: Two changes, one after the other, are two updates
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack learned of an ICMP message: PATH1 has PathMtu 1280
      When the host stack learns of an ICMP message: PATH1 has PathMtu 576
      Then the host stack starts these operations and no others:
        | NdisUpdateOffload | PathMtu of PATH1: 576 |

    Example: A change of state that is not offloaded any more concerns nobody
      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 1 intermediate driver
      And the host stack has terminated TCP1
      When the host stack learns of an application that sets SO_RCVBUF: TCP1 has InitialRcvWnd 32768
      Then the host stack starts no operation

  @must @remark:update.events
  Rule: These events, among others, change cached variables of offloaded state and are followed by an update of them

    A neighbor has another MAC address by an Address Resolution Protocol (ARP) update on IPv4, or by neighbor discovery on
    IPv6. The page calls the neighbor's variable DestinationAddress, as a path has one; the header has DlDestinationAddress
    (finding neighbor-address-name). An Internet Control Message Protocol (ICMP) message changes PathMtu. A client
    application enables keepalives, which sets Flags to TCP_FLAG_KEEP_ALIVE_ENABLED; it sets socket options about them, which
    change KaProbeCount, KaTimeout, KaInterval or several of these; or it sets the SO_RCVBUF option, which makes the receive
    window larger or smaller. An application that disables keepalives has the flag cleared, whatever the table says (finding
    keepalives-disabled-by-what).

    Scenario Outline: <event> changes <variable>
      Given a TCP connection offloaded through 1 intermediate driver
      When the host stack learns of <event>: <object> has <variable> <value>
      Then the offload target is asked for these operations and no others:
        | MiniportUpdateOffload | OffloadBlockList: <object> | <variable> of <object>: <value> |

      Examples:
        | event                                      | object | variable             | value                       |
        | an ARP update                              | N1     | DlDestinationAddress | 02-00-00-00-00-99           |
        | a neighbor discovery                       | N1     | DlDestinationAddress | 02-00-00-00-00-98           |
        | an ICMP message                            | PATH1  | PathMtu              | 1280                        |
        | an application that enables keepalives     | TCP1   | Flags                | TCP_FLAG_KEEP_ALIVE_ENABLED |
        | an application that sets keepalive options | TCP1   | KaProbeCount         | 3                           |
        | an application that sets keepalive options | TCP1   | KaTimeout            | 3600                        |
        | an application that sets keepalive options | TCP1   | KaInterval           | 30                          |
        | an application that sets SO_RCVBUF         | TCP1   | InitialRcvWnd        | 131072                      |

  @must @remark:update.receive-window-honored
  Rule: The target must honor the updated receive window, InitialRcvWnd

    The application has set SO_RCVBUF to a larger or smaller buffer. The reference has a flag that says so, too; the value
    counts with it and without it (finding receive-window-with-or-without-flag).

    Scenario Outline: Each segment after the update offers a window of <window>
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack learned of an application that sets SO_RCVBUF: TCP1 has InitialRcvWnd <window>
      When the host stack sends 3000 bytes on TCP1
      Then TCP1 puts 3000 bytes on the wire, each segment with:
        | window | <window> |

      Examples:
        | window |
        | 32768  |
        | 131072 |

    Example: With the flag of the reference
      Given a TCP connection offloaded through 1 intermediate driver
      And the host stack has updated:
        | TCP1 | InitialRcvWnd: 32768           |
        | TCP1 | Flags: TCP_FLAG_UPDATE_RCV_WND |
      When the host stack sends 3000 bytes on TCP1
      Then TCP1 puts 3000 bytes on the wire, each segment with:
        | window | 32768 |

  @must @remark:update.keepalives-start-over
  Rule: When TCP_FLAG_MAX_RT_RESTART is set in Flags of TCP_OFFLOAD_STATE_CACHED, the target must reset what it has counted of keepalives when the host stack updates their variables

    An update of KaProbeCount resets the delegated KeepaliveProbeCount, an update of KaTimeout or KaInterval or both the
    delegated KeepaliveTimeoutDelta: in the header these are ProbeCount and TimeoutDelta of KeepAlive (finding
    keepalive-members-run-together); the flag's own definition has another variable reset (finding
    max-rt-restart-resets-what). To what they are reset, the page leaves open (finding keepalives-reset-to-what): here no
    probe is unanswered any more, and the timer has its whole time again, KaTimeout before the first probe and KaInterval
    between probes.

    Scenario Outline: <variable> is <value> now, with <probes> probes unanswered and <left> left on the timer
      Given N1 (PATH1 (TCP1)) offloaded through <drivers> intermediate drivers, with:
        | TCP1 | Flags: TCP_FLAG_KEEP_ALIVE_ENABLED + TCP_FLAG_MAX_RT_RESTART |
        | TCP1 | KeepAlive.ProbeCount: <probes>                               |
        | TCP1 | KeepAlive.TimeoutDelta: <left>                               |
      And the host stack has updated:
        | TCP1 | <variable>: <value> |
      When the host stack queries:
        | TCP1 | TcpOffloadDelegatedState |
      Then the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | KeepAlive.ProbeCount of TCP1: <probes then> | KeepAlive.TimeoutDelta of TCP1: <left then> |

      Examples:
        | variable      | value | probes | left | probes then | left then | drivers |
        | KaProbeCount  | 9     | 3      | 40   | 0           | 40        | 0       |
        | KaTimeout     | 3600  | 0      | 40   | 0           | 3600      | 1       |
        | KaInterval    | 30    | 3      | 70   | 3           | 30        | 2       |
        | TtlOrHopLimit | 7     | 3      | 40   | 3           | 40        | 1       |

    Example: Both variables of the timer at once
      Given N1 (PATH1 (TCP1)) offloaded through 1 intermediate driver, with:
        | TCP1 | Flags: TCP_FLAG_KEEP_ALIVE_ENABLED + TCP_FLAG_MAX_RT_RESTART |
        | TCP1 | KeepAlive.ProbeCount: 2                                      |
        | TCP1 | KeepAlive.TimeoutDelta: 40                                   |
      And the host stack has updated:
        | TCP1 | KaTimeout: 3600 |
        | TCP1 | KaInterval: 30  |
      When the host stack queries:
        | TCP1 | TcpOffloadDelegatedState |
      Then the host stack is told of these completions and no others:
        | ProtocolQueryOffloadComplete | KeepAlive.ProbeCount of TCP1: 2 | KeepAlive.TimeoutDelta of TCP1: 30 |
