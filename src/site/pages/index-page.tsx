import type { Chapter, Page, Site, StatementState } from '../model/model';
import { Bar, countStates, tellCounts } from './bars';
import type { Context } from './layout';
import { Layout } from './layout';
import { counted } from './parts';
import { chapterPath, pagePath, paths } from './paths';

/** The first page: what this is, the three ways in, and the contents in the documentation's order. */
export function IndexPage({ context }: { readonly context: Context }) {
  const { site, link } = context;
  const statements = [...site.pages.values()].flatMap((page) => page.statements);
  const counts = countStates(statements);
  const specified = [...site.pages.values()].filter(({ feature }) => feature !== null);
  return (
    <Layout
      context={context}
      title="Chimney Spec: the contract of NDIS TCP chimney offload"
      description="What the documentation of NDIS TCP chimney offload asks of drivers, told as rules whose examples run."
    >
      <div class="hero">
        <h1>The contract of NDIS TCP chimney offload</h1>
        <p class="lede">
          What Microsoft’s documentation says about drivers, told again as rules that people can read. Their examples
          run against a simulated driver stack, every rule is proven able to fail, and every statement of the
          documentation is accounted for.
        </p>
        <RunState site={site} />
        <dl class="figures">
          <Figure value={specified.length} of={site.pages.size} name="pages told in full" />
          <Figure value={site.remarks.size} name="remarks" />
          <Figure value={examplesOf(site)} name="examples" />
          <Figure value={statements.length - counts.gap} of={statements.length} name="statements decided" />
          <Figure value={site.findings.length} name="findings" />
        </dl>
      </div>
      <ul class="doors">
        <li>
          <h2>
            <a href={link(paths.remarks)}>What is the contract?</a>
          </h2>
          <p>Every remark in reading order, by level; each with its examples, drawn from the calls that were made.</p>
        </li>
        <li>
          <h2>
            <a href={link(paths.findings)}>Where do pages disagree?</a>
          </h2>
          <p>
            Both sides, the reading that was chosen and why. <a href={link(paths.coverage)}>Coverage</a> says what
            became of each statement, <a href={link(paths.changes)}>Changes</a> what edits break.
          </p>
        </li>
        <li>
          <h2>
            <a href={link(paths.proof)}>Would it notice?</a>
          </h2>
          <p>Each remark against its deliberate violations: which example caught it, and with what message.</p>
        </li>
      </ul>
      <h2 id="contents">Contents</h2>
      <ol class="contents">
        {site.chapters.map((chapter) => (
          <ChapterEntry context={context} chapter={chapter} />
        ))}
      </ol>
    </Layout>
  );
}

const examplesOf = ({ remarks }: Site): number =>
  [...remarks.values()].reduce(
    (sum, { examples }) => sum + examples.reduce((cases, example) => cases + example.cases.length, 0),
    0,
  );

function Figure({ value, of, name }: { readonly value: number; readonly of?: number; readonly name: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {of !== undefined && <small> of {of}</small>}
      </dd>
    </div>
  );
}

/** Whether the last run was well, and what stands in its way. */
function RunState({ site }: { readonly site: Site }) {
  const { run, problems } = site;
  const told = [...(run?.problems ?? []), ...problems];
  return (
    <>
      {run !== null && (
        <p class={`verdict ${run.success ? 'good' : 'bad'}`}>
          <strong>{run.success ? 'All of it holds' : 'Not all of it holds'}</strong> for the{' '}
          {run.target ?? 'simulated target'}, seed {run.seed}; the run took {run.seconds.toFixed(1)} s.
        </p>
      )}
      {run === null && (
        <p class="verdict">
          <strong>Without results.</strong> <code>npm start</code> runs the examples and builds this site with what came
          of them.
        </p>
      )}
      {run !== null && run.changed.length > 0 && (
        <p class="verdict bad">
          {counted(run.changed.length, 'feature')} changed since this run: {run.changed.join(', ')}.
        </p>
      )}
      {told.length > 0 && (
        <details class="problems">
          <summary>{counted(told.length, 'problem')}</summary>
          <ul>
            {told.map((problem) => (
              <li>{problem}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function ChapterEntry({ context, chapter }: { readonly context: Context; readonly chapter: Chapter }) {
  const told = chapter.pages.filter(({ feature }) => feature !== null);
  const others = chapter.pages.filter(({ feature }) => feature === null);
  const counts = countStates(chapter.pages.flatMap(({ statements }) => statements));
  return (
    <li>
      <div class="chapter-head">
        <h3>
          <a href={context.link(chapterPath(chapter))}>{chapter.title}</a>
        </h3>
        <Bar counts={counts} />
      </div>
      <ul class="pages">
        {told.map((page) => (
          <PageEntry context={context} page={page} />
        ))}
      </ul>
      {others.length > 0 && (
        <details>
          <summary>
            {told.length > 0 ? `${counted(others.length, 'further page')}` : counted(others.length, 'page')}, statement
            by statement
          </summary>
          <ul class="pages slight">
            {others.map((page) => (
              <li>
                <a href={context.link(pagePath(page.id))}>{page.title}</a>{' '}
                <span class="meta">{tellCounts(countStates(page.statements))}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

/** A page that has a feature, with what is in it. */
export function PageEntry({ context, page }: { readonly context: Context; readonly page: Page }) {
  const remarks = page.feature?.remarks ?? [];
  const proven = remarks.filter(({ state }) => state === 'proven').length;
  const failing = remarks.filter(({ state }) => state === 'failing').length;
  return (
    <li>
      <a href={context.link(pagePath(page.id))}>{page.title}</a>{' '}
      <span class="meta">
        {remarks.length === 0 ? 'held by remarks of other pages' : counted(remarks.length, 'remark')}
        {proven > 0 && (proven === remarks.length ? ', proven' : `, ${String(proven)} proven`)}
        {failing > 0 && <strong class="bad">, {failing} failing</strong>}
        {page.findings.length > 0 && `, ${counted(page.findings.length, 'finding')}`}
      </span>
    </li>
  );
}

/** What the colours of a bar mean. */
export function Legend({ states }: { readonly states: readonly StatementState[] }) {
  return (
    <ul class="legend">
      {states.map((state) => (
        <li>
          <span class={`swatch ${state.replace(' ', '-')}`} aria-hidden="true" />
          {state}
        </li>
      ))}
    </ul>
  );
}
