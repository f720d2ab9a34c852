/** A value of the plainest YAML: what people write in a ledger and at the head of a page. */
export type PlainValue = string | number | true | null | PlainValue[] | { [key: string]: PlainValue };

/** Deeper nesting is left to the real parser. */
const deepest = 8;

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** What is not of the plainest kind. */
class NotPlain extends Error {}

/**
 * Reads the plainest YAML: mappings and lists by indentation, whose values stand on one line. It is ten times as fast as a
 * real parser, which everything else is left to; what it does read, it reads as that one does.
 *
 * @returns the value; null when a real parser is needed, be it for an error
 */
export function quickYaml(text: string): { readonly value: PlainValue } | null {
  const lines: Line[] = [];
  for (const line of text.split('\n')) {
    const start = line.search(/[^ ]/);
    if (start === -1 || line[start] === '#') continue;
    // Tabs, other control characters and markers of documents are beyond us; so is what editors put in unseen.
    if (/[^\x20-\x7e\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff]/.test(line) || /^(?:---|\.\.\.)/.test(line)) return null;
    lines.push({ indent: start, text: line.slice(start).trimEnd() });
  }
  if (lines.length === 0) return null;
  try {
    const reader = new Reader(lines);
    const value = reader.block(lines[0]?.indent ?? 0, 0);
    return reader.atEnd ? { value } : null;
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

class Reader {
  private at = 0;

  constructor(private readonly lines: Line[]) {}

  get atEnd(): boolean {
    return this.at >= this.lines.length;
  }

  /** Reads the mapping or list at the given indentation. */
  block(indent: number, depth: number): PlainValue {
    if (depth > deepest) throw new NotPlain();
    return isItem(this.lines[this.at]) ? this.list(indent, depth) : this.mapping(indent, depth);
  }

  private list(indent: number, depth: number): PlainValue[] {
    const items: PlainValue[] = [];
    for (let line = this.lines[this.at]; line?.indent === indent && isItem(line); line = this.lines[this.at]) {
      const text = line.text.slice(1).trimStart();
      if (text === '' || isItem({ indent: 0, text })) throw new NotPlain();
      if (keyOf(text) === null) {
        this.at++;
        items.push(scalar(text));
        this.endValue(indent);
      } else {
        // The item is a mapping, whose first key stands behind the dash.
        const inner = indent + line.text.length - text.length;
        this.lines[this.at] = { indent: inner, text };
        items.push(this.mapping(inner, depth + 1));
      }
    }
    return items;
  }

  private mapping(indent: number, depth: number): PlainValue {
    const entries = new Map<string, PlainValue>();
    for (let line = this.lines[this.at]; line?.indent === indent && !isItem(line); line = this.lines[this.at]) {
      const key = keyOf(line.text);
      if (key === null || entries.has(key) || key === '__proto__') throw new NotPlain();
      const text = line.text.slice(key.length + 1).trimStart();
      this.at++;
      entries.set(key, text === '' ? this.nested(indent, depth) : scalar(text));
      if (text !== '') this.endValue(indent);
    }
    if (entries.size === 0) throw new NotPlain();
    return Object.fromEntries(entries);
  }

  /** What stands below a key that has nothing beside it. */
  private nested(indent: number, depth: number): PlainValue {
    const next = this.lines[this.at];
    if (next === undefined || next.indent < indent || (next.indent === indent && !isItem(next))) return null;
    return this.block(next.indent, depth + 1);
  }

  /** A value on one line must not go on below. */
  private endValue(indent: number): void {
    const next = this.lines[this.at];
    if (next !== undefined && next.indent > indent) throw new NotPlain();
  }
}

function isItem(line: Line | undefined): boolean {
  return line !== undefined && /^-(?: |$)/.test(line.text);
}

/** The key at the start of a line; null when there is none. */
function keyOf(text: string): string | null {
  return /^([A-Za-z_][\w./-]*):(?= |$)/.exec(text)?.[1] ?? null;
}

/** A value on one line. */
function scalar(text: string): PlainValue {
  if (/^\[.*\]$/.test(text)) return flowList(text.slice(1, -1).trim());
  if (/^"(?:[^"\\]|\\["\\/bfnrt])*"$/.test(text)) return JSON.parse(text) as string;
  if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  return plain(text);
}

function flowList(text: string): PlainValue[] {
  if (text === '') return [];
  if (/^"[^"\\]*"(?:, *"[^"\\]*")*$/.test(text)) return JSON.parse(`[${text}]`) as string[];
  if (/[^\w./ ,-]/.test(text)) throw new NotPlain();
  return text.split(',').map((item) => plain(item.trim()));
}

function plain(text: string): PlainValue {
  if (!/^[A-Za-z0-9_/(\\]/.test(text) || /:(?:\s|$)|\s#/.test(text)) throw new NotPlain();
  if (text === 'true') return true;
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  if (/^(?:true|false|null)$/i.test(text) || /^\d[\d._]*(?:e[-+]?\d*)?$|^0[box]/i.test(text)) throw new NotPlain();
  return text;
}
