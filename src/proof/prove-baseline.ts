import type { Baseline } from '../run/baseline';
import type { Progress } from '../run/command';
import { describeProgress } from '../run/watchdog';
import { prove } from './prove';
import type { Proof, ProofRequest } from './prove';

/** What a proof is made of besides the run that it starts from. */
export interface ProofOptions extends Pick<ProofRequest, 'violations' | 'monitors' | 'seed' | 'only'> {
  /** The path of the target's module; `null` for the simulated one. */
  readonly target: string | null;
  /** Where the progress is shown. */
  readonly progress: Progress;
}

/**
 * Proves the specification that a baseline has run, under the baseline's watchdog, which is stopped at the end.
 * @throws UserError when `only` names what does not exist
 */
export async function proveBaseline(baseline: Baseline, options: ProofOptions): Promise<Proof> {
  const { specification, record, watchdog } = baseline;
  const { target, progress, violations, monitors = [], seed, only = {} } = options;
  let current = '';
  try {
    return await prove({
      run: (request) => specification.run(request),
      baseline: record,
      violations,
      monitors,
      seed,
      only,
      unobservedAllowed: target !== null,
      onProgress: (done, total, { id }) => {
        current = id;
        progress.show(`proof   ${done}/${total}   ${id}`);
      },
      onMessage: (envelope, sofar) => {
        const example = describeProgress(sofar, envelope);
        watchdog.progress(example === undefined ? undefined : `${example}, with the violation "${current}"`);
      },
    });
  } finally {
    watchdog.stop();
    progress.clear();
  }
}
