import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { siteFolder } from '../run/report-files';
import { buildSite } from './model/build';
import { loadSources } from './model/load';
import { namesOf } from './model/names';
import { deadLinks } from './links';
import { paths } from './pages/paths';
import { addressesOf, deadAddresses, readAddresses } from './redirects';
import { renderSite } from './render';
import { searchable, searchScript } from './search';

/** What came of building the site. */
export interface Built {
  /** The page to open, relative to the project. */
  readonly start: string;
  readonly files: number;
  readonly bytes: number;
  /** Links and addresses that lead nowhere, and what could not be read; one sentence each. */
  readonly problems: readonly string[];
}

/** What is copied as it is. */
const assets = ['site.css', 'site.js', 'icon.svg'];

/**
 * Builds the site from the features, the ledger and whatever reports there are, in place of the one before.
 * @param root the project's folder
 */
export function writeSite(root: string): Built {
  const sources = loadSources(root);
  const site = buildSite(sources);
  const addresses = readAddresses(root);
  const names = namesOf(site, sources.names);
  const files = new Map<string, string>(renderSite(site, names, addresses));
  for (const name of assets) files.set(`assets/${name}`, readFileSync(join(__dirname, 'assets', name), 'utf8'));
  files.set('assets/search-data.js', searchScript(searchable(site, names)));
  files.set('assets/minisearch.js', miniSearch());

  const folder = join(root, siteFolder);
  rmSync(folder, { recursive: true, force: true });
  const made = new Set<string>();
  let bytes = 0;
  for (const [path, text] of files) {
    const target = join(folder, path);
    const parent = dirname(target);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(target, text);
    bytes += Buffer.byteLength(text);
  }
  const problems = [
    ...sources.problems,
    ...deadLinks(files).map(({ from, href }) => `${siteFolder}/${from}: ${href} leads nowhere`),
    ...deadAddresses(addresses, new Set(addressesOf(site.remarks))),
  ];
  return { start: `${siteFolder}/${paths.index}`, files: files.size, bytes, problems };
}

/** The search library, as a script that needs no other. */
function miniSearch(): string {
  const entry = createRequire(__filename).resolve('minisearch');
  const script = readFileSync(join(dirname(entry), '../umd/index.js'), 'utf8');
  return script.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}
