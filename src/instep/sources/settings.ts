import type { Checker } from '../yaml';

/** Where a part of the documentation comes from. */
export interface SourceSettings {
  /** What it is called here: a part of a folder's name in the cache. */
  readonly name: string;
  /** The git repository, as git understands it. */
  readonly repository: string;
  /** The commit that the ledger is pinned to: a hash, best in full, or what git's `^` and `~` make of one. */
  readonly commit: string;
  /** The folder in the repository. */
  readonly folder: string;
  /** Which files of the folder are pages, by their paths within it. */
  readonly files: RegExp;
  /** Whether only those files are wanted whose names tell that they are pages of the ledger. */
  readonly onlyInLedger: boolean;
}

/**
 * Reads the sources of a configuration.
 *
 * @param pattern reads a regular expression
 */
export function readSources(value: Checker, pattern: (value: Checker) => RegExp): SourceSettings[] {
  return value
    .entries((source, name) => {
      const of = source.mapping(['repository', 'commit', 'folder', 'files', 'only-in-ledger']);
      if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
        throw source.problem(`expected a source's name to be of a-z, 0-9 and hyphens, not "${name}"`, true);
      }
      return {
        name,
        repository: plain(of('repository')),
        commit: plain(of('commit')),
        folder: plain(of('folder')).replace(/^\.?\/+|\/+$/g, ''),
        files: pattern(of('files')),
        onlyInLedger: of('only-in-ledger').optional(onlyTrue) ?? false,
      };
    })
    .map(([, source]) => source);
}

/** A text that git cannot take for an option. */
function plain(value: Checker): string {
  const text = value.text();
  if (text.startsWith('-')) throw value.problem('expected a text that does not start with a hyphen');
  return text;
}

function onlyTrue(value: Checker): true {
  if (!value.isTrue) throw value.problem('expected "true"; leave it out where all files are wanted');
  return true;
}
