import { nameIn } from './enumeration';

/** The Flags of a disconnect request (`ndischimney.h`): how the connection is to be closed. */
export const TCP_DISCONNECT = {
  /** With a FIN segment, behind whatever data there is. */
  TCP_DISCONNECT_GRACEFUL_CLOSE: 1,
  /** With a RST segment. */
  TCP_DISCONNECT_ABORTIVE_CLOSE: 2,
} as const;

/** The header's name of the Flags of a disconnect request; an unknown number as itself. */
export const disconnectName = (flags: number): string => nameIn(TCP_DISCONNECT, flags);
