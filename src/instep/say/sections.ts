import type { PageReading } from '../configuration';

/** What a heading does. */
export type HeadingRole =
  | { readonly role: 'section' }
  /** It names a parameter, member or the like, which what follows defines. */
  | { readonly role: 'entry'; readonly term: string }
  /** It names a value that what follows defines, within the section that stands. */
  | { readonly role: 'term'; readonly term: string };

interface OpenSection {
  readonly depth: number;
  readonly slug: string;
}

/** Keeps the path of sections that the headings of a page lead through, whatever the format spells them like. */
export class Sections {
  private readonly open: OpenSection[] = [];
  private readonly counts = new Map<string, number>();

  constructor(private readonly reading: PageReading) {}

  /** The path of the section that stands: `remarks`, `parameters/BlockList`. */
  get path(): string {
    return this.open.length === 0 ? this.reading.body : this.open.map(({ slug }) => slug).join('/');
  }

  /** Whether the section that stands, or one around it, has the given name. */
  isWithin(name: string): boolean {
    return this.open.some(({ slug }) => slug === name);
  }

  /** Whether the section that stands lists entries, and none is open. */
  get listsEntries(): boolean {
    const last = this.open.at(-1);
    return last !== undefined && this.reading.entries.includes(last.slug);
  }

  /** The depth that an entry's heading has in the section that stands. */
  get entryDepth(): number {
    return (this.open.at(-1)?.depth ?? 1) + 1;
  }

  /** The next free address in the section that stands. */
  nextAddress(): string {
    const path = this.path;
    const count = (this.counts.get(path) ?? 0) + 1;
    this.counts.set(path, count);
    return `${path}/${count}`;
  }

  /** Enters what a heading opens. */
  enter(heading: string, depth: number): HeadingRole {
    const keep = this.open.findIndex((section) => section.depth >= depth);
    const standing = keep === -1 ? this.open : this.open.slice(0, keep);
    const parent = standing.at(-1);
    const withinEntries = standing.some(
      ({ slug }) => this.reading.entries.includes(slug) || slug === this.reading.returns,
    );
    if (parent !== undefined && this.reading.entries.includes(parent.slug)) {
      this.open.length = standing.length;
      const term = heading.replace(this.reading.entryHeading, '').trim();
      this.open.push({ depth, slug: entryName(term) });
      return { role: 'entry', term };
    }
    if (withinEntries) return { role: 'term', term: heading };
    this.open.length = standing.length;
    const slug = slugOf(heading.replace(this.reading.sectionHeading, ''));
    this.open.push({ depth, slug: this.reading.sections.get(slug) ?? slug });
    return { role: 'section' };
  }
}

/** The name of an entry without its direction: `BlockList` for `BlockList [in]`. */
function entryName(term: string): string {
  return (
    term
      .replace(/\s*\[[^\]]*\]\s*$/, '')
      .trim()
      .replace(/[\s/]+/g, '-') || 'unnamed'
  );
}

/** A heading as a part of an address: lower case, words joined by hyphens. */
export function slugOf(heading: string): string {
  return (
    heading
      .toLowerCase()
      .replace(/['\u2019]/g, '')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '') || 'unnamed'
  );
}
