import type { Paint } from './command';
import { formatProblem } from './problem';
import { placeInProject } from './user-error';
import type { ExampleResult } from './results';
import { isCaught } from './results';
import type { Counts, PageSummary, Summary } from './summary';

/** A count with its noun: `1 remark`, `2 remarks`. */
function counted(count: number, noun: string): string {
  const invariable = ['passed', 'failed', 'not observed', 'proven'].includes(noun);
  return `${count} ${noun}${count === 1 || invariable ? '' : 's'}`;
}

/** The columns of a page's line; those that are not always shown stay blank at zero, and away when all are zero. */
const columns: readonly { key: keyof Counts; noun: string; always: boolean }[] = [
  { key: 'remarks', noun: 'remark', always: true },
  { key: 'examples', noun: 'example', always: true },
  { key: 'passed', noun: 'passed', always: true },
  { key: 'failed', noun: 'failed', always: false },
  { key: 'notObserved', noun: 'not observed', always: false },
  { key: 'proven', noun: 'proven', always: true },
  { key: 'gaps', noun: 'gap', always: false },
  { key: 'findings', noun: 'finding', always: false },
];

/** What a page without a remark of its own has in their place: its statements live on other pages. */
const elsewhere = 'elsewhere';

/** The lines of the table: one for each chapter, and one for each of its pages. */
function table({ chapters }: Summary, paint: Paint): string {
  const pages = chapters.flatMap((chapter) => chapter.pages);
  const titleWidth = Math.max(0, ...pages.map(({ title }) => title.length));
  const shown = columns.filter(({ key, always }) => always || pages.some((page) => page[key] > 0));
  const text = (page: PageSummary, { key, noun, always }: (typeof columns)[number]): string => {
    if (page.remarks + page.examples === 0 && always) return key === 'remarks' ? elsewhere : '';
    if (page[key] === 0 && !always) return '';
    const digits = Math.max(...pages.map((other) => String(other[key]).length));
    return `${' '.repeat(digits - String(page[key]).length)}${counted(page[key], noun)}`;
  };
  const cell = (page: PageSummary, column: (typeof columns)[number]): string => {
    const padded = text(page, column).padEnd(Math.max(...pages.map((other) => text(other, column).length)));
    return column.key === 'failed' ? paint('red', padded) : padded;
  };
  return chapters
    .map(({ title, pages: own }) => {
      const rows = own.map((page) =>
        `    ${page.title.padEnd(titleWidth)}   ${shown.map((column) => cell(page, column)).join('   ')}`.trimEnd(),
      );
      return [`  ${paint('bold', title)}`, ...rows].map((row) => `${row}\n`).join('');
    })
    .join('');
}

/** The last lines of a run: the table by chapter and page, what could not be observed, and the totals. */
export function renderSummary(summary: Summary, reports: readonly string[], paint: Paint): string {
  const { target, seed, seconds, totals, notObserved, success } = summary;
  const total = [
    counted(totals.pages, 'page'),
    counted(totals.remarks, 'remark'),
    `${counted(totals.examples, 'example')}: ${totals.passed} passed, ${totals.failed} failed` +
      (totals.notObserved > 0 ? `, ${totals.notObserved} not observed` : ''),
    `${totals.proven} proven, ${totals.caught} of ${counted(totals.violations, 'violation')} caught`,
    counted(totals.gaps, 'gap'),
    counted(totals.findings, 'finding'),
    `${seconds.toFixed(1)} s`,
  ].join('   ');
  const skipped = notObserved.map(
    ({ example, file, line, reason }) => `  not observed   ${file}:${line}   ${example}: ${reason}\n`,
  );
  const { ahead } = summary;
  const next =
    ahead.pages > 0
      ? `  To come: ${counted(ahead.pages, 'page')} of the ledger without a feature, with ${counted(ahead.gaps, 'gap')}\n`
      : '';
  const head = `${paint('bold', 'Chimney Spec')}   ${target ?? 'simulated target'}   seed ${seed}`;
  return [
    `${head}\n\n`,
    table(summary, paint),
    skipped.length > 0 ? `\n${skipped.join('')}` : '',
    `\n  ${paint(success ? 'green' : 'red', total)}\n`,
    next,
    `  Reports: ${reports.join(', ')}\n`,
  ].join('');
}

/**
 * The failed examples in full: where each stands, and the message as the World made it. Those that failed with the
 * same message, as when the target cannot be loaded, are told once.
 * @param results the results of a run, of which only the failed ones are shown
 * @param root the project's folder
 */
export function renderFailures(results: readonly ExampleResult[], paint: Paint, root: string): string {
  const alike = new Map<string, ExampleResult[]>();
  for (const result of results) {
    if (result.status !== 'failed') continue;
    const text = messageOf(result, root);
    alike.set(text, [...(alike.get(text) ?? []), result]);
  }
  return [...alike].map(([text, group]) => renderGroup(text, group, paint)).join('');
}

function renderGroup(text: string, group: readonly ExampleResult[], paint: Paint): string {
  const heads = group.map(({ file, line, name }) => `${file}:${line}   ${name}\n`);
  const [first = '', ...others] = heads;
  const rest =
    others.length > 0 ? `  and ${others.length} more with the same message:\n    ${others.join('    ')}` : '';
  return `${paint('red', 'failed')}   ${first}${text.replace(/^(?=.)/gm, '  ')}\n${rest}\n`;
}

/** The message of a failure; for a crash, which the World has not worded, with its class and where it arose. */
function messageOf(result: ExampleResult, root: string): string {
  const { remark, level, failure } = result;
  if (!failure) return '';
  if (isCaught(result)) {
    const subject = [remark, level].filter((part) => part !== undefined).join('   ');
    const named = remark === undefined || failure.message.startsWith(remark);
    return named ? failure.message : `${subject}\n${failure.message}`;
  }
  const step = failure.step === undefined ? '' : `\nat the step   ${failure.step}`;
  const place = placeInProject(failure.stack, root);
  return `${failure.type}: ${failure.message}${place === undefined ? '' : `\nin ${place}`}${step}`;
}

/** What the guard and the proof found, one line each; empty when they found nothing. */
export function renderProblems({ problems }: Pick<Summary, 'problems'>, paint: Paint): string {
  if (problems.length === 0) return '';
  const lines = problems.map((problem) => `  ${formatProblem(problem)}\n`);
  return `${paint('red', `The run does not count, for ${counted(lines.length, 'reason')}:`)}\n${lines.join('')}\n`;
}
