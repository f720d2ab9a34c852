/**
 * A run of text with the source line of every character, and what its markup says about its role.
 *
 * Text keeps its line breaks as `\n`, and a hard break as `\v`; both are whitespace to whoever cuts it up.
 */
export interface Prose {
  readonly text: string;
  /** The 1-based source line of the character at an offset. */
  lineAt(offset: number): number;
  /** How many characters from the start are emphasised without a gap (a term written in bold, for instance). */
  readonly emphasised: number;
  /** Whether it starts with an empty anchor that has an id: the mark of a term in some editions. */
  readonly anchored: boolean;
  /** Where its links lead, when all of its text is links; null when some text is not. */
  readonly linksOnly: readonly string[] | null;
}

/** The break that the author of a page asked for at the end of a line. */
export const hardBreak = '\v';

interface Mark {
  readonly offset: number;
  readonly line: number;
}

/** Gathers one {@link Prose} from the pieces that a reader meets, in order. */
export class ProseBuilder {
  private readonly pieces: string[] = [];
  private readonly marks: Mark[] = [];
  private length = 0;
  private emphasis = 0;
  private emphasisedUntil: number | null = null;
  private link: string | null = null;
  private readonly links: string[] = [];
  private plainSeen = false;
  private inked = false;
  private anchored = false;

  /** Adds text that starts on the given 1-based line; a `\n` in it leads to the next line. */
  add(text: string, line: number): void {
    if (text === '') return;
    const ink = /\S/.test(text);
    if (ink && this.emphasis === 0 && this.emphasisedUntil === null) this.emphasisedUntil = this.length;
    if (ink && this.link === null) this.plainSeen = true;
    this.inked ||= ink;
    this.marks.push({ offset: this.length, line });
    this.pieces.push(text);
    this.length += text.length;
  }

  /** Adds a gap between two paragraphs of one text. */
  gap(): void {
    if (this.inked) this.add('\n', this.marks.at(-1)?.line ?? 1);
  }

  /** Enters (+1) or leaves (-1) an element that emphasises. */
  emphasise(step: 1 | -1): void {
    this.emphasis = Math.max(0, this.emphasis + step);
  }

  /** Enters a link. */
  openLink(target: string): void {
    this.link = target;
    this.links.push(target);
  }

  /** Leaves the link. */
  closeLink(): void {
    this.link = null;
  }

  /** Notes an empty anchor with an id; it counts when no text stands before it. */
  anchor(): void {
    if (!this.inked) this.anchored = true;
  }

  /** Whether anything but whitespace has been added. */
  get hasInk(): boolean {
    return this.inked;
  }

  /** The text so far. */
  get text(): string {
    return this.pieces.join('');
  }

  /** What has been gathered. */
  build(): Prose {
    return {
      text: this.pieces.join(''),
      lineAt: lineLookup(this.pieces, this.marks),
      emphasised: this.emphasisedUntil ?? this.length,
      anchored: this.anchored,
      linksOnly: this.inked && !this.plainSeen ? this.links : null,
    };
  }
}

/** Joins two runs of text that a blank line tore apart. */
export function joinProse(first: Prose, second: Prose): Prose {
  const gap = '\n';
  const start = first.text.length + gap.length;
  const whole = first.emphasised === first.text.length;
  return {
    text: first.text + gap + second.text,
    lineAt: (offset) => (offset < start ? first.lineAt(offset) : second.lineAt(offset - start)),
    emphasised: whole ? start + second.emphasised : first.emphasised,
    anchored: first.anchored,
    linksOnly: first.linksOnly && second.linksOnly ? [...first.linksOnly, ...second.linksOnly] : null,
  };
}

/** A run of plain text that starts on the given line. */
export function plainProse(text: string, line: number): Prose {
  const builder = new ProseBuilder();
  builder.add(text, line);
  return builder.build();
}

/** A function from offset to line: by binary search over the places where a line is known to start. */
function lineLookup(pieces: readonly string[], marks: readonly Mark[]): (offset: number) => number {
  let known: Mark[] | null = null;
  return (offset) => {
    known ??= marks.flatMap((mark, index) => lineStarts(pieces[index] ?? '', mark));
    let low = 0;
    let high = known.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((known[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return known[low]?.line ?? 1;
  };
}

/** Where the lines of a piece start. */
function lineStarts(piece: string, start: Mark): Mark[] {
  const starts = [start];
  for (let at = piece.indexOf('\n'); at !== -1; at = piece.indexOf('\n', at + 1)) {
    starts.push({ offset: start.offset + at + 1, line: start.line + starts.length });
  }
  return starts;
}
