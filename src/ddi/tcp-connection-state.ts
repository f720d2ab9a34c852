import { nameIn } from './enumeration';

/** TCP_OFFLOAD_CONNECTION_STATE: the states of a connection that an offloaded one can be in (`ndischimney.h`; RFC 793). */
export const TCP_OFFLOAD_CONNECTION_STATE = {
  TcpConnectionEstablished: 4,
  TcpConnectionFinWait1: 5,
  TcpConnectionFinWait2: 6,
  TcpConnectionCloseWait: 7,
  TcpConnectionClosing: 8,
  TcpConnectionLastAck: 9,
} as const;

/** The header's name of a connection's state; an unknown number as itself. */
export const connectionStateName = (state: number): string => nameIn(TCP_OFFLOAD_CONNECTION_STATE, state);
