import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { asTargetModule, REFERENCE_TARGET } from '../../src/stack/target-module';
import type { OffloadTargetModule } from '../../src/ddi/offload-target';
import { violations } from '../../src/violations';
import type { Violation } from '../../src/violations';

/** What a run can be given, by --world-parameters or in the environment. */
export interface WorldParameters {
  readonly seed?: unknown;
  readonly target?: unknown;
  readonly violation?: unknown;
  readonly pictures?: unknown;
}

const DEFAULT_SEED = 7;

/** The settings of a run, checked. */
export interface Settings {
  readonly seed: number;
  readonly target: OffloadTargetModule;
  readonly targetName: string;
  /** The violation that every example of the run is subjected to, or null. */
  readonly violation: Violation | null;
  /** Whether every example attaches its trace and the picture of it, and not only those that fail their trace. */
  readonly pictures: boolean;
}

/** A setting that a run cannot be made with. Cucumber prints errors with their stacks; this one is its message. */
export class UnusableSetting extends Error {
  constructor(message: string) {
    super(message);
    this.stack = message;
  }
}

const checked = new Map<string, Settings>();

/**
 * Reads and checks the settings of a run. Parameters count before the environment (SEED, TARGET).
 * @throws UnusableSetting that names the setting, what it may be and what it is
 */
export function settingsOf(parameters: WorldParameters, environment: NodeJS.ProcessEnv): Settings {
  const { seed = environment['SEED'], target = environment['TARGET'], violation, pictures } = parameters;
  const key = JSON.stringify({ seed, target, violation, pictures });
  const known = checked.get(key);
  if (known) return known;
  const targetName = target === undefined || target === '' ? 'simulated target' : String(target);
  const settings: Settings = {
    seed: seedOf(seed),
    target: target === undefined || target === '' ? REFERENCE_TARGET : loadTarget(String(target)),
    targetName,
    violation: violation === undefined ? null : violationOf(String(violation)),
    pictures: pictures === true,
  };
  checked.set(key, settings);
  return settings;
}

function seedOf(seed: unknown): number {
  if (seed === undefined || seed === '') return DEFAULT_SEED;
  const number = typeof seed === 'number' || /^-?\d+$/.test(typeof seed === 'string' ? seed : '') ? Number(seed) : NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new UnusableSetting(`the seed must be an integer; it is ${JSON.stringify(seed)}`);
}

function violationOf(id: string): Violation {
  const violation = violations.find((known) => known.id === id);
  if (violation) return violation;
  throw new UnusableSetting(`there is no violation ${id}; npm run prove lists them`);
}

function loadTarget(path: string): OffloadTargetModule {
  const file = resolve(path);
  let exported: unknown;
  try {
    // The module is named at run time, and may be TypeScript: bin/typescript.js is there since Cucumber loaded its plugin.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    exported = require(file);
  } catch (error) {
    throw new UnusableSetting(`the target ${path} cannot be loaded: ${whyNotLoaded(file, error)}`);
  }
  try {
    return asTargetModule(exported, `the target ${path}`);
  } catch (error) {
    throw new UnusableSetting(error instanceof Error ? error.message : String(error));
  }
}

const MODULE_ENDS = ['', '.js', '.ts', '.cjs', '.mjs'];

/** Why a module could not be loaded, in a line, with its place where Node knows one. */
function whyNotLoaded(file: string, error: unknown): string {
  const found = [...MODULE_ENDS, ...MODULE_ENDS.slice(1).map((end) => `/index${end}`)].filter((end) =>
    existsSync(file + end),
  );
  if (found.length === 0) return 'there is no such module';
  if (found.length === 1 && found[0] === '' && statSync(file).isDirectory()) {
    return 'it is a folder without an index.ts or index.js; name the module in it';
  }
  if (!(error instanceof Error)) return String(error);
  // What follows in such a message tells where in Node, in the compiler and in this project it was required.
  const [message = ''] = error.message.split(/\n\s*(?:Require stack|Caused by|Stack backtrace):/);
  // The stack of a syntax error that Node finds begins with the place, and of no other error.
  const place = error instanceof SyntaxError ? /^(.*:\d+)\r?\n/.exec(error.stack ?? '')?.[1] : undefined;
  return place === undefined ? message.trim() : `${place}: ${message.trim()}`;
}
