import type { Remark } from '../model/model';
import type { Context } from './layout';
import { Layout } from './layout';
import { counted, Filters, LevelTag, levelsOf, RemarkId, StateTag, statesOf } from './parts';
import { paths, remarkPath } from './paths';
import { Named } from './text';
import { Violations } from './violations';

/** The matrix: each remark, each of its violations, and the example that caught it. */
export function ProofPage({ context }: { readonly context: Context }) {
  const { site } = context;
  const remarks = [...site.remarks.values()];
  const all = remarks.flatMap(({ violations }) => violations ?? []);
  const caught = all.filter(({ state }) => state === 'caught').length;
  const made = remarks.some(({ violations }) => violations !== null);
  return (
    <Layout
      context={context}
      title="Proof"
      description="Every remark against its deliberate violations: what caught each, and with what message."
      crumbs={[{ path: paths.index, title: 'Contents' }]}
      wide
    >
      <h1>Proof</h1>
      <p class="lede">
        A rule that cannot fail says nothing. For each remark there are ways to get it wrong; its examples are run
        against each, and must notice.
      </p>
      {made ? (
        <>
          <p class={`verdict ${caught === all.length ? 'good' : 'bad'}`}>
            <strong>
              {caught} of {counted(all.length, 'violation')} caught
            </strong>
            , {remarks.filter(({ state }) => state === 'proven').length} of {counted(remarks.length, 'remark')} proven.
          </p>
          <Filters levels={levelsOf(remarks)} states={statesOf(remarks)} what="remarks" />
          <Matrix context={context} />
          {remarks.map((remark) => (
            <section class="proof-of" id={remark.id} data-level={remark.level} data-state={remark.state}>
              <h2>
                <a href={context.link(remarkPath(remark.id))}>
                  <Named text={remark.title} />
                </a>
              </h2>
              <p class="meta tags">
                <LevelTag level={remark.level} /> <StateTag state={remark.state} /> <RemarkId id={remark.id} />
              </p>
              {(remark.violations ?? []).length === 0 ? (
                <p class="note">It has no violation: nothing shows that its examples can fail.</p>
              ) : (
                <Violations context={context} remark={remark} />
              )}
            </section>
          ))}
        </>
      ) : (
        <p class="note">
          No proof was made. <code>npm start</code> makes it.
        </p>
      )}
    </Layout>
  );
}

/** Every remark as a line, every violation as a mark in it; page by page. */
function Matrix({ context }: { readonly context: Context }) {
  const pages = [...context.site.chapters.flatMap((chapter) => chapter.pages)].filter(
    ({ feature }) => (feature?.remarks.length ?? 0) > 0,
  );
  return (
    <div class="scroll" tabindex={0} role="group" aria-label="Remarks by violations">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">Remark</th>
            <th scope="col">State</th>
            <th scope="col">Violations</th>
          </tr>
        </thead>
        {pages.map((page) => (
          <tbody>
            <tr>
              <th scope="rowgroup" colspan={3} class="group">
                {page.title}
              </th>
            </tr>
            {(page.feature?.remarks ?? []).map((remark) => (
              <MatrixRow context={context} remark={remark} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function MatrixRow({ context, remark }: { readonly context: Context; readonly remark: Remark }) {
  const { id, level, state, violations } = remark;
  return (
    <tr data-level={level} data-state={state}>
      <th scope="row">
        <a href={context.link(paths.proof, id)}>
          <RemarkId id={id} />
        </a>
      </th>
      <td>
        <StateTag state={state} />
      </td>
      <td>
        {(violations ?? []).map((violation) => (
          <span
            class={`mark ${violation.state === 'caught' ? 'passed' : 'failed'}`}
            title={`${violation.id}: ${violation.state}`}
          >
            <span aria-hidden="true">{violation.state === 'caught' ? '●' : '○'}</span>
            <span class="unseen">
              {violation.id}: {violation.state}.{' '}
            </span>
          </span>
        ))}
      </td>
    </tr>
  );
}
