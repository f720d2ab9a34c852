/**
 * The name of a value in an enumeration of the header.
 * @param enumeration names and values
 * @param value any number
 * @returns the first name with that value, or the number itself as text
 */
export function nameIn(enumeration: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(enumeration).find((name) => enumeration[name] === value) ?? String(value);
}
