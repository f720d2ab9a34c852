import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { stringify } from 'yaml';
import type { Output } from '../run/command';
import { buildSite } from './model/build';
import { loadSources } from './model/load';
import { addressesFile, addressesOf, readAddresses } from './redirects';
import { writeSite } from './write';

/**
 * `npm run site`: builds the living documentation from the features, the ledger and the reports of the last run, or without
 * results where there was none.
 * @param root the project's folder
 * @param argv the command line, as `process.argv` has it
 * @param output where to write
 * @returns whether every link leads somewhere and everything could be read
 */
export function siteCommand(root: string, argv: readonly string[], output: Output): boolean {
  const { keep } = new Command('site')
    .description(
      'Builds the living documentation in reports/site, with the results of the last run where there is one.',
    )
    .option('--keep', `enter the addresses of today in ${addressesFile}: from then on a rename needs a redirect`)
    .parse(argv)
    .opts<{ readonly keep?: boolean }>();
  if (keep) keepAddresses(root);
  const began = performance.now();
  const { start, files, bytes, problems } = writeSite(root);
  const seconds = (performance.now() - began) / 1000;
  for (const problem of problems) output.write(`  ${problem}\n`);
  output.write(`${String(files)} files   ${(bytes / 1e6).toFixed(1)} MB   ${seconds.toFixed(1)} s\n`);
  output.write(`Read it: ${start}\n`);
  return problems.length === 0;
}

/** Adds today's addresses to those that are kept. */
function keepAddresses(root: string): void {
  const { given, renamed } = readAddresses(root);
  const { remarks } = buildSite(loadSources(root));
  const all = [...new Set([...given, ...addressesOf(remarks)])].sort();
  const head = [
    '# The addresses that the site has given out: remarks, and examples as remark#example. None may go without a trace: when one is',
    '# renamed, its old address stays below "given" and gets its new one below "renamed". "npm run site -- --keep" adds those of today.',
  ].join('\n');
  writeFileSync(
    join(root, addressesFile),
    `${head}\n${stringify({ renamed: Object.fromEntries(renamed), given: all }, { lineWidth: 0 })}`,
  );
}
