import { type Command } from 'commander';
import { createRequire } from 'node:module';

/** Loads what the command needs only when it is given: the other commands must start quickly. */
const load = createRequire(__filename);

/**
 * Adds the command that fetches documentation.
 *
 * @param ownLedger the ledger that is used when none is named
 * @param later takes the work of a command that ends later, and its exit code
 */
export function addFetchCommand(program: Command, ownLedger: string, later: (work: Promise<number>) => void): void {
  program
    .command('fetch')
    .description('Brings the documentation that the ledger is pinned to, at the commits that instep.yaml names.')
    .option('--ledger <dir>', 'the folder that holds the ledger and its instep.yaml', ownLedger)
    .addHelpText(
      'after',
      '\nThe pages go to .cache/instep beside the ledger. What is there already is not fetched again. Mirrors work as git\n' +
        'is configured: git config --global url.MIRROR.insteadOf URL\n' +
        '\nExit code: 0 all there, 2 not.\n\nExample:\n  npx instep fetch',
    )
    .action(({ ledger }: { readonly ledger: string }) => {
      const { runFetch } = load('./run') as typeof import('./run');
      later(runFetch(ledger));
    });
}
