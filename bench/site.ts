import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { reportFiles, siteFolder } from '../src/run/report-files';
import { runMessages } from '../src/site/testing/run-messages';
import type { Built } from '../src/site/write';
import { median, node, root } from './measure';

/** What was measured about building the site. */
export interface SiteResult {
  readonly examples: number;
  readonly files: number;
  readonly megabytes: number;
  /** From a cold process. */
  readonly seconds: number;
  /** The first page with its style and script, without the search index. */
  readonly firstPageKilobytes: number;
  /** The largest page, and its size. */
  readonly largest: { readonly path: string; readonly kilobytes: number };
}

const chapters = 10;
const pagesInChapter = 5;
const rulesOnPage = 5;
const examplesOfRule = 4;

/**
 * Measures how a site of a thousand examples is built, with the traces of an ordinary example through two intermediate
 * drivers, and this project's ledger.
 * @param rounds how often it is built; the median counts
 */
export function measureSite(rounds: number): SiteResult {
  const folder = mkdtempSync(join(tmpdir(), 'bench-site-'));
  try {
    const examples = makeProject(folder);
    const runs = Array.from({ length: rounds }, () =>
      node(['-r', './bin/typescript.js', 'bench/build-site.ts', folder]),
    );
    const built = JSON.parse(runs[0]?.output ?? '{}') as Built;
    const site = join(folder, siteFolder);
    const sizes = readdirSync(site, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.html'))
      .map((path) => ({ path, kilobytes: statSync(join(site, path)).size / 1e3 }))
      .sort((a, b) => b.kilobytes - a.kilobytes);
    const first = ['index.html', 'assets/site.css', 'assets/site.js', 'assets/icon.svg'];
    return {
      examples,
      files: built.files,
      megabytes: built.bytes / 1e6,
      seconds: median(runs.map(({ seconds }) => seconds)),
      firstPageKilobytes: first.reduce((sum, path) => sum + readFileSync(join(site, path)).length, 0) / 1e3,
      largest: sizes[0] ?? { path: '', kilobytes: 0 },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The figures, a line each, with what each should be. */
export function tellSite({ examples, files, megabytes, seconds, firstPageKilobytes, largest }: SiteResult): string {
  return [
    `The site of ${String(examples)} examples, from a cold process\n`,
    `  built in       ${seconds.toFixed(2)} s   (aim: under 10)\n`,
    `  size           ${megabytes.toFixed(1)} MB in ${String(files)} files   (aim: under 50)\n`,
    `  first page     ${firstPageKilobytes.toFixed(0)} kB   (aim: under 200)\n`,
    `  largest page   ${largest.kilobytes.toFixed(0)} kB, ${largest.path}\n`,
  ].join('');
}

/** Writes a project with its run and proof. @returns how many examples it has */
function makeProject(folder: string): number {
  cpSync(join(root, 'ledger'), join(folder, 'ledger'), { recursive: true });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const features = new Map<string, string>();
  const remarks: string[] = [];
  const contents = Array.from({ length: chapters }, (_, chapter) => {
    const pages = Array.from({ length: pagesInChapter }, (__, page) => `page-${String(chapter)}-${String(page)}`);
    for (const page of pages)
      features.set(`features/chapter-${String(chapter)}/${page}.feature`, feature(page, remarks));
    return `  - { title: Chapter ${String(chapter)}, folder: chapter-${String(chapter)}, pages: [${pages.join(', ')}] }\n`;
  });
  write('features/contents.yaml', `chapters:\n${contents.join('')}`);
  for (const [path, text] of features) write(path, text);
  write(
    reportFiles.messages,
    runMessages(features, () => ({ trace: trace() })),
  );
  const run = { target: null, seed: 7, seconds: 1, success: true, problems: [] };
  write(reportFiles.summary, JSON.stringify(run));
  write(reportFiles.proof, JSON.stringify({ remarks: remarks.map(proof) }));
  return chapters * pagesInChapter * rulesOnPage * examplesOfRule;
}

function feature(page: string, remarks: string[]): string {
  const rules = Array.from({ length: rulesOnPage }, (_, rule) => {
    const id = `${page.replaceAll('-', '')}.claim-${String(rule)}`;
    remarks.push(id);
    const examples = Array.from({ length: examplesOfRule }, (__, example) =>
      [
        `    Example: Case ${String(example)} of rule ${String(rule)}`,
        '      Given N1 (PATH1 (TCP1, TCP2)) offloaded through 2 intermediate drivers',
        '      When the host stack invalidates N1 (PATH1 (TCP1, TCP2))',
        '      Then the offload target completes these operations and no others:',
        '        | NdisMInvalidateOffloadComplete | OffloadBlockList: N1 (PATH1 (TCP1, TCP2)) |\n',
      ].join('\n'),
    );
    const claim = `Claim ${String(rule)} of ${page} says what NdisMInvalidateOffloadComplete gives back`;
    return `  @must @remark:${id}\n  Rule: ${claim}\n\n    ${'Prose about it. '.repeat(12)}\n\n${examples.join('\n')}`;
  });
  return `@page:guide/${page}\nFeature: ${page}\n\n  ${'A sentence about the page. '.repeat(20)}\n\n${rules.join('\n')}`;
}

/** A trace as an ordinary example leaves it: a Given of two dozen entries, and an operation down and up again. */
function trace(): string {
  const layers = [
    'host stack',
    'NDIS',
    'intermediate driver 1',
    'NDIS',
    'intermediate driver 2',
    'NDIS',
    'offload target',
  ];
  const status = (label: string): string => `${label} NDIS_STATUS_SUCCESS`;
  const tree = (one: (label: string) => string): string =>
    `[${one('N1/im1/im2')} (${one('PATH1/im1/im2')} (${one('TCP1/im1/im2')}, ${one('TCP2/im1/im2')}))]`;
  let index = 0;
  const line = (turn: number, text: string): string =>
    `${String(index++).padStart(4)}  turn ${String(turn)}, t = ${String(turn * 10)} us  ${text}\n`;
  const operation = (name: string, turn: number): string[] => [
    ...layers.slice(1).map((layer, at) => {
      const from = layers[at] ?? '';
      const call = from === 'NDIS' ? `Miniport${name}Offload` : `Ndis${name}Offload`;
      return line(turn, `${from} -> ${layer}  ${call}(OffloadBlockList: M9 ${tree((label) => label)})`);
    }),
    ...layers.slice(1).map((_, at) => {
      const [from = '', to = ''] = [layers[layers.length - 1 - at], layers[layers.length - 2 - at]];
      const call = from === 'NDIS' ? `Protocol${name}OffloadComplete` : `NdisM${name}OffloadComplete`;
      return line(turn + 2, `${from} -> ${to}  ${call}(NdisMiniportHandle: T1, OffloadBlockList: M9 ${tree(status)})`);
    }),
  ];
  const begin = layers.flatMap((layer) => [
    line(1, `${layer} -> NDIS  NdisMRegisterMiniportDriver(MiniportDriverCharacteristics: handlers)`),
    line(1, `${layer} <- NDIS  NdisMRegisterMiniportDriver returns value: T1`),
  ]);
  return [...begin, ...operation('Initiate', 2), '\n', ...operation('Invalidate', 6)].join('');
}

function proof(id: string): object {
  const caught = {
    example: 'Case 1 of rule 1',
    file: '',
    line: 1,
    error: 'ExpectationFailed',
    message: `${id}   must`,
  };
  const violations = Array.from({ length: 3 }, (_, index) => ({
    ...{ id: `${id}-${String(index)}`, title: 'does it in another way than it should', state: 'caught', crashes: [] },
    ...{ caughtBy: [caught, caught, caught], examples: examplesOfRule, exercisedIn: examplesOfRule },
  }));
  return { id, state: 'proven', violations };
}
