import { chainOf, NET_BUFFER_LIST } from './net-buffer-list';
import type { OffloadState } from './offload-state';
import { STATE_CLASSES } from './offload-state-type';
import { connectionStateName } from './tcp-connection-state';
import { flagNames } from './tcp-flags';

/**
 * A variable of the state structures that follow a block, as text.
 * @param state the structures, or null when none follow
 * @param name the member, with that of an inner structure behind a dot: `PathMtu`, `KeepAlive.ProbeCount`
 * @returns the value (flags by their names), or null when no structure has the variable
 */
export function variableIn(state: OffloadState | null, name: string): string | null {
  for (const kind of STATE_CLASSES) {
    let value: unknown = state?.[kind];
    for (const member of name.split('.')) value = (value as Record<string, unknown> | undefined)?.[member];
    if (value === undefined) continue;
    if (kind === 'cached' && name === 'Flags') return flagNames(Number(value));
    if (kind === 'delegated' && name === 'State') return connectionStateName(Number(value));
    if (value === null) return 'NULL';
    if (!(value instanceof NET_BUFFER_LIST)) return String(value);
    if (name !== 'BufferedData') return value.name;
    return `${String(chainOf(value).reduce((sum, { length }) => sum + length, 0))} bytes`;
  }
  return null;
}
