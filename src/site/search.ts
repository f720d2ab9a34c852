import type { NameUse } from './model/names';
import type { Page, Remark, Site } from './model/model';
import { pagePath, paths, remarkPath, statementAnchor } from './pages/paths';

/** What can be found, in the order in which kinds are listed when nothing else decides. */
const kinds = ['remark', 'name', 'page', 'example', 'finding', 'statement'] as const;

/** One thing that can be found; a short array, since there are thousands: kind, title, what is below it, address. */
export type Found = readonly [kind: number, title: string, below: string, url: string];

/** The address of a file of the site, as it is relative to its folder. */
const url = (path: string, anchor?: string): string =>
  `${path.split('/').map(encodeURIComponent).join('/')}${anchor === undefined ? '' : `#${encodeURI(anchor).replaceAll('#', '%23')}`}`;

/** Everything that can be found in the site. */
export function searchable(site: Site, names: readonly NameUse[]): Found[] {
  const kind = (name: (typeof kinds)[number]): number => kinds.indexOf(name);
  const ofRemark = ({ id, title, level, examples }: Remark): Found[] => [
    [kind('remark'), title, `${level} ${id}`, url(remarkPath(id))],
    ...examples.map(({ name, slug }): Found => [kind('example'), name, id, url(remarkPath(id), slug)]),
  ];
  const ofPage = ({ id, title, statements }: Page): Found[] => [
    [kind('page'), title, id, url(pagePath(id))],
    ...statements.map(({ at, says, state }): Found => [
      kind('statement'),
      says ?? at,
      `${id} ${at} ${state}`,
      url(pagePath(id), statementAnchor(at)),
    ]),
  ];
  return [
    ...[...site.remarks.values()].flatMap(ofRemark),
    ...names.map(({ name, remarks }): Found => [
      kind('name'),
      name,
      remarks.length === 1 ? '1 remark' : `${String(remarks.length)} remarks`,
      url(paths.names, name),
    ]),
    ...site.findings.map(({ id, title, nature }): Found => [
      kind('finding'),
      title,
      `${nature} ${id}`,
      url(paths.findings, id),
    ]),
    ...[...site.pages.values()].flatMap(ofPage),
  ];
}

/** The search's data as a script: pages that are opened from the file system may not read other files. */
export function searchScript(found: readonly Found[]): string {
  const data = found.map((one) => JSON.stringify(one)).join(',\n');
  return `'use strict';\nself.chimneyKinds = ${JSON.stringify(kinds)};\nself.chimneySearch = [\n${data}\n];\n`;
}
