import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { functionPages, handbookPage, kettleYaml } from '../src/instep/testing/kettle';
import { formEdits, meaningEdits, randomFrom } from '../src/instep/testing/mutations';
import { makeRepository, type WrittenCommit } from '../src/instep/testing/repository';
import { median, node, root } from './measure';

/** What was measured about keeping in step, in seconds. */
export interface InstepResult {
  readonly pages: number;
  readonly kilobytes: number;
  /** `instep check`, from a cold process. */
  readonly check: number;
  /** The same with ten copies of the pages. */
  readonly tenCopies: number;
  readonly ratio: number;
  /** `instep replay` of a history of these pages. */
  readonly replay: number;
  readonly edits: number;
}

const instep = join(root, 'bin', 'instep.js');
const copies = 10;
const fewestEdits = 3_000;
/** Of the edits that the history is made of, so many change what a page says: as many as in the public repositories. */
const meaningShare = 0.05;
const madePages = 193;
/** How often the text of a made page is repeated, so that it is as long as pages are on average. */
const madeLength = 2;

/**
 * Measures `instep` from cold processes.
 *
 * @param docs folders of documentation that the project's ledger is in step with; without any, pages are made
 * @param rounds how often the check is run; the median counts
 */
export function measureInstep(rounds: number, docs: readonly string[] = []): InstepResult {
  const work = mkdtempSync(join(tmpdir(), 'bench-instep-'));
  try {
    const made = docs.length === 0;
    const once = join(work, 'once');
    for (const [index, folder] of docs.entries()) {
      cpSync(resolve(root, folder), join(once, `${index}-${basename(folder)}`), { recursive: true });
    }
    const ledger = made ? makeLedger(work, once) : join(root, 'ledger');
    const ten = join(work, 'ten');
    for (let copy = 0; copy < copies; copy++) cpSync(once, join(ten, String(copy)), { recursive: true });
    const check = (folder: string) =>
      median(
        Array.from({ length: rounds }, () => node([instep, 'check', '--ledger', ledger, '--docs', folder]).seconds),
      );
    const files = readPages(once);
    const one = check(once);
    const tenCopies = check(ten);
    const repository = join(work, 'docs.git');
    makeRepository(repository, makeHistory(files));
    const { seconds, output } = node([instep, 'replay', '--ledger', ledger, '--repo', repository, '--json']);
    return {
      pages: files.size,
      kilobytes: [...files.values()].reduce((sum, text) => sum + text.length, 0) / 1000,
      check: one,
      tenCopies,
      ratio: tenCopies / one,
      replay: seconds,
      edits: output.split('\n').length - 1,
    };
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Tells a result, a line for each figure. */
export function tellInstep({ pages, kilobytes, check, tenCopies, ratio, replay, edits }: InstepResult): string {
  const lines = [
    `Keeping in step, from cold processes: ${pages} pages, ${kilobytes.toFixed(0)} kB`,
    `  instep check                ${check.toFixed(2)} s   (aim: at most 1.0)`,
    `  instep check, ${copies} copies     ${tenCopies.toFixed(2)} s   ${ratio.toFixed(1)} times   (aim: at most 11)`,
    `  instep replay               ${replay.toFixed(2)} s   ${edits} page edits   (aim: at most 60 s for 3,000)`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Makes pages and a ledger that is in step with them. */
function makeLedger(work: string, docs: string): string {
  const ledger = join(work, 'ledger');
  for (const folder of [ledger, docs]) mkdirSync(folder);
  writeFileSync(join(ledger, 'instep.yaml'), kettleYaml);
  writeFileSync(join(ledger, 'names.txt'), '');
  const kinds = [handbookPage, ...Object.values(functionPages)];
  for (let number = 0; number < madePages; number++) {
    const name = `KettleNumber${number}`;
    const page = (kinds[number % kinds.length] ?? '').replaceAll('KettleStartHeating', name);
    const more = page.replace(/^---\n[^]*?\n---\n/, '').replace(/^#{1,2} .*$/gm, '');
    writeFileSync(join(docs, `page-${number}.md`), page + more.repeat(madeLength - 1));
  }
  node([instep, 'adopt', '--ledger', ledger, '--docs', docs]);
  return ledger;
}

function readPages(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
  return new Map(
    paths.map((path) => [relative('.', path).replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]),
  );
}

/** A history of edits, most of form only, each now and then of all pages at once; the same one for the same pages. */
function makeHistory(pages: ReadonlyMap<string, string>): WrittenCommit[] {
  const random = randomFrom(1);
  const current = new Map(pages);
  const names = [...pages.keys()];
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const commits: WrittenCommit[] = [{ subject: 'begin', files: Object.fromEntries(current) }];
  let edits = names.length;
  for (let number = 1; edits < fewestEdits; number++) {
    const mass = number % 40 === 0;
    const edit = pick(Object.values(!mass && random() < meaningShare ? meaningEdits : formEdits));
    const files: Record<string, string> = {};
    for (const name of mass ? names : [pick(names)]) {
      const before = current.get(name) ?? '';
      const after = edit(before, random);
      if (after === null || after === before) continue;
      files[name] = after;
      current.set(name, after);
      edits++;
    }
    if (Object.keys(files).length > 0) commits.push({ subject: `edit ${number}`, files });
  }
  return commits;
}

function main(): void {
  const { docs, rounds } = new Command('bench/instep.ts')
    .description('Measures how long it takes to keep in step with documentation.')
    .option('--docs <dir...>', "folders that the project's ledger is in step with; without any, pages are made")
    .option('--rounds <number>', 'how often the check is run', '5')
    .parse()
    .opts<{ docs?: string[]; rounds: string }>();
  process.stdout.write(tellInstep(measureInstep(Number(rounds), docs)));
}

if (require.main === module) main();
