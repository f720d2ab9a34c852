import type { OffloadState } from './offload-state';
import { STATE_CLASSES } from './offload-state-type';
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
    return kind === 'cached' && name === 'Flags' ? flagNames(Number(value)) : String(value);
  }
  return null;
}
