import { load, CORE_SCHEMA } from 'js-yaml';
import { Problem } from '../problem';
import { quickYaml } from '../quick-yaml';
import type { Source } from './source';

/** The metadata at the head of a page, and where its body starts. */
export interface FrontMatter {
  /** The fields whose value is a text or a number, as text; empty values are left out. */
  readonly fields: ReadonlyMap<string, FrontMatterField>;
  readonly body: string;
  /** The 1-based line of the body's first line. */
  readonly bodyLine: number;
}

/** One field of the metadata. */
export interface FrontMatterField {
  readonly value: string;
  readonly line: number;
}

/**
 * Takes the YAML front matter off a page.
 *
 * @param tolerant whether fields are looked for line by line where the front matter is not YAML, as in old versions that
 *   nobody can put right any more
 * @returns the fields and the body; a page that does not start with `---` has no fields
 * @throws Problem when the front matter has no end, or is not a YAML mapping
 */
export function splitFrontMatter({ file, text }: Source, tolerant = false): FrontMatter {
  const fence = /^---[ \t]*\n/.exec(text);
  if (fence === null) return { fields: new Map(), body: text, bodyLine: 1 };
  const start = fence[0].length;
  const end = /^(?:---|\.\.\.)[ \t]*(?:\n|$)/m.exec(text.slice(start));
  if (end === null) {
    throw new Problem('the front matter starts here, but no line "---" ends it', file, 1, 'Add the closing "---".');
  }
  const yaml = text.slice(start, start + end.index);
  const body = text.slice(start + end.index + end[0].length);
  return {
    fields: tolerant ? readAnyFields(yaml, file) : readFields(yaml, file),
    body,
    bodyLine: countLines(yaml) + 3,
  };
}

/** The fields of the front matter; when it is not YAML, those that stand on a line of their own. */
function readAnyFields(yaml: string, file: string): Map<string, FrontMatterField> {
  try {
    return readFields(yaml, file);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const fields = new Map<string, FrontMatterField>();
    for (const [index, line] of yaml.split('\n').entries()) {
      const [, key = '', written = ''] = /^([^\s"'#:-][^"':]*?)\s*:\s(.*)$/.exec(line) ?? [];
      const value = written.trim().replace(/^(["'])(.*)\1$/, '$2');
      if (value !== '' && !fields.has(key)) fields.set(key, { value, line: index + 2 });
    }
    return fields;
  }
}

/** The fields of the front matter that hold a single value. */
function readFields(yaml: string, file: string): Map<string, FrontMatterField> {
  if (!/^\s*[^\s#]/m.test(yaml)) return new Map();
  let value: unknown;
  try {
    // Some editions separate a list's dash from its item by a tab, which YAML's readers disagree about.
    const quick = quickYaml(yaml);
    value = quick === null ? load(yaml.replace(/^(\s*-)\t/gm, '$1 '), { schema: CORE_SCHEMA }) : quick.value;
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line?: number } };
    const line = typeof mark?.line === 'number' ? Math.min(mark.line, countLines(yaml)) + 2 : 1;
    throw new Problem(`the front matter is not YAML: ${reason ?? String(error)}`, file, line);
  }
  const fields = new Map<string, FrontMatterField>();
  if (value === null || value === undefined) return fields;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Problem('expected the front matter to be fields with values, such as "title: ..."', file, 2);
  }
  const lines = lineOfKeys(yaml);
  for (const [key, held] of Object.entries(value)) {
    if (held === null || typeof held === 'object') continue;
    const said = String(held).trim();
    if (said !== '') fields.set(key, { value: said, line: (lines.get(key) ?? 0) + 2 });
  }
  return fields;
}

/** The 0-based line of each top-level key. */
function lineOfKeys(yaml: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const [index, line] of yaml.split('\n').entries()) {
    const key = /^["']?([^\s"'#:-][^"':]*?)["']?\s*:(?:\s|$)/.exec(line)?.[1];
    if (key !== undefined && !lines.has(key)) lines.set(key, index);
  }
  return lines;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
