import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { Problem } from './problem';
import { unreadable } from './read/source';

/** What can be a documentation page, by its ending. */
const pageEndings = /\.(?:md|markdown|html|htm)$/i;

/** Whether a file can be a documentation page, by its name. */
export function isPage(name: string): boolean {
  return pageEndings.test(name);
}

/** Folders that hold no documentation. */
const skipped = new Set(['node_modules']);

/** What was found below a folder of documentation. */
export interface FoundFiles {
  readonly files: readonly string[];
  /** What could not be looked into. */
  readonly problems: readonly Problem[];
  /** What was left out on purpose: it says nothing about the pages that were found. */
  readonly notices: readonly Problem[];
}

/**
 * Finds every file below a folder that can be a documentation page, in order of their paths. A single file is found too.
 *
 * Symbolic links are followed within the folder only, and no folder is entered twice, so that links cannot lead in a
 * circle or out of the folder.
 *
 * @throws Problem when there is no such folder
 */
export function findFiles(folder: string): FoundFiles {
  let root: string;
  try {
    if (statSync(folder).isFile()) return { files: [folder], problems: [], notices: [] };
    root = realpathSync(folder);
  } catch (error) {
    throw new Problem(unreadable(error), folder, null, 'Give a folder of documentation pages with --docs DIR.');
  }
  const files: string[] = [];
  const problems: Problem[] = [];
  const notices: Problem[] = [];
  const seen = new Set([root]);
  const open = [folder];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    let entries: Dirent[];
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch (error) {
      problems.push(new Problem(unreadable(error), path));
      continue;
    }
    for (const entry of entries) {
      const inner = join(path, entry.name);
      if (entry.name.startsWith('.') || skipped.has(entry.name)) continue;
      if (entry.isDirectory()) open.push(inner);
      else if (entry.isFile() && isPage(entry.name)) files.push(inner);
      else if (entry.isSymbolicLink()) {
        const found = followLink(inner, root, seen);
        if (found === 'folder') open.push(inner);
        else if (found === 'file' && isPage(entry.name)) files.push(inner);
        else if (found === 'nowhere') {
          const problem = new Problem('this symbolic link leads nowhere', inner);
          (isPage(entry.name) ? problems : notices).push(problem);
        } else if (found === 'out') {
          const what = 'this symbolic link leads out of the folder of documentation; it was not followed';
          notices.push(new Problem(what, inner));
        }
      }
    }
  }
  return { files: files.sort(), problems, notices };
}

/** Where a link leads: a file or a new folder within the root, a known one, out of the root, or nowhere. */
function followLink(link: string, root: string, seen: Set<string>): 'file' | 'folder' | 'known' | 'out' | 'nowhere' {
  let target: string;
  try {
    target = realpathSync(link);
  } catch {
    return 'nowhere';
  }
  const way = relative(root, target);
  if (way === '') return 'known';
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return 'out';
  if (!statSync(target).isDirectory()) return 'file';
  if (seen.has(target)) return 'known';
  seen.add(target);
  return 'folder';
}
