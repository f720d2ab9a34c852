import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Specification } from './cucumber';
import { guardProblems } from './guard';
import { formatProblem } from './problem';
import { configurationProblems, pathProblems, singlePaths } from './selection';

const fixture = (name: string): string => join(__dirname, '../../tests/run/fixtures', name);
const worldParameters = { seed: 7 };
let sound: Specification;
let unsound: Specification;

before(async () => {
  sound = await Specification.load(fixture('doorbell'));
  unsound = await Specification.load(fixture('unsound'));
});

/** What the guard tells of a run, in lines. */
async function told(specification: Specification, name: string, tags = '', paths: string[] = []): Promise<string[]> {
  const record = await specification.run({ worldParameters, tags, paths });
  return guardProblems(record, fixture(name)).map(formatProblem);
}

test('a sound run of everything, of one tag and of one feature has no problem', async () => {
  assert.deepEqual(await told(sound, 'doorbell'), []);
  assert.deepEqual(await told(sound, 'doorbell', '@remark:bell.forgets'), []);
  assert.deepEqual(await told(sound, 'doorbell', '', ['features/bells/silence.feature']), []);
  assert.deepEqual(await told(sound, 'doorbell', '', ['features/bells']), [], 'one of them has no Rule');
});

test('a run of nothing is no success', async () => {
  assert.deepEqual(await told(sound, 'doorbell', '@remark:no.such-remark'), [
    'no example was selected, so nothing was checked: see the paths, --tags and --name',
  ]);
  assert.equal((await told(sound, 'doorbell', '', ['features/nowhere.feature'])).length, 1);
});

test('what Cucumber passes over is told, each with its place', async () => {
  const unlisted = "this feature is not listed in features/contents.yaml: add it to its chapter's pages";
  assert.deepEqual(await told(unsound, 'unsound'), [
    `features/bells/loose-ends.feature:10: no step definition for "nobody knows this step"`,
    `features/bells/loose-ends.feature:14: several step definitions for "the bell is pulled": ` +
      `steps/bell.ts:3 and steps/bell.ts:4`,
    `features/bells/loose-ends.feature:22: no step definition for "nobody knows a gong"`,
    `features/bells/stray.feature: ${unlisted}`,
    "features/bells/stray.feature:1: unknown tag @later: the specification's tags are @page:, @remark:, @must, @should, @may, @needs:, @unless:",
    'features/bells/stray.feature:7: the Rule "Nothing is lost" needs exactly one @remark:<id>; it has none',
    'features/contents.yaml:4: features/bells/missing.feature is listed here, but does not exist',
    'steps/bell.ts:5: the step "the bell is repaired" is pending: it asserts nothing yet',
    'steps/bell.ts:6: no step of the specification uses "nobody says this": remove it, or write the step that needs it',
  ]);
});

test('definitions that a part of the specification does not use are not told', async () => {
  const lines = await told(unsound, 'unsound', '', ['features/bells/stray.feature']);
  assert.ok(lines.length > 0);
  assert.ok(lines.every((line) => line.startsWith('features/bells/stray.feature')));
});

test('each path and each line of a command line must select an example', async () => {
  const ringing = 'features/bells/ringing.feature';
  assert.deepEqual(singlePaths([`${ringing}:12:16`, 'features']), [`${ringing}:12`, `${ringing}:16`, 'features']);
  const none = await pathProblems(['features', 'features/bells/*.feature', `${ringing}:16:23`], fixture('doorbell'));
  assert.deepEqual(none, []);
  const some = await pathProblems([`${ringing}:16:3`, 'features/none.feature', 'no*where'], fixture('doorbell'));
  assert.deepEqual(some.map(formatProblem), [
    `${ringing}:3: no example stands in this line: an example is named by the line of its keyword, an outline's row by the row's`,
    'features/none.feature: this path selects no example',
    'no*where: this path selects no example',
  ]);
  const ruleless = await pathProblems(['features/bells/overview.feature'], fixture('doorbell'));
  assert.deepEqual(ruleless.map(formatProblem), [
    'features/bells/overview.feature: this path selects no example: its prose says where its statements live',
  ]);
});

test('a configuration that names paths, which Cucumber adds to every command line, is told', async () => {
  assert.deepEqual(await configurationProblems(join(__dirname, '../..')), []);
  assert.deepEqual((await configurationProblems(fixture('merging'))).map(formatProblem), [
    'the configuration names paths (features/bells), which every command line gets as well: remove them',
  ]);
});
