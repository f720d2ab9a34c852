import { lstatSync, readFileSync, statSync } from 'node:fs';
import { Problem } from '../problem';

/** The longest page that is read, in bytes. A page of documentation is a few kilobytes; the longest known, thirty. */
export const longestPage = 16 * 1024 * 1024;

/** Characters that nobody sees: soft hyphens, marks of zero width, byte-order marks. */
export const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** A page's text, ready to be parsed. */
export interface Source {
  readonly file: string;
  /** The text without byte-order mark, every line ended by `\n`. */
  readonly text: string;
}

/**
 * Reads a page.
 *
 * @param file the path, as the user gave it
 * @returns its text, decoded
 * @throws Problem when there is no such file, it cannot be read, or it is not text in UTF-8
 */
export function readSource(file: string): Source {
  let bytes: Buffer;
  try {
    const found = lstatSync(file).isSymbolicLink() ? statSync(file) : lstatSync(file);
    if (!found.isFile()) throw new Problem('expected a documentation page, but this is not a file', file);
    if (found.size > longestPage) {
      throw new Problem(`a page of ${found.size} bytes is longer than the ${longestPage} that are read`, file);
    }
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(unreadable(error), file);
  }
  return { file, text: decode(bytes, file) };
}

/** What a failed system call means to the person who named the file. */
export function unreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read: permission denied';
    case 'ELOOP':
      return 'its symbolic links lead in a circle';
    case 'ENOTDIR':
      return 'a part of its path is a file, not a folder';
    case 'EISDIR':
      return 'expected a file, but this is a folder';
    default:
      return `it cannot be read (${code ?? String(error)})`;
  }
}

/**
 * Decodes UTF-8 strictly: a page that is not text must not be taken for one.
 *
 * @throws Problem that names the line of the first byte that is not text
 */
export function decode(bytes: Buffer, file: string): string {
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    throw new Problem(
      'expected text, but there is a NUL byte: this is not a documentation page',
      file,
      lineOf(bytes, nul),
    );
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const line = lineOf(bytes, firstInvalid(bytes));
    throw new Problem('expected UTF-8, but there are bytes that are not', file, line, 'Save the page as UTF-8.');
  }
  // Editors have put a second byte-order mark before one that was there.
  text = text.replace(/^\ufeff+/, '');
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** The 1-based line of a byte. */
function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

/** The offset of the first line that does not decode, found line by line (no UTF-8 sequence crosses a line feed). */
function firstInvalid(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return start;
    }
    start = end + 1;
  }
  return start;
}
