import { type Command, Option } from 'commander';
import { createRequire } from 'node:module';
import { loadConfiguration } from '../configuration';
import { loadLedger } from '../ledger/load';
import { collect, docsHelp, documentation, type Exit, exitCodes } from './common';

interface NamesFlags {
  readonly docs?: readonly string[];
  readonly json?: boolean;
  readonly findings?: boolean;
  readonly ledger: string;
}

/** Adds the command that compares the documentation's names with the facts. */
export function addNamesCommand(program: Command, ownLedger: string, exit: Exit): void {
  program
    .command('names')
    .description('Lists the names that the documentation uses and that do not exist, with where they are used.')
    .option('--docs <dir>', docsHelp, collect)
    .addOption(new Option('--json', 'print JSON').conflicts('findings'))
    .option('--findings', 'print drafts of findings, for people to complete')
    .option('--ledger <dir>', 'the folder that holds the ledger and its instep.yaml', ownLedger)
    .addHelpText(
      'after',
      '\nExit code: 0 every name exists or, wherever it is used, has a finding, 1 not so, 2 cannot tell.\n' +
        '\nExample:\n  npx instep names --docs ../windows-driver-docs-ddi',
    )
    .action((flags: NamesFlags) => {
      const load = createRequire(__filename);
      const { compareNames } = load('../names') as typeof import('../names');
      const { namesAsFindings, namesAsJson, tellNames } = load('../report/names') as typeof import('../report/names');
      const configuration = loadConfiguration(flags.ledger);
      const { findings } = loadLedger(flags.ledger);
      const result = compareNames(documentation(flags.docs, configuration), configuration, findings);
      const tell = flags.json === true ? namesAsJson : flags.findings === true ? namesAsFindings : tellNames;
      process.stdout.write(tell(result));
      for (const problem of result.problems) process.stderr.write(`instep: ${problem.message}\n`);
      if (result.problems.length > 0) exit(exitCodes.cannotTell);
      else exit(result.unknown.some(({ open }) => open.length > 0) ? exitCodes.drift : exitCodes.inStep);
    });
}
