import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { contentsProblems, featureFilesOf, parseContents, readContents } from './contents';
import { formatProblem } from './problem';

const good = `chapters:
  - title: Bells
    folder: bells
    pages: [ringing, silence]
  - title: Knockers
    folder: knockers
    pages:
      - brass
`;

const told = (text: string): string[] => parseContents(text).problems.map(formatProblem);

test('chapters and their pages keep their order, and each page knows its line', () => {
  const { chapters, problems } = parseContents(good);
  assert.deepEqual(problems, []);
  assert.deepEqual(chapters, [
    {
      title: 'Bells',
      folder: 'bells',
      pages: [
        { file: 'features/bells/ringing.feature', line: 4 },
        { file: 'features/bells/silence.feature', line: 4 },
      ],
    },
    { title: 'Knockers', folder: 'knockers', pages: [{ file: 'features/knockers/brass.feature', line: 8 }] },
  ]);
});

test('a checkout with CRLF reads the same', () => {
  assert.deepEqual(parseContents(good.replaceAll('\n', '\r\n')), parseContents(good));
});

test('broken YAML is one problem with its line', () => {
  const problems = told('chapters:\n  - title: [\n');
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /^features\/contents\.yaml:\d+: /);
});

test('each deviation from the form is told with its line', () => {
  const form = 'expected a list of chapters: chapters: [{ title, folder, pages: [...] }]';
  assert.deepEqual(told(''), [`features/contents.yaml:1: ${form}`]);
  assert.deepEqual(told('chapters: none'), [`features/contents.yaml:1: ${form}`]);
  assert.deepEqual(told('chapters:\n  - bells'), [
    'features/contents.yaml:2: expected a chapter: { title, folder, pages: [...] }',
  ]);
  assert.deepEqual(told('chapters:\n  - title: Bells\n    pages: [7]'), [
    'features/contents.yaml:2: expected a chapter to have a folder: a text that is not empty',
    'features/contents.yaml:3: expected the name of a feature file, without its extension',
  ]);
  assert.deepEqual(told('chapters:\n  - title: 7\n    folder: bells'), [
    'features/contents.yaml:2: expected a chapter to have a title: a text that is not empty',
    'features/contents.yaml:2: expected a chapter to have pages: a list of feature file names without extension',
  ]);
});

test('a page that is listed twice is told with the line of the first', () => {
  assert.deepEqual(told('chapters:\n  - title: Bells\n    folder: bells\n    pages:\n      - a\n      - a\n'), [
    'features/contents.yaml:6: features/bells/a.feature is listed twice; the first time in line 5',
  ]);
});

test('an absent table of contents is told, not thrown', () => {
  const { chapters, problems } = readContents(join(__dirname, 'no such folder'));
  assert.deepEqual(chapters, []);
  assert.match(problems.map(formatProblem).join(), /^features\/contents\.yaml: absent; it lists the chapters/);
});

test('feature files and listed pages must be the same', () => {
  const contents = parseContents(good);
  const files = ['features/bells/ringing.feature', 'features/bells/stray.feature', 'features/knockers/brass.feature'];
  assert.deepEqual(contentsProblems(contents, files, files).map(formatProblem), [
    'features/contents.yaml:4: features/bells/silence.feature is listed here, but does not exist',
    "features/bells/stray.feature: this feature is not listed in features/contents.yaml: add it to its chapter's pages",
  ]);
});

test('a run of one feature asks for that feature only', () => {
  const contents = parseContents(good);
  const files = ['features/bells/ringing.feature', 'features/bells/stray.feature'];
  assert.deepEqual(contentsProblems(contents, files, ['features/bells/ringing.feature']), []);
  assert.equal(contentsProblems(contents, files, ['features/bells/stray.feature']).length, 1);
});

test('while the table of contents is broken, nothing is concluded from it', () => {
  const contents = parseContents('chapters: none');
  assert.equal(contentsProblems(contents, ['features/a.feature'], ['features/a.feature']).length, 1);
});

test('feature files are found in all folders, sorted', () => {
  const root = join(__dirname, '../../tests/run/fixtures/doorbell');
  assert.deepEqual(featureFilesOf(root), [
    'features/bells/overview.feature',
    'features/bells/ringing.feature',
    'features/bells/silence.feature',
  ]);
  assert.deepEqual(featureFilesOf(__dirname), []);
});
