import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfiguration, loadSources } from '@cucumber/cucumber/api';
import { posixPath } from './problem';
import type { Problem } from './problem';

/** The lines at the end of a path on the command line: `:12` or `:12:30`. */
const linesForm = /(?::\d+)+$/;

/** The paths of a command line, those with several lines taken apart: `a.feature:3:9` is `a.feature:3`, `a.feature:9`. */
export function singlePaths(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const lines = linesForm.exec(path)?.[0];
    if (lines === undefined) return [path];
    const file = path.slice(0, -lines.length);
    return lines
      .slice(1)
      .split(':')
      .map((line) => `${file}:${line}`);
  });
}

/**
 * Checks that each path of the command line, and each line in it, selects an example: Cucumber passes over those that
 * do not. Every path is put to Cucumber's own reading of files, folders, patterns and lines.
 * @param paths the paths as they were given
 * @param cwd the folder that relative paths start from
 * @returns a problem for each path or line that selects nothing; none for files that cannot be parsed
 */
export async function pathProblems(paths: readonly string[], cwd: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const path of singlePaths(paths)) {
    const coordinates = {
      paths: [path],
      defaultDialect: 'en',
      names: [],
      tagExpression: '',
      order: 'defined',
    } as const;
    const { plan, errors } = await loadSources({ ...coordinates, paths: [path], names: [] }, { cwd });
    if (plan.length > 0 || errors.length > 0) continue;
    const line = linesForm.exec(path)?.[0].slice(1);
    const what = line === undefined ? 'this path selects no example' : 'no example stands in this line';
    const ruleless = /\.feature(?:\.md)?$/.test(path) && existsSync(resolve(cwd, path));
    const advice = "an example is named by the line of its keyword, an outline's row by the row's";
    const file = posixPath(line === undefined ? path : path.slice(0, -line.length - 1));
    const reason = line !== undefined ? advice : ruleless ? 'its prose says where its statements live' : undefined;
    const message = reason === undefined ? what : `${what}: ${reason}`;
    problems.push({ file, ...(line === undefined ? {} : { line: Number(line) }), message });
  }
  return problems;
}

/**
 * Checks that the configuration names no feature paths: Cucumber would add them to those on the command line, and run
 * more than was asked for.
 * @param cwd the folder of the configuration
 */
export async function configurationProblems(cwd: string): Promise<Problem[]> {
  const { useConfiguration } = await loadConfiguration({}, { cwd });
  if (useConfiguration.paths.length === 0) return [];
  const paths = useConfiguration.paths.join(', ');
  return [{ message: `the configuration names paths (${paths}), which every command line gets as well: remove them` }];
}
