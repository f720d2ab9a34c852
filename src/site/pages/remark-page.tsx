import type { Case, Example, Page, Remark } from '../model/model';
import { readBlockTree } from '../trace/block-list';
import { pictureOf } from '../trace/picture';
import { Sequence } from '../trace/sequence';
import { StateTree } from '../trace/tree';
import type { Context } from './layout';
import { Layout } from './layout';
import {
  Background,
  counted,
  LevelTag,
  Outcome,
  outcomeOf,
  RemarkId,
  resolverOf,
  StateTag,
  stateMeaning,
  Steps,
} from './parts';
import { chapterPath, pagePath, paths, remarkPath, statementAnchor } from './paths';
import { breakable, Named, Prose } from './text';
import { Violations } from './violations';

/** A remark with everything that belongs to it: what it holds, its examples as they ran, its proof. */
export function RemarkPage({
  context,
  remark,
  formerSlugs,
}: {
  readonly context: Context;
  readonly remark: Remark;
  /** Addresses that examples of it had before, by the slug that they have now. */
  readonly formerSlugs: ReadonlyMap<string, readonly string[]>;
}) {
  const { site, link } = context;
  const page = site.pages.get(remark.page);
  const chapter = site.chapters.find(({ pages }) => pages.some(({ id }) => id === remark.page));
  return (
    <Layout
      context={context}
      title={remark.title}
      description={`${remark.level}: ${remark.title}`}
      crumbs={[
        { path: paths.index, title: 'Contents' },
        ...(chapter ? [{ path: chapterPath(chapter), title: chapter.title }] : []),
        ...(page ? [{ path: pagePath(page.id), title: page.title }] : []),
      ]}
    >
      <h1 class="claim-title">
        <Named text={remark.title} />
      </h1>
      <p class="meta tags">
        <LevelTag level={remark.level} /> <StateTag state={remark.state} /> <RemarkId id={remark.id} />
        <span class="place">
          {remark.file}:{remark.line}
        </span>
      </p>
      <p class="meta">
        {remark.state}: {stateMeaning[remark.state]}.
      </p>
      {remark.description !== '' && (
        <Prose text={remark.description} file={remark.file} resolve={resolverOf(context)} />
      )}
      <Held context={context} remark={remark} />
      {remark.findings.length > 0 && (
        <section class="aside">
          <h2>Where the documentation disagrees</h2>
          <ul>
            {site.findings
              .filter(({ id }) => remark.findings.includes(id))
              .map(({ id, title, reading }) => (
                <li>
                  <a href={link(paths.findings, id)}>{title}</a>. <span class="meta">The reading here:</span>{' '}
                  <Named text={reading} />
                </li>
              ))}
          </ul>
        </section>
      )}
      <h2 id="examples">Examples</h2>
      <Background steps={remark.background} />
      {remark.examples.map((example) => (
        <ExampleSection example={example} file={remark.file} former={formerSlugs} />
      ))}
      {remark.violations !== null && (
        <section id="proof">
          <h2>How it is proven</h2>
          <p class="meta">
            {remark.violations.length === 0
              ? 'No violation breaks it: nothing shows that its examples can fail.'
              : `The examples were run against ${counted(remark.violations.length, 'deliberate violation')}.`}
          </p>
          <Violations context={context} remark={remark} />
        </section>
      )}
      <Neighbours context={context} remark={remark} page={page} />
    </Layout>
  );
}

/** The statements of the documentation that a remark holds. */
function Held({ context, remark }: { readonly context: Context; readonly remark: Remark }) {
  if (remark.statements.length === 0) return null;
  return (
    <section class="aside">
      <h2>What the documentation says, in our words</h2>
      <ul>
        {remark.statements.map(({ page, at }) => {
          const says = context.site.pages.get(page)?.statements.find((one) => one.at === at)?.says ?? null;
          return (
            <li>
              {says !== null && (
                <>
                  <Named text={says} />{' '}
                </>
              )}
              <a class="address" href={context.link(pagePath(page), statementAnchor(at))}>
                {breakable(page === remark.page ? at : `${page} ${at}`)}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function ExampleSection({
  example,
  file,
  former,
}: {
  readonly example: Example;
  readonly file: string;
  readonly former: ReadonlyMap<string, readonly string[]>;
}) {
  const { slug, name, needs, steps, cases, columns } = example;
  const isOutline = columns.length > 0;
  return (
    <article class="example" id={slug}>
      {(former.get(slug) ?? []).map((old) => (
        <span id={old} class="former" />
      ))}
      <h3>
        <a href={`#${slug}`}>{name}</a> <Outcome of={outcomeOf(example)} />
      </h3>
      {needs.length > 0 && <p class="meta">A target must be able to show: {needs.join(', ')}.</p>}
      <Steps steps={steps} />
      {cases.map((one, index) => (
        <CaseSection
          key={one.slug}
          one={one}
          file={file}
          columns={columns}
          isOutline={isOutline}
          open={!isOutline || (index === 0 && cases.length === 1) || one.status === 'failed'}
          former={isOutline ? (former.get(one.slug) ?? []) : []}
        />
      ))}
    </article>
  );
}

/** One case as it ran. */
function CaseSection({
  one,
  file,
  columns,
  isOutline,
  open,
  former,
}: {
  readonly one: Case;
  readonly file: string;
  readonly columns: readonly string[];
  readonly isOutline: boolean;
  readonly open: boolean;
  readonly former: readonly string[];
}) {
  const drawn = (
    <>
      <AsItRan one={one} />
      <p class="meta again">
        Run it: <code>{`npm run spec -- ${file}:${String(one.line)}`}</code>
      </p>
    </>
  );
  if (!isOutline) return drawn;
  return (
    <details class="case" id={one.slug} open={open}>
      <summary>
        {former.map((old) => (
          <span id={old} class="former" />
        ))}
        <span class="cells">
          {one.cells.map((cell, index) => (
            <span>
              {columns[index]}: <b>{cell}</b>
            </span>
          ))}
        </span>{' '}
        <Outcome of={one} />
      </summary>
      {drawn}
    </details>
  );
}

/** The picture of a case, its trees, its failure and its trace in words. */
function AsItRan({ one }: { readonly one: Case }) {
  const { slug, reason, failure, trace, status } = one;
  if (trace === null) {
    return (
      <>
        {failure !== null && <Failure text={failure} />}
        {status === 'not observed' && <p class="note">Not observed: {reason ?? 'no reason was given'}.</p>}
      </>
    );
  }
  const { layout, trees, lines } = pictureOf(trace, failure);
  return (
    <div class="ran">
      {failure !== null && <Failure text={failure} />}
      <figure>
        <div class="scroll picture" tabindex={0} role="group" aria-label={`Sequence of calls: ${one.name}`}>
          <Sequence layout={layout} id={`${slug}-seq`} title={`Sequence of calls: ${one.name}`} />
        </div>
      </figure>
      {trees.length > 0 && (
        <div class="trees">
          {trees.map(({ caption, value }, index) => {
            const tree = readBlockTree(value);
            const id = `${slug}-tree-${String(index + 1)}`;
            return (
              tree && (
                <figure>
                  <figcaption>
                    <Named text={caption} />
                  </figcaption>
                  <div class="scroll picture" tabindex={0} role="group" aria-label={caption}>
                    <StateTree tree={tree} id={id} title={caption} />
                  </div>
                </figure>
              )
            );
          })}
        </div>
      )}
      <details class="trace">
        <summary>The trace in words</summary>
        <ol class="scroll" tabindex={0} start={0}>
          {lines.map(({ text, emphasis }) => (
            <li class={emphasis}>{text}</li>
          ))}
        </ol>
      </details>
    </div>
  );
}

/** A failure as the run told it, which is laid out in columns. */
function Failure({ text }: { readonly text: string }) {
  return (
    <pre class="failure scroll" tabindex={0}>
      {text}
    </pre>
  );
}

/** The remarks before and after, on the same page. */
function Neighbours({
  context,
  remark,
  page,
}: {
  readonly context: Context;
  readonly remark: Remark;
  readonly page: Page | undefined;
}) {
  const all = page?.feature?.remarks ?? [];
  const at = all.indexOf(remark);
  const [previous, next] = [all[at - 1], all[at + 1]];
  return (
    <nav class="neighbours" aria-label="Neighbouring remarks">
      {previous ? (
        <a rel="prev" href={context.link(remarkPath(previous.id))}>
          ← {previous.title}
        </a>
      ) : (
        <span />
      )}
      {next && (
        <a rel="next" href={context.link(remarkPath(next.id))}>
          {next.title} →
        </a>
      )}
    </nav>
  );
}
