import type { Paint } from '../run/command';
import { formatProblem } from '../run/problem';
import { unreachable } from '../run/unreachable';
import type { Proof } from './prove';
import type { Verdict, ViolationState } from './verdict';

/** How many remarks and violations of a proof are in which state. */
export interface ProofTotals {
  readonly remarks: number;
  readonly proven: number;
  readonly violations: number;
  readonly caught: number;
  readonly survived: number;
  readonly noEffect: number;
  readonly crashed: number;
  readonly notObserved: number;
  readonly notRun: number;
}

/** Counts a proof. */
export function proofTotals({ remarks }: Proof): ProofTotals {
  const states = remarks.flatMap(({ violations }) => violations.map(({ state }) => state));
  const count = (state: ViolationState): number => states.filter((one) => one === state).length;
  return {
    remarks: remarks.length,
    proven: remarks.filter(({ state }) => state === 'proven').length,
    violations: states.length,
    caught: count('caught'),
    survived: count('survived'),
    noEffect: count('no effect'),
    crashed: count('crashed'),
    notObserved: count('not observed'),
    notRun: count('not run'),
  };
}

/**
 * The proof as it is written to `reports/proof.json`.
 * @param proof the proof
 * @param run what it was made with: the target's path (`null` for the simulated one), the seed, the time in seconds
 */
export function proofReport(
  proof: Proof,
  run: { readonly target: string | null; readonly seed: number; readonly seconds: number },
): object {
  const success = proof.problems.length === 0;
  return { version: 1, ...run, success, totals: proofTotals(proof), ...proof };
}

/**
 * The matrix of a proof: each remark with its violations, and for each of those the example that caught it, with
 * what its message says has happened, or what else became of the violation.
 */
export function renderMatrix({ remarks }: Proof, paint: Paint): string {
  const rows = remarks.flatMap(({ id, level, file, line, state, violations }) => [
    `${paint('bold', id)}   ${level}   ${file}:${line}${state === 'proven' ? '' : `   ${paint('red', state)}`}\n`,
    ...violations.map((verdict) => renderVerdict(verdict, paint)),
  ]);
  return rows.join('');
}

function renderVerdict(verdict: Verdict, paint: Paint): string {
  const { state, id, title, caughtBy, crashes, examples, exercisedIn } = verdict;
  const failed = state === 'caught' ? caughtBy : crashes;
  const [first, ...others] = failed;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const how = first
    ? `\n      in  ${first.example} (${first.file}:${first.line})${more}\n      ${first.error}: ${first.happened ?? first.message}`
    : `\n      took effect in ${exercisedIn} of ${examples} examples`;
  return `  ${paint(styleOf(state), state.padEnd(12))}  ${id}   ${paint('dim', title)}${how}\n`;
}

function styleOf(state: ViolationState): 'green' | 'red' | 'yellow' {
  switch (state) {
    case 'caught':
      return 'green';
    case 'not observed':
      return 'yellow';
    case 'survived':
    case 'no effect':
    case 'crashed':
    case 'not run':
      return 'red';
    default:
      return unreachable(state);
  }
}

/** The monitors, each with the violations that nothing else catches; nothing where there are none. */
export function renderMonitors({ monitors }: Proof, paint: Paint): string {
  const rows = monitors.map(({ name, alone }) => {
    const [first = paint('red', 'none'), ...others] = alone;
    return `  ${name}   ${first}${others.length > 0 ? ` and ${others.length} more` : ''}\n`;
  });
  return rows.length === 0 ? '' : `${paint('bold', 'What each monitor alone catches')}\n${rows.join('')}`;
}

/** Why a proof fails, one line each; empty when it holds. */
export function renderProblems({ problems }: Proof, paint: Paint): string {
  if (problems.length === 0) return '';
  const lines = problems.map((problem) => `  ${formatProblem(problem)}\n`);
  return `${paint('red', `The proof fails, for ${lines.length} reason(s):`)}\n${lines.join('')}`;
}
