import { readBlockTree } from './block-list';
import type { Entry, ReadTrace } from './read';
import { readTrace } from './read';
import { layOut } from './sequence-layout';
import type { SequenceLayout } from './sequence-layout';

/** So many lines of a trace are given in words: the messages of the run have the rest. */
const mostLines = 400;
/** So many trees are drawn for an example. */
const mostTrees = 3;

/** All that is shown of one trace. */
export interface Picture {
  readonly layout: SequenceLayout;
  /** The trees that were completed, as the trace writes them. */
  readonly trees: readonly { readonly caption: string; readonly value: string }[];
  readonly lines: readonly { readonly text: string; readonly emphasis: 'given' | 'bad' | undefined }[];
}

/** The number of the trace entry that a failure's message points at. */
const POINTED = /^[^\S\n]*(?:trace)?[^\S\n]*>[^\S\n]+(\d+)[^\S\n]+turn/m;

/**
 * What is shown of a trace.
 * @param text the trace, as an example attached it
 * @param failure what the failure of the example says; null when it did not fail
 */
export function pictureOf(text: string, failure: string | null): Picture {
  const trace = readTrace(text);
  const pointed = failure === null ? undefined : POINTED.exec(failure)?.[1];
  const marked = pointed === undefined ? null : Number(pointed);
  return { layout: layOut(trace, marked), trees: treesOf(trace), lines: linesOf(trace, text, marked) };
}

/**
 * The trees that show the outcome: as the offload target hands them back, or, where it hands none back, as it gets them.
 * One block alone is no tree to look at.
 */
function treesOf({ entries, given }: ReadTrace): Picture['trees'] {
  const about = entries.slice(given).filter(({ kind }) => kind === 'call');
  const back = about.filter(({ from, name }) => from === 'offload target' && name.endsWith('Complete'));
  const down = about.filter(({ to, name }) => to === 'offload target' && name.startsWith('Miniport'));
  const found = drawable(back, 'as the offload target hands it back');
  return found.length > 0 ? found : drawable(down, 'as the offload target gets it');
}

function drawable(entries: readonly Entry[], what: string): { caption: string; value: string }[] {
  const seen = new Set<string>();
  return entries
    .flatMap(({ name, parameters }) =>
      parameters.flatMap(([, value]) => {
        const tree = readBlockTree(value);
        if (tree === null || tree.blocks.length < 2 || seen.has(value)) return [];
        seen.add(value);
        return [{ caption: `${name}: the tree of ${tree.list}, ${what}`, value }];
      }),
    )
    .slice(0, mostTrees);
}

function linesOf({ given }: ReadTrace, text: string, marked: number | null): Picture['lines'] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const all = lines.map((line, index) => {
    const number = /^ *(\d+) /.exec(line)?.[1];
    const bad = number !== undefined && Number(number) === marked;
    const emphasis: 'given' | 'bad' | undefined = bad ? 'bad' : index < given ? 'given' : undefined;
    return { text: line.trim(), emphasis };
  });
  if (all.length <= mostLines) return all;
  const left = all.length - mostLines;
  return [
    ...all.slice(0, mostLines - 100),
    { text: `… ${String(left)} lines left out; reports/messages.ndjson has them …`, emphasis: undefined },
    ...all.slice(all.length - 100),
  ];
}
