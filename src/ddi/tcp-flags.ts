/**
 * The flags of TCP_OFFLOAD_STATE_CACHED (`ndischimney.h`): Flags is their sum. Source: reference page
 * _TCP_OFFLOAD_STATE_CACHED.
 */
export const TCP_CACHED_FLAGS = {
  TCP_FLAG_KEEP_ALIVE_ENABLED: 1,
  TCP_FLAG_NAGLING_ENABLED: 2,
  TCP_FLAG_KEEP_ALIVE_RESTART: 4,
  TCP_FLAG_MAX_RT_RESTART: 8,
  TCP_FLAG_UPDATE_RCV_WND: 16,
} as const;

export type TcpCachedFlag = keyof typeof TCP_CACHED_FLAGS;

/** Whether a flag is set in the Flags of a connection's cached state. */
export const hasFlag = (flags: number, flag: TcpCachedFlag): boolean => (flags & TCP_CACHED_FLAGS[flag]) !== 0;

/** Flags by their names, in the header's order, with ` + ` between them; 0 when none is set. */
export function flagNames(flags: number): string {
  const names = Object.keys(TCP_CACHED_FLAGS).filter((name) => hasFlag(flags, name as TcpCachedFlag));
  return names.join(' + ') || '0';
}

/**
 * The value of Flags written as `flagNames` writes it.
 * @returns null for a text that has something else in it than these names
 */
export function flagsOf(text: string): number | null {
  if (text === '0') return 0;
  let flags = 0;
  for (const name of text.split(/ *\+ */)) {
    if (!Object.hasOwn(TCP_CACHED_FLAGS, name)) return null;
    flags |= TCP_CACHED_FLAGS[name as TcpCachedFlag];
  }
  return flags;
}
