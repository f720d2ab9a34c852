import { posix } from 'node:path';

/** A link of the site that leads nowhere. */
export interface DeadLink {
  /** The file it stands in, relative to the site's folder. */
  readonly from: string;
  readonly href: string;
}

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/**
 * Finds the links within the site that lead to no file, or to no place in it. Links to other hosts are not followed.
 * @param files what each file says, by its path relative to the site's folder; '' for files that nobody links into
 */
export function deadLinks(files: ReadonlyMap<string, string>): DeadLink[] {
  const anchors = new Map<string, Set<string>>();
  const links: { from: string; href: string }[] = [];
  for (const [from, text] of files) {
    if (!from.endsWith('.html')) continue;
    const own = new Set<string>();
    for (const tag of text.matchAll(/<[a-z][^>]*>/gi)) {
      for (const [, name, value = ''] of tag[0].matchAll(/\s(href|src|id)="([^"]*)"/g)) {
        if (name === 'id') own.add(unescaped(value));
        else links.push({ from, href: unescaped(value) });
      }
    }
    anchors.set(from, own);
  }
  return links.filter(({ from, href }) => {
    if (/^https?:/.test(href)) return false;
    const [path = '', fragment] = href.split('#', 2);
    const decoded = tryDecode(path);
    const target = decoded === '' ? from : posix.normalize(posix.join(posix.dirname(from), decoded));
    if (!files.has(target)) return true;
    return fragment !== undefined && fragment !== '' && anchors.get(target)?.has(tryDecode(fragment)) !== true;
  });
}

function tryDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
