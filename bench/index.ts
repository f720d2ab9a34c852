import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, platform, release } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { measureFloor } from './floor';
import type { FloorResult } from './floor';
import { measureInstep, tellInstep } from './instep';
import type { InvalidateResult } from './invalidate';
import { cucumber, median, node, root } from './measure';
import { anotherOrder, sameSeed } from './order';
import type { SameResult } from './order';
import { measureSite, tellSite } from './site';

/**
 * `npm run bench [-- --quick]`: measures, prints a table and writes `reports/bench.json`. Nothing is asserted; what a
 * figure should be is said beside it.
 */

const REPORT = 'reports/bench.json';
const HEAP_MIB = 4096;
const ONE_EXAMPLE = ['--name', '^A copy of the list is not the list$'];

interface Size {
  readonly connections: number;
  readonly repetitions: number;
}
const SIZES: readonly Size[] = [
  { connections: 1_000, repetitions: 41 },
  { connections: 10_000, repetitions: 11 },
  { connections: 100_000, repetitions: 5 },
  { connections: 1_000_000, repetitions: 1 },
];

const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function title(text: string): void {
  write(`\n${text}`);
}

function floor(rounds: number): FloorResult {
  title(`The specification against plain Cucumber with steps that do nothing, median of ${String(rounds)}`);
  const result = measureFloor(rounds);
  write(`  ${result.scenarios}`);
  write(`  floor          ${median(result.floor).toFixed(2)} s`);
  write(`  specification  ${median(result.specification).toFixed(2)} s`);
  write(`  ratio          ${result.ratio.toFixed(2)}   (aim: at most 1.5)`);
  return result;
}

/** How long commands take that users wait for. */
function commands(rounds: number): Record<string, number> {
  title(`Commands, from a cold process, median of ${String(rounds)}`);
  const timed = (name: string, args: readonly string[], count = rounds): [string, number] => {
    const seconds = median(Array.from({ length: count }, () => node(args).seconds));
    write(`  ${name.padEnd(28)}${seconds.toFixed(2)} s`);
    return [name, seconds];
  };
  return Object.fromEntries([
    timed('cucumber-js --dry-run', [cucumber, '--dry-run', '--format', 'summary']),
    timed('cucumber-js, one example', [cucumber, '--format', 'summary', ...ONE_EXAMPLE]),
    timed('npm run prove', ['-r', './bin/typescript.js', 'src/proof/main.ts'], 1),
  ]);
}

function sizes(chosen: readonly Size[]): { results: InvalidateResult[]; ratios: Record<string, number> } {
  title(
    `Invalidating a neighbor with many connections, 1 intermediate driver, a heap of at most ${String(HEAP_MIB)} MiB`,
  );
  write('                        initiate           invalidate         the neighbor alone   the contract       heap');
  write('  connections     us/block  B/block   us/block  B/block        us         B        us/block  B/block    MiB');
  const flags = ['--expose-gc', `--max-old-space-size=${String(HEAP_MIB)}`, '-r', './bin/typescript.js'];
  const results = chosen.map(({ connections, repetitions }) => {
    const args = [...flags, 'bench/invalidate.ts', String(connections), String(repetitions)];
    const result = JSON.parse(node(args).output) as InvalidateResult;
    write(row(result));
    return result;
  });
  const [first, last] = [results[0], results.at(-1)];
  if (!first || !last) throw new RangeError('no size was chosen');
  const ratio = (step: 'initiate' | 'invalidate' | 'contract', what: 'microseconds' | 'bytes'): number =>
    last[step][what] / first[step][what];
  const ratios = {
    'initiate, time': ratio('initiate', 'microseconds'),
    'initiate, bytes': ratio('initiate', 'bytes'),
    'invalidate, time': ratio('invalidate', 'microseconds'),
    'contract, time': ratio('contract', 'microseconds'),
  };
  write('  the last by the first   (aim: at most 1.5)');
  for (const [name, value] of Object.entries(ratios)) write(`    ${name.padEnd(20)}${value.toFixed(2)}`);
  return { results, ratios };
}

function row({ connections, initiate, invalidate, alone, contract, heapMiB }: InvalidateResult): string {
  const cells = [
    connections.toLocaleString('en').padStart(13),
    initiate.microseconds.toFixed(2).padStart(13),
    initiate.bytes.toFixed(0).padStart(9),
    invalidate.microseconds.toFixed(2).padStart(11),
    invalidate.bytes.toFixed(0).padStart(9),
    alone.microseconds.toFixed(0).padStart(10),
    alone.bytes.toFixed(0).padStart(10),
    contract.microseconds.toFixed(2).padStart(16),
    contract.bytes.toFixed(0).padStart(9),
    heapMiB.toFixed(0).padStart(7),
  ];
  return cells.join('');
}

function same(what: string, result: SameResult): SameResult {
  const detail = `${String(result.traces)} traces, ${(result.bytes / 1e6).toFixed(1)} MB compared byte by byte`;
  const where = result.different === undefined ? '' : `; different in ${result.different}`;
  write(`  ${what.padEnd(44)}${result.same ? 'yes' : 'NO'}   ${detail}${where}`);
  return result;
}

function instep(rounds: number): ReturnType<typeof measureInstep> {
  const result = measureInstep(rounds);
  write(`\n${tellInstep(result).trimEnd()}`);
  return result;
}

function site(rounds: number): ReturnType<typeof measureSite> {
  const result = measureSite(rounds);
  write(`\n${tellSite(result).trimEnd()}`);
  return result;
}

function determinism(orderSeed: number): Record<string, SameResult> {
  title('The same again');
  return {
    sameSeed: same('the same seed gives the same traces', sameSeed()),
    anotherOrder: same(`so does another order (random:${String(orderSeed)})`, anotherOrder(orderSeed)),
  };
}

function main(): void {
  const { quick } = new Command('bench')
    .description('Measures the specification and the simulated stack.')
    .option('--quick', 'fewer runs, and no more than 100,000 connections')
    .parse()
    .opts<{ quick?: boolean }>();
  const rounds = quick ? 3 : 5;
  const machine = `${platform()} ${release()}, ${String(cpus().length)} x ${cpus()[0]?.model ?? ''}`;
  write(`Node ${process.version}   ${machine}`);
  const report = {
    node: process.version,
    machine,
    quick: quick ?? false,
    floor: floor(rounds),
    seconds: commands(rounds),
    instep: instep(rounds),
    site: site(rounds),
    determinism: determinism(Date.now() % 1000),
    invalidate: sizes(quick ? SIZES.filter(({ connections }) => connections <= 100_000) : SIZES),
  };
  const path = join(root, REPORT);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`);
  write(`\n${REPORT}`);
}

main();
