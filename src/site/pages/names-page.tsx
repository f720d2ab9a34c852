import type { NameUse } from '../model/names';
import type { Context } from './layout';
import { Layout } from './layout';
import { counted, RemarkId } from './parts';
import { pagePath, paths, remarkPath, statementAnchor } from './paths';
import { breakable } from './text';

const groups: readonly { readonly title: string; readonly holds: (name: string) => boolean }[] = [
  { title: 'Statuses', holds: (name) => /^(?:NDIS_)?STATUS_/.test(name) },
  { title: 'Functions and handlers', holds: (name) => /^(?:Ndis|Miniport|Protocol)[A-Z]/.test(name) },
  { title: 'Structures, types and flags', holds: (name) => name.includes('_') },
  { title: 'Members and values', holds: () => true },
];

/** So many remarks are listed for a name at once. */
const mostRemarks = 16;

/** So many statements are listed for a name; the search finds the others. */
const mostStatements = 12;

/** Every name of the interface with the remarks and statements that speak of it. */
export function NamesPage({ context, names }: { readonly context: Context; readonly names: readonly NameUse[] }) {
  const left = new Set(names);
  return (
    <Layout
      context={context}
      title="Names"
      description="Functions, statuses, structures and members, each with the remarks and statements that speak of it."
      crumbs={[{ path: paths.index, title: 'Contents' }]}
    >
      <h1>Names</h1>
      <p class="lede">Everything the interface names, with the remarks and statements that speak of it.</p>
      {groups.map(({ title, holds }) => {
        const own = [...left].filter(({ name }) => holds(name));
        for (const one of own) left.delete(one);
        return (
          own.length > 0 && (
            <section>
              <h2>{title}</h2>
              <dl class="names">
                {own.map((use) => (
                  <Entry context={context} use={use} />
                ))}
              </dl>
            </section>
          )
        );
      })}
    </Layout>
  );
}

function Entry({ context, use }: { readonly context: Context; readonly use: NameUse }) {
  const { link } = context;
  const { name, remarks, statements } = use;
  return (
    <div>
      <dt id={name}>
        <code>{breakable(name)}</code>
      </dt>
      <dd>
        {remarks.length > 0 && <RemarkIds context={context} ids={remarks.slice(0, mostRemarks)} />}
        {remarks.length > mostRemarks && (
          <details>
            <summary>{counted(remarks.length - mostRemarks, 'further remark')}</summary>
            <RemarkIds context={context} ids={remarks.slice(mostRemarks)} />
          </details>
        )}
        {statements.length > 0 && (
          <details>
            <summary>{counted(statements.length, 'statement')}</summary>
            <ul>
              {statements.slice(0, mostStatements).map(({ page, at }) => (
                <li>
                  <a class="address" href={link(pagePath(page), statementAnchor(at))}>
                    {breakable(`${page} ${at}`)}
                  </a>
                </li>
              ))}
              {statements.length > mostStatements && <li>and {statements.length - mostStatements} more</li>}
            </ul>
          </details>
        )}
      </dd>
    </div>
  );
}

/** Remarks by their ids, with what they claim for those who ask. */
function RemarkIds({ context, ids }: { readonly context: Context; readonly ids: readonly string[] }) {
  return (
    <ul class="ids">
      {ids.map((id) => (
        <li>
          <a href={context.link(remarkPath(id))} title={context.site.remarks.get(id)?.title}>
            <RemarkId id={id} />
          </a>
        </li>
      ))}
    </ul>
  );
}
