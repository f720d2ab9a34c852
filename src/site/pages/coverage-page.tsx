import { levels } from '../../run/vocabulary';
import { Bar, barStates, countStates, tellCounts, totalOf } from './bars';
import { Legend } from './index-page';
import type { Context } from './layout';
import { Layout } from './layout';
import { LevelTag, stateMeaning } from './parts';
import { chapterPath, pagePath, paths } from './paths';

/** What became of every statement, by chapter and page. */
export function CoveragePage({ context }: { readonly context: Context }) {
  const { site, link } = context;
  const statements = [...site.pages.values()].flatMap((page) => page.statements);
  const whole = countStates(statements);
  const chapters = site.chapters.map((chapter) => ({
    chapter,
    counts: countStates(chapter.pages.flatMap(({ statements }) => statements)),
  }));
  const states = barStates.filter((state) => whole[state] > 0);
  const most = Math.max(1, ...chapters.map(({ counts }) => totalOf(counts)));
  return (
    <Layout
      context={context}
      title="Coverage"
      description="What became of every statement of the documentation, by chapter and page."
      crumbs={[{ path: paths.index, title: 'Contents' }]}
      wide
    >
      <h1>Coverage</h1>
      <p class="lede">
        What became of each of {totalOf(whole)} statements on {site.pages.size} pages. The length of a bar is the number
        of statements.
      </p>
      <Bar counts={whole} />
      <p class="meta">{tellCounts(whole)}</p>
      <Legend states={states} />
      <div class="scroll" tabindex={0} role="group" aria-label="Coverage by chapter">
        <table class="coverage">
          <thead>
            <tr>
              <th scope="col">Chapter</th>
              <th scope="col" class="picture-column">
                Picture
              </th>
              {states.map((state) => (
                <th scope="col" class="number" title={stateMeaning[state]}>
                  {state}
                </th>
              ))}
              <th scope="col" class="number">
                all
              </th>
            </tr>
          </thead>
          <tbody>
            {chapters.map(({ chapter, counts }) => (
              <tr>
                <th scope="row">
                  <a href={link(chapterPath(chapter))}>{chapter.title}</a>
                </th>
                <td>
                  <Bar counts={counts} of={most} />
                </td>
                {states.map((state) => (
                  <td class="number">{counts[state] === 0 ? <span class="zero">0</span> : counts[state]}</td>
                ))}
                <td class="number">{totalOf(counts)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2>By level</h2>
      <div class="scroll" tabindex={0} role="group" aria-label="Coverage by level">
        <table class="coverage">
          <thead>
            <tr>
              <th scope="col">Level</th>
              <th scope="col" class="picture-column">
                Picture
              </th>
              <th scope="col">Counted</th>
            </tr>
          </thead>
          <tbody>
            {([...levels, null] as const).map((level) => {
              const counts = countStates(statements.filter((statement) => statement.level === level));
              return (
                <tr>
                  <th scope="row">
                    {level === null ? <span class="meta">of no level</span> : <LevelTag level={level} />}
                  </th>
                  <td>
                    <Bar counts={counts} />
                  </td>
                  <td class="meta">{tellCounts(counts)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <h2>By page</h2>
      {chapters.map(({ chapter }) => (
        <details class="coverage-pages">
          <summary>{chapter.title}</summary>
          <ul class="page-bars">
            {chapter.pages.map((page) => {
              const counts = countStates(page.statements);
              return (
                <li>
                  <a href={link(pagePath(page.id))}>{page.title}</a>
                  <Bar counts={counts} />
                  <span class="meta">{tellCounts(counts)}</span>
                </li>
              );
            })}
          </ul>
        </details>
      ))}
    </Layout>
  );
}
