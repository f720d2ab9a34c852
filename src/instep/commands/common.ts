/** Exit codes: the documentation and the ledger agree; they do not; it cannot be told. */
export const exitCodes = { inStep: 0, drift: 1, cannotTell: 2 } as const;

/** Takes the exit code of a command that has done its work. */
export type Exit = (code: number) => void;

/** Gathers an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** An argument as shells take it: in quotation marks when it has to be. */
export function shellWord(argument: string): string {
  return /^[\w./:@%+=,\\#-]+$/.test(argument) ? argument : `"${argument.replace(/(["$`])/g, '\\$1')}"`;
}
