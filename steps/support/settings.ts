import { existsSync } from 'node:fs';
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
}

const DEFAULT_SEED = 7;

/** The settings of a run, checked. */
export interface Settings {
  readonly seed: number;
  readonly target: OffloadTargetModule;
  readonly targetName: string;
  /** The violation that every example of the run is subjected to, or null. */
  readonly violation: Violation | null;
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
  const { seed = environment['SEED'], target = environment['TARGET'], violation } = parameters;
  const key = JSON.stringify({ seed, target, violation });
  const known = checked.get(key);
  if (known) return known;
  const targetName = target === undefined || target === '' ? 'simulated target' : String(target);
  const settings: Settings = {
    seed: seedOf(seed),
    target: target === undefined || target === '' ? REFERENCE_TARGET : loadTarget(String(target)),
    targetName,
    violation: violation === undefined ? null : violationOf(String(violation)),
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
    // The module is named at run time, and may be TypeScript: ts-node is registered by Cucumber's configuration.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    exported = require(file);
  } catch (error) {
    const absent = !['', '.js', '.ts', '.cjs', '.mjs', '/index.js', '/index.ts'].some((end) => existsSync(file + end));
    // What follows in such a message tells where in Node, in the compiler and in this project it was required.
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split(
      /\n\s*(?:Require stack|Caused by|Stack backtrace):/,
    );
    const why = absent ? 'there is no such module' : message.trim();
    throw new UnusableSetting(`the target ${path} cannot be loaded: ${why}`);
  }
  try {
    return asTargetModule(exported, `the target ${path}`);
  } catch (error) {
    throw new UnusableSetting(error instanceof Error ? error.message : String(error));
  }
}
