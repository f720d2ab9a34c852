import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../read/source';
import { checkedYaml } from '../yaml';

/** The name of the table of contents, in the ledger's folder. */
export const contentsName = 'contents.yaml';

/** A chapter of the documentation. */
export interface Chapter {
  readonly title: string;
  /** The ids of its pages, in reading order. */
  readonly pages: readonly string[];
}

/**
 * Reads the table of contents of the documentation.
 *
 * @returns the chapters, in reading order; none when there is no such file
 * @throws Problem with the line of the first thing that is not as documented
 */
export function loadContents(ledgerFolder: string): Chapter[] {
  const file = join(ledgerFolder, contentsName);
  if (!existsSync(file)) return [];
  const seen = new Map<string, string>();
  return checkedYaml(decode(readFileSync(file), file), file, (root) =>
    root
      .mapping(['chapters'])('chapters')
      .list((chapter) => {
        const of = chapter.mapping(['title', 'pages']);
        const title = of('title').text();
        const pages = of('pages').list((page) => {
          const id = page.text();
          const other = seen.get(id);
          if (other !== undefined) throw page.problem(`the page ${id} is in the chapter "${other}" already`);
          seen.set(id, title);
          return id;
        });
        return { title, pages };
      }),
  );
}
