import { type Command } from 'commander';
import { createRequire } from 'node:module';
import type { ReplayFlags } from './run';

/** Loads what a command needs only when it is given: the other commands must start quickly. */
const load = createRequire(__filename);

/**
 * Adds the commands that tell the history of documentation.
 *
 * @param ownLedger the ledger that is used when none is named
 * @param later takes the work of a command that ends later, and its exit code
 */
export function addHistoryCommands(program: Command, ownLedger: string, later: (work: Promise<number>) => void): void {
  program
    .command('replay')
    .description('Walks the history of a documentation repository, and tells what changed in meaning and what in form.')
    .requiredOption('--repo <dir>', 'the git repository; may be bare')
    .option(
      '--path <pathspec>',
      'a folder, page or pattern in it, as git understands them; may be repeated',
      collect,
      [],
    )
    .option('--rev <revision>', 'the newest commit: a branch, tag or hash', 'HEAD')
    .option('--json', 'print one line of JSON for each page edit')
    .option('--ledger <dir>', 'the folder that holds instep.yaml', ownLedger)
    .addHelpText(
      'after',
      '\nExit code: 0 told, 2 cannot tell.\n' +
        '\nExample:\n  npx instep replay --repo ../documentation --path docs/reference',
    )
    .action((flags: ReplayFlags) => {
      const { runReplay } = load('./run') as typeof import('./run');
      later(runReplay(flags));
    });

  program
    .command('history')
    .description(
      'Tells the biography of a page, or of one statement: since when it stands, how it was reworded, whence it came.',
    )
    .argument('<page>', 'a page id or a path in the repository; behind a #, the address of one of its statements')
    .requiredOption('--repo <dir>', 'the git repository; may be bare')
    .option('--path <pathspec>', 'where to look for pages, as git understands it; may be repeated', collect, [])
    .option('--rev <revision>', 'the newest commit: a branch, tag or hash', 'HEAD')
    .option('--json', 'print JSON: one line for each edit of a page, or one object for a statement')
    .option('--ledger <dir>', 'the folder that holds instep.yaml', ownLedger)
    .addHelpText(
      'after',
      '\nExit code: 0 told, 2 cannot tell.\n' +
        '\nExample:\n  npx instep history docs/some-page.md#remarks/3 --repo ../documentation',
    )
    .action((page: string, flags: ReplayFlags) => {
      const { runHistory } = load('./run') as typeof import('./run');
      later(runHistory(page, flags));
    });
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
