/** Whether a value is as a table says: `at most 536`, `at least 0`, or the value itself. */
export function meets(found: string, expected: string): boolean {
  const [, bound, value] = /^at (most|least) (-?\d+)$/.exec(expected) ?? [];
  if (bound === undefined || !/^-?\d+$/.test(found)) return found === expected;
  return bound === 'most' ? Number(found) <= Number(value) : Number(found) >= Number(value);
}
