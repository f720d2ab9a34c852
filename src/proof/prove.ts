import type { RunRecord } from '../run/record';
import type { RunRequest } from '../run/cucumber';
import type { Problem } from '../run/problem';
import { pagesOf } from '../run/remarks';
import type { Remark } from '../run/remarks';
import { exampleResults } from '../run/results';
import type { ExampleResult } from '../run/results';
import { unreachable } from '../run/unreachable';
import { UserError } from '../run/user-error';
import { judge } from './verdict';
import type { ProvableViolation, Verdict } from './verdict';

/** A remark with what shows that its examples can fail. */
export interface RemarkProof extends Remark {
  /** How many examples it has. */
  readonly examples: number;
  /** What became of its examples without any violation. */
  readonly baseline: 'passed' | 'failed' | 'not observed';
  /** `proven`: its examples pass, and catch each of its violations. */
  readonly state: 'proven' | 'unproven' | 'not observed';
  readonly violations: readonly Verdict[];
}

/** A monitor with what shows that it is needed. */
export interface MonitorProof {
  readonly name: string;
  /** The ids of the violations that nothing else catches: without the monitor, every example of the remark would pass. */
  readonly alone: readonly string[];
}

/** The whole proof. */
export interface Proof {
  readonly remarks: readonly RemarkProof[];
  readonly monitors: readonly MonitorProof[];
  /** Why the proof fails; empty when it holds. */
  readonly problems: readonly Problem[];
}

/** What is to be proven, and by what. */
export interface ProofRequest {
  /** Runs examples: `Specification.run`. */
  readonly run: (request: RunRequest) => Promise<RunRecord>;
  /** The run of the examples without a violation. */
  readonly baseline: RunRecord;
  readonly violations: readonly ProvableViolation[];
  /** The names of the monitors, each of which must catch a violation that nothing else catches; none when left out. */
  readonly monitors?: readonly string[];
  readonly seed: number;
  /** Only this remark, or only this violation. */
  readonly only?: { readonly remark?: string | undefined; readonly violation?: string | undefined };
  /** Whether a target may lack what an example needs: one that a user brings may, the project's own may not. */
  readonly unobservedAllowed: boolean;
  /** Called before each violation is run. */
  readonly onProgress?: (done: number, total: number, violation: ProvableViolation) => void;
  readonly onMessage?: RunRequest['onMessage'];
}

/**
 * Checks that what a user asked for exists.
 * @throws UserError naming the id that does not
 */
export function checkSelection(
  { remark, violation }: NonNullable<ProofRequest['only']>,
  remarks: readonly Remark[],
  violations: readonly ProvableViolation[],
): void {
  const similar = (id: string, known: readonly string[]): string => {
    const words = id.split(/[.-]/).filter((word) => word.length > 2);
    const near = known.filter((candidate) => words.some((word) => candidate.includes(word))).slice(0, 5);
    return near.length > 0 ? `; similar ones are ${near.join(', ')}` : '; npm run prove lists them all';
  };
  const unknown = (what: string, id: string | undefined, known: readonly string[]): void => {
    if (id === undefined || known.includes(id)) return;
    throw new UserError(`unknown ${what} "${id}"${similar(id, known)}`);
  };
  const ids = remarks.map(({ id }) => id);
  unknown('remark', remark, ids);
  const candidates = violations.filter(({ breaks }) => remark === undefined || breaks === remark);
  const what = remark === undefined ? 'violation' : `violation of ${remark}`;
  unknown(
    what,
    violation,
    candidates.map(({ id }) => id),
  );
}

/**
 * Runs the examples of every remark against each of its violations.
 * @returns the remarks in the order of the features, each with its violations, and why the proof fails
 * @throws UserError when `only` names what does not exist
 */
export async function prove(request: ProofRequest): Promise<Proof> {
  const { baseline, violations, only = {} } = request;
  const all = pagesOf(baseline.documents).flatMap(({ remarks }) => remarks);
  checkSelection(only, all, violations);
  const selected = violations.filter(
    ({ id, breaks }) => (only.violation ?? id) === id && (only.remark ?? breaks) === breaks,
  );
  const wanted = new Set(selected.map(({ breaks }) => breaks));
  const remarks = all.filter(({ id }) => (only.violation === undefined ? (only.remark ?? id) === id : wanted.has(id)));
  const results = exampleResults(baseline);

  const proofs: RemarkProof[] = [];
  const problems = listProblems(violations, all, only);
  let done = 0;
  for (const remark of remarks) {
    const own = results.filter((result) => result.remark === remark.id);
    const state = baselineState(own);
    const verdicts: Verdict[] = [];
    for (const violation of selected.filter(({ breaks }) => breaks === remark.id)) {
      request.onProgress?.(done++, selected.length, violation);
      verdicts.push(
        state === 'passed'
          ? judge(violation, exampleResults(await runAgainst(request, remark, violation)), request.unobservedAllowed)
          : { ...judge(violation, []), state: state === 'failed' ? 'not run' : 'not observed' },
      );
    }
    const proof: RemarkProof = {
      ...remark,
      examples: own.length,
      baseline: state,
      state: proofState(state, verdicts),
      violations: verdicts,
    };
    proofs.push(proof);
    problems.push(...remarkProblems(proof, own, request.unobservedAllowed));
  }
  const monitors = monitorProofs(request.monitors ?? [], proofs);
  // Part of the violations cannot show it, nor can a target which some of them find nothing to spoil in.
  const isWhole = only.remark === undefined && only.violation === undefined && !request.unobservedAllowed;
  if (isWhole) problems.push(...monitorProblems(monitors));
  return { remarks: proofs, monitors, problems };
}

/** What each monitor catches alone. */
function monitorProofs(names: readonly string[], remarks: readonly RemarkProof[]): MonitorProof[] {
  const verdicts = remarks.flatMap(({ violations }) => violations);
  return names.map((name) => {
    const alone = verdicts.filter(({ state, onlyBy }) => state === 'caught' && onlyBy === name);
    return { name, alone: alone.map(({ id }) => id) };
  });
}

const monitorProblems = (monitors: readonly MonitorProof[]): Problem[] =>
  monitors
    .filter(({ alone }) => alone.length === 0)
    .map(({ name }) => ({
      message: `the monitor ${name} is not proven: whatever it catches, something else catches too, so nothing shows that it is needed`,
    }));

function runAgainst(
  { run, seed, onMessage }: ProofRequest,
  remark: Remark,
  { id }: ProvableViolation,
): Promise<RunRecord> {
  return run({
    worldParameters: { seed, violation: id },
    paths: [remark.file],
    tags: `@remark:${remark.id}`,
    ...(onMessage ? { onMessage } : {}),
  });
}

function baselineState(results: readonly ExampleResult[]): RemarkProof['baseline'] {
  if (results.some(({ status }) => status === 'failed')) return 'failed';
  return results.some(({ status }) => status === 'passed') ? 'passed' : 'not observed';
}

function proofState(baseline: RemarkProof['baseline'], verdicts: readonly Verdict[]): RemarkProof['state'] {
  if (baseline === 'failed' || verdicts.length === 0) return 'unproven';
  if (!verdicts.every(({ state }) => state === 'caught' || state === 'not observed')) return 'unproven';
  return verdicts.every(({ state }) => state === 'caught') && baseline === 'passed' ? 'proven' : 'not observed';
}

/** What is wrong with the list of violations itself. */
function listProblems(
  violations: readonly ProvableViolation[],
  remarks: readonly Remark[],
  only: NonNullable<ProofRequest['only']>,
): Problem[] {
  if (only.remark !== undefined) return [];
  const problems: Problem[] = [];
  const known = new Set(remarks.map(({ id }) => id));
  const seen = new Set<string>();
  for (const { id, breaks } of violations) {
    if (only.violation !== undefined && only.violation !== id) continue;
    if (seen.has(id)) problems.push({ message: `two violations are called "${id}"` });
    seen.add(id);
    if (known.has(breaks)) continue;
    problems.push({ message: `the violation "${id}" breaks the remark "${breaks}", which no Rule carries` });
  }
  return problems;
}

function remarkProblems(proof: RemarkProof, results: readonly ExampleResult[], unobservedAllowed: boolean): Problem[] {
  const { id, file, line, baseline, violations } = proof;
  const problem = (message: string): Problem => ({ file, line, message: `${id} is not proven: ${message}` });
  if (baseline === 'failed') {
    const failed = results.find(({ status }) => status === 'failed');
    const example = `${failed?.name ?? ''} (${failed?.file ?? ''}:${failed?.line ?? 0})`;
    return [problem(`its examples must pass without any violation, but one fails: ${example}`)];
  }
  if (violations.length === 0) {
    return [problem('it has no violation, so nothing shows that its examples can fail')];
  }
  return violations.flatMap((verdict) => {
    const message = verdictProblem(verdict, unobservedAllowed);
    return message === undefined ? [] : [problem(message)];
  });
}

function verdictProblem(verdict: Verdict, unobservedAllowed: boolean): string | undefined {
  const { id, title, state, examples, exercisedIn, crashes } = verdict;
  const violation = `the violation "${id}" (${title})`;
  switch (state) {
    case 'caught':
    case 'not run':
      return undefined;
    case 'survived':
      return `${violation} took effect in ${exercisedIn} of ${examples} examples, and none of them fails`;
    case 'no effect':
      return `${violation} took effect in none of ${examples} examples`;
    case 'crashed': {
      const { example, file, line, error, message } = crashes[0] ?? {
        example: '',
        file: '',
        line: 0,
        error: '',
        message: '',
      };
      return `${violation} is not caught by an assertion, but by a crash in ${example} (${file}:${line}): ${error}: ${message}`;
    }
    case 'not observed':
      return unobservedAllowed
        ? undefined
        : `${violation}: an example that may catch it is skipped on the simulated target`;
    default:
      return unreachable(state);
  }
}
