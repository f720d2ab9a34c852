import type { Level } from './level';

/** A sentence that others are joined with. */
export interface Lead {
  readonly at: string;
  readonly level: Level | null;
  /** Whether it leads to what follows. */
  readonly opens: boolean;
}

/** Remembers which sentence leads to the items, rows and definitions that follow. */
export class Leads {
  /** The last sentence at each depth of lists. */
  private last: (Lead | undefined)[] = [];
  /** The sentence that leads to the definitions at each depth; it outlasts their sentences. */
  private terms: ({ readonly lead: Lead | undefined; readonly style: 'inline' | 'heading' } | undefined)[] = [];
  private item = 0;

  /** A new section: nothing leads to what it says. */
  forget(): void {
    this.last = [];
    this.terms = [];
  }

  /** Whether the item is met for the first time; asked once per paragraph. */
  isNewItem(item: number): boolean {
    const isNew = item !== this.item;
    this.item = item;
    return isNew;
  }

  /** A sentence has been said at a depth. */
  say(nesting: number, lead: Lead): void {
    this.last[nesting] = lead;
    this.last.length = nesting + 1;
  }

  /** A term is to be defined: the sentence before the first of its kind leads to all of them. */
  openTerm(nesting: number, style: 'inline' | 'heading' | 'entry'): void {
    if (style === 'entry') return;
    const before = this.last[nesting];
    if (before?.opens === true) this.terms[nesting] = { lead: before, style };
    this.terms.length = Math.min(this.terms.length, nesting + 1);
  }

  /** A paragraph that defines nothing ends the definitions that are set among the text. */
  endInlineTerms(nesting: number): void {
    if (this.terms[nesting]?.style === 'inline') this.terms[nesting] = undefined;
  }

  /** What leads to a definition at a depth: for one within an item, the sentence that leads to the list. */
  ofTerm(nesting: number): Lead | null {
    return this.terms[nesting]?.lead ?? this.ofItem(nesting);
  }

  /** What leads to an item at a depth. */
  ofItem(nesting: number): Lead | null {
    const lead = nesting > 0 ? this.last[nesting - 1] : undefined;
    return lead?.opens === true ? lead : null;
  }
}
