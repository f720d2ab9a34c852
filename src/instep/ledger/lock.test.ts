import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Project } from '../testing/project';
import { withLock } from './lock';

const instep = join(__dirname, '..', '..', '..', 'bin', 'instep.js');

let project: Project;
let lock: string;
beforeEach(() => {
  project = new Project();
  lock = join(project.ledger, '.lock');
});
afterEach(() => {
  project.dispose();
});

test('the lock is there while the work is done, within itself too, and gone behind it, come what may', () => {
  const held = () => existsSync(lock);
  assert.deepEqual(
    withLock(project.ledger, () => [held(), withLock(project.ledger, held), held()]),
    [true, true, true],
  );
  assert.equal(held(), false);
  assert.throws(
    () =>
      withLock(project.ledger, () => {
        throw new Error('dry');
      }),
    /dry/,
  );
  assert.equal(held(), false);
  assert.throws(() => withLock(join(project.ledger, 'none'), held), /the ledger cannot be written: there is no such file/);
});

test('the lock of a process that was killed is taken over, and what it had not finished writing is cleared away', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(lock, `${pid} 0123456789abcdef\n`);
  project.write('ledger/book/lids.yaml.0123456789ab.tmp', 'half a rec');
  project.write('ledger/book/lids.tmp', 'of somebody');
  withLock(project.ledger, () => {
    assert.match(project.read('ledger/.lock'), new RegExp(`^${process.pid} `));
  });
  assert.deepEqual(readdirSync(join(project.ledger, 'book')), ['lids.tmp']);
  assert.ok(!existsSync(lock));
});

test('verdicts that are given at the same time are all recorded', async () => {
  const colours = ['red', 'blue', 'green', 'white', 'black', 'brown'];
  const said = (colour: string, place: string) => `The ${colour} kettle has its lid on the ${place} side of it.`;
  project.page('lids', ...colours.map((colour) => said(colour, 'left')));
  project.adopt();
  project.page('lids', ...colours.map((colour) => said(colour, 'right')));
  const verdicts = colours.map((_, index) =>
    spawn(process.execPath, [
      ...[instep, 'accept', `book/lids#remarks/${index + 1}`, '--ledger', project.ledger, '--docs', project.docs],
      ...['--verdict', 'meaning-unchanged', '--reason', 'it was turned round'],
    ]),
  );
  const codes = await Promise.all(verdicts.map(async (verdict) => ((await once(verdict, 'close')) as unknown[])[0]));
  assert.deepEqual(
    codes,
    colours.map(() => 0),
  );
  assert.equal(project.check().summary.unchanged, colours.length);
});
