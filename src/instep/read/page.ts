import { type Block, BlockBuilder } from './blocks';
import { type FrontMatter, splitFrontMatter } from './front-matter';
import { HtmlReader } from './html';
import { readMarkdown } from './markdown';
import { readSource, type Source } from './source';

/** The formats that pages come in. Markdown may hold HTML anywhere. */
export type Format = 'markdown' | 'html';

/** A page, laid out. */
export interface Layout {
  readonly file: string;
  readonly format: Format;
  readonly fields: FrontMatter['fields'];
  readonly blocks: readonly Block[];
}

/**
 * Reads a page and lays it out.
 *
 * @param file the path, as the user gave it
 * @throws Problem when it cannot be read or is no documentation page
 */
export function readPage(file: string): Layout {
  return layOut(readSource(file));
}

/**
 * Lays a page out: detects its format and reads it.
 *
 * @param tolerant whether front matter that is not YAML is read as far as it can be
 * @throws Problem when its front matter is broken or its layout is beyond reading
 */
export function layOut(source: Source, tolerant = false): Layout {
  const { fields, body, bodyLine } = splitFrontMatter(source, tolerant);
  const format = detectFormat(body);
  const blocks = new BlockBuilder();
  const html = new HtmlReader(blocks);
  switch (format) {
    case 'markdown':
      readMarkdown(body, bodyLine, source.file, blocks, html);
      break;
    case 'html':
      html.read(body, bodyLine);
      break;
  }
  return { file: source.file, format, fields, blocks: blocks.finish() };
}

/** A page whose body is a whole HTML document is HTML; anything else is Markdown. */
function detectFormat(body: string): Format {
  return /^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype html|html)[\s>]/i.test(body) ? 'html' : 'markdown';
}
