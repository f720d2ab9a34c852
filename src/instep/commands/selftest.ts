import { type Command, InvalidArgumentError } from 'commander';
import { createRequire } from 'node:module';
import { loadConfiguration } from '../configuration';
import { collect, docsHelp, documentation, type Exit, exitCodes } from './common';

interface SelfTestFlags {
  readonly docs?: readonly string[];
  readonly seed: number;
  readonly rounds: number;
  readonly json?: boolean;
  readonly ledger: string;
}

/** Adds the command that measures how well edits are judged. */
export function addSelfTestCommand(program: Command, ownLedger: string, exit: Exit): void {
  program
    .command('selftest')
    .description('Edits documentation in memory, and tells how many edits of form and of meaning are judged rightly.')
    .option('--docs <dir>', docsHelp, collect)
    .option('--seed <number>', 'decides which places are edited', whole, 7)
    .option('--rounds <number>', 'how many edits of each kind of meaning are made on each page', whole, 4)
    .option('--json', 'print JSON')
    .option('--ledger <dir>', 'the folder that holds the ledger and its instep.yaml', ownLedger)
    .addHelpText(
      'after',
      '\nExit code: 0 all were judged rightly, 1 not all, 2 cannot tell.\n' +
        '\nExample:\n  npx instep selftest --docs docs --seed 7',
    )
    .action(({ docs, seed, rounds, json, ledger }: SelfTestFlags) => {
      const load = createRequire(__filename);
      const { selfTest } = load('../selftest') as typeof import('../selftest');
      const { tellSelfTest } = load('../report/selftest') as typeof import('../report/selftest');
      const configuration = loadConfiguration(ledger);
      const result = selfTest(documentation(docs, configuration), configuration, { seed, rounds });
      process.stdout.write(json === true ? `${JSON.stringify(result, null, 2)}\n` : tellSelfTest(result));
      exit(result.misjudged.length === 0 ? exitCodes.inStep : exitCodes.drift);
    });
}

function whole(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(value);
}
