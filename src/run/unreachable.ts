/** Ends a switch over a closed set: a member that was forgotten is a type error here, and an error should one slip in. */
export function unreachable(value: never): never {
  throw new Error(`not a member of its closed set: ${String(value)}`);
}
