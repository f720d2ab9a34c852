import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import type { Site } from './model/model';
import type { NameUse } from './model/names';
import { ChangesPage } from './pages/changes-page';
import { ChapterPage, RemarksPage } from './pages/chapter-page';
import { CoveragePage } from './pages/coverage-page';
import { DocumentationPage } from './pages/documentation-page';
import { FindingsPage } from './pages/findings-page';
import { IndexPage } from './pages/index-page';
import { contextOf } from './pages/layout';
import type { Context } from './pages/layout';
import { NamesPage } from './pages/names-page';
import { chapterPath, linkTo, pagePath, paths, remarkPath } from './pages/paths';
import { ProofPage } from './pages/proof-page';
import { ReadingPage } from './pages/reading-page';
import { RemarkPage } from './pages/remark-page';
import { addressesOf, follow } from './redirects';
import type { Addresses } from './redirects';

/** Every HTML file of the site: its path relative to the site's folder, and what it says. */
export function* renderSite(site: Site, names: readonly NameUse[], addresses: Addresses): Generator<[string, string]> {
  const page = (path: string, view: (context: Context) => VNode): [string, string] => [
    path,
    document(view(contextOf(site, path))),
  ];
  const { former, redirects } = formerAddresses(site, addresses);
  yield page(paths.index, (context) => <IndexPage context={context} />);
  yield page(paths.remarks, (context) => <RemarksPage context={context} />);
  yield page(paths.findings, (context) => <FindingsPage context={context} />);
  yield page(paths.proof, (context) => <ProofPage context={context} />);
  yield page(paths.coverage, (context) => <CoveragePage context={context} />);
  yield page(paths.changes, (context) => <ChangesPage context={context} />);
  yield page(paths.names, (context) => <NamesPage context={context} names={names} />);
  const { guide } = site;
  if (guide !== null) yield page(paths.reading, (context) => <ReadingPage context={context} guide={guide} />);
  for (const chapter of site.chapters) {
    yield page(chapterPath(chapter), (context) => <ChapterPage context={context} chapter={chapter} />);
    for (const one of chapter.pages) {
      yield page(pagePath(one.id), (context) => <DocumentationPage context={context} page={one} chapter={chapter} />);
    }
  }
  for (const remark of site.remarks.values()) {
    const formerSlugs = former.get(remark.id) ?? new Map<string, string[]>();
    yield page(remarkPath(remark.id), (context) => (
      <RemarkPage context={context} remark={remark} formerSlugs={formerSlugs} />
    ));
  }
  for (const [id, target] of redirects) {
    const path = remarkPath(id);
    yield [
      path,
      document(<Redirect to={linkTo(path, remarkPath(target))} title={site.remarks.get(target)?.title ?? target} />),
    ];
  }
}

const document = (view: VNode): string => `<!doctype html>\n${renderToStaticMarkup(view)}\n`;

/** A page that leads on to where its remark is now. */
function Redirect({ to, title }: { readonly to: string; readonly title: string }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="refresh" content={`0; url=${to}`} />
        <link rel="canonical" href={to} />
        <title>{title}</title>
      </head>
      <body>
        <p>
          This remark has another name now: <a href={to}>{title}</a>
        </p>
      </body>
    </html>
  );
}

/**
 * What becomes of addresses that were renamed.
 * @returns `former`: by remark, the slugs that its examples had, by those that they have; `redirects`: the remark that each
 *   former id is now
 */
function formerAddresses(
  { remarks }: Site,
  addresses: Addresses,
): { former: Map<string, Map<string, string[]>>; redirects: Map<string, string> } {
  const current = new Set(addressesOf(remarks));
  const former = new Map<string, Map<string, string[]>>();
  const redirects = new Map<string, string>();
  for (const address of new Set([...addresses.given, ...addresses.renamed.keys()])) {
    if (current.has(address)) continue;
    const target = follow(address, addresses, current);
    if (target === null) continue;
    const [oldId = '', oldSlug] = address.split('#', 2);
    const [id = '', slug] = target.split('#', 2);
    if (!remarks.has(oldId)) redirects.set(oldId, redirects.get(oldId) ?? id);
    if (oldSlug === undefined || slug === undefined || oldSlug === slug) continue;
    const ofRemark = former.get(id) ?? new Map<string, string[]>();
    former.set(id, ofRemark.set(slug, [...(ofRemark.get(slug) ?? []), oldSlug]));
  }
  return { former, redirects };
}
