import { TCP_OFFLOAD_CONNECTION_STATE } from '../ddi/tcp-connection-state';

/** What closes a half of a connection, or the whole. */
export type Closing = 'FIN sent' | 'FIN acknowledged' | 'FIN received' | 'timeout' | 'reset';

const {
  TcpConnectionClosed,
  TcpConnectionEstablished,
  TcpConnectionFinWait1,
  TcpConnectionFinWait2,
  TcpConnectionCloseWait,
  TcpConnectionClosing,
  TcpConnectionLastAck,
  TcpConnectionTimeWait,
} = TCP_OFFLOAD_CONNECTION_STATE;

/** The state that follows a state, RFC 793, figure 6; where nothing stands, the state stays. */
const NEXT: Readonly<Record<number, Partial<Record<Closing, number>>>> = {
  [TcpConnectionEstablished]: { 'FIN sent': TcpConnectionFinWait1, 'FIN received': TcpConnectionCloseWait },
  [TcpConnectionFinWait1]: { 'FIN acknowledged': TcpConnectionFinWait2, 'FIN received': TcpConnectionClosing },
  // The FIN_WAIT_2 timer: guide, FIN_WAIT_2 Timer.
  [TcpConnectionFinWait2]: { 'FIN received': TcpConnectionTimeWait, timeout: TcpConnectionClosed },
  [TcpConnectionCloseWait]: { 'FIN sent': TcpConnectionLastAck },
  [TcpConnectionClosing]: { 'FIN acknowledged': TcpConnectionTimeWait },
  [TcpConnectionLastAck]: { 'FIN acknowledged': TcpConnectionClosed },
};

/** The state of a connection after something that closes a half of it, or the whole. */
export const stateAfter = (state: number, closing: Closing): number =>
  closing === 'reset' ? TcpConnectionClosed : (NEXT[state]?.[closing] ?? state);

/**
 * Whether one end has closed a connection and the other has not, or not for all that is known: the target must not ask for the
 * termination of such a one. Source: reference page NdisTcpOffloadEventHandler, Requesting Termination of a TCP Connection.
 */
export const isHalfClosed = (state: number): boolean =>
  state === TcpConnectionFinWait1 || state === TcpConnectionFinWait2 || state === TcpConnectionCloseWait;
