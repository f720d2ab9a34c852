import type { Chapter } from '../model/model';
import { slugOf } from '../model/slug';

/**
 * Where everything is, relative to the site's folder, with forward slashes. These addresses last: they are made of ids and
 * titles, never of the run.
 */
export const paths = {
  index: 'index.html',
  remarks: 'remarks.html',
  findings: 'findings.html',
  proof: 'proof.html',
  coverage: 'coverage.html',
  changes: 'changes.html',
  names: 'names.html',
  reading: 'reading.html',
} as const;

export const chapterPath = ({ slug }: Chapter): string => `chapter/${slug}.html`;

export const pagePath = (id: string): string => `page/${id.split('/').map(fileName).join('/')}.html`;

export const remarkPath = (id: string): string => `remark/${fileName(id)}.html`;

/** The anchor of a statement on its page: its address. */
export const statementAnchor = (at: string): string => at.replace(/\s+/g, '-');

/** A part of a path that every file system takes. */
const fileName = (part: string): string => (/^[\p{L}\p{N}_-][\p{L}\p{N}._-]*$/u.test(part) ? part : slugOf(part));

/** A link from one file of the site to another, as it works from any folder of any host, and without one. */
export function linkTo(from: string, path: string, anchor?: string): string {
  const up = '../'.repeat(from.split('/').length - 1);
  const target = path.split('/').map(encodeURIComponent).join('/');
  const fragment = anchor === undefined ? '' : `#${encodeURI(anchor).replaceAll('#', '%23')}`;
  return from === path && fragment !== '' ? fragment : `${up}${target}${fragment}`;
}
