import { createRequire } from 'node:module';
import type { Document, YAMLMap } from 'yaml';
import type { LedgerPage } from '../ledger/form';
import { statementKeys, statementLines } from '../ledger/load';
import { scalar } from '../ledger/write';
import { Problem } from '../problem';

interface Block {
  readonly at: string;
  text: string;
}

/**
 * The text of a page's record while it is edited: what is not edited stays as it is, to the letter, and what is keeps its
 * comments and its form.
 */
export class RecordText {
  private head: string;
  private blocks: Block[];
  private readonly indent: string;
  private readonly windows: boolean;

  /**
   * @param text the record, as its file has it
   * @throws Problem when the statements are not written one below the other
   */
  constructor({ statements, file }: LedgerPage, text: string) {
    this.windows = text.includes('\r\n');
    const lines = text.replace(/\r\n/g, '\n').split('\n');
    const items = statementLines(lines.join('\n')).map((line) => line - 1);
    if (items.length !== statements.length) {
      const what = 'the statements are not written as a list with one below the other, and cannot be edited here';
      throw new Problem(what, file, null, 'Edit the file by hand.');
    }
    // A comment above a statement belongs to it.
    const starts = items.map((item, index) => {
      let start = item;
      const above =
        index === 0 ? lines.findIndex((line) => /^statements:/.test(line)) + 1 : (items[index - 1] ?? 0) + 1;
      while (start > above && /^\s*#/.test(lines[start - 1] ?? '')) start--;
      return start;
    });
    this.head = lines.slice(0, starts[0] ?? lines.length).join('\n');
    this.blocks = starts.map((start, index) => ({
      at: statements[index]?.at ?? '',
      text: lines.slice(start, starts[index + 1]).join('\n'),
    }));
    this.indent = /^ */.exec(lines[items[0] ?? 0] ?? '')?.[0] ?? '  ';
    if (statements.length === 0) this.head = this.head.replace(/^statements:.*\n?/m, 'statements:');
  }

  /** The addresses, in the file's order. */
  get addresses(): string[] {
    return this.blocks.map(({ at }) => at);
  }

  /** Edits a statement. */
  edit(at: string, change: (statement: StatementEditor) => void): void {
    const block = this.blocks.find((one) => one.at === at);
    if (block === undefined) throw new Error(`no statement ${at}`);
    const end = /\s*$/.exec(block.text)?.[0] ?? '';
    const { parseDocument } = createRequire(__filename)('yaml') as typeof import('yaml');
    const document = parseDocument(block.text.trimEnd());
    const map = (document.get(0) ?? null) as YAMLMap | null;
    if (map === null) throw new Error(`no mapping at ${at}`);
    change(new StatementEditor(document, map));
    const text = document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
    block.text = text.replace(/^(?=.)/gm, this.indent) + end;
  }

  /** Takes a statement's block out. */
  take(at: string): string {
    const block = this.blocks.find((one) => one.at === at);
    if (block === undefined) throw new Error(`no statement ${at}`);
    this.blocks = this.blocks.filter((one) => one !== block);
    return block.text;
  }

  /**
   * Puts a block behind a statement.
   *
   * @param after the address of the statement; null for the start of the page
   */
  put(at: string, text: string, after: string | null): void {
    const place = after === null ? 0 : this.blocks.findIndex((one) => one.at === after) + 1;
    const last = this.blocks.at(-1);
    // What stands at the end of the file is not to stand in its middle.
    if (place === this.blocks.length && last !== undefined) last.text = last.text.trimEnd();
    this.blocks.splice(place, 0, { at, text: text.trimEnd() });
  }

  /** Renames a statement: from now on it is known, and written, under another address. */
  rename(from: string, to: string): void {
    this.edit(from, (statement) => {
      statement.set('at', to);
    });
    this.blocks = this.blocks.map((block) => (block.at === from ? { at: to, text: block.text } : block));
  }

  /** Sets a key of the page itself. */
  setPage(key: 'page' | 'retired', value: string): void {
    const line = `${key}: ${scalar(value)}`;
    if (new RegExp(`^${key}:`, 'm').test(this.head))
      this.head = this.head.replace(new RegExp(`^${key}:.*$`, 'm'), () => line);
    else this.head = this.head.replace(/^page:.*$/m, (page) => `${page}\n${line}`);
  }

  toString(): string {
    const text = [this.head, ...this.blocks.map((block) => block.text)].join('\n').replace(/\n*$/, '\n');
    return this.windows ? text.replace(/\n/g, '\r\n') : text;
  }
}

/** A statement of a record while it is edited. */
class StatementEditor {
  constructor(
    private readonly document: Document,
    private readonly map: YAMLMap,
  ) {}

  /** Sets a key, in the place where it belongs; null takes it away. */
  set(key: (typeof statementKeys)[number], value: unknown): void {
    if (value === null) {
      this.map.delete(key);
      return;
    }
    if (this.map.has(key)) {
      this.map.set(key, this.document.createNode(value));
      return;
    }
    const later = new Set<string>(statementKeys.slice(statementKeys.indexOf(key) + 1));
    const index = this.map.items.findIndex((pair) => later.has(String(pair.key)));
    const pair = this.document.createPair(key, value);
    this.map.items.splice(index === -1 ? this.map.items.length : index, 0, pair);
  }

  /** Adds an accepted wording. */
  addWording(words: string, why: string): void {
    const { isSeq, YAMLSeq } = createRequire(__filename)('yaml') as typeof import('yaml');
    const held: unknown = this.map.get('is', true);
    const wording = this.document.createNode({ words, why });
    if (isSeq(held)) held.add(wording);
    else {
      const list = new YAMLSeq();
      list.add(held);
      list.add(wording);
      this.map.set('is', list);
    }
  }
}
