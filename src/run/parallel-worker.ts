import { guardEarlyEnd } from './early-end';
import { matchQuickly } from './known-matches';
import { watchTime, watchdogLimit } from './watchdog';

/**
 * With `--parallel` Cucumber runs examples in processes of its own, which load what the configuration requires and no
 * plugin. A step that never returns would keep such a process alive for ever, so it keeps its own time. Cucumber ends
 * it, and nobody else may.
 */
if (process.env['CUCUMBER_WORKER_ID'] !== undefined) {
  const underWay = 'an example in a parallel worker';
  guardEarlyEnd(process.cwd(), () => underWay)();
  matchQuickly();
  watchTime(watchdogLimit(process.env).limitMs, underWay);
}
