import { Command } from 'commander';
import { proveBaseline } from '../proof/prove-baseline';
import type { ProofOptions } from '../proof/prove-baseline';
import type { Proof } from '../proof/prove';
import { proofReport } from '../proof/report';
import type { ProvableViolation } from '../proof/verdict';
import { runBaseline } from './baseline';
import type { Baseline } from './baseline';
import { paintFor, parseSeed, Progress, seedOf } from './command';
import type { Output } from './command';
import { readContents } from './contents';
import { readAccount } from './ledger';
import type { LedgerAccount } from './ledger';
import { pagesOf } from './remarks';
import { writeSite } from '../site/write';
import { clearReports, reportFiles, siteFolder, writeReport } from './report-files';
import { exampleResults } from './results';
import { summarize } from './summary';
import { renderFailures, renderProblems, renderSummary } from './summary-text';

/** What `npm start` runs. */
export interface Project {
  readonly root: string;
  readonly violations: readonly ProvableViolation[];
  /** The names of the monitors; none when left out. */
  readonly monitors?: readonly string[];
  /** Counts the ledger's gaps and findings: `accountOf`. */
  readonly ledger: (root: string) => LedgerAccount;
}

/**
 * `npm start`: the whole specification and its proof in one process, then failures in full and the summary by chapter
 * and page. Writes the reports of `report-files.ts`, and builds the living documentation from them.
 * @param project what to run
 * @param argv the command line, as `process.argv` has it
 * @param output where to write
 * @returns whether everything passed, is proven, and nothing was passed over
 */
export async function startCommand(project: Project, argv: readonly string[], output: Output): Promise<boolean> {
  const options = new Command('start')
    .description('Runs the whole specification and its proof, and sums up by chapter and page.')
    .option('--seed <n>', 'decides every open order (default: SEED, or 7)', parseSeed)
    .parse(argv)
    .opts<{ readonly seed?: number }>();
  const began = performance.now();
  const { root, violations, monitors = [] } = project;
  const seed = seedOf(options.seed, process.env);
  const target = process.env['TARGET'] || null;
  const paint = paintFor(output, process.env);
  const progress = new Progress(output);

  clearReports(root, [...Object.values(reportFiles), siteFolder]);
  progress.show('loading the specification');
  let finished = 0;
  const baseline = await runBaseline(
    root,
    { seed, pictures: true },
    {
      reports: { [reportFiles.messages]: 'message', [reportFiles.html]: 'html', [reportFiles.junit]: 'junit' },
      onMessage: ({ testCaseFinished }, { testCases }) => {
        if (testCaseFinished) progress.show(`specification   ${++finished}/${testCases.length}`);
      },
    },
  );
  const proof = await proofOf(baseline, { violations, monitors, seed, target, progress });

  const seconds = Math.round(performance.now() - began) / 1000;
  const results = exampleResults(baseline.record);
  const { account, problems } = readAccount(root, project.ledger);
  const summary = summarize({
    target,
    seed,
    seconds,
    chapters: readContents(root).chapters,
    pages: pagesOf(baseline.record.documents),
    results,
    proof: proof.remarks,
    ledger: account,
    problems: [...baseline.problems, ...proof.problems, ...problems],
  });
  writeReport(root, reportFiles.proof, proofReport(proof, { target, seed, seconds }));
  writeReport(root, reportFiles.summary, { version: 1, ...summary });
  output.write(renderFailures(results, paint, root));
  output.write(renderProblems(summary, paint));
  output.write(renderSummary(summary, Object.values(reportFiles), paint));
  const site = writeSite(root);
  // What keeps the specification from being read is told already.
  const told = baseline.record.parseErrors.length > 0 || problems.length > 0;
  const untold = told ? [] : site.problems;
  for (const problem of untold) output.write(`  ${paint('red', problem)}\n`);
  output.write(`  Read it: ${site.start}\n`);
  return summary.success && untold.length === 0;
}

/** The proof of a specification that could be read; none of one with syntax errors, which are told already. */
async function proofOf(baseline: Baseline, options: ProofOptions): Promise<Proof> {
  if (baseline.record.parseErrors.length === 0) return proveBaseline(baseline, options);
  baseline.watchdog.stop();
  options.progress.clear();
  return { remarks: [], monitors: [], problems: [] };
}
