import { nameIn } from './enumeration';

/** TCP_OFFLOAD_CONNECTION_STATE: the states that an offloaded connection can be in (`ndischimney.h`; RFC 793, section 3.2). */
export const TCP_OFFLOAD_CONNECTION_STATE = {
  TcpConnectionClosed: 0,
  TcpConnectionEstablished: 4,
  TcpConnectionFinWait1: 5,
  TcpConnectionFinWait2: 6,
  TcpConnectionCloseWait: 7,
  TcpConnectionClosing: 8,
  TcpConnectionLastAck: 9,
  TcpConnectionTimeWait: 10,
} as const;

/** The header's name of a connection's state; an unknown number as itself. */
export const connectionStateName = (state: number): string => nameIn(TCP_OFFLOAD_CONNECTION_STATE, state);
