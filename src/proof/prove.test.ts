import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { violations } from '../../tests/run/fixtures/doorbell/violations';
import { Specification } from '../run/cucumber';
import { formatProblem } from '../run/problem';
import type { RunRecord } from '../run/record';
import { prove } from './prove';
import type { Proof, ProofRequest } from './prove';
import { proofReport, proofTotals, renderMatrix, renderMonitors, renderProblems } from './report';
import type { ProvableViolation } from './verdict';

const root = join(__dirname, '../../tests/run/fixtures/doorbell');
const seed = 7;
const plain = (_style: string, text: string): string => text;
let specification: Specification;
let baseline: RunRecord;

before(async () => {
  specification = await Specification.load(root);
  baseline = await specification.run({ worldParameters: { seed } });
});

/** Proves the doorbell with some violations. */
function proveWith(list: readonly ProvableViolation[], more: Partial<ProofRequest> = {}): Promise<Proof> {
  const run: ProofRequest['run'] = (request) => specification.run(request);
  return prove({ run, baseline, violations: list, seed, unobservedAllowed: false, ...more });
}

/** The proof with one more violation, and what it says of it. */
async function told(violation: ProvableViolation): Promise<string> {
  const { problems } = await proveWith([...violations, violation]);
  assert.equal(problems.length, 1);
  return problems.map(formatProblem).join('\n');
}

test('a specification is proven when each remark catches each of its violations', async () => {
  const progress: string[] = [];
  const proof = await proveWith(violations, {
    onProgress: (done, total, { id }) => progress.push(`${done}/${total} ${id}`),
  });
  assert.deepEqual(proof.problems, []);
  assert.deepEqual(
    proof.remarks.map(({ id, examples, baseline: without, state }) => [id, examples, without, state]),
    [
      ['bell.rings-once', 3, 'passed', 'proven'],
      ['bell.forgets', 1, 'passed', 'proven'],
      ['bell.silent-untouched', 1, 'passed', 'proven'],
    ],
  );
  assert.deepEqual(progress, ['0/3 rings-twice', '1/3 keeps-the-press', '2/3 rings-untouched']);
  assert.equal(
    renderMatrix(proof, plain).split('bell.forgets')[0],
    [
      'bell.rings-once   must   features/bells/ringing.feature:10',
      '  caught        rings-twice   a press rings twice',
      '      in  A single press (features/bells/ringing.feature:12) and 2 more',
      '      ExpectationFailed: 2 rings',
      '',
    ].join('\n'),
  );
  const { caught, violations: all, proven } = proofTotals(proof);
  assert.deepEqual([caught, all, proven], [3, 3, 3]);
});

test('what shows nothing fails the proof, each with its reason', async () => {
  const place = 'features/bells/ringing.feature:10: bell.rings-once is not proven: the violation';
  assert.equal(
    await told({ id: 'harmless', breaks: 'bell.rings-once', title: 'does nothing' }),
    `${place} "harmless" (does nothing) took effect in 3 of 3 examples, and none of them fails`,
  );
  assert.equal(
    await told({ id: 'absent', breaks: 'bell.rings-once', title: 'is nowhere' }),
    `${place} "absent" (is nowhere) took effect in none of 3 examples`,
  );
  assert.equal(
    await told({ id: 'crashes', breaks: 'bell.rings-once', title: 'cuts the wire' }),
    `${place} "crashes" (cuts the wire) is not caught by an assertion, but by a crash in A single press ` +
      '(features/bells/ringing.feature:12): TypeError: the wire is cut',
  );
});

test('a monitor that catches nothing alone fails the proof, where all of it is made on the target of the project', async () => {
  const monitors = ['hears', 'sees'];
  const told = async (more: Partial<ProofRequest> = {}): Promise<string[]> =>
    (await proveWith(violations, { monitors, ...more })).problems.map(formatProblem);
  assert.deepEqual(await told(), [
    'the monitor sees is not proven: whatever it catches, something else catches too, so nothing shows that it is needed',
  ]);
  assert.deepEqual(await told({ only: { remark: 'bell.rings-once' } }), []);
  assert.deepEqual(await told({ only: { violation: 'rings-twice' } }), []);
  assert.deepEqual(await told({ unobservedAllowed: true }), []);
  const proof = await proveWith(violations, { monitors });
  assert.deepEqual(proof.monitors, [
    { name: 'hears', alone: ['rings-untouched'] },
    { name: 'sees', alone: [] },
  ]);
  assert.equal(
    renderMonitors(proof, plain),
    'What each monitor alone catches\n  hears   rings-untouched\n  sees   none\n',
  );
  assert.equal(renderMonitors(await proveWith(violations), plain), '');
});

test('violations and remarks must match', async () => {
  assert.equal(
    await told({ id: 'lost', breaks: 'bell.no-such-remark', title: 'is lost' }),
    'the violation "lost" breaks the remark "bell.no-such-remark", which no Rule carries',
  );
  const { problems } = await proveWith(violations.slice(0, 2));
  assert.deepEqual(problems.map(formatProblem), [
    'features/bells/silence.feature:7: bell.silent-untouched is not proven: it has no violation, ' +
      'so nothing shows that its examples can fail',
  ]);
  const twice = await proveWith([...violations, ...violations.slice(0, 1)]);
  assert.deepEqual(twice.problems.map(formatProblem), ['two violations are called "rings-twice"']);
  assert.match(renderProblems(twice, plain), /^The proof fails, for 1 reason\(s\):\n {2}two violations/);
});

test('examples that fail without any violation prove nothing', async () => {
  const broken = await specification.run({ worldParameters: { seed, violation: 'rings-twice' } });
  const { remarks, problems } = await proveWith(violations, { baseline: broken });
  assert.deepEqual(
    remarks.map(({ state, violations: [verdict] }) => [state, verdict?.state]),
    [
      ['unproven', 'not run'],
      ['proven', 'caught'],
      ['proven', 'caught'],
    ],
  );
  assert.match(
    problems.map(formatProblem).join('\n'),
    /^features\/bells\/ringing\.feature:10: .* must pass without any violation, but one fails: A single press \(.*:12\)$/,
  );
});

test('an example that the target cannot show is no proof, and no fault of a target that a user brings', async () => {
  const target = { seed, target: 'without memory' };
  const blind = await specification.run({ worldParameters: target });
  const strict = await proveWith(violations, { baseline: blind });
  const lenient = await proveWith(violations, { baseline: blind, unobservedAllowed: true });
  assert.deepEqual(
    lenient.remarks.map(({ state }) => state),
    ['proven', 'not observed', 'proven'],
  );
  assert.deepEqual(lenient.problems, []);
  assert.match(strict.problems.map(formatProblem).join('\n'), /^features.*:26: .* skipped on the simulated target$/);
});

test('one remark or one violation can be proven alone, and an unknown one is told', async () => {
  const ids = ({ remarks }: Proof): string[][] =>
    remarks.map(({ id, violations: list }) => [id, ...list.map((verdict) => verdict.id)]);
  assert.deepEqual(ids(await proveWith(violations, { only: { remark: 'bell.forgets' } })), [
    ['bell.forgets', 'keeps-the-press'],
  ]);
  const one = await proveWith(violations, { only: { violation: 'rings-twice' } });
  assert.deepEqual(ids(one), [['bell.rings-once', 'rings-twice']]);
  assert.deepEqual(one.problems, []);
  const reject = (only: ProofRequest['only'], message: string): Promise<void> =>
    assert.rejects(proveWith(violations, { only: only ?? {} }), { name: 'UserError', message });
  await reject(
    { remark: 'bell.forget' },
    'unknown remark "bell.forget"; similar ones are ' + 'bell.rings-once, bell.forgets, bell.silent-untouched',
  );
  await reject({ violation: 'xx' }, 'unknown violation "xx"; npm run prove lists them all');
  await reject(
    { remark: 'bell.forgets', violation: 'rings-twice' },
    'unknown violation of bell.forgets ' + '"rings-twice"; npm run prove lists them all',
  );
});

test('the report says what the proof was made with', async () => {
  const proof = await proveWith(violations.slice(0, 2));
  const report = proofReport(proof, { target: null, seed, seconds: 1.5 }) as Record<string, unknown>;
  assert.deepEqual(Object.keys(report), [
    'version',
    'target',
    'seed',
    'seconds',
    'success',
    'totals',
    'remarks',
    'monitors',
    'problems',
  ]);
  assert.equal(report['success'], false);
});
