/**
 * What went wrong with something that a person wrote (a page, the ledger, the configuration), told so that they can
 * put it right: what was expected, what is there instead, and where.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  /**
   * @param what one sentence: what was expected and what happened
   * @param file the path of the file, as the user gave it; null when no file is concerned
   * @param line the 1-based line in that file; null when the whole file is concerned
   * @param howToGoOn one sentence: what to do now
   */
  constructor(
    readonly what: string,
    readonly file: string | null = null,
    readonly line: number | null = null,
    readonly howToGoOn: string | null = null,
  ) {
    super(`${place(file, line)}${what}${howToGoOn === null ? '' : `\n  ${howToGoOn}`}`);
  }
}

/** `file:line: `, `file: ` or nothing, in front of a message. */
function place(file: string | null, line: number | null): string {
  if (file === null) return '';
  return line === null ? `${file}: ` : `${file}:${line}: `;
}

/** Closes a `switch` over a union: the compiler refuses it while a case is missing. */
export function unreachable(x: never): never {
  throw new Error(`unreachable: ${JSON.stringify(x)}`);
}
