import type { Finding } from '../model/model';
import type { Context } from './layout';
import { Layout } from './layout';
import { LevelTag, RemarkId } from './parts';
import { pagePath, paths, remarkPath, statementAnchor } from './paths';
import { breakable, Named } from './text';

/** What a kind of finding is called. */
const natures: Readonly<Record<Finding['nature'], string>> = {
  contradiction: 'Contradiction',
  ambiguous: 'Ambiguous',
  'name-not-in-header': 'Name that no header has',
  'duplicated-text': 'Duplicated text',
  misspelling: 'Misspelling',
};

/** Every disagreement: both sides, the reading that was chosen, why, and the Rule that holds it. */
export function FindingsPage({ context }: { readonly context: Context }) {
  const { findings } = context.site;
  const kinds = (Object.keys(natures) as Finding['nature'][]).filter((nature) =>
    findings.some((finding) => finding.nature === nature),
  );
  return (
    <Layout
      context={context}
      title="Findings"
      description="Where the documentation disagrees with itself or with the header, and which reading was chosen."
      crumbs={[{ path: paths.index, title: 'Contents' }]}
    >
      <h1>Findings</h1>
      <p class="lede">
        Where the documentation disagrees with itself, or with the header: every side, the reading that the
        specification chose, and why.
      </p>
      {findings.length === 0 && <p class="note">No finding is recorded.</p>}
      <nav class="onpage" aria-label="Kinds of findings">
        <ul>
          {kinds.map((nature) => (
            <li>
              <a href={`#nature-${nature}`}>{natures[nature]}</a>{' '}
              <span class="meta">{findings.filter((finding) => finding.nature === nature).length}</span>
            </li>
          ))}
        </ul>
      </nav>
      {kinds.map((nature) => (
        <section>
          <h2 id={`nature-${nature}`}>{natures[nature]}</h2>
          {findings
            .filter((finding) => finding.nature === nature)
            .map((finding) => (
              <FindingEntry context={context} finding={finding} />
            ))}
        </section>
      ))}
    </Layout>
  );
}

function FindingEntry({ context, finding }: { readonly context: Context; readonly finding: Finding }) {
  const { id, title, names, sides, reading, why, remark } = finding;
  const { site, link } = context;
  const held = remark === null ? undefined : site.remarks.get(remark);
  return (
    <article class="finding-entry" id={id}>
      <h3>
        <a href={`#${id}`}>
          <Named text={title} />
        </a>
      </h3>
      <ul class="sides">
        {sides.map(({ page, at, says }) => (
          <li>
            {says === null ? <span class="meta">A statement not yet in our words.</span> : <Named text={says} />}{' '}
            {site.pages.has(page) ? (
              <a class="address" href={link(pagePath(page), statementAnchor(at))}>
                {breakable(`${page} ${at}`)}
              </a>
            ) : (
              <span class="address">{breakable(`${page} ${at}`)}</span>
            )}
          </li>
        ))}
      </ul>
      <dl>
        {names.length > 0 && (
          <>
            <dt>Names</dt>
            <dd>
              <Named text={names.join(', ')} />
            </dd>
          </>
        )}
        <dt>Reading</dt>
        <dd>
          <Named text={reading} />
        </dd>
        <dt>Why</dt>
        <dd>
          <Named text={why} />
        </dd>
        {remark !== null && (
          <>
            <dt>Held by</dt>
            <dd>
              {held ? (
                <>
                  <LevelTag level={held.level} />{' '}
                  <a href={link(remarkPath(held.id))}>
                    <Named text={held.title} />
                  </a>
                </>
              ) : (
                <RemarkId id={remark} />
              )}
            </dd>
          </>
        )}
      </dl>
    </article>
  );
}
