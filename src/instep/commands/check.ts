import { type Command, Option } from 'commander';
import { createRequire } from 'node:module';
import { check, type CheckResult, isDrift } from '../check';
import { loadConfiguration } from '../configuration';
import { unreachable } from '../problem';
import { checkAsAnnotations } from '../report/github';
import { checkAsJson } from '../report/json';
import { checkAsMarkdown } from '../report/markdown';
import { tellCheck } from '../report/text';
import { collect, docsHelp, documentation, type Exit, exitCodes, shellWord } from './common';

interface CheckFlags {
  readonly docs?: readonly string[];
  readonly latest?: boolean;
  readonly complete?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly github?: boolean;
  readonly ledger: string;
}

/**
 * Adds the command that compares documentation with the ledger.
 *
 * @param later takes the work of a command that ends later, and its exit code
 */
export function addCheckCommand(
  program: Command,
  ownLedger: string,
  exit: Exit,
  later: (work: Promise<number>) => void,
): void {
  program
    .command('check')
    .description('Compares documentation with the ledger, and tells what changed and which remarks that concerns.')
    .option('--docs <dir>', docsHelp, collect)
    .addOption(new Option('--latest', 'fetch the newest documentation and check that, all of it').conflicts('docs'))
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
      if (flags.latest !== true) {
        exit(runCheck(flags, documentation(flags.docs, loadConfiguration(flags.ledger)), ownLedger));
        return;
      }
      const { latestDocs } = createRequire(__filename)('../sources/run') as typeof import('../sources/run');
      later(latestDocs(flags.ledger).then((docs) => runCheck({ ...flags, docs, complete: true }, docs, ownLedger)));
    });
}

function runCheck(flags: CheckFlags, docs: readonly string[], ownLedger: string): number {
  const options = { complete: flags.complete === true, fetched: flags.latest === true };
  const result = check(flags.ledger, docs, loadConfiguration(flags.ledger), options);
  process.stdout.write(report(result, flags, ownLedger));
  for (const problem of result.problems) process.stderr.write(`instep: ${problem.message}\n`);
  if (result.problems.length > 0) return exitCodes.cannotTell;
  return isDrift(result) ? exitCodes.drift : exitCodes.inStep;
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
function sameSources({ docs = [], complete, ledger }: CheckFlags, ownLedger: string): string {
  const words = docs.flatMap((folder) => ['--docs', folder]);
  if (complete === true) words.push('--complete');
  if (ledger !== ownLedger) words.push('--ledger', ledger);
  return words.map((word) => ` ${shellWord(word)}`).join('');
}
