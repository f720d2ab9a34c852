import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationName } from '../configuration';
import { contentsName } from './contents';
import { fingerprintForm, wordingForm } from '../fingerprint';
import { Problem } from '../problem';
import { decode, unreadable } from '../read/source';
import { levels } from '../say/level';
import { kinds } from '../say/statement';
import { finishWriting } from './transaction';
import { type Checker, checkedYaml } from '../yaml';
import {
  type Disposition,
  type Finding,
  type Ledger,
  type LedgerPage,
  type LedgerStatement,
  natures,
  type Wording,
} from './form';

/** The folder of the findings, in the ledger's folder. */
const findingsFolder = 'findings';

/**
 * Reads a ledger.
 *
 * @param folder the ledger's folder: `<page id>.yaml` for every page, and `findings/<finding id>.yaml`
 * @throws Problem with file and line for the first thing that is not as documented
 */
export function loadLedger(folder: string): Ledger {
  finishWriting(folder);
  const pages = new Map<string, LedgerPage>();
  const findings: Finding[] = [];
  for (const path of yamlFiles(folder)) {
    const file = join(folder, ...path.split('/'));
    const id = path.slice(0, -'.yaml'.length);
    if (path === configurationName || path === contentsName) continue;
    if (path.startsWith(`${findingsFolder}/`)) {
      findings.push(readFinding(readText(file), file, id.slice(findingsFolder.length + 1)));
    } else pages.set(id, readLedgerPage(readText(file), file, id));
  }
  return { folder, pages, findings };
}

/** The paths of all YAML files below a folder, sorted, with `/` between their parts. */
function yamlFiles(folder: string): string[] {
  const found: string[] = [];
  const open = [''];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    let entries: Dirent[];
    try {
      entries = readdirSync(join(folder, path), { withFileTypes: true });
    } catch (error) {
      throw new Problem(
        unreadable(error),
        join(folder, path),
        null,
        'Give the folder that holds the ledger with --ledger DIR.',
      );
    }
    for (const entry of entries) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) open.push(inner);
      else if (entry.isFile() && entry.name.endsWith('.yaml') && !entry.name.startsWith('.')) found.push(inner);
    }
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/**
 * Reads the record of one page.
 *
 * @param text the YAML
 * @param file its path, for messages
 * @param id the page that the file's name promises
 * @throws Problem with the line of the first thing that is not as documented
 */
export function readLedgerPage(text: string, file: string, id: string): LedgerPage {
  const lines = statementLines(text);
  return checkedYaml(text, file, (root) => {
    const top = root.mapping(['page', 'retired', 'statements']);
    const page = top('page').text();
    if (page !== id) throw top('page').problem(`expected "page" to be "${id}", as the file's name says, not "${page}"`);
    const seen = new Set<string>();
    const statements = top('statements').list((value, index) => {
      const statement = readStatement(value, lines[index] ?? 1);
      if (seen.has(statement.at))
        throw value.problem(`the address ${statement.at} occurs twice; every statement has its own`);
      seen.add(statement.at);
      return statement;
    });
    for (const [index, { lead }] of statements.entries()) {
      if (lead !== null && !seen.has(lead)) {
        throw top('statements').at(index, 'lead').problem(`the lead-in ${lead} is no statement of this page`);
      }
    }
    return { id, file, retired: top('retired').optional((why) => why.reason()), statements };
  });
}

/** The keys of a statement, in the order in which they are written. */
export const statementKeys = [
  'at',
  'says',
  'kind',
  'level',
  'lead',
  'is',
  'absent',
  'repeats',
  'changed',
  'except',
  'rule',
  'informative',
  'untestable',
  'gap',
] as const;
type StatementKey = (typeof statementKeys)[number];

function readStatement(value: Checker, line: number): LedgerStatement {
  const of = value.mapping(statementKeys);
  const at = of('at').text();
  if (!/^\S+$/.test(at)) throw of('at').problem(`expected an address without blanks, not "${at}"`);
  return {
    at,
    says: of('says').optional((says) => says.text()),
    kind: of('kind').oneOf(kinds),
    level: of('level').optional((level) => level.oneOf(levels)),
    lead: of('lead').optional((lead) => lead.text()),
    wordings: readWordings(of('is')),
    absent: of('absent').optional((why) => why.reason()),
    repeats: of('repeats').optional((why) => why.reason()),
    changed: of('changed').optional((why) => why.reason()),
    except: new Map(of('except').optional((except) => except.entries((why) => why.reason())) ?? []),
    disposition: readDisposition(value, of, at),
    line,
  };
}

function readWordings(value: Checker): Wording[] {
  if (!value.isList) return [{ words: wording(value), why: null }];
  const wordings = value.list((item, index): Wording => {
    if (!item.isMapping) {
      if (index > 0) throw item.problem('a further wording needs a reason: write "words: ..." and "why: ..."');
      return { words: wording(item), why: null };
    }
    const of = item.mapping(['words', 'why']);
    return { words: wording(of('words')), why: of('why').reason() };
  });
  if (wordings.length === 0) throw value.problem('expected at least one accepted wording');
  return wordings;
}

function wording(value: Checker): string {
  const words = value.text();
  if (!wordingForm.test(words)) {
    throw value.problem(
      'expected the hashes of words, four characters each: "instep statements FILE --wording" prints them',
    );
  }
  return words;
}

function readDisposition(value: Checker, of: (key: StatementKey) => Checker, at: string): Disposition {
  const given = (['rule', 'informative', 'untestable', 'gap'] as const).filter((key) => of(key).present);
  const [only, second] = given;
  if (only === undefined)
    throw value.problem(`${at} has no disposition: one of rule, informative, untestable or "gap: true" is needed`);
  if (second !== undefined)
    throw of(second).problem(`${at} has two dispositions, ${only} and ${second}; exactly one is needed`, true);
  switch (only) {
    case 'rule': {
      const remarks = of('rule').list((remark) => remark.text());
      if (remarks.length === 0) throw of('rule').problem(`${at} names no remark; without one it is a gap`);
      return { is: 'rule', remarks };
    }
    case 'informative':
    case 'untestable':
      return { is: only, reason: of(only).reason() };
    case 'gap':
      if (of('gap').isTrue) return { is: 'gap', note: null };
      if (!of('gap').isText)
        throw of('gap').problem('expected "gap: true" or a note; take the line out when the gap is closed');
      return { is: 'gap', note: of('gap').reason() };
  }
}

/**
 * Reads one finding.
 *
 * @throws Problem with the line of the first thing that is not as documented
 */
export function readFinding(text: string, file: string, id: string): Finding {
  const sideLines: number[] = [];
  let remarkLine = 1;
  let namesLine = 1;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*- (?:\{\s*)?(?:page|at|fingerprint):/.test(line)) sideLines.push(index + 1);
    if (/^remark:/.test(line)) remarkLine = index + 1;
    if (/^names:/.test(line)) namesLine = index + 1;
  }
  return checkedYaml(text, file, (root) => {
    const of = root.mapping(['id', 'title', 'nature', 'names', 'sides', 'reading', 'why', 'remark']);
    const said = of('id').text();
    if (said !== id) throw of('id').problem(`expected "id" to be "${id}", as the file's name says, not "${said}"`);
    const sides = of('sides').list((side, index) => {
      const part = side.mapping(['page', 'at', 'fingerprint']);
      const fingerprint = part('fingerprint').text();
      if (!fingerprintForm.test(fingerprint)) {
        throw part('fingerprint').problem('expected twelve characters: "instep statements FILE --wording" prints them');
      }
      return { page: part('page').text(), at: part('at').text(), fingerprint, line: sideLines[index] ?? 1 };
    });
    if (sides.length === 0) throw of('sides').problem('a finding has at least one side');
    return {
      id,
      file,
      title: of('title').text(),
      nature: of('nature').oneOf(natures),
      names: of('names').optional((names) => names.list((name) => name.text())) ?? [],
      namesLine,
      sides,
      reading: of('reading').text(),
      why: of('why').text(),
      remark: of('remark').optional((remark) => remark.text()),
      remarkLine,
    };
  });
}

/** The 1-based lines that the statements of a page's record start on: those of the items of the list. */
export function statementLines(text: string): number[] {
  const lines: number[] = [];
  let indent: number | null = null;
  let listed = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^statements:/.test(line)) listed = true;
    const dash = listed ? /^( *)- /.exec(line) : null;
    if (dash === null) continue;
    indent ??= dash[1]?.length ?? 0;
    if (dash[1]?.length === indent) lines.push(index + 1);
  }
  return lines;
}

function readText(file: string): string {
  try {
    return decode(readFileSync(file), file);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(unreadable(error), file);
  }
}
