import { type Block, BlockBuilder } from './blocks';
import { type FrontMatter, splitFrontMatter } from './front-matter';
import { HtmlReader } from './html';
import { Problem } from '../problem';
import { readMarkdown } from './markdown';
import { invisible, readSource, type Source } from './source';

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

/** How many lines a page may have. The longest page known has two thousand. */
const mostLines = 200_000;

/**
 * Lays a page out: detects its format and reads it.
 *
 * @param tolerant whether front matter that is not YAML is read as far as it can be
 * @throws Problem when its front matter is broken or its layout is beyond reading
 */
export function layOut({ file, text }: Source, tolerant = false): Layout {
  const source = { file, text: /[^\0-\u00ac]/.test(text) ? text.replace(invisible, '') : text };
  const { fields, body, bodyLine } = splitFrontMatter(source, tolerant);
  const last = lineBeyond(source.text, mostLines);
  if (last !== null) {
    throw new Problem(`a page of more than ${mostLines} lines is none that people wrote`, source.file, last);
  }
  const format = detectFormat(body);
  const blocks = new BlockBuilder(source.file);
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

/** The line behind the given number of lines; null when the text has no more. */
function lineBeyond(text: string, lines: number): number | null {
  let at = -1;
  for (let line = 1; line <= lines; line++) {
    at = text.indexOf('\n', at + 1);
    if (at === -1) return null;
  }
  return at + 1 < text.length ? lines + 1 : null;
}

/** A page whose body is a whole HTML document is HTML; anything else is Markdown. */
function detectFormat(body: string): Format {
  return /^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype html|html)[\s>]/i.test(body) ? 'html' : 'markdown';
}
