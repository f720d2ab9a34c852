import type { ComparedPage, Comparison } from '../check';
import type { Change } from '../compare/match';
import type { LedgerPage } from '../ledger/form';
import { Problem } from '../problem';
import { canDecide, type Verdict } from './verdicts';

/** Changes of one page that a verdict is about. */
export interface Selected {
  readonly page: ComparedPage;
  readonly changes: readonly Change[];
}

/**
 * Finds what a verdict is about.
 *
 * @param what `page#address`, or `page#address..address` for everything from the one to the other that can be decided so
 * @throws Problem when there is nothing of the kind
 */
export function selectChanges({ ledger, compared }: Comparison, what: string, verdict: Verdict): Selected {
  const [, id = '', from = '', to = from] = /^([^#]+)#(.+?)(?:\.\.(.+))?$/.exec(what) ?? [];
  if (id === '')
    throw new Problem(`"${what}" names no statement`, null, null, 'Write page#address, as "instep check" does.');
  if (!ledger.pages.has(id)) throw new Problem(`the page ${id} is not in the ledger`);
  for (const page of compared) {
    if (page.record.id !== id) continue;
    const { changes } = page.match;
    const start = changes.findIndex((change) => addressOf(change) === from && canDecide(verdict, change));
    if (start === -1) continue;
    const length = changes.slice(start).findIndex((change) => addressOf(change) === to && canDecide(verdict, change));
    if (length === -1) continue;
    return { page, changes: changes.slice(start, start + length + 1).filter((change) => canDecide(verdict, change)) };
  }
  throw new Problem(
    nothingToDecide(compared, id, what, verdict),
    null,
    null,
    '"npx instep check" tells what there is to decide.',
  );
}

/** The pages of the ledger that a verdict about pages is about: by id, or by a pattern with `*`. */
export function selectPages(pages: readonly LedgerPage[], what: string, state: string): LedgerPage[] {
  const pattern = new RegExp(`^${what.replace(/[\\^$+?.()|[\]{}]/g, '\\$&').replaceAll('*', '.*')}$`);
  const found = pages.filter(({ id }) => pattern.test(id));
  if (found.length === 0) {
    throw new Problem(
      `no page ${what} is ${state}`,
      null,
      null,
      '"npx instep check --complete" tells which pages are.',
    );
  }
  return found;
}

/** The address by which a change is named: the ledger's, or the page's for what is new. */
export function addressOf(change: Change): string {
  return change.state === 'added' ? change.said.statement.at : change.recorded.at;
}

function nothingToDecide(compared: readonly ComparedPage[], id: string, what: string, verdict: Verdict): string {
  const pages = compared.filter(({ record }) => record.id === id);
  if (pages.length === 0) return `the page ${id} was not found in the documentation`;
  const at = what.slice(id.length + 1);
  const states = pages.flatMap(({ match }) =>
    match.changes.filter((change) => addressOf(change) === at).map(({ state }) => state),
  );
  const [state] = states;
  if (state === undefined) return `${id} has no statement ${at}`;
  return state === 'unchanged'
    ? `${what} is unchanged: there is nothing to decide`
    : `${what} is ${[...new Set(states)].join(' and ')}: "${verdict}" is no verdict about that`;
}
