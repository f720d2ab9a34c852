import type { ProvenViolation, Remark } from '../model/model';
import type { Context } from './layout';
import { remarkPath } from './paths';
import { Named } from './text';

/** The violations of a remark, and what became of each. */
export function Violations({ context, remark }: { readonly context: Context; readonly remark: Remark }) {
  const { violations } = remark;
  if (violations === null || violations.length === 0) return null;
  return (
    <div class="scroll" tabindex={0} role="group" aria-label={`Violations of ${remark.id}`}>
      <table class="violations">
        <thead>
          <tr>
            <th scope="col">A driver that …</th>
            <th scope="col">Outcome</th>
            <th scope="col">What the first example that noticed said</th>
          </tr>
        </thead>
        <tbody>
          {violations.map((violation) => (
            <ViolationRow context={context} remark={remark} violation={violation} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ViolationRow({
  context,
  remark,
  violation,
}: {
  readonly context: Context;
  readonly remark: Remark;
  readonly violation: ProvenViolation;
}) {
  const { id, title, state, caughtBy, examples, exercisedIn } = violation;
  const [first] = caughtBy;
  const slug = remark.examples.flatMap(({ cases }) => cases).find(({ name }) => name === first?.example)?.slug;
  return (
    <tr>
      <th scope="row">
        <Named text={title} />
        <span class="meta">
          <code class="id">{id}</code>
        </span>
      </th>
      <td>
        <span class={`outcome ${state === 'caught' ? 'passed' : 'failed'}`}>{state}</span>
        <span class="meta">
          by {caughtBy.length} of {examples}; took effect in {exercisedIn}
        </span>
      </td>
      <td>
        {first && (
          <>
            {slug === undefined ? (
              first.example
            ) : (
              <a href={context.link(remarkPath(remark.id), slug)}>{first.example}</a>
            )}
            <p class="said">
              <span class="meta">happened: </span>
              <Named text={first.happened} />
            </p>
          </>
        )}
      </td>
    </tr>
  );
}
