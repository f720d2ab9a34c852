import type { Chapter } from '../model/model';
import { Bar, countStates, tellCounts } from './bars';
import type { Context } from './layout';
import { Layout } from './layout';
import { Claim, Filters, levelsOf, statesOf } from './parts';
import { pagePath, paths } from './paths';
import { firstSentence, Named } from './text';

/** A chapter: its pages in order, each with its claims. */
export function ChapterPage({ context, chapter }: { readonly context: Context; readonly chapter: Chapter }) {
  const { link } = context;
  const remarks = chapter.pages.flatMap(({ feature }) => feature?.remarks ?? []);
  const counts = countStates(chapter.pages.flatMap(({ statements }) => statements));
  return (
    <Layout
      context={context}
      title={chapter.title}
      description={`The chapter “${chapter.title}”: its pages and what they claim.`}
      crumbs={[{ path: paths.index, title: 'Contents' }]}
    >
      <h1>{chapter.title}</h1>
      <Bar counts={counts} />
      <p class="meta">{tellCounts(counts)}</p>
      <Filters levels={levelsOf(remarks)} states={statesOf(remarks)} what="remarks" />
      {chapter.pages.map((page) => (
        <section class="page-claims">
          <h2>
            <a href={link(pagePath(page.id))}>{page.title}</a>
          </h2>
          {page.feature === null ? (
            <p class="meta">Statement by statement only: {tellCounts(countStates(page.statements))}.</p>
          ) : (
            <>
              <p>
                <Named text={firstSentence(page.feature.description)} />
              </p>
              <ol class="claims">
                {page.feature.remarks.map((remark) => (
                  <Claim context={context} remark={remark} />
                ))}
              </ol>
            </>
          )}
        </section>
      ))}
    </Layout>
  );
}

/** Every remark in reading order. */
export function RemarksPage({ context }: { readonly context: Context }) {
  const { site, link } = context;
  const remarks = [...site.remarks.values()];
  return (
    <Layout
      context={context}
      title="All remarks"
      description="Every remark of the specification in reading order, by level and state."
    >
      <h1>All remarks</h1>
      <p class="lede">
        The whole contract as claims, in the order of the documentation. A claim leads to its examples, to what the
        documentation says, and to its proof.
      </p>
      <Filters levels={levelsOf(remarks)} states={statesOf(remarks)} what="remarks" />
      {site.chapters.map((chapter) => {
        const pages = chapter.pages.filter(({ feature }) => (feature?.remarks.length ?? 0) > 0);
        return (
          pages.length > 0 && (
            <section class="chapter-claims">
              <h2>{chapter.title}</h2>
              {pages.map((page) => (
                <section class="page-claims">
                  <h3>
                    <a href={link(pagePath(page.id))}>{page.title}</a>
                  </h3>
                  <ol class="claims">
                    {(page.feature?.remarks ?? []).map((remark) => (
                      <Claim context={context} remark={remark} />
                    ))}
                  </ol>
                </section>
              ))}
            </section>
          )
        );
      })}
    </Layout>
  );
}
