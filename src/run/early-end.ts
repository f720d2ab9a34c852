import { writeSync } from 'node:fs';
import { placeInProject } from './user-error';

/** The line of a stack that follows the call of process.exit: its caller. Undefined where nobody called it. */
const callerOfExit = (stack: string): string | undefined =>
  /^\s+at process\.exit .*\n((?:\s+at .*(?:\n|$))*)/m.exec(stack)?.[1];

/** Whether Cucumber's own command line ended the process; it says why, and with which code. */
const byCucumber = (frames: string): boolean => /node_modules[\\/]@cucumber[\\/]/.test(frames.split('\n', 1)[0] ?? '');

/**
 * Fails the process when it ends before the run does, or when anyone but Cucumber calls process.exit: a target or step
 * that does so would pass for a run in which nothing failed.
 * @param root the project's folder; places are shown relative to it
 * @param underWay names what the run does at the moment
 * @returns to be called when the run has come to its end
 */
export function guardEarlyEnd(root: string, underWay: () => string): () => void {
  let done = false;
  process.once('exit', (code) => {
    const { stack = '' } = new Error('the process ends');
    const frames = callerOfExit(stack);
    if (frames === undefined ? done : byCucumber(frames) && (done || code !== 0)) return;
    process.exitCode = code || 1;
    const place = placeInProject(frames, root);
    const [how, fault] =
      frames === undefined
        ? ['nothing is left to do, and the run is not at its end', 'A step or target that waits for what never comes']
        : [`process.exit was called${place === undefined ? '' : ` at ${place}`}`, 'A target or step that calls it'];
    // The process is about to go: a stream might not be written to its end.
    writeSync(
      2,
      `\nThe run was ended: ${how}.\n  under way     ${underWay()}\n  ${fault} is at fault; the run does not count.\n`,
    );
  });
  return () => {
    done = true;
  };
}
