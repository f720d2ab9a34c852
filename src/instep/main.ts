import { Command, CommanderError } from 'commander';
import { join, relative } from 'node:path';
import { adopt } from './adopt';
import { ledgerSize } from './check';
import { addAcceptCommand } from './commands/accept';
import { addCheckCommand } from './commands/check';
import { collect, exitCodes } from './commands/common';
import { addCoverageCommand } from './commands/coverage';
import { addNamesCommand } from './commands/names';
import { addSelfTestCommand } from './commands/selftest';
import { loadConfiguration } from './configuration';
import { readOne } from './corpus';
import { addHistoryCommands } from './history/commands';
import { checkContents, checkLedger } from './ledger/check';
import { checkLevels } from './ledger/check-levels';
import { checkFoundNames } from './ledger/check-names';
import { loadContents } from './ledger/contents';
import { loadLedger } from './ledger/load';
import { Problem } from './problem';
import { readRemarks } from './remarks';
import { tellStatements } from './report/statements';
import { addFetchCommand } from './sources/commands';

/** The ledger beside the sources, as seen from where the user stands. */
const ownLedger = relative(process.cwd(), join(__dirname, '..', '..', 'ledger')) || '.';

interface StatementsOptions {
  readonly json?: boolean;
  readonly wording?: boolean;
  readonly ledger: string;
}

interface AdoptOptions {
  readonly docs: readonly string[];
  readonly ledger: string;
}

/**
 * The command line.
 *
 * @param args the arguments behind the command's name
 * @param later takes the work of a command that ends later, and its exit code; see {@link run}
 * @returns the exit code
 */
export function main(args: readonly string[], later: (work: Promise<number>) => void = () => undefined): number {
  let code: number = exitCodes.inStep;
  const program = createProgram((exit) => {
    code = exit;
  }, later);
  try {
    program.parse([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.inStep : exitCodes.cannotTell;
    return tellProblem(error);
  }
}

/**
 * The command line, with the commands that take their time.
 *
 * @param args the arguments behind the command's name
 * @returns the exit code, when everything is done
 */
export async function run(args: readonly string[]): Promise<number> {
  const works: Promise<number>[] = [];
  const code = main(args, (work) => works.push(work));
  try {
    return (await works[0]) ?? code;
  } catch (error) {
    return tellProblem(error);
  }
}

function tellProblem(error: unknown): number {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`instep: ${error.message}\n`);
  return exitCodes.cannotTell;
}

function createProgram(exit: (code: number) => void, later: (work: Promise<number>) => void): Command {
  const program = new Command('instep')
    .description('Keeps the specification in step with the documentation that it paraphrases.')
    .exitOverride()
    .showHelpAfterError('Try --help.');

  addCheckCommand(program, ownLedger, exit, later);
  addAcceptCommand(program, ownLedger, exit);
  addCoverageCommand(program, ownLedger, exit);
  addNamesCommand(program, ownLedger, exit);
  addSelfTestCommand(program, ownLedger, exit);

  program
    .command('ledger')
    .description(
      'Checks the ledger itself: dispositions, reasons, addresses, findings, names, and that remarks and statements name each other and have the same level.',
    )
    .option('--ledger <dir>', 'the folder that holds the ledger and its instep.yaml', ownLedger)
    .addHelpText('after', '\nExit code: 0 consistent, 2 not.\n\nExample:\n  npx instep ledger')
    .action((options: { readonly ledger: string }) => {
      const configuration = loadConfiguration(options.ledger);
      const ledger = loadLedger(options.ledger);
      const { remarks } = readRemarks(configuration.features);
      const problems = [
        ...checkLedger(ledger, remarks, configuration.salt),
        ...checkLevels(ledger, remarks),
        ...checkFoundNames(ledger, configuration.names, configuration.salt),
        ...checkContents(ledger, loadContents(options.ledger)),
      ];
      for (const problem of problems) process.stderr.write(`instep: ${problem.message}\n`);
      const { pages, statements, gaps } = ledgerSize(ledger);
      process.stdout.write(
        `${pages} pages   ${statements} statements   ${gaps} gaps   ${remarks.length} remarks   ` +
          `${ledger.findings.length} findings   ${problems.length} problems\n`,
      );
      exit(problems.length > 0 ? exitCodes.cannotTell : exitCodes.inStep);
    });

  program
    .command('statements')
    .description('Shows the statements that a documentation page makes: address, line, level, kind and text.')
    .argument('<file>', 'a documentation page, in Markdown or HTML')
    .option('--json', 'print JSON')
    .option('--wording', "print each statement's fingerprint and the hashes of its words too")
    .option('--ledger <dir>', 'the folder that holds the ledger and its instep.yaml', ownLedger)
    .addHelpText('after', '\nExample:\n  npx instep statements docs/some-page.md')
    .action((file: string, options: StatementsOptions) => {
      const configuration = loadConfiguration(options.ledger);
      const page = readOne(file, configuration);
      process.stdout.write(
        tellStatements(page, configuration, { json: options.json === true, wording: options.wording === true }),
      );
      exit(exitCodes.inStep);
    });

  program
    .command('adopt')
    .description('Enters pages into the ledger, every statement as a gap. Never touches a page that is in it already.')
    .argument('[page...]', 'page ids, such as guide/some-page; without any, all pages found that are not in the ledger')
    .requiredOption('--docs <dir>', 'a folder of documentation; may be repeated', collect)
    .option('--ledger <dir>', 'the folder that holds the ledger and its instep.yaml', ownLedger)
    .addHelpText('after', '\nExample:\n  npx instep adopt --docs docs guide/some-page')
    .action((pages: readonly string[], options: AdoptOptions) => {
      const adopted = adopt(options.ledger, options.docs, pages, loadConfiguration(options.ledger));
      for (const { id, file, statements } of adopted)
        process.stdout.write(`${id}   ${statements} statements   ${file}\n`);
      process.stdout.write(`${adopted.length} pages adopted\n`);
      exit(exitCodes.inStep);
    });

  addHistoryCommands(program, ownLedger, later);
  addFetchCommand(program, ownLedger, later);

  return program;
}
