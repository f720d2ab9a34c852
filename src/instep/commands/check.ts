import { type Command, Option } from 'commander';
import { check, type CheckResult, isDrift } from '../check';
import { loadConfiguration } from '../configuration';
import { unreachable } from '../problem';
import { checkAsAnnotations } from '../report/github';
import { checkAsJson } from '../report/json';
import { checkAsMarkdown } from '../report/markdown';
import { tellCheck } from '../report/text';
import { collect, type Exit, exitCodes, shellWord } from './common';

interface CheckFlags {
  readonly docs: readonly string[];
  readonly complete?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly github?: boolean;
  readonly ledger: string;
}

/** Adds the command that compares documentation with the ledger. */
export function addCheckCommand(program: Command, ownLedger: string, exit: Exit): void {
  program
    .command('check')
    .description('Compares documentation with the ledger, and tells what changed and which remarks that concerns.')
    .requiredOption('--docs <dir>', 'a folder of documentation; may be repeated', collect)
    .option('--complete', 'the folders hold all of the documentation: pages that are not there are gone')
    .addOption(new Option('--json', 'print JSON').conflicts(['markdown', 'github']))
    .addOption(
      new Option('--markdown', 'print Markdown for an issue that is written anew each time').conflicts('github'),
    )
    .option('--github', 'print annotations for GitHub Actions')
    .option('--ledger <dir>', 'the folder that holds the ledger and its instep.yaml', ownLedger)
    .addHelpText(
      'after',
      '\nExit code: 0 in step, 1 drift, 2 cannot tell. Gaps are counted, and are not drift.\n' +
        '\nExample:\n  npx instep check --docs ../windows-driver-docs --docs ../windows-driver-docs-ddi --json',
    )
    .action((flags: CheckFlags) => {
      const options = { complete: flags.complete === true };
      const result = check(flags.ledger, flags.docs, loadConfiguration(flags.ledger), options);
      process.stdout.write(report(result, flags, ownLedger));
      for (const problem of result.problems) process.stderr.write(`instep: ${problem.message}\n`);
      exit(result.problems.length > 0 ? exitCodes.cannotTell : isDrift(result) ? exitCodes.drift : exitCodes.inStep);
    });
}

function report(result: CheckResult, flags: CheckFlags, ownLedger: string): string {
  const format = (['json', 'markdown', 'github'] as const).find((name) => flags[name] === true) ?? 'text';
  switch (format) {
    case 'json':
      return checkAsJson(result);
    case 'markdown':
      return checkAsMarkdown(result);
    case 'github':
      return checkAsAnnotations(result);
    case 'text':
      return tellCheck(result, sameSources(flags, ownLedger));
    default:
      return unreachable(format);
  }
}

/** The options by which another command sees the same documentation and ledger. */
function sameSources({ docs, complete, ledger }: CheckFlags, ownLedger: string): string {
  const words = docs.flatMap((folder) => ['--docs', folder]);
  if (complete === true) words.push('--complete');
  if (ledger !== ownLedger) words.push('--ledger', ledger);
  return words.map((word) => ` ${shellWord(word)}`).join('');
}
