import { type Command } from 'commander';
import { createRequire } from 'node:module';
import { loadContents } from '../ledger/contents';
import { loadLedger } from '../ledger/load';
import { type Exit, exitCodes } from './common';

/** Adds the command that counts what became of every statement. */
export function addCoverageCommand(program: Command, ownLedger: string, exit: Exit): void {
  program
    .command('coverage')
    .description(
      'Counts what became of every statement, by chapter and page: rules, informative, untestable, gaps, findings.',
    )
    .option('--json', 'print JSON')
    .option('--ledger <dir>', 'the folder that holds the ledger and its instep.yaml', ownLedger)
    .addHelpText('after', '\nExit code: 0 counted, 2 the ledger cannot be read.\n\nExample:\n  npx instep coverage')
    .action(({ json, ledger }: { readonly json?: boolean; readonly ledger: string }) => {
      const load = createRequire(__filename);
      const { coverageOf } = load('../coverage') as typeof import('../coverage');
      const { coverageAsJson, tellCoverage } = load('../report/coverage') as typeof import('../report/coverage');
      const coverage = coverageOf(loadLedger(ledger), loadContents(ledger));
      process.stdout.write(json === true ? coverageAsJson(coverage) : tellCoverage(coverage));
      exit(exitCodes.inStep);
    });
}
