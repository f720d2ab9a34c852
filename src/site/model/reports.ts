import type { ProofOfRemark } from './build';
import type { ProvenViolation, Run } from './model';
import { formatProblem } from '../../run/problem';
import type { Summary } from '../../run/summary';
import type { RemarkProof } from '../../proof/prove';

/**
 * Reads `reports/summary.json`.
 * @throws SyntaxError when it is no JSON
 */
export function readSummary(text: string): Omit<Run, 'changed'> {
  const { target, seed, seconds, success, problems } = JSON.parse(text) as Summary;
  return { target, seed, seconds, success, problems: problems.map(formatProblem) };
}

/**
 * Reads `reports/proof.json`.
 * @returns by remark
 * @throws SyntaxError when it is no JSON
 */
export function readProof(text: string): Map<string, ProofOfRemark> {
  const { remarks } = JSON.parse(text) as { readonly remarks: readonly RemarkProof[] };
  return new Map(
    remarks.map(({ id, state, violations }) => [
      id,
      {
        state,
        violations: violations.map(
          ({ id: violation, title, state: outcome, caughtBy, crashes, examples, exercisedIn }): ProvenViolation => ({
            id: violation,
            title,
            state: outcome,
            caughtBy: (outcome === 'caught' ? caughtBy : crashes).map(({ example, error, message, happened }) => ({
              example,
              error,
              happened: happened ?? message,
            })),
            examples,
            exercisedIn,
          }),
        ),
      },
    ]),
  );
}
