import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { Problem } from '../problem';
import type { BlockBuilder, Tag } from './blocks';
import type { HtmlReader } from './html';

/** How deep lists and quotations may be nested in one another. A page of documentation has three levels. */
const deepestNesting = 100;

/**
 * CommonMark with tables and HTML. Indented code is switched off: these pages use fences for code, and their HTML is
 * indented for looks, so that four spaces after a blank line are no code but the rest of a sentence.
 */
const markdown = new MarkdownIt({ html: true, maxNesting: deepestNesting + 1 }).disable(['code', 'strikethrough']);

// Where a link leads is only looked at, never followed or printed as a link: it is taken as it is written.
markdown.validateLink = () => true;
markdown.normalizeLink = (target) => target;

const blockTags: ReadonlyMap<string, Tag> = new Map<string, Tag>([
  ['paragraph', 'paragraph'],
  ['bullet_list', 'list'],
  ['ordered_list', 'list'],
  ['list_item', 'item'],
  ['blockquote', 'box'],
  ['table', 'table'],
  ['thead', 'head'],
  ['tr', 'row'],
  ['th', 'cell'],
  ['td', 'cell'],
]);

/**
 * Reads a page's Markdown and tells it to the layout.
 *
 * @param body the Markdown
 * @param firstLine the 1-based line of the file that the body starts on
 * @param file the page, for messages
 * @throws Problem when the page is nested deeper than any page that people write
 */
export function readMarkdown(
  body: string,
  firstLine: number,
  file: string,
  blocks: BlockBuilder,
  html: HtmlReader,
): void {
  const open: number[] = [];
  let line = firstLine;
  for (const token of markdown.parse(body, {})) {
    if (token.map) line = firstLine + token.map[0];
    if (token.level >= deepestNesting) {
      throw new Problem(`lists or quotations are nested more than ${deepestNesting} deep`, file, line);
    }
    const [, name = '', step = ''] = /^(.*)_(open|close)$/.exec(token.type) ?? [];
    const tag = blockTags.get(name);
    if (tag !== undefined && step === 'open') {
      open.push(blocks.open(tag, line, { header: name === 'th' }, true));
    } else if (tag !== undefined) {
      blocks.closeFirm(open.pop() ?? 0);
    } else {
      readLeaf(token, line, blocks, html);
    }
  }
}

/** Reads a token that holds no other block. */
function readLeaf(token: Token, line: number, blocks: BlockBuilder, html: HtmlReader): void {
  switch (token.type) {
    case 'heading_open':
      if (token.level === 0) blocks.closeAll();
      blocks.open('heading', line, { depth: Number(token.tag.slice(1)) });
      return;
    case 'heading_close':
      blocks.close('heading');
      return;
    case 'inline':
      readInline(token.children ?? [], line, blocks, html);
      return;
    case 'fence':
    case 'code_block':
      blocks.codeBlock(token.content, line + 1);
      return;
    case 'html_block':
      blocks.blankLine();
      html.read(token.content, line);
      return;
    default:
      return;
  }
}

/** Reads the text of one paragraph, heading or cell. */
function readInline(tokens: readonly Token[], firstLine: number, blocks: BlockBuilder, html: HtmlReader): void {
  let line = firstLine;
  for (const token of tokens) {
    switch (token.type) {
      case 'text':
      case 'text_special':
        blocks.text(token.content, line);
        break;
      case 'softbreak':
        blocks.text('\n', line);
        line++;
        break;
      case 'hardbreak':
        blocks.break(line);
        line++;
        break;
      case 'code_inline':
        blocks.emphasise(1);
        blocks.text(token.content, line);
        blocks.emphasise(-1);
        break;
      case 'html_inline':
        html.read(token.content, line);
        line += token.content.split('\n').length - 1;
        break;
      case 'image':
        blocks.figure(plainText(token.children ?? []), String(token.attrGet('src') ?? ''), line);
        break;
      case 'link_open':
        blocks.link(String(token.attrGet('href') ?? ''));
        break;
      case 'link_close':
        blocks.link(null);
        break;
      case 'strong_open':
      case 'em_open':
        blocks.emphasise(1);
        break;
      case 'strong_close':
      case 'em_close':
        blocks.emphasise(-1);
        break;
      default:
        if (token.content !== '') blocks.text(token.content, line);
    }
  }
}

/** The text of an image's description, without its markup. */
function plainText(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content }) =>
      type === 'softbreak' || type === 'hardbreak' ? ' ' : type === 'html_inline' ? '' : content,
    )
    .join('');
}
