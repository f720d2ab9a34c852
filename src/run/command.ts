import { InvalidArgumentError } from 'commander';
import { describeError } from './user-error';

/** The style of a piece of text; what it means is the caller's. */
export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow';

/** Gives a text a style, or leaves it as it is where colour is not wanted. */
export type Paint = (style: Style, text: string) => string;

/** Where a command writes. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The terminal's codes that begin and end a style; Node's own `styleText` decides by itself where it applies them. */
const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
};

/** Colour on a terminal, unless `NO_COLOR` is set to anything. */
export function paintFor({ isTTY }: Output, env: NodeJS.ProcessEnv): Paint {
  const colour = isTTY === true && (env['NO_COLOR'] ?? '') === '';
  return (style, text) => {
    const [begin, end] = codes[style];
    return colour ? `\x1b[${begin}m${text}\x1b[${end}m` : text;
  };
}

/** One line that is written over and over on a terminal, and not at all elsewhere. */
export class Progress {
  private shown = false;

  constructor(private readonly output: Output) {}

  /** Replaces the line. */
  show(text: string): void {
    if (this.output.isTTY !== true) return;
    this.output.write(`\r\x1b[2K  ${text}`);
    this.shown = true;
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.shown) this.output.write('\r\x1b[2K');
    this.shown = false;
  }
}

/** Reads a seed from the command line, for commander. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^-?\d+$/.test(text.trim()) && Number.isSafeInteger(seed)) return seed;
  throw new InvalidArgumentError(`expected an integer, got "${text}"`);
}

/** The seed when neither the command line nor the environment gives one. */
const defaultSeed = 7;

/**
 * The seed of a run.
 * @param option what `--seed` gave
 * @param env the environment, where `SEED` may give it
 * @throws InvalidArgumentError when `SEED` is no integer
 */
export function seedOf(option: number | undefined, env: NodeJS.ProcessEnv): number {
  if (option !== undefined) return option;
  const text = env['SEED'];
  if (text === undefined || text.trim() === '') return defaultSeed;
  try {
    return parseSeed(text);
  } catch (error) {
    throw new InvalidArgumentError(`SEED: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Runs a command to its end and sets the exit code: 0 when it succeeds, else 1. What it throws is told in one message.
 * @param root the project's folder
 * @param run the command; resolves to whether it succeeded
 */
export async function runCommand(root: string, run: () => Promise<boolean>): Promise<void> {
  // Whoever read the output may stop reading (`| head`): the command goes on, and its exit code still counts.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  try {
    process.exitCode = (await run()) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${describeError(error, root)}\n`);
    process.exitCode = 1;
  }
}
