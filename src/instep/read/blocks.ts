import { Problem } from '../problem';
import { hardBreak, joinProse, type Prose, ProseBuilder } from './prose';
import { type Row, type Table, understandTable, type WrittenCell, type WrittenRow } from './table';

/** Where a block stands among lists, and whether it is a note. */
export interface Place {
  /** How many lists enclose it. */
  readonly nesting: number;
  /** Numbers the innermost list item around it; 0 outside of lists. */
  readonly item: number;
  /** Whether it stands in a box that the page sets off as a note. */
  readonly note: boolean;
}

/** The smallest pieces that a page is laid out in, in the order of reading: a tree is told by {@link Place}. */
export type Block = Place &
  (
    | { readonly kind: 'heading'; readonly depth: number; readonly prose: Prose }
    | { readonly kind: 'paragraph'; readonly prose: Prose }
    /** A term that the next paragraph defines, where the markup says so. */
    | { readonly kind: 'term'; readonly prose: Prose }
    | { readonly kind: 'code'; readonly text: string; readonly line: number }
    | { readonly kind: 'figure'; readonly alt: string; readonly source: string; readonly line: number }
    | { readonly kind: 'columns'; readonly head: Table['head'] }
    | { readonly kind: 'row'; readonly row: Row }
  );

/** The containers that make up the layout. */
export type Tag =
  | 'paragraph'
  | 'list'
  | 'item'
  | 'terms'
  | 'term'
  | 'definition'
  | 'table'
  | 'head'
  | 'row'
  | 'cell'
  | 'note'
  | 'box'
  | 'heading'
  | 'code';

/** An open container. `firm` ones were opened by the page's outer format, and the inner one cannot close them. */
interface Frame {
  readonly tag: Tag;
  readonly firm: boolean;
  readonly id: number;
  readonly depth: number;
}

interface OpenTable {
  readonly rows: WrittenRow[];
  row: { line: number; inHead: boolean; cells: WrittenCell[] } | null;
  cell: { builder: ProseBuilder; header: boolean; columns: number; rows: number } | null;
  inHead: boolean;
}

/** What an opening tag may say about its container. */
export interface TagDetails {
  readonly depth?: number;
  readonly header?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** A text of fewer words is no torn sentence but a term or title that was left without a full stop. */
const shortestSentence = 5;

/** A page whose markup tears a paragraph apart does so a few times. */
const mostJoins = 100;

/** How deep tables may stand in one another, and how many cells the tables of a page may have: far more than people write. */
const deepestTable = 20;
const mostCells = 100_000;

/** How much of a text's end tells how it ends. */
const endLength = 200;

/** What each tag ends when it opens, up to the container that holds it. */
const ends: Partial<Record<Tag, { readonly tags: readonly Tag[]; readonly within: readonly Tag[] }>> = {
  paragraph: { tags: ['paragraph'], within: ['item', 'definition', 'term', 'cell', 'note', 'box'] },
  list: { tags: ['paragraph'], within: ['item', 'definition', 'cell', 'note', 'box'] },
  item: { tags: ['item'], within: ['list', 'cell'] },
  term: { tags: ['term', 'definition'], within: ['terms', 'cell'] },
  definition: { tags: ['term', 'definition'], within: ['terms', 'cell'] },
  row: { tags: ['row', 'cell'], within: ['table'] },
  cell: { tags: ['cell'], within: ['row', 'table'] },
  head: { tags: ['head', 'row', 'cell'], within: ['table'] },
};

/** Lays a page out: takes what the readers of Markdown and HTML meet, in order, and tells the blocks. */
export class BlockBuilder {
  private readonly blocks: Block[] = [];
  private readonly stack: Frame[] = [];
  private readonly tables: OpenTable[] = [];
  private prose = new ProseBuilder();
  private code: { text: string; line: number } | null = null;
  private ids = 0;
  private counters = { lists: 0, notes: 0, heads: 0 };
  /** How often the last paragraph has been joined with one that was torn off. */
  private joins = 0;
  /** Whether the last block is a paragraph that a blank line, and nothing else, separates from what follows. */
  private torn: 'plain' | 'in paragraph' | null = null;
  private cells = 0;

  /** @param file the page, for messages */
  constructor(private readonly file: string) {}

  /** Opens a container; `firm` when the page's outer format opened it. Returns what {@link closeFirm} needs. */
  open(tag: Tag, line: number, details: TagDetails = {}, firm = false): number {
    if (firm && tag === 'paragraph') this.blankLine();
    else this.boundary();
    const ending = firm ? undefined : ends[tag];
    if (ending) this.endOpen(ending.tags, ending.within);
    const id = ++this.ids;
    this.stack.push({ tag, firm, id, depth: details.depth ?? 0 });
    if (tag === 'list' || tag === 'terms') this.counters.lists++;
    if (tag === 'note') this.counters.notes++;
    if (tag === 'heading' || tag === 'term') this.counters.heads++;
    this.openTablePart(tag, line, details);
    if (tag === 'code') this.code = { text: '', line };
    return id;
  }

  /** Closes the innermost container with this tag, and all within it; nothing when none is open. */
  close(tag: Tag): void {
    for (let index = this.stack.length - 1; index >= 0; index--) {
      const frame = this.stack[index];
      if (frame === undefined || (frame.firm && frame.tag !== 'paragraph')) break;
      if (frame.tag === tag) {
        this.popTo(index);
        return;
      }
    }
    if (tag !== 'paragraph') this.boundary();
  }

  /** Closes the innermost box or note. */
  closeBox(): void {
    const box = this.stack.findLast(({ tag, firm }) => !firm && (tag === 'box' || tag === 'note'));
    this.close(box?.tag ?? 'box');
  }

  /** Closes a container that the page's outer format opened, unless a closing tag within has done so. */
  closeFirm(id: number): void {
    const index = this.stack.findLastIndex((frame) => frame.id === id);
    if (index === -1) this.blankLine();
    else if (this.stack[index]?.tag === 'paragraph') {
      // What was opened within the paragraph may go on behind it: `text <ul><li>`, a blank line, more of the item.
      this.blankLine();
      this.stack.splice(index, 1);
    } else this.popTo(index);
  }

  /** Closes everything: a heading of the page's outer format ends whatever its author forgot to close. */
  closeAll(): void {
    this.popTo(0);
    this.boundary();
  }

  /** Notes a blank line: it ends a paragraph, unless the paragraph cannot have ended yet. */
  blankLine(): void {
    if (this.cell !== null) {
      this.cell.builder.gap();
      return;
    }
    const inParagraph = this.stack.at(-1)?.tag === 'paragraph' && this.stack.at(-1)?.firm === false;
    if (!this.prose.hasInk) return;
    this.flush();
    if (inParagraph && this.lastEndsSentence()) this.stack.pop();
    this.torn = inParagraph && this.stack.at(-1)?.tag === 'paragraph' ? 'in paragraph' : 'plain';
  }

  /** Adds text that starts on the given line. */
  text(text: string, line: number): void {
    if (this.code !== null) {
      this.code.text += text;
      return;
    }
    this.target.add(text, line);
  }

  /** Adds a line break that the author asked for. */
  break(line: number): void {
    if (this.code !== null) this.code.text += '\n';
    else this.target.add(hardBreak, line);
  }

  /** Enters (+1) or leaves (-1) an emphasis. */
  emphasise(step: 1 | -1): void {
    this.target.emphasise(step);
  }

  /** Enters a link, or leaves it (null). */
  link(target: string | null): void {
    if (target === null) this.target.closeLink();
    else this.target.openLink(target);
  }

  /** Notes an empty anchor that carries an id. */
  anchor(): void {
    this.target.anchor();
  }

  /** Adds a figure: a block of its own, wherever it stands. */
  figure(alt: string, source: string, line: number): void {
    this.blocks.push({ kind: 'figure', alt, source, line, ...this.place() });
    this.torn = null;
  }

  /** Adds code that keeps its layout. */
  codeBlock(text: string, line: number): void {
    this.boundary();
    this.blocks.push({ kind: 'code', text, line, ...this.place() });
  }

  /** Ends the page. */
  finish(): Block[] {
    this.closeAll();
    return this.blocks;
  }

  private get cell(): OpenTable['cell'] {
    return this.tables.at(-1)?.cell ?? null;
  }

  private get target(): ProseBuilder {
    return this.cell?.builder ?? this.prose;
  }

  /** Ends the paragraph for good: what follows is something else. */
  private boundary(): void {
    if (this.cell !== null) {
      this.cell.builder.gap();
      return;
    }
    this.flush();
    this.torn = null;
  }

  /** Turns the text gathered so far into a block. */
  private flush(): void {
    const builder = this.prose;
    this.prose = new ProseBuilder();
    if (!builder.hasInk) return;
    const prose = builder.build();
    const frame =
      this.counters.heads > 0 ? this.stack.findLast(({ tag }) => tag === 'heading' || tag === 'term') : undefined;
    const last = this.blocks.at(-1);
    if (frame?.tag === 'heading') {
      this.blocks.push({ kind: 'heading', depth: frame.depth, prose, ...this.place() });
    } else if (frame?.tag === 'term') {
      this.blocks.push({ kind: 'term', prose, ...this.place() });
    } else if (last?.kind === 'paragraph' && this.torn !== null && this.joinsLast(last.prose, prose, this.torn)) {
      this.joins++;
      this.blocks[this.blocks.length - 1] = { ...last, prose: joinProse(last.prose, prose) };
    } else {
      this.joins = 0;
      this.blocks.push({ kind: 'paragraph', prose, ...this.place() });
    }
  }

  private joinsLast(last: Prose, prose: Prose, torn: 'plain' | 'in paragraph'): boolean {
    return this.joins < mostJoins && belongTogether(last, prose, torn);
  }

  private lastEndsSentence(): boolean {
    const last = this.blocks.at(-1);
    return last?.kind !== 'paragraph' || endsSentence(last.prose.text);
  }

  private place(): Place {
    let item = 0;
    if (this.counters.lists > 0) {
      item = this.stack.findLast(({ tag }) => tag === 'item' || tag === 'definition' || tag === 'term')?.id ?? 0;
    }
    return { nesting: this.counters.lists, item, note: this.counters.notes > 0 };
  }

  /** Ends what an opening tag ends without saying so. */
  private endOpen(tags: readonly Tag[], within: readonly Tag[]): void {
    for (let index = this.stack.length - 1; index >= 0; index--) {
      const frame = this.stack[index];
      if (frame === undefined || within.includes(frame.tag) || (frame.firm && frame.tag !== 'paragraph')) return;
      if (tags.includes(frame.tag)) {
        this.popTo(index);
      }
    }
  }

  /** Closes every container from the given place of the stack on. */
  private popTo(index: number): void {
    this.boundary();
    while (this.stack.length > index) {
      const frame = this.stack.at(-1);
      if (frame === undefined) return;
      this.boundary();
      this.closeTablePart(frame.tag);
      this.stack.pop();
      if (frame.tag === 'list' || frame.tag === 'terms') this.counters.lists--;
      if (frame.tag === 'note') this.counters.notes--;
      if (frame.tag === 'heading' || frame.tag === 'term') this.counters.heads--;
      if (frame.tag === 'code' && this.code !== null) {
        const { text, line } = this.code;
        this.code = null;
        if (text.trim() === '') continue;
        if (this.cell !== null) this.cell.builder.add(text, line);
        else this.blocks.push({ kind: 'code', text, line, ...this.place() });
      }
    }
  }

  private openTablePart(tag: Tag, line: number, details: TagDetails): void {
    if (tag === 'table') {
      if (this.tables.length >= deepestTable) {
        throw new Problem(`tables are nested more than ${deepestTable} deep`, this.file, line);
      }
      this.tables.push({ rows: [], row: null, cell: null, inHead: false });
      return;
    }
    const table = this.tables.at(-1);
    if (table === undefined) return;
    if (tag === 'head') table.inHead = true;
    if (tag === 'row') table.row = { line, inHead: table.inHead, cells: [] };
    if (tag === 'cell') {
      this.countCells(1, line);
      table.row ??= { line, inHead: table.inHead, cells: [] };
      const { header = false, columns = 1, rows = 1 } = details;
      table.cell = { builder: new ProseBuilder(), header, columns, rows };
    }
  }

  private closeTablePart(tag: Tag): void {
    const table = this.tables.at(-1);
    if (table === undefined) return;
    if (tag === 'cell' && table.cell !== null) {
      const { builder, ...cell } = table.cell;
      table.row?.cells.push({ prose: builder.build(), ...cell });
      table.cell = null;
    } else if (tag === 'row' && table.row !== null) {
      if (table.row.cells.length > 0) table.rows.push(table.row);
      table.row = null;
    } else if (tag === 'head') table.inHead = false;
    else if (tag === 'table') {
      if (table.row !== null && table.row.cells.length > 0) table.rows.push(table.row);
      this.tables.pop();
      this.tellTable(understandTable(table.rows));
    }
  }

  /** Bounds what tables may hold, with the cells that hold for several rows counted in each. */
  private countCells(count: number, line: number): void {
    this.cells += count;
    if (this.cells <= mostCells) return;
    throw new Problem(`tables with more than ${mostCells} cells are none that people wrote`, this.file, line);
  }

  /** Tells a finished table; within another table's cell, as that cell's text. */
  private tellTable({ head, rows }: Table): void {
    if (this.cell !== null) {
      for (const { prose } of [...head, ...rows.flatMap((row) => row.cells.filter((cell) => !cell.carried))]) {
        this.cell.builder.add(`${prose.text.trim()}\n`, prose.lineAt(Math.max(0, prose.text.search(/\S/))));
      }
      return;
    }
    for (const row of rows) this.countCells(row.cells.filter(({ carried }) => carried).length, row.line);
    if (head.length > 0) this.blocks.push({ kind: 'columns', head, ...this.place() });
    for (const row of rows) this.blocks.push({ kind: 'row', row, ...this.place() });
  }
}

/** Whether a text ends as a sentence, a lead-in or a remark in brackets does. */
function endsSentence(text: string): boolean {
  return /[.:;!?)\]"]\s*$/.test(text.slice(-endLength));
}

/**
 * Whether two paragraphs are one that a blank line tore apart: the first cannot have ended, because a comma or
 * an article ends it or its paragraph element is still open, or the second goes on in lower case or with a name and then in lower case.
 */
function belongTogether(first: Prose, second: Prose, torn: 'plain' | 'in paragraph'): boolean {
  if (
    /(?:,|\b(?:the|an|(?<=\S\s)a|of|to|by|with|and|or|for|in|from|its|is|are|that|which|see))\s*$/i.test(
      first.text.slice(-endLength),
    )
  )
    return true;
  if (endsSentence(first.text)) return false;
  if (torn === 'in paragraph') return true;
  const goesOn = /^\s*(?:[a-z]+[\s,]|\w*(?:_|[a-z][A-Z])\w*\s+[a-z])/.test(second.text);
  return goesOn && (first.text.match(/\S+/g)?.length ?? 0) >= shortestSentence;
}
