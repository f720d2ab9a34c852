import type { Change } from '../model/model';
import type { Context } from './layout';
import { Layout } from './layout';
import { counted, RemarkId } from './parts';
import { pagePath, paths, remarkPath, statementAnchor } from './paths';
import { breakable } from './text';

/** What `instep check` says: what the documentation says otherwise than the ledger, and which remarks that concerns. */
export function ChangesPage({ context }: { readonly context: Context }) {
  const { changes } = context.site;
  return (
    <Layout
      context={context}
      title="Changes"
      description="What changed in the documentation since the specification was written against it."
      crumbs={[{ path: paths.index, title: 'Contents' }]}
    >
      <h1>Changes</h1>
      <p class="lede">
        What the documentation says otherwise than it did when the specification was written against it, and which
        remarks that puts in doubt.
      </p>
      {changes === null ? (
        <>
          <p class="note">The documentation was not compared when this site was built.</p>
          <p>These commands bring the documentation, compare it, and build the site with the outcome:</p>
          <pre class="scroll" tabindex={0}>
            {'npx instep fetch\nnpx instep check --json > reports/check.json\nnpm run site'}
          </pre>
        </>
      ) : (
        <>
          <p class={`verdict ${changes.list.length === 0 && changes.problems.length === 0 ? 'good' : 'bad'}`}>
            <strong>{changes.list.length === 0 ? 'In step' : counted(changes.list.length, 'change')}</strong>:{' '}
            {counted(changes.unchanged, 'statement')} on {counted(changes.pages, 'page')} say what they said. Compared
            on <time datetime={changes.when}>{changes.when.slice(0, 16).replace('T', ' ')} UTC</time>.
          </p>
          {changes.problems.length > 0 && (
            <ul>
              {changes.problems.map((problem) => (
                <li>{problem}</li>
              ))}
            </ul>
          )}
          {changes.list.map((change) => (
            <ChangeEntry context={context} change={change} />
          ))}
        </>
      )}
    </Layout>
  );
}

function ChangeEntry({ context, change }: { readonly context: Context; readonly change: Change }) {
  const { page, at, line, state, level, levelBefore, remarks, findings, words } = change;
  const { site, link } = context;
  const known = site.pages.get(page)?.statements.some((statement) => statement.at === at) === true;
  const address = breakable(`${page} ${at}`);
  return (
    <article class="change">
      <h2>
        <span class="state changed">{state}</span>{' '}
        {known ? (
          <a class="address" href={link(pagePath(page), statementAnchor(at))}>
            {address}
          </a>
        ) : (
          <span class="address">{address}</span>
        )}
      </h2>
      <p class="meta">
        line {line}
        {levelBefore !== null && `; its level was ${levelBefore} and is ${level ?? 'none'}`}
      </p>
      {words.map(({ before, after }) => (
        <p class="words">
          {before !== '' && <del>{before}</del>} {after !== '' && <ins>{after}</ins>}
        </p>
      ))}
      {remarks.length > 0 && (
        <p>
          Puts in doubt:{' '}
          {remarks.map((id, index) => (
            <>
              {index > 0 && ', '}
              {site.remarks.has(id) ? (
                <a href={link(remarkPath(id))}>
                  <RemarkId id={id} />
                </a>
              ) : (
                <RemarkId id={id} />
              )}
            </>
          ))}
        </p>
      )}
      {findings.length > 0 && (
        <p>
          Opens again:{' '}
          {findings.map((id, index) => (
            <>
              {index > 0 && ', '}
              <a href={link(paths.findings, id)}>{id}</a>
            </>
          ))}
        </p>
      )}
    </article>
  );
}
