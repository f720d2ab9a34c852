import type { Chapter, Example, Page, Remark, Statement } from '../model/model';
import { Bar, countStates, tellCounts } from './bars';
import type { Context } from './layout';
import { Layout } from './layout';
import {
  Background,
  counted,
  Filters,
  FindingTag,
  LevelTag,
  levelsOf,
  Outcome,
  outcomeOf,
  RemarkId,
  resolverOf,
  StateTag,
  statesOf,
  Steps,
} from './parts';
import { chapterPath, pagePath, paths, remarkPath, statementAnchor } from './paths';
import { breakable, firstSentence, Named, Prose } from './text';

/** A page of the documentation: its feature in full, then every statement with what became of it. */
export function DocumentationPage({
  context,
  page,
  chapter,
}: {
  readonly context: Context;
  readonly page: Page;
  readonly chapter: Chapter;
}) {
  const { feature, statements } = page;
  const remarks = feature?.remarks ?? [];
  const counts = countStates(statements);
  return (
    <Layout
      context={context}
      title={page.title}
      description={feature === null ? `The statements of ${page.id}.` : firstSentence(feature.description)}
      crumbs={[
        { path: paths.index, title: 'Contents' },
        { path: chapterPath(chapter), title: chapter.title },
      ]}
    >
      <h1>{breakable(page.title)}</h1>
      <p class="meta">
        <code class="id">{breakable(page.id)}</code>
        {page.original !== null && (
          <>
            {' '}
            ·{' '}
            <a href={page.original} rel="noopener noreferrer">
              the documentation’s page
            </a>
          </>
        )}
        {page.findings.length > 0 && (
          <>
            {' '}
            · <a href="#findings">{counted(page.findings.length, 'finding')}</a>
          </>
        )}
      </p>
      {statements.length > 0 && (
        <>
          <Bar counts={counts} />
          <p class="meta">
            <a href="#statements">{statements.length} statements</a>: {tellCounts(counts)}
          </p>
        </>
      )}
      {page.retired !== null && (
        <p class="note">
          The documentation no longer has this page: <Named text={page.retired} />
        </p>
      )}
      {feature === null ? (
        <p class="note">Nobody has told this page as a feature. Below is what became of each of its statements.</p>
      ) : (
        <>
          <Prose text={feature.description} file={feature.file} resolve={resolverOf(context)} />
          <Filters levels={levelsOf(remarks)} states={statesOf([...remarks, ...statements])} what="page" />
          {remarks.length > 2 && (
            <nav class="onpage" aria-label="Remarks of this page">
              <ol>
                {remarks.map((remark) => (
                  <li data-level={remark.level} data-state={remark.state}>
                    <a href={`#${remark.id}`}>{remark.title}</a>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          <Background steps={feature.background} />
          {remarks.map((remark) => (
            <RuleSection context={context} remark={remark} shared={feature.background.length} />
          ))}
        </>
      )}
      {page.findings.length > 0 && (
        <section class="aside" id="findings">
          <h2>Where this page disagrees, with itself or with another</h2>
          <ul>
            {context.site.findings
              .filter(({ id }) => page.findings.includes(id))
              .map(({ id, title }) => (
                <li>
                  <a href={context.link(paths.findings, id)}>
                    <Named text={title} />
                  </a>
                </li>
              ))}
          </ul>
        </section>
      )}
      {statements.length > 0 && (
        <>
          <h2 id="statements">Statement by statement</h2>
          <p class="meta">
            Every statement of the documentation’s page, by its address, in our words, with what became of it; recorded
            in <code>ledger/{breakable(page.id)}.yaml</code>.
          </p>
          {feature === null && (
            <Filters levels={levelsOf(statements)} states={statesOf(statements)} what="statements" />
          )}
          <Statements context={context} statements={statements} />
        </>
      )}
      <Neighbours context={context} page={page} />
    </Layout>
  );
}

/** A Rule with its examples; their pictures are on its own page. */
function RuleSection({
  context,
  remark,
  shared,
}: {
  readonly context: Context;
  readonly remark: Remark;
  readonly shared: number;
}) {
  return (
    <section class="rule" id={remark.id} data-level={remark.level} data-state={remark.state}>
      <h2>
        <a href={context.link(remarkPath(remark.id))}>
          <Named text={remark.title} />
        </a>
      </h2>
      <p class="meta tags">
        <LevelTag level={remark.level} /> <StateTag state={remark.state} />{' '}
        {remark.findings.map((id) => (
          <FindingTag context={context} id={id} />
        ))}{' '}
        <RemarkId id={remark.id} />
      </p>
      {remark.description !== '' && (
        <Prose text={remark.description} file={remark.file} resolve={resolverOf(context)} />
      )}
      <Background steps={remark.background.slice(shared)} />
      {remark.examples.map((example) => (
        <ExampleText context={context} remark={remark} example={example} />
      ))}
    </section>
  );
}

function ExampleText({
  context,
  remark,
  example,
}: {
  readonly context: Context;
  readonly remark: Remark;
  readonly example: Example;
}) {
  const isDrawn = example.cases.some(({ trace }) => trace !== null);
  return (
    <article class="example">
      <h3>
        <a href={context.link(remarkPath(remark.id), example.slug)}>{example.name}</a>{' '}
        <Outcome of={outcomeOf(example)} />
      </h3>
      <Steps steps={example.steps} />
      {example.columns.length > 0 && (
        <div class="scroll" tabindex={0} role="group" aria-label={`Rows of: ${example.name}`}>
          <table class="rows">
            <thead>
              <tr>
                {example.columns.map((column) => (
                  <th scope="col">{column}</th>
                ))}
                <th scope="col">
                  <span class="unseen">what came of it</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {example.cases.map((one) => (
                <tr>
                  {one.cells.map((cell) => (
                    <td>{breakable(cell)}</td>
                  ))}
                  <td>
                    <a href={context.link(remarkPath(remark.id), one.slug)}>{isDrawn ? 'as it ran' : 'this case'}</a>{' '}
                    <Outcome of={one} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </article>
  );
}

function Statements({ context, statements }: { readonly context: Context; readonly statements: readonly Statement[] }) {
  return (
    <div class="scroll" tabindex={0} role="group" aria-label="Statements">
      <table class="statements">
        <thead>
          <tr>
            <th scope="col">Address</th>
            <th scope="col">In our words</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {statements.map((statement) => (
            <StatementRow context={context} statement={statement} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StatementRow({ context, statement }: { readonly context: Context; readonly statement: Statement }) {
  const { at, says, kind, level, lead, state, reason, notes, remarks, findings } = statement;
  const anchor = statementAnchor(at);
  return (
    <tr id={anchor} data-level={level ?? undefined} data-state={state}>
      <th scope="row">
        <a href={context.link(context.path, anchor)}>
          <code>{breakable(at)}</code>
        </a>
        <span class="meta">
          {kind}
          {lead !== null && (
            <>
              , led by <a href={context.link(context.path, statementAnchor(lead))}>{lead}</a>
            </>
          )}
        </span>
      </th>
      <td>
        {says === null ? <span class="meta">not yet in our words</span> : <Named text={says} />}
        {reason !== null && (
          <p class="reason">
            {state === 'gap' ? 'Noted: ' : 'Why: '}
            <Named text={reason} />
          </p>
        )}
        {notes.map((note) => (
          <p class="reason">
            <Named text={note} />
          </p>
        ))}
        {remarks.map((id) => {
          const remark = context.site.remarks.get(id);
          return (
            <p class="held">
              <span class="meta">held by </span>
              {remark === undefined ? (
                <RemarkId id={id} />
              ) : (
                <a href={context.link(remarkPath(id))}>
                  <RemarkId id={id} />
                </a>
              )}
            </p>
          );
        })}
      </td>
      <td class="tags">
        <LevelTag level={level} /> <StateTag state={state} />{' '}
        {findings.map((id) => (
          <FindingTag context={context} id={id} />
        ))}
      </td>
    </tr>
  );
}

/** The pages before and after, in reading order. */
function Neighbours({ context, page }: { readonly context: Context; readonly page: Page }) {
  const pages = context.site.chapters.flatMap((chapter) => chapter.pages);
  const at = pages.indexOf(page);
  return <PreviousNext context={context} previous={pages[at - 1]} next={pages[at + 1]} />;
}

function PreviousNext({
  context,
  previous,
  next,
}: {
  readonly context: Context;
  readonly previous: Page | undefined;
  readonly next: Page | undefined;
}) {
  return (
    <nav class="neighbours" aria-label="Neighbouring pages">
      {previous ? (
        <a rel="prev" href={context.link(pagePath(previous.id))}>
          ← {previous.title}
        </a>
      ) : (
        <span />
      )}
      {next && (
        <a rel="next" href={context.link(pagePath(next.id))}>
          {next.title} →
        </a>
      )}
    </nav>
  );
}
