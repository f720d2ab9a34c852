import type { Level } from './level';

/** The kinds of statement. */
export const kinds = [
  'sentence',
  'item',
  'definition',
  'row',
  'prototype',
  'code',
  'figure',
  'note',
  'fact',
  'returns',
  'reference',
] as const;
export type Kind = (typeof kinds)[number];

/** The kinds of text on a page that asserts nothing. */
export type NonStatement =
  'banner' | 'title' | 'heading' | 'navigation' | 'see-also' | 'footer' | 'label' | 'column-names';

/** The smallest thing that a page asserts. */
export interface Statement {
  /** Its address: the section, and its number within the section (`parameters/BlockList/1`); a fact's is its name. */
  readonly at: string;
  /** The 1-based line of its first word. */
  readonly line: number;
  readonly kind: Kind;
  readonly level: Level | null;
  /** The address of the lead-in that it is joined with. */
  readonly lead: string | null;
  /** Its text, in one line, as the user's own file has it. */
  readonly text: string;
  /** Its words, as {@link wordsOf} tells them. */
  readonly words: readonly string[];
}

/** One piece of a page's text, and what became of it: every word of the body is in exactly one piece. */
export interface Piece {
  readonly line: number;
  readonly text: string;
  /** The address of the statement that it went into, or else the kind of non-statement that it is. */
  readonly became: { readonly at: string } | NonStatement;
}

/** A page, read. */
export interface ReadPage {
  readonly file: string;
  readonly title: string | null;
  /** The metadata, by name. */
  readonly fields: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  readonly statements: readonly Statement[];
  readonly pieces: readonly Piece[];
}
