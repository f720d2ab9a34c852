import type { BlockListSnapshot } from '../ddi/snapshot';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf } from './reading';

/** What the blocks of a tree that is to be offloaded are, and what follows each. */

/** A way in which a block of such a tree is not what its MiniportOffloadContext makes it. */
interface Flaw {
  readonly remark: string;
  readonly expected: string;
  readonly happened: string;
}

const PLACEHOLDER = 'block.placeholder-names-nothing';
const LINKER = 'block.linker-links-new-state';
const NEW = 'block.new-node-is-followed-by-state';

/**
 * A placeholder is followed by no state, nor is a linker, on which something depends; a new offload block list is.
 * Source: guide, Placeholders, Linkers, and New Offloads.
 */
export const blocksAreWhatTheirContextsSay: Monitor = (trace) =>
  callsOf(trace, 'NdisInitiateOffload', 'MiniportInitiateOffload')
    .filter(hasList)
    .flatMap((entry): Breach[] => {
      const flaw = firstFlaw(listOf(entry));
      return flaw ? [{ ...flaw, layer: entry.from, entry }] : [];
    });

function firstFlaw(list: BlockListSnapshot): Flaw | null {
  for (let index = 0; index < list.size; index += 1) {
    const flaw = flawOf(list, index);
    if (flaw) return flaw;
  }
  return null;
}

function flawOf(list: BlockListSnapshot, index: number): Flaw | null {
  const isFollowed = list.followingAt(index) !== null;
  const name = (): string => `the block of ${list.labelAt(index)}`;
  if (list.isPlaceholderAt(index)) {
    if (!isFollowed) return null;
    return { remark: PLACEHOLDER, expected: 'no state behind a placeholder', happened: 'there is some' };
  }
  if (list.pvoidAt(index) === null) {
    if (isFollowed) return null;
    return {
      remark: NEW,
      expected: `state behind ${name()}, whose location holds NULL`,
      happened: 'there is none',
    };
  }
  if (isFollowed) {
    return { remark: LINKER, expected: `no state behind ${name()}, a linker`, happened: 'there is some' };
  }
  // What depends on a block comes right behind it.
  if (index + 1 < list.size && list.parentAt(index + 1) === index) return null;
  return { remark: LINKER, expected: `something to depend on ${name()}, a linker`, happened: 'nothing does' };
}
