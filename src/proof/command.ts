import { Command } from 'commander';
import { paintFor, parseSeed, Progress, seedOf } from '../run/command';
import type { Output } from '../run/command';
import { runBaseline } from '../run/baseline';
import { formatProblem } from '../run/problem';
import { clearReports, reportFiles, writeReport } from '../run/report-files';
import { proveBaseline } from './prove-baseline';
import { proofReport, proofTotals, renderMatrix, renderMonitors, renderProblems } from './report';
import type { ProvableViolation } from './verdict';

/** The options of `npm run prove`. */
interface ProveOptions {
  readonly remark?: string;
  readonly violation?: string;
  readonly seed?: number;
}

/**
 * `npm run prove`: runs the specification, then the examples of every remark against each of its violations; prints
 * the matrix and writes `reports/proof.json`.
 * @param project the project's folder, its violations and the names of its monitors
 * @param argv the command line, as `process.argv` has it
 * @param output where to write
 * @returns whether every remark is proven, and every monitor needed
 * @throws UserError for ids that do not exist
 */
export async function proveCommand(
  project: {
    readonly root: string;
    readonly violations: readonly ProvableViolation[];
    readonly monitors?: readonly string[];
  },
  argv: readonly string[],
  output: Output,
): Promise<boolean> {
  const options = new Command('prove')
    .description('Shows that the examples of every remark can fail: each of its violations must be caught.')
    .option('--remark <id>', 'prove this remark only')
    .option('--violation <id>', 'apply this violation only')
    .option('--seed <n>', 'decides every open order (default: SEED, or 7)', parseSeed)
    .parse(argv)
    .opts<ProveOptions>();
  const began = performance.now();
  const { root, violations, monitors = [] } = project;
  const seed = seedOf(options.seed, process.env);
  const target = process.env['TARGET'] || null;
  const paint = paintFor(output, process.env);
  const progress = new Progress(output);

  clearReports(root, [reportFiles.proof]);
  progress.show('the specification, without a violation');
  const baseline = await runBaseline(root, { seed });
  const { problems } = baseline;
  if (problems.length > 0) {
    baseline.watchdog.stop();
    progress.clear();
    const lines = problems.map((problem) => `  ${formatProblem(problem)}\n`);
    output.write(`${paint('red', 'Nothing can be proven of a specification that is not sound:')}\n${lines.join('')}`);
    return false;
  }
  const { remark, violation } = options;
  const proof = await proveBaseline(baseline, {
    violations,
    monitors,
    seed,
    target,
    progress,
    only: { remark, violation },
  });
  const seconds = Math.round(performance.now() - began) / 1000;
  writeReport(root, reportFiles.proof, proofReport(proof, { target, seed, seconds }));
  const { remarks, proven, violations: all, caught } = proofTotals(proof);
  const shown = remark === undefined && violation === undefined ? `\n${renderMonitors(proof, paint)}` : '';
  output.write(`${renderMatrix(proof, paint)}${shown}\n${renderProblems(proof, paint)}`);
  output.write(`${proven} of ${remarks} remarks proven   ${caught} of ${all} violations caught   `);
  output.write(`${seconds.toFixed(1)} s   ${reportFiles.proof}\n`);
  return proof.problems.length === 0;
}
