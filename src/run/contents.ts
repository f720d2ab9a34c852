import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Node, YAMLMap } from 'yaml';
import { posixPath } from './problem';
import type { Problem } from './problem';

/** Where the order of chapters and pages is written down, relative to the project. */
export const contentsFile = 'features/contents.yaml';

/** One page of the table of contents. */
export interface Page {
  /** The feature file, relative to the project, with forward slashes. */
  readonly file: string;
  /** The line of the contents file that lists it, from 1. */
  readonly line: number;
}

/** One chapter of the table of contents, with its pages in reading order. */
export interface Chapter {
  readonly title: string;
  /** The folder under `features/`. */
  readonly folder: string;
  readonly pages: readonly Page[];
}

/** The chapters in reading order, and what is wrong with the file that lists them. */
export interface Contents {
  readonly chapters: readonly Chapter[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the table of contents of a project.
 * @param root the project's folder
 * @returns the chapters that could be read; an absent or broken file is told by the problems, never thrown
 */
export function readContents(root: string): Contents {
  const path = join(root, contentsFile);
  if (!existsSync(path)) {
    const message = 'absent; it lists the chapters and their pages: chapters: [{ title, folder, pages: [...] }]';
    return { chapters: [], problems: [{ file: contentsFile, message }] };
  }
  return parseContents(readFileSync(path, 'utf8'));
}

/**
 * Parses a table of contents: `chapters: [{ title, folder, pages: [feature file names without extension] }]`.
 * @param text the YAML
 * @returns the chapters that could be read, and every deviation from that form with its line
 */
export function parseContents(text: string): Contents {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems: Problem[] = document.errors.map((error) => ({
    file: contentsFile,
    line: lines.linePos(error.pos[0]).line,
    message: error.message.split('\n')[0] ?? 'broken YAML',
  }));
  const chapters: Chapter[] = [];
  if (problems.length > 0) return { chapters, problems };

  const lineOf = (node: unknown): number => {
    const range = (node as Node | null | undefined)?.range;
    return range ? lines.linePos(range[0]).line : 1;
  };
  const complain = (node: unknown, message: string): void => {
    problems.push({ file: contentsFile, line: lineOf(node), message });
  };
  const stringOf = (map: YAMLMap, key: string): string | undefined => {
    const value = map.get(key);
    if (typeof value === 'string' && value.trim() !== '') return value;
    complain(map.get(key, true) ?? map, `expected a chapter to have a ${key}: a text that is not empty`);
    return undefined;
  };

  const list = isMap(document.contents) ? document.contents.get('chapters') : undefined;
  if (!isSeq(list)) {
    complain(document.contents, 'expected a list of chapters: chapters: [{ title, folder, pages: [...] }]');
    return { chapters, problems };
  }
  const seen = new Map<string, number>();
  for (const item of list.items) {
    if (!isMap(item)) {
      complain(item, 'expected a chapter: { title, folder, pages: [...] }');
      continue;
    }
    const title = stringOf(item, 'title');
    const folder = stringOf(item, 'folder');
    const pages: Page[] = [];
    const names = item.get('pages');
    if (!isSeq(names)) {
      complain(item, 'expected a chapter to have pages: a list of feature file names without extension');
    } else {
      for (const name of names.items) {
        const line = lineOf(name);
        if (!isScalar(name) || typeof name.value !== 'string' || name.value === '') {
          complain(name, 'expected the name of a feature file, without its extension');
          continue;
        }
        const file = `features/${folder ?? ''}/${name.value}.feature`;
        const before = seen.get(file);
        if (before !== undefined) complain(name, `${file} is listed twice; the first time in line ${before}`);
        else pages.push({ file, line });
        seen.set(file, before ?? line);
      }
    }
    if (title !== undefined && folder !== undefined) chapters.push({ title, folder, pages });
  }
  return { chapters, problems };
}

/** Every feature file under `features/` of a project, relative to it, with forward slashes, sorted. */
export function featureFilesOf(root: string): string[] {
  const folder = join(root, 'features');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `features/${posixPath(path)}`)
    .filter((path) => path.endsWith('.feature') || path.endsWith('.feature.md'))
    .sort();
}

/**
 * Compares the table of contents with the feature files that exist and with those that a run has loaded.
 * @param contents the table of contents
 * @param existing the feature files of the project, relative to it, with forward slashes
 * @param loaded the feature files of the run, in the same form
 * @returns a problem for each loaded file that is not listed and, when the run has loaded all that exist, for each
 *   listed page that does not
 */
export function contentsProblems(
  contents: Contents,
  existing: readonly string[],
  loaded: readonly string[],
): Problem[] {
  if (contents.problems.length > 0) return [...contents.problems];
  const problems: Problem[] = [];
  const pages = contents.chapters.flatMap((chapter) => chapter.pages);
  if (existing.every((file) => loaded.includes(file))) {
    for (const page of pages) {
      if (existing.includes(page.file)) continue;
      problems.push({
        file: contentsFile,
        line: page.line,
        message: `${page.file} is listed here, but does not exist`,
      });
    }
  }
  for (const file of loaded) {
    if (pages.some((page) => page.file === file)) continue;
    problems.push({ file, message: `this feature is not listed in ${contentsFile}: add it to its chapter's pages` });
  }
  return problems;
}
