import type { Change, Changes } from '../model/model';
import type { Context } from './layout';
import { Layout } from './layout';
import { counted, RemarkId } from './parts';
import { pagePath, paths, remarkPath, statementAnchor } from './paths';
import { breakable, Named } from './text';

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
          <p class={`verdict ${isInStep(changes) ? 'good' : 'bad'}`}>
            <strong>
              {isInStep(changes) ? 'In step' : counted(changes.list.length + changes.wholePages.length, 'change')}
            </strong>
            : {counted(changes.unchanged, 'statement')} on {counted(changes.pages, 'page')} say what they said. Compared
            on <time datetime={changes.when}>{changes.when.slice(0, 16).replace('T', ' ')} UTC</time>.
          </p>
          {changes.problems.length > 0 && (
            <ul>
              {changes.problems.map((problem) => (
                <li>{problem}</li>
              ))}
            </ul>
          )}
          {changes.wholePages.length > 0 && (
            <ul>
              {changes.wholePages.map((page) => (
                <li>{page}</li>
              ))}
            </ul>
          )}
          {changes.remarksOfGonePages.length > 0 && (
            <p>
              Pages that are gone put in doubt: <Remarks context={context} ids={changes.remarksOfGonePages} />
            </p>
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
  const { page, at, line, state, level, levelBefore, remarks, findings, words, lost } = change;
  const { site, link } = context;
  const recorded = site.pages.get(page)?.statements.find((statement) => statement.at === at);
  const says = recorded?.says ?? null;
  const address = breakable(`${page} ${at}`);
  return (
    <article class="change">
      <h2>
        <span class="state changed">{state}</span>{' '}
        {recorded ? (
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
      {says !== null && (
        <p>
          <span class="meta">In our words: </span>
          <Named text={says} />
        </p>
      )}
      {words.map(({ before, after }) => (
        <p class="words">
          {before !== '' && <del>{before}</del>} {after !== '' && <ins>{after}</ins>}
        </p>
      ))}
      {lost.map((what) => (
        <p>
          None of its remarks says <Named text={what} />.
        </p>
      ))}
      {remarks.length > 0 && (
        <p>
          Puts in doubt: <Remarks context={context} ids={remarks} />
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

const isInStep = ({ list, wholePages, problems }: Changes): boolean =>
  list.length + wholePages.length + problems.length === 0;

/** Remarks by their ids, each a link where it still exists. */
function Remarks({ context, ids }: { readonly context: Context; readonly ids: readonly string[] }) {
  return (
    <>
      {ids.map((id, index) => (
        <>
          {index > 0 && ', '}
          {context.site.remarks.has(id) ? (
            <a href={context.link(remarkPath(id))}>
              <RemarkId id={id} />
            </a>
          ) : (
            <RemarkId id={id} />
          )}
        </>
      ))}
    </>
  );
}
