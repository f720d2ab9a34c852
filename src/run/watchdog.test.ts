import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatProblem } from './problem';
import { startWatchdog, watchdogLimit } from './watchdog';

test('the limit is 30 s unless WATCHDOG_SECONDS says otherwise', () => {
  assert.deepEqual(watchdogLimit({}), { limitMs: 30_000, problems: [] });
  assert.deepEqual(watchdogLimit({ WATCHDOG_SECONDS: '' }), { limitMs: 30_000, problems: [] });
  assert.deepEqual(watchdogLimit({ WATCHDOG_SECONDS: '0.5' }), { limitMs: 500, problems: [] });
  assert.deepEqual(watchdogLimit({ WATCHDOG_SECONDS: '0' }), { limitMs: 0, problems: [] });
});

test('a limit that is no number is told, and the usual one holds', () => {
  for (const text of ['soon', '-1', 'NaN', '1e9']) {
    const { limitMs, problems } = watchdogLimit({ WATCHDOG_SECONDS: text });
    assert.equal(limitMs, 30_000);
    assert.deepEqual(problems.map(formatProblem), [
      `WATCHDOG_SECONDS: expected a number of seconds from 0 (no limit) to 86400, got "${text}"`,
    ]);
  }
});

test('without a limit nothing is watched, and nothing needs to be stopped', () => {
  const watchdog = startWatchdog(0, 'nothing');
  watchdog.progress('still nothing');
  assert.equal(watchdog.stop(), undefined);
});
