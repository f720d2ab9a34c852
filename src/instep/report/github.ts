import type { CheckResult } from '../check';
import { type Concern, concernsOf } from './impact';
import {
  addressOf,
  changedFindings,
  fateOf,
  levelOf,
  placeOf,
  summaryLine,
  tellLost,
  tellRetired,
  tellWords,
} from './words';

/**
 * What a check found, as annotations of GitHub Actions: an error for what puts a remark in doubt, a warning for the
 * rest of what people have decided about, a notice for what nobody has decided about yet. The numbers are the last line.
 */
export function checkAsAnnotations(result: CheckResult): string {
  const lines: string[] = [];
  const retired = tellRetired(result);
  if (retired !== null) lines.push(`::error title=instep::${data(retired)}`);
  for (const { page, file, renamedTo } of result.pages) {
    if (renamedTo === null) continue;
    lines.push(`::warning file=${property(file)},title=instep::${data(`the page ${page} is ${renamedTo} now`)}`);
  }
  for (const concern of concernsOf(result)) lines.push(annotation(concern, result));
  for (const { finding, sides } of changedFindings(result)) {
    const text = `open again: ${finding.title}\na side changed: ${sides.join(', ')}`;
    lines.push(
      `::warning file=${property(finding.file)},line=1,title=${property(`finding ${finding.id}`)}::${data(text)}`,
    );
  }
  return [...lines, summaryLine(result), ''].join('\n');
}

function annotation(concern: Concern, { places }: CheckResult): string {
  const [first] = concern.statements;
  if (first === undefined) return '';
  const { file, line } = placeOf(concern);
  const kind = concern.remarks.length > 0 ? 'error' : first.decided || first.state === 'added' ? 'warning' : 'notice';
  const title = [fateOf(concern), levelOf(first), addressOf(concern)].filter((part) => part !== '').join(' ');
  const text = [
    ...first.words.map((change, index) => tellWords(change, index > 0)),
    ...first.lost.map(tellLost),
    ...concern.remarks.map((remark) => {
      const place = places.get(remark);
      return `puts in doubt ${remark}${place === undefined ? '' : ` (${place.file}:${place.line})`}`;
    }),
  ];
  if (text.length === 0) text.push(first.says ?? 'it is in no record yet');
  return `::${kind} file=${property(file)},line=${line},title=${property(title)}::${data(text.join('\n'))}`;
}

/** A message, as a workflow command has it. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property of a workflow command. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
