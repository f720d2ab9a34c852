import { type Token, Tokenizer, TokenizerMode } from 'parse5';
import type { BlockBuilder, Tag, TagDetails } from './blocks';

/** What HTML's block elements are to the layout. Elements that are not named here are transparent. */
const blockTags: ReadonlyMap<string, Tag> = new Map<string, Tag>([
  ['p', 'paragraph'],
  ['ul', 'list'],
  ['ol', 'list'],
  ['li', 'item'],
  ['dl', 'terms'],
  ['dt', 'term'],
  ['dd', 'definition'],
  ['table', 'table'],
  ['thead', 'head'],
  ['tr', 'row'],
  ['td', 'cell'],
  ['th', 'cell'],
  ['pre', 'code'],
  ['h1', 'heading'],
  ['h2', 'heading'],
  ['h3', 'heading'],
  ['h4', 'heading'],
  ['h5', 'heading'],
  ['h6', 'heading'],
  ...[
    'div',
    'blockquote',
    'section',
    'article',
    'main',
    'body',
    'figure',
    'tbody',
    'tfoot',
    'caption',
    'figcaption',
  ].map((name): [string, Tag] => [name, 'box']),
]);

const emphasisTags = new Set(['b', 'strong', 'i', 'em', 'code', 'tt', 'u', 'var', 'kbd', 'samp']);
const hiddenTags = new Set(['head', 'script', 'style', 'nav', 'noscript', 'template']);
const rawTags = new Map([
  ['script', TokenizerMode.SCRIPT_DATA],
  ['style', TokenizerMode.RAWTEXT],
  ['textarea', TokenizerMode.RCDATA],
  ['title', TokenizerMode.RCDATA],
]);
/** No table of documentation is wider or longer; a larger number is a slip of the pen. */
const widestSpan = 1000;

interface Met {
  readonly kind: 'open' | 'close' | 'text';
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** 0-based, from the first line of the fragment. */
  readonly line: number;
}

/**
 * Reads HTML, whole pages or the fragments between a page's Markdown, and tells it to the layout. The tags of a
 * fragment need not match: a list may start in one fragment and end in another.
 */
export class HtmlReader {
  private readonly known = new Map<string, readonly Met[]>();
  private hidden = 0;

  constructor(private readonly blocks: BlockBuilder) {}

  /** Reads a fragment that starts on the given 1-based line. */
  read(fragment: string, line: number): void {
    for (const met of this.tokens(fragment)) {
      if (met.kind === 'text') {
        if (this.hidden === 0) this.blocks.text(met.name, line + met.line);
      } else if (hiddenTags.has(met.name)) {
        this.hidden = Math.max(0, this.hidden + (met.kind === 'open' ? 1 : -1));
      } else if (this.hidden === 0) {
        if (met.kind === 'open') this.openTag(met.name, met.attributes, line + met.line);
        else this.closeTag(met.name);
      }
    }
  }

  private openTag(name: string, attributes: ReadonlyMap<string, string>, line: number): void {
    const tag = blockTags.get(name);
    if (tag !== undefined) {
      this.blocks.open(tag === 'box' && isNote(attributes) ? 'note' : tag, line, details(name, attributes));
      return;
    }
    if (emphasisTags.has(name)) this.blocks.emphasise(1);
    else if (name === 'br') this.blocks.break(line);
    else if (name === 'sup') this.blocks.text('^', line);
    else if (name === 'img') this.blocks.figure(attributes.get('alt') ?? '', attributes.get('src') ?? '', line);
    else if (name === 'a') {
      const href = attributes.get('href') ?? '';
      if (href === '' && (attributes.has('id') || attributes.has('name'))) this.blocks.anchor();
      else this.blocks.link(href);
    }
  }

  private closeTag(name: string): void {
    const tag = blockTags.get(name);
    if (tag === 'box') this.blocks.closeBox();
    else if (tag !== undefined) this.blocks.close(tag);
    else if (emphasisTags.has(name)) this.blocks.emphasise(-1);
    else if (name === 'a') this.blocks.link(null);
  }

  /** The tokens of a fragment; those of short ones, which recur all over a page, are kept. */
  private tokens(fragment: string): readonly Met[] {
    const kept = this.known.get(fragment);
    if (kept !== undefined) return kept;
    const met = simpleTag(fragment) ?? tokenize(fragment);
    if (fragment.length <= 16) this.known.set(fragment, met);
    return met;
  }
}

/** A single tag with at most a few plain attributes on one line, as most fragments are: no parser is needed for those. */
const plainTag = /^<(\/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"<>&\0\r\n]*")*)>$/;

/** Reads a fragment that is a single plain tag, as the tokenizer would; null for any other. */
function simpleTag(fragment: string): Met[] | null {
  const [, slash, name = '', written = ''] = plainTag.exec(fragment) ?? [];
  if (slash === undefined || rawTags.has(name) || (slash !== '' && written !== '')) return null;
  const attributes = new Map<string, string>();
  for (const [, attribute = '', value = ''] of written.matchAll(/([a-z]+)="([^"]*)"/g)) {
    if (!attributes.has(attribute)) attributes.set(attribute, value);
  }
  return [{ kind: slash === '' ? 'open' : 'close', name, attributes, line: 0 }];
}

/** Cuts a fragment into its tags and texts. Comments, doctypes and NUL characters are none. */
function tokenize(fragment: string): Met[] {
  const met: Met[] = [];
  const none = new Map<string, string>();
  const lineOf = (token: Token.Token) => (token.location?.startLine ?? 1) - 1;
  const onText = (token: Token.CharacterToken) => {
    met.push({ kind: 'text', name: token.chars, attributes: none, line: lineOf(token) });
  };
  const tokenizer: Tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onComment: () => undefined,
      onDoctype: () => undefined,
      onEof: () => undefined,
      onNullCharacter: () => undefined,
      onCharacter: onText,
      onWhitespaceCharacter: onText,
      onStartTag: (token) => {
        const attributes = new Map(token.attrs.map(({ name, value }) => [name, value]));
        met.push({ kind: 'open', name: token.tagName, attributes, line: lineOf(token) });
        const mode = rawTags.get(token.tagName);
        if (mode !== undefined) {
          tokenizer.lastStartTagName = token.tagName;
          tokenizer.state = mode;
        }
      },
      onEndTag: (token) => met.push({ kind: 'close', name: token.tagName, attributes: none, line: lineOf(token) }),
    },
  );
  tokenizer.write(fragment, true);
  return met;
}

function isNote(attributes: ReadonlyMap<string, string>): boolean {
  return /\b(?:alert|note|important|caution|warning|tip)\b/i.test(attributes.get('class') ?? '');
}

function details(name: string, attributes: ReadonlyMap<string, string>): TagDetails {
  if (/^h[1-6]$/.test(name)) return { depth: Number(name[1]) };
  if (name !== 'td' && name !== 'th') return {};
  return { header: name === 'th', columns: span(attributes.get('colspan')), rows: span(attributes.get('rowspan')) };
}

function span(value: string | undefined): number {
  const count = Number(value ?? 1);
  return Number.isInteger(count) && count >= 1 ? Math.min(count, widestSpan) : 1;
}
