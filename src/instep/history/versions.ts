import { newStatements } from '../adopt';
import type { Said } from '../compare/match';
import type { Configuration } from '../configuration';
import { Fingerprints } from '../fingerprint';
import type { LedgerStatement } from '../ledger/form';
import { pageId } from '../pages';
import { Problem } from '../problem';
import { layOut } from '../read/page';
import { decode, longestPage } from '../read/source';
import { cutPage } from '../say/cut';
import type { Statement } from '../say/statement';
import { BlobReader } from '../sources/blobs';
import type { GitFolder } from '../sources/git';

/** A statement of a version, without the text around it. */
export type Told = Pick<Statement, 'at' | 'line' | 'kind' | 'level' | 'lead'> & {
  /** Its words, separated by blanks. A history holds the text itself, so that nothing needs to be hashed. */
  readonly wording: string;
};

/** One version of a page: what it said. */
export interface Version {
  readonly statements: readonly Told[];
  /** What tells which page it is, beside its path. */
  readonly title: string | null;
  readonly fields: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
}

/** How many statements are kept in memory, to be at hand when the next edit of their page comes. */
const mostKept = 150_000;

/** Reads versions of pages from a repository, and keeps those that were read last. */
export class Versions {
  private readonly blobs: BlobReader;
  private readonly kept = new Map<string, Version | Problem>();
  private readonly asked = new Map<string, Promise<Version | Problem>>();
  private size = 0;
  private readonly identifying: readonly string[];

  constructor(
    repository: GitFolder,
    private readonly configuration: Configuration,
  ) {
    this.blobs = new BlobReader(repository);
    this.identifying = configuration.pages.map(({ from }) => from);
  }

  /**
   * Reads a version.
   *
   * @param hash the hash of its content
   * @param where commit and path, for messages
   * @returns what it says, or why that cannot be told
   * @throws Problem when the repository does not have it
   */
  async read(hash: string, where: string): Promise<Version | Problem> {
    const known = this.kept.get(hash);
    if (known !== undefined) {
      this.kept.delete(hash);
      this.kept.set(hash, known);
      return known;
    }
    const version = await (this.asked.get(hash) ?? this.ask(hash, where));
    this.asked.delete(hash);
    this.keep(hash, version);
    return version;
  }

  /** Has a version read that will soon be asked for. */
  prepare(hash: string, where: string): void {
    if (this.kept.has(hash) || this.asked.has(hash)) return;
    const asking = this.ask(hash, where);
    // Whoever asks for it is told; until then it is nobody's error.
    asking.catch(() => undefined);
    this.asked.set(hash, asking);
  }

  /** Which page a version is, under a path; null when no rule tells. */
  pageOf({ title, fields }: Version, path: string): string | null {
    return pageId({ file: path, title, fields }, this.configuration);
  }

  /** Ends reading. */
  close(): void {
    this.blobs.close();
  }

  private async ask(hash: string, where: string): Promise<Version | Problem> {
    const blob = await this.blobs.read(hash);
    if (blob === null) {
      throw new Problem(
        'the repository does not have the content of this page: it is a partial clone, or damaged',
        where,
        null,
        'Fetch what is missing: git -C REPO fetch --refetch --no-filter',
      );
    }
    if ('tooLong' in blob) {
      return new Problem(`a page of ${blob.tooLong} bytes is longer than the ${longestPage} that are read`, where);
    }
    try {
      return this.understand(blob, where);
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  }

  private understand(bytes: Buffer, where: string): Version {
    const layout = layOut({ file: where, text: decodeOld(bytes, where) }, true);
    const { title, fields, statements } = cutPage(layout, this.configuration.reading);
    return {
      title,
      fields: new Map([...fields].filter(([name]) => this.identifying.includes(name))),
      statements: statements.map(({ at, line, kind, level, lead, words }) => ({
        at,
        line,
        kind,
        level,
        lead,
        wording: plainWords.wording(words),
      })),
    };
  }

  private keep(hash: string, version: Version | Problem): void {
    this.kept.set(hash, version);
    this.size += sizeOf(version);
    for (const [oldest, held] of this.kept) {
      if (this.size <= mostKept || oldest === hash) break;
      this.kept.delete(oldest);
      this.size -= sizeOf(held);
    }
  }
}

/**
 * Decodes a version, which nobody can save again: what is not UTF-8 is in one of the encodings that editors used before.
 *
 * @throws Problem when it is not text
 */
function decodeOld(bytes: Buffer, where: string): string {
  const mark = bytes.subarray(0, 2).toString('latin1');
  const wide = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : null;
  if (wide !== null) return decode(Buffer.from(new TextDecoder(wide).decode(bytes)), where);
  try {
    return decode(bytes, where);
  } catch (error) {
    if (bytes.includes(0)) throw error;
    return decode(Buffer.from(new TextDecoder('windows-1252').decode(bytes)), where);
  }
}

function sizeOf(version: Version | Problem): number {
  return version instanceof Problem ? 1 : version.statements.length + 1;
}

/** Words that stand for themselves: a history holds the text, so that nothing has to be hashed. */
class PlainWords extends Fingerprints {
  override wording(words: readonly string[]): string {
    return words.join(' ');
  }
}

const plainWords = new PlainWords('');

/** A version's statements as if a ledger recorded them. */
export function asRecord(version: Version): LedgerStatement[] {
  const statements = asSaid(version).map(({ statement }) => statement);
  return newStatements({ statements }, plainWords).map((statement, index) => ({
    ...statement,
    line: statements[index]?.line ?? 1,
  }));
}

/** A version's statements as a page says them. */
export function asSaid({ statements }: Version): Said[] {
  return statements.map(({ wording, ...told }) => ({
    statement: { ...told, text: wording, words: wording === '' ? [] : wording.split(' ') },
    wording,
  }));
}
