import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import { classesOfType, stateTypeName, STATE_CLASSES } from '../ddi/offload-state-type';
import type { BlockListSnapshot } from '../ddi/snapshot';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf } from './reading';

/** What the members of a block hold as it crosses the interface, and who has changed them. */

const PASSED = OPERATION_NAMES.flatMap((operation) => [OPERATIONS[operation].starts, OPERATIONS[operation].handles]);

/**
 * The host stack leaves SourceHandle as it made it, and an intermediate driver does not fill it in: at most it passes on
 * what the list from above held.
 */
export const sourceHandleIsNotTheirs: Monitor = (trace) => {
  const handed = new Map<string, Set<unknown>>();
  const calls = callsOf(trace, ...PASSED).filter(hasList);
  return calls.flatMap((entry): Breach[] => {
    const list = listOf(entry);
    if (entry.from === 'NDIS') {
      const known = handed.get(entry.to) ?? new Set();
      handed.set(entry.to, known.add(list.at(0).sourceHandle));
      return [];
    }
    const allowed = handed.get(entry.from);
    for (let index = 0; index < list.size; index += 1) {
      const handle = list.sourceHandleAt(index);
      if (handle === null || allowed?.has(handle)) continue;
      return [
        {
          remark: 'block.source-handle-not-theirs',
          layer: entry.from,
          expected: `SourceHandle of every block of ${list.root.name} to be left alone`,
          happened: `that of the block of ${list.labelAt(index)} was written to`,
          entry,
        },
      ];
    }
    return [];
  });
};

/** Behind a block lie the structures that its Type says, or none. In an invalidate there are none, which has its remark. */
export const typesSayWhatFollows: Monitor = (trace) =>
  overPassed(trace, 'block.type-says-what-follows', (list, index, { name }) => {
    if (name === OPERATIONS.invalidate.starts || name === OPERATIONS.invalidate.handles) return null;
    const following = list.followingAt(index);
    if (following === null) return null;
    const type = list.typeAt(index);
    const classes = classesOfType(type);
    if (STATE_CLASSES.every((kind) => Boolean(following[kind]) === classes.includes(kind))) return null;
    const said = classes.join(', ');
    const there = STATE_CLASSES.filter((kind) => following[kind]).join(', ');
    return {
      expected: `${said || 'no'} state behind the block of ${list.labelAt(index)}, as ${stateTypeName(type)} says`,
      happened: `${there || 'none'} follows`,
    };
  });

/** A block is about the default port: no port was allocated. */
export const portsAreAllocated: Monitor = (trace) =>
  overPassed(trace, 'block.default-port', (list, index) => {
    const port = list.portAt(index);
    if (port === 0) return null;
    return {
      expected: `PortNumber 0, or one that NdisMAllocatePort gave, in the block of ${list.labelAt(index)}`,
      happened: `it is ${String(port)}, and no port was allocated`,
    };
  });

/** The first block of each list that drivers pass down of which something is wrong. */
function overPassed(
  trace: Parameters<Monitor>[0],
  remark: string,
  wrong: (list: BlockListSnapshot, index: number, entry: TraceEntry) => Pick<Breach, 'expected' | 'happened'> | null,
): Breach[] {
  return callsOf(trace, ...PASSED)
    .filter(hasList)
    .flatMap((entry) => {
      const list = listOf(entry);
      for (let index = 0; index < list.size; index += 1) {
        const found = wrong(list, index, entry);
        if (found) return [{ remark, layer: entry.from, entry, ...found }];
      }
      return [];
    });
}
