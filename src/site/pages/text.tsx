import MarkdownIt from 'markdown-it';
import { Fragment } from 'preact';
import { posix } from 'node:path';
import { NAME } from '../model/names';

/** A sentence with the interface's names set as code. */
export function Named({ text }: { readonly text: string }) {
  const parts: (string | { readonly name: string })[] = [];
  let at = 0;
  for (const match of text.matchAll(NAME)) {
    parts.push(text.slice(at, match.index), { name: match[0] });
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return (
    <Fragment>{parts.map((part) => (typeof part === 'string' ? part : <code>{breakable(part.name)}</code>))}</Fragment>
  );
}

/** Long names may break behind an underscore and before a capital. */
export function breakable(name: string) {
  const parts = name.split(/(?<=_)|(?<=[a-z0-9])(?=[A-Z])/);
  return parts.flatMap((part, index) => (index === 0 ? [part] : [<wbr />, part]));
}

/** Where a link that is written in a file of the project leads in the site; null where it leads nowhere. */
export type Resolve = (target: string) => string | null;

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable('image');

// A table that is wider than the window scrolls, by keyboard too.
markdown.renderer.rules['table_open'] = () =>
  '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>';
markdown.renderer.rules['table_close'] = () => '</table></div>';

/** Markdown's own rules for links refuse `javascript:` and the like; of the rest only these are kept. */
const external = /^https?:\/\//;

/**
 * Prose as HTML. Markup in it is text; links to other hosts and into the site are kept, all others are their text.
 * @param file the file it is written in, relative to the project
 * @param resolve where links to files of the project lead
 */
export function Prose({
  text,
  file,
  resolve,
  below = 1,
}: {
  readonly text: string;
  readonly file: string;
  readonly resolve: Resolve;
  /** How many levels its headings stand below where they are written. */
  readonly below?: number;
}) {
  const tokens = markdown.parse(text, {});
  for (const block of tokens) {
    const open: boolean[] = [];
    for (const token of block.children ?? []) {
      if (token.type === 'link_open') {
        const target = String(token.attrGet('href') ?? '');
        const [path = '', anchor] = target.split('#', 2);
        const found = external.test(target)
          ? target
          : resolve(path === '' ? `#${anchor ?? ''}` : posix.normalize(posix.join(posix.dirname(file), path)));
        open.push(found !== null);
        if (found === null) token.hidden = true;
        else {
          token.attrSet('href', found);
          if (external.test(found)) token.attrSet('rel', 'noopener noreferrer');
        }
      } else if (token.type === 'link_close' && open.pop() === false) token.hidden = true;
    }
  }
  for (const token of tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close') {
      token.tag = `h${String(Math.min(6, Number(token.tag.slice(1)) + below))}`;
    }
  }
  const rendered = markdown.renderer.render(tokens, markdown.options, {});
  return <div class="prose" dangerouslySetInnerHTML={{ __html: rendered }} />;
}

/** The first sentence of prose, without its markup. */
export function firstSentence(text: string): string {
  const plain = text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]{1,2}(\S(?:.*?\S)?)[*_`]{1,2}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return /^.+?[.!?](?=\s|$)/.exec(plain)?.[0] ?? plain;
}
