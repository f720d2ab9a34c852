import type { PageReading } from '../configuration';
import type { Block } from '../read/blocks';
import { Problem } from '../problem';
import { type Layout } from '../read/page';
import { hardBreak, type Prose } from '../read/prose';
import { Leads } from './leads';
import { levelOf } from './level';
import { couldBeTerm, looksLikeTitle, noteLabels, opensList, skipSpace } from './looks';
import { Sections } from './sections';
import { splitSentences } from './sentences';
import type { Kind, NonStatement, Piece, ReadPage, Statement } from './statement';
import { firstLine, oneLine, stemWords, textsOf } from './text';
import { wordsOf } from './words';

/** A note's label is a word and some space. */
const longestLabel = 80;

/** How much of a text is compared with the patterns of a configuration, which may take long for long texts. */
const longestMatched = 2000;

/** How many statements a page may make. The longest page known makes a few hundred. */
const mostStatements = 50_000;

interface Term {
  readonly text: string;
  readonly line: number;
}

/**
 * Cuts a page into the statements that it makes.
 *
 * @param reading how pages of this corpus are read
 */
export function cutPage(layout: Layout, reading: PageReading): ReadPage {
  return new Cutter(layout, reading).cut();
}

/** Walks a page's blocks in order; every piece of text becomes a statement's or a named kind of non-statement's. */
class Cutter {
  private readonly statements: Statement[] = [];
  private readonly pieces: Piece[] = [];
  private readonly sections: Sections;
  private readonly leads = new Leads();
  private title: string | null = null;
  private term: Term | null = null;
  private navigating = false;
  private item = 0;
  /** The item that defines a term: what it says behind the definition is said as by sentences set among the text. */
  private definingItem = 0;
  /** The list that the entries of this section are written as; null when they have headings. */
  private entryList: { readonly nesting: number; readonly depth: number } | null = null;
  private readonly labels: ReturnType<typeof noteLabels>;

  constructor(
    private readonly layout: Layout,
    private readonly reading: PageReading,
  ) {
    this.sections = new Sections(reading);
    this.labels = noteLabels(reading.notes);
  }

  cut(): ReadPage {
    this.cutFacts();
    const { blocks } = this.layout;
    for (const [index, block] of blocks.entries()) {
      this.cutBlock(block, blocks[index + 1]);
      const beyond = this.statements[mostStatements];
      if (beyond !== undefined) {
        const what = `a page that makes more than ${mostStatements} statements is none that people wrote`;
        throw new Problem(what, this.layout.file, beyond.line);
      }
    }
    this.endTerm();
    const { file, fields } = this.layout;
    return { file, title: this.title, fields, statements: this.statements, pieces: this.pieces };
  }

  /** Facts about behaviour that the page states in its metadata. */
  private cutFacts(): void {
    for (const { name, fields } of this.reading.facts) {
      const found = fields.flatMap((field) => this.layout.fields.get(field) ?? []);
      const first = found[0];
      if (first === undefined) continue;
      const text = `${name.replaceAll('-', ' ')}: ${found.map(({ value }) => value).join(', ')}`;
      const words = [...wordsOf(name.replaceAll('-', ' ')), ...found.flatMap(({ value }) => wordsOf(value))];
      this.statements.push({
        at: `facts/${name}`,
        line: first.line,
        kind: 'fact',
        level: null,
        lead: null,
        text,
        words,
      });
    }
  }

  private cutBlock(written: Block, following: Block | undefined): void {
    if (written.kind === 'heading') {
      this.entryList = null;
      this.cutHeading(written.prose, written.depth);
      return;
    }
    if (written.kind === 'term' && (this.sections.listsEntries || written.nesting === this.entryList?.nesting)) {
      this.entryList ??= { nesting: written.nesting, depth: this.sections.entryDepth };
      this.cutHeading(written.prose, this.entryList.depth);
      return;
    }
    const block = this.outOfEntryList(written);
    const next = following && this.outOfEntryList(following);
    if (this.sections.isWithin(this.reading.seeAlso)) {
      for (const { text, line } of textsOf(block)) this.leave(text, line, this.isFooter(block) ? 'footer' : 'see-also');
      return;
    }
    switch (block.kind) {
      case 'paragraph':
        this.cutParagraph(block.prose, block, next);
        return;
      case 'term':
        this.openTerm(block.prose.text, firstLine(block.prose), block.nesting);
        return;
      case 'row':
        this.endTerm();
        this.cutRow(block);
        return;
      case 'columns':
        this.endTerm();
        for (const { line, prose } of block.head) this.leave(oneLine(prose.text), line, 'column-names');
        return;
      case 'code': {
        const kind = this.sections.isWithin(this.reading.prototype) ? 'prototype' : 'code';
        this.state(block.text, block.line, kind, { lead: null, level: null });
        return;
      }
      case 'figure': {
        const text = block.alt.trim() === '' ? stemWords(block.source) : block.alt;
        if (/\w/.test(text)) this.state(text, block.line, 'figure', { lead: null, level: null });
        return;
      }
    }
  }

  /** Where a block stands within its entry, when the entries are themselves written as a list. */
  private outOfEntryList(block: Block): Block {
    if (this.entryList === null || block.nesting < this.entryList.nesting) return block;
    const nesting = block.nesting - this.entryList.nesting;
    return { ...block, nesting, item: nesting === 0 ? 0 : block.item };
  }

  private cutHeading(prose: Prose, depth: number): void {
    this.endTerm();
    this.navigating = false;
    const text = oneLine(prose.text);
    const line = firstLine(prose);
    if (depth === 1 && this.title === null) {
      this.title = text;
      this.leave(text, line, 'title');
      return;
    }
    const heading = this.sections.enter(text, depth);
    if (heading.role === 'section') {
      this.leads.forget();
      this.leave(text, line, 'heading');
      return;
    }
    if (heading.role === 'entry') this.leads.forget();
    const marker = text.slice(0, text.length - heading.term.length);
    this.leave(marker, line, 'heading');
    this.term = { text: heading.term, line };
    this.leads.openTerm(0, heading.role === 'entry' ? 'entry' : 'heading');
  }

  private cutParagraph(prose: Prose, place: Block, next: Block | undefined): void {
    let { text } = prose;
    let from = text.search(/\S/);
    if (from === -1 || !/[\p{L}\p{N}]/u.test(text)) return;
    if (this.isFooter(place)) {
      this.leave(oneLine(text), firstLine(prose), 'footer');
      return;
    }
    text = text.trimEnd();
    const banner = this.reading.banners
      .map((pattern) => pattern.exec(text.slice(from, from + longestMatched)))
      .find((found) => found?.index === 0);
    if (banner) {
      this.leave(oneLine(banner[0]), prose.lineAt(from), 'banner');
      from += banner[0].length;
    }
    const label = this.noteLabel(text, from, place.note);
    if (label !== null) {
      this.leave(oneLine(text.slice(from, label)), prose.lineAt(from), 'label');
      from = label;
    }
    if (this.navigating && prose.linksOnly !== null) {
      this.leave(oneLine(text), firstLine(prose), 'navigation');
      return;
    }
    this.navigating = false;
    from = this.takeTerm(prose, text, from, place, next);
    this.cutSentences(prose, text, from, place, next, label !== null || place.note);
  }

  /** Takes a term off the start of a paragraph; returns where the rest starts. */
  private takeTerm(prose: Prose, text: string, from: number, place: Block, next: Block | undefined): number {
    const firstInItem = place.item !== 0 && place.item !== this.item;
    this.item = place.item;
    const breakAt = text.indexOf(hardBreak, from);
    const first = text.slice(from, breakAt === -1 ? undefined : breakAt);
    const isTerm = couldBeTerm(first) && !(prose.linksOnly !== null && !prose.anchored && breakAt === -1);
    if (!isTerm) {
      if (this.term === null) this.leads.endInlineTerms(place.nesting);
      return from;
    }
    if (breakAt !== -1 && /[\p{L}\p{N}]/u.test(text.slice(breakAt))) {
      this.openTerm(first, prose.lineAt(from), place.nesting);
      return skipSpace(text, breakAt);
    }
    if (breakAt !== -1 || next?.kind !== 'paragraph' || next.nesting !== place.nesting || next.item !== place.item)
      return from;
    const setOff =
      prose.anchored || prose.emphasised >= text.length || firstInItem || looksLikeTitle(first, next.prose.text);
    if (!setOff || next.prose.linksOnly !== null) return from;
    this.openTerm(first, prose.lineAt(from), place.nesting);
    return text.length;
  }

  private cutSentences(
    prose: Prose,
    text: string,
    from: number,
    place: Block,
    next: Block | undefined,
    note: boolean,
  ): void {
    const rest = text.slice(from);
    let firstOfItem = place.item !== 0 && this.leads.isNewItem(place.item);
    for (const { start, end } of splitSentences(rest)) {
      const sentence = oneLine(rest.slice(start, end));
      if (!/[\p{L}\p{N}]/u.test(sentence)) continue;
      const line = prose.lineAt(from + start);
      const leadsToPages =
        next?.kind === 'paragraph' &&
        next.prose.linksOnly !== null &&
        this.reading.navigation.some((pattern) => pattern.test(sentence.slice(0, longestMatched)));
      if (leadsToPages) {
        this.leave(sentence, line, 'navigation');
        this.navigating = true;
        continue;
      }
      const defining = this.term !== null;
      if (defining) this.definingItem = place.item;
      const isItem = place.item !== 0 && place.item !== this.definingItem;
      const lead = defining ? this.leads.ofTerm(place.nesting) : this.leads.ofItem(place.nesting);
      const joined = defining || firstOfItem;
      const kind = defining ? 'definition' : this.kindOf(sentence, note, isItem);
      const ownLevel = levelOf(sentence);
      const level = ownLevel ?? (joined ? (lead?.level ?? null) : null);
      const at = this.state(sentence, line, kind, {
        lead: joined || isItem ? (lead?.at ?? null) : null,
        level,
      });
      this.leads.say(place.nesting, { at, level: ownLevel, opens: opensList(sentence) });
      firstOfItem = false;
    }
  }

  private kindOf(sentence: string, note: boolean, isItem: boolean): Kind {
    if (this.reading.references.some((pattern) => pattern.test(sentence.slice(0, longestMatched)))) return 'reference';
    if (this.sections.isWithin(this.reading.returns)) return 'returns';
    if (note) return 'note';
    return isItem ? 'item' : 'sentence';
  }

  private cutRow(block: Block & { readonly kind: 'row' }): void {
    const { row } = block;
    const at = this.sections.nextAddress();
    const words: string[][] = [];
    const texts: string[] = [];
    let line = row.line;
    for (const [index, { column, prose, carried }] of row.cells.entries()) {
      const text = oneLine(prose.text);
      words.push(wordsOf(column), wordsOf(text));
      texts.push(column === '' ? text : `${column}: ${text}`);
      if (!carried) this.pieces.push({ line: firstLine(prose), text, became: { at } });
      if (index === 0 && !carried) line = firstLine(prose);
    }
    const lead = this.leads.ofItem(block.nesting + 1);
    const level = levelOf(texts.join(' ')) ?? lead?.level ?? null;
    this.statements.push({
      at,
      line,
      kind: 'row',
      level,
      lead: lead?.at ?? null,
      text: texts.join(' | '),
      words: words.flat(),
    });
  }

  /** Records a statement, joined with the term that waits for its definition; returns its address. */
  private state(
    text: string,
    line: number,
    kind: Kind,
    { lead, level }: { lead: string | null; level: Statement['level'] },
  ): string {
    const at = this.sections.nextAddress();
    const said = oneLine(text);
    const { term } = this;
    this.term = null;
    if (term !== null) this.pieces.push({ line: term.line, text: term.text, became: { at } });
    this.pieces.push({ line, text: said, became: { at } });
    this.statements.push({
      at,
      line: term?.line ?? line,
      kind,
      level,
      lead,
      text: term === null ? said : `${term.text}: ${said}`,
      words: [...(term === null ? [] : wordsOf(term.text)), ...wordsOf(said)],
    });
    return at;
  }

  /** Records text that asserts nothing. */
  private leave(text: string, line: number, became: NonStatement): void {
    if (/[\p{L}\p{N}]/u.test(text)) this.pieces.push({ line, text, became });
  }

  private openTerm(text: string, line: number, nesting: number): void {
    this.endTerm();
    this.term = { text: oneLine(text), line };
    this.leads.openTerm(nesting, 'inline');
  }

  /** A term that nothing defines still says that there is such a thing. */
  private endTerm(): void {
    const { term } = this;
    if (term === null) return;
    this.term = null;
    const at = this.sections.nextAddress();
    const lead = this.leads.ofTerm(0);
    this.pieces.push({ ...term, became: { at } });
    this.statements.push({
      at,
      line: term.line,
      kind: 'definition',
      level: lead?.level ?? null,
      lead: lead?.at ?? null,
      text: term.text,
      words: wordsOf(term.text),
    });
  }

  /** Where the label of a note ends ("Note:", "[!NOTE]"); null when the paragraph starts with none. */
  private noteLabel(text: string, from: number, note: boolean): number | null {
    if (this.labels === null) return null;
    const label = (note ? this.labels.inNote : this.labels.inText).exec(text.slice(from, from + longestLabel));
    return label === null ? null : from + label[0].length;
  }

  private isFooter(block: Block): boolean {
    if (block.kind !== 'paragraph' && block.kind !== 'term') return false;
    const text = oneLine(block.prose.text.slice(0, longestMatched));
    return (
      this.reading.footers.some((pattern) => pattern.test(text)) ||
      (block.prose.linksOnly?.every((to) => to.startsWith('mailto:')) ?? false)
    );
  }
}
