import type { Configuration } from '../configuration';
import { Problem } from '../problem';
import { cachedDocs } from '../sources/cache';

/** Exit codes: the documentation and the ledger agree; they do not; it cannot be told. */
export const exitCodes = { inStep: 0, drift: 1, cannotTell: 2 } as const;

/** Takes the exit code of a command that has done its work. */
export type Exit = (code: number) => void;

/** What the option that names documentation says in every command's help. */
export const docsHelp = 'a folder of documentation; may be repeated; without any, what "instep fetch" has brought';

/**
 * The folders of the documentation: those that were named, or else what has been fetched.
 *
 * @throws Problem when none were, and nothing has
 */
export function documentation(named: readonly string[] | undefined, configuration: Configuration): readonly string[] {
  const folders = named ?? cachedDocs(configuration);
  if (folders === null) {
    const what = 'no documentation is named, and none has been fetched';
    throw new Problem(what, null, null, 'Name a folder with --docs DIR, or run "npx instep fetch".');
  }
  return folders;
}

/** Gathers an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** An argument as shells take it: in quotation marks when it has to be. */
export function shellWord(argument: string): string {
  return /^[\w./:@%+=,\\#-]+$/.test(argument) ? argument : `"${argument.replace(/(["$`])/g, '\\$1')}"`;
}
