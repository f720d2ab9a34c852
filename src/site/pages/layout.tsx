import type { ComponentChildren } from 'preact';
import type { Site } from '../model/model';
import { linkTo, paths } from './paths';

/** Where a page stands, and what it may link to. */
export interface Context {
  readonly site: Site;
  /** The page's own path. */
  readonly path: string;
  readonly link: (path: string, anchor?: string) => string;
}

export const contextOf = (site: Site, path: string): Context => ({
  site,
  path,
  link: (target, anchor) => linkTo(path, target, anchor),
});

/**
 * Nothing from anywhere else, and nothing inline. `file:` is for pages that are opened from the file system, where not every
 * browser takes 'self' to be the folder.
 */
export const POLICY =
  "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; base-uri 'none'; form-action 'none'";

const sections: readonly { readonly path: string; readonly title: string }[] = [
  { path: paths.index, title: 'Contents' },
  { path: paths.remarks, title: 'Remarks' },
  { path: paths.coverage, title: 'Coverage' },
  { path: paths.findings, title: 'Findings' },
  { path: paths.proof, title: 'Proof' },
  { path: paths.changes, title: 'Changes' },
  { path: paths.names, title: 'Names' },
];

/** A whole HTML page. */
export function Layout({
  context,
  title,
  description,
  crumbs = [],
  wide = false,
  children,
}: {
  readonly context: Context;
  readonly title: string;
  readonly description: string;
  readonly crumbs?: readonly { readonly path: string; readonly title: string }[];
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}) {
  const { link, path, site } = context;
  const isStart = path === paths.index;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="description" content={description} />
        <title>{isStart ? title : `${title} · Chimney Spec`}</title>
        <link rel="icon" href={link('assets/icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={link('assets/site.css')} />
        <script src={link('assets/site.js')} defer />
      </head>
      <body data-root={'../'.repeat(path.split('/').length - 1)}>
        <a class="skip" href="#main">
          To the content
        </a>
        <header class="top">
          <a class="brand" href={link(paths.index)}>
            Chimney Spec
          </a>
          <div class="search" role="search" hidden>
            <label class="unseen" for="q">
              Search remarks, names, statuses and statements
            </label>
            <input
              id="q"
              type="text"
              placeholder="Search  /"
              autocomplete="off"
              spellcheck={false}
              role="combobox"
              aria-expanded="false"
              aria-controls="hits"
              aria-autocomplete="list"
            />
            <ul id="hits" role="listbox" aria-label="Results" hidden />
            <p id="hit-count" class="unseen" role="status" />
          </div>
          <nav aria-label="Site">
            <ul>
              {sections.map((section) => (
                <li>
                  <a href={link(section.path)} aria-current={section.path === path ? 'page' : undefined}>
                    {section.title}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="main" class={wide ? 'wide' : undefined} tabindex={-1}>
          {crumbs.length > 0 && (
            <nav class="crumbs" aria-label="Where this stands">
              <ol>
                {crumbs.map((crumb) => (
                  <li>
                    <a href={link(crumb.path)}>{crumb.title}</a>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          {children}
        </main>
        <footer class="foot">
          <p>
            {site.guide !== null && (
              <>
                <a href={link(paths.reading)}>How to read this</a> ·{' '}
              </>
            )}
            {runLine(site)}
          </p>
          <p>
            A paraphrase of the Windows driver documentation by Microsoft and its contributors, which is licensed under{' '}
            <a href="https://creativecommons.org/licenses/by/4.0/" rel="noopener noreferrer">
              CC BY 4.0
            </a>
            . Not affiliated with Microsoft.
          </p>
        </footer>
      </body>
    </html>
  );
}

/** What the site shows of a run, in a line. */
export function runLine({ run }: Site): string {
  if (run === null) return 'Built without a run: examples are shown without their results.';
  return `Run against the ${run.target ?? 'simulated target'} with seed ${String(run.seed)}.`;
}
