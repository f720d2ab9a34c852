import { type Command, Option } from 'commander';
import { createRequire } from 'node:module';
import { type Verdict, verdicts } from '../accept/verdicts';
import { loadConfiguration } from '../configuration';
import { Problem } from '../problem';
import { collect, docsHelp, documentation, type Exit, exitCodes } from './common';

interface AcceptFlags {
  readonly docs?: readonly string[];
  readonly verdict: Verdict;
  readonly reason: string;
  readonly complete?: boolean;
  readonly ledger: string;
}

/** Adds the command that records a verdict about a change. */
export function addAcceptCommand(program: Command, ownLedger: string, exit: Exit): void {
  const explained = Object.entries(verdicts).map(([name, what]) => `  ${name.padEnd(18)} ${what}`);
  program
    .command('accept')
    .description(
      'Records in the ledger what was decided about a change: nothing is accepted without a verdict and a reason.',
    )
    .argument('<what...>', 'statements as check names them (page#address, page#from..to), or pages')
    .addOption(
      new Option('--verdict <verdict>', 'what was decided').choices(Object.keys(verdicts)).makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why; it is written into the ledger')
    .option('--docs <dir>', docsHelp, collect)
    .option('--complete', 'the folders hold all of the documentation: pages that are not there are gone')
    .option('--ledger <dir>', 'the folder that holds the ledger and its instep.yaml', ownLedger)
    .addHelpText(
      'after',
      `\nVerdicts:\n${explained.join('\n')}\n` +
        '\nExit code: 0 recorded, 2 not.\n' +
        '\nExample:\n  npx instep accept guide/some-page#remarks/3 --docs docs --verdict meaning-unchanged \\\n' +
        '    --reason "the new edition says the same in the active voice"',
    )
    .action((what: readonly string[], flags: AcceptFlags) => {
      const reason = flags.reason.replace(/\s+/g, ' ').trim();
      if (reason.length < 4 || /^(?:\W*|todo|tbd|fixme|none|n\/a|true)\W*$/i.test(reason)) {
        throw new Problem(
          `"${reason}" is no reason`,
          null,
          null,
          'Say in a few words why: others will read it in the ledger.',
        );
      }
      const { accept } = createRequire(__filename)('../accept/accept') as typeof import('../accept/accept');
      const decision = { what, verdict: flags.verdict, reason, complete: flags.complete === true };
      const configuration = loadConfiguration(flags.ledger);
      const docs = documentation(flags.docs, configuration);
      const { statements, files } = accept(flags.ledger, docs, configuration, decision);
      for (const statement of statements) process.stdout.write(`${statement}   ${flags.verdict}\n`);
      for (const file of files) process.stdout.write(`written   ${file}\n`);
      exit(exitCodes.inStep);
    });
}
