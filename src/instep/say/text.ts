import type { Block } from '../read/blocks';
import type { Prose } from '../read/prose';

/** The texts of a block, each with its line. */
export function textsOf(block: Block): { text: string; line: number }[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'term':
      return [{ text: oneLine(block.prose.text), line: firstLine(block.prose) }];
    case 'row':
      return block.row.cells
        .filter(({ carried }) => !carried)
        .map(({ prose }) => ({ text: oneLine(prose.text), line: firstLine(prose) }));
    case 'columns':
      return block.head.map(({ line, prose }) => ({ text: oneLine(prose.text), line }));
    case 'code':
      return [{ text: oneLine(block.text), line: block.line }];
    case 'figure':
      return [{ text: block.alt, line: block.line }];
  }
}

/** A figure without a description is known by its file's name. */
export function stemWords(source: string): string {
  return (source.split(/[?#]/)[0] ?? '')
    .replace(/^.*[/\\]/, '')
    .replace(/\.\w+$/, '')
    .replace(/[-_]+/g, ' ');
}

/** The 1-based line of a text's first word. */
export function firstLine(prose: Prose): number {
  return prose.lineAt(Math.max(0, prose.text.search(/\S/)));
}

/** A text without its line breaks. */
export function oneLine(text: string): string {
  return (/[^\S ]| {2}/.test(text) ? text.replace(/\s+/g, ' ') : text).trim();
}
