'use strict';
// Watches the main thread from outside of it, so it works while that thread is in an endless loop. Plain JavaScript,
// because a worker that loads a compiler first would start late. It writes with fs: a worker's own streams go through
// the main thread.
const { Buffer } = require('node:buffer');
const { writeSync, closeSync } = require('node:fs');
const { clearInterval, setInterval, setTimeout } = require('node:timers');
const { workerData } = require('node:worker_threads');

const { heartbeat, limitMs } = workerData;
/** How often the main thread has made progress, and how many bytes what it does takes, which lies behind the numbers. */
const numbers = new Int32Array(heartbeat, 0, 2);
const [beats, length] = [0, 1];
const tickMs = Math.max(10, Math.min(500, limitMs / 10));
/** How long the main thread may take to answer the debugger before the process is killed outright. */
const graceMs = 15_000;

let seen = Atomics.load(numbers, beats);
let silentMs = 0;
let last = Date.now();

const timer = setInterval(() => {
  const now = Date.now();
  // A machine that slept, or a process that was stopped, is no hang: one tick counts for two at the most.
  silentMs += Math.min(now - last, 2 * tickMs);
  last = now;
  const count = Atomics.load(numbers, beats);
  if (count !== seen) {
    seen = count;
    silentMs = 0;
  } else if (silentMs >= limitMs) {
    clearInterval(timer);
    end();
  }
}, tickMs);

function end() {
  const seconds = limitMs / 1000;
  const underWay = Buffer.from(heartbeat, numbers.byteLength, Atomics.load(numbers, length)).toString('utf8');
  let told = false;
  const tell = (where) => {
    if (told) return;
    told = true;
    const at = where === '' ? '' : `\n  it stands in  ${where}`;
    writeSync(
      2,
      `\nThe run was ended: no step has returned for ${seconds} s.\n  under way     ${underWay}${at}\n` +
        `  A target or step that never returns control is at fault. If it is only slow, set WATCHDOG_SECONDS\n` +
        `  to more than ${seconds}, or to 0 to wait for ever.\n`,
    );
  };
  setTimeout(() => {
    tell('');
    process.kill(process.pid, 'SIGKILL');
  }, graceMs);
  // A worker cannot end the process with an exit code, and the main thread does not listen. The debugger reaches it.
  try {
    // Loaded here alone: hardly any run comes to this.
    const { Session } = require('node:inspector');
    const session = new Session();
    const scripts = new Map();
    session.connectToMainThread();
    session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params));
    session.on('Debugger.paused', ({ params: { callFrames } }) => {
      let where = '';
      try {
        where = callFrames.map((frame) => placeOf(frame, scripts.get(frame.location.scriptId))).find(Boolean) ?? '';
      } catch {
        // A source map that cannot be read costs the place, not the end of the run.
      }
      tell(where);
      closeSync(2); // else Node adds that it waits for a debugger
      const expression = 'process.reallyExit(1)';
      session.post('Debugger.evaluateOnCallFrame', { callFrameId: callFrames[0].callFrameId, expression });
    });
    session.post('Debugger.enable');
    session.post('Debugger.pause');
  } catch {
    tell('');
    process.kill(process.pid, 'SIGKILL');
  }
}

/** Where a frame of the project stands, as `function (file:line)`; undefined for frames of Node and of dependencies. */
function placeOf({ functionName, location }, script) {
  const url = script?.url ?? '';
  const inline = /^data:application\/json[^,]*;base64,(.*)$/s.exec(script?.sourceMapURL ?? '')?.[1];
  const { SourceMap } = require('node:module');
  const { relative } = require('node:path');
  const { fileURLToPath } = require('node:url');
  if (url === '' || url.startsWith('node:') || url.includes('node_modules')) return undefined;
  let line = location.lineNumber + 1;
  if (inline !== undefined) {
    const map = new SourceMap(JSON.parse(Buffer.from(inline, 'base64').toString('utf8')));
    line = (map.findEntry(location.lineNumber, location.columnNumber ?? 0).originalLine ?? line - 1) + 1;
  }
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  return `${functionName || 'a function without a name'} (${relative(process.cwd(), path).replaceAll('\\', '/')}:${line})`;
}
