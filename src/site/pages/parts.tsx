import type { Level } from '../../run/vocabulary';
import type { Case, Example, Remark, StatementState, Step } from '../model/model';
import type { Context } from './layout';
import { pagePath, paths, remarkPath } from './paths';
import type { Resolve } from './text';
import { breakable, Named } from './text';

/** A count with its noun: `1 remark`, `2 remarks`. */
export const counted = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

export function LevelTag({ level }: { readonly level: Level | null }) {
  return level === null ? null : <span class={`level ${level}`}>{level}</span>;
}

/** What each state means, for those who meet it first. */
export const stateMeaning: Readonly<Record<StatementState, string>> = {
  proven: 'its examples pass, and catch every deliberate violation',
  specified: 'a remark holds it; nothing is proven',
  failing: 'an example of its remark fails',
  'not observed': 'this target cannot show it',
  informative: 'asserts nothing that could be kept or broken',
  untestable: 'no run can show it',
  gap: 'nobody has decided yet',
};

export function StateTag({ state }: { readonly state: StatementState }) {
  return (
    <span class={`state ${state.replace(' ', '-')}`} title={stateMeaning[state]}>
      {state}
    </span>
  );
}

export function FindingTag({ context, id }: { readonly context: Context; readonly id: string }) {
  return (
    <a class="state finding" href={context.link(paths.findings, id)}>
      in a finding
    </a>
  );
}

export function RemarkId({ id }: { readonly id: string }) {
  return <code class="id">{breakable(id)}</code>;
}

/** A remark in a list: its level, its claim as a link, its state. */
export function Claim({ context, remark }: { readonly context: Context; readonly remark: Remark }) {
  const count = remark.examples.reduce((sum, { cases }) => sum + cases.length, 0);
  return (
    <li class="claim" data-level={remark.level} data-state={remark.state}>
      <LevelTag level={remark.level} />
      <div>
        <a href={context.link(remarkPath(remark.id))}>
          <Named text={remark.title} />
        </a>
        <p class="meta">
          <RemarkId id={remark.id} /> · {counted(count, 'example')}
          {remark.violations !== null && ` · ${counted(remark.violations.length, 'violation')}`}
          {remark.findings.length > 0 && ` · ${counted(remark.findings.length, 'finding')}`}
        </p>
      </div>
      <StateTag state={remark.state} />
    </li>
  );
}

/** Boxes to tick for levels and states; the script shows them, since nothing happens without it. */
export function Filters({
  levels,
  states,
  what,
}: {
  readonly levels: readonly Level[];
  readonly states: readonly StatementState[];
  readonly what: string;
}) {
  if (levels.length + states.length < 2) return null;
  const group = (name: string, values: readonly string[]) =>
    values.length > 1 && (
      <fieldset>
        <legend>{name}</legend>
        {values.map((value) => (
          <label>
            <input type="checkbox" name={name} value={value} checked />
            {value}
          </label>
        ))}
      </fieldset>
    );
  return (
    <form class="filters" hidden aria-label={`Filter the ${what}`}>
      {group('level', levels)}
      {group('state', states)}
      <output aria-live="polite" />
    </form>
  );
}

const levelOrder: readonly Level[] = ['must', 'should', 'may'];
const stateOrder: readonly StatementState[] = [
  'failing',
  'proven',
  'specified',
  'not observed',
  'gap',
  'untestable',
  'informative',
];

export const levelsOf = (items: readonly { readonly level: Level | null }[]): Level[] =>
  levelOrder.filter((level) => items.some((item) => item.level === level));

export const statesOf = (items: readonly { readonly state: StatementState }[]): StatementState[] =>
  stateOrder.filter((state) => items.some((item) => item.state === state));

const marks = { passed: '✓', failed: '✗', 'not observed': '–', 'not run': '' } as const;

export function Outcome({ of }: { readonly of: Pick<Case, 'status'> }) {
  if (of.status === 'not run') return null;
  return (
    <span class={`outcome ${of.status.replace(' ', '-')}`}>
      <span aria-hidden="true">{marks[of.status]} </span>
      {of.status}
    </span>
  );
}

/** What became of all cases of an example. */
export function outcomeOf({ cases }: Example): Pick<Case, 'status'> {
  const status = (['failed', 'not observed', 'not run'] as const).find((one) =>
    cases.some((item) => item.status === one),
  );
  return { status: status ?? (cases.length > 0 ? 'passed' : 'not run') };
}

export function Steps({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ul class="steps">
      {steps.map(({ keyword, text, table, docString }) => (
        <li class={keyword === 'And' || keyword === 'But' || keyword === '*' ? 'and' : undefined}>
          <span class="keyword">{keyword}</span> <span class="step">{text}</span>
          {table.length > 0 && (
            <div class="scroll" tabindex={0} role="group" aria-label={`Table of: ${text}`}>
              <table class="cells">
                <tbody>
                  {table.map((row) => (
                    <tr>
                      {row.map((cell) => (
                        <td>{cell}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {docString !== null && (
            <pre class="scroll" tabindex={0}>
              {docString}
            </pre>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What every example of a Rule begins with. */
export function Background({ steps }: { readonly steps: readonly Step[] }) {
  if (steps.length === 0) return null;
  return (
    <section class="background">
      <p class="meta">Every example begins with</p>
      <Steps steps={steps} />
    </section>
  );
}

/** Where links in a feature lead: to other features' pages, and to how a feature is read. */
export function resolverOf({ site, link }: Context): Resolve {
  return (target) => {
    if (target === 'features/README.md') return site.guide === null ? null : link(paths.reading);
    const page = [...site.pages.values()].find(({ feature }) => feature?.file === target);
    return page ? link(pagePath(page.id)) : null;
  };
}
