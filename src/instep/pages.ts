import { basename, extname } from 'node:path';
import type { Configuration } from './configuration';
import type { ReadPage } from './say/statement';

/**
 * Tells which page a file is: by what it says about itself, never by its folder.
 *
 * @returns the id (`ddi/someentity`, `guide/some-page`); null when no rule applies
 */
export function pageId(
  { file, title, fields }: Pick<ReadPage, 'file' | 'title' | 'fields'>,
  { pages }: Configuration,
): string | null {
  for (const rule of pages) {
    const said = rule.from === 'title' ? title : rule.from === 'file' ? stem(file) : fields.get(rule.from)?.value;
    if (said === undefined || said === null) continue;
    const match = rule.pattern.exec(said);
    if (match === null) continue;
    const id = rule.id.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '').toLowerCase();
    return id.replace(/[^\p{L}\p{N}/._-]+/gu, '-');
  }
  return null;
}

function stem(file: string): string {
  const name = basename(file);
  return name.slice(0, name.length - extname(name).length).toLowerCase();
}
