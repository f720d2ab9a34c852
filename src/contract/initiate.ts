import { LAYERS } from '../ddi/offload-state-type';
import type { BlockListSnapshot } from '../ddi/snapshot';
import { NDIS_STATUS, statusName } from '../ddi/status';
import type { Breach, Monitor } from './breach';
import { callsOf, handledOf, hasList, listOf, operationsIn } from './reading';

/** What the blocks of a tree that is to be offloaded are, and what follows each. */

/** A way in which a block of such a tree is not what its MiniportOffloadContext makes it. */
interface Flaw {
  readonly remark: string;
  readonly expected: string;
  readonly happened: string;
}

const PATH_LAYER = LAYERS.indexOf('path');
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

/**
 * State that was offloaded has a PVOID, and state that was not has none; and as long as it is offloaded the target leaves the
 * PVOID as it is.
 * Source: guide, Storing and Referencing Offloaded State.
 */
export const offloadedStateHasAContext: Monitor = (trace) =>
  operationsIn(trace).flatMap((operation) =>
    handledOf(trace, operation)
      .filter(({ call }) => call.to === 'offload target')
      .flatMap(({ call, completions }) =>
        completions.flatMap((entry): Breach[] => {
          const [passed, back] = [listOf(call), listOf(entry)];
          const wrong = operation === 'initiate' ? contextOfNew(back) : contextLost(passed, back);
          return wrong ? [{ ...wrong, layer: call.to, entry }] : [];
        }),
      ),
  );

function contextOfNew(list: BlockListSnapshot): Flaw | null {
  for (let index = 0; index < list.size; index += 1) {
    const status = list.statusAt(index);
    if (list.followingAt(index) === null || status === null) continue;
    const offloaded =
      status === NDIS_STATUS.NDIS_STATUS_SUCCESS || status === NDIS_STATUS.NDIS_STATUS_OFFLOAD_PARTIAL_SUCCESS;
    const has = list.pvoidAt(index) !== null;
    // That no two of a whole list are alike, examples show; here neighbors are compared, which costs next to nothing.
    const isAlike = has && index > 0 && list.pvoidAt(index - 1) === list.pvoidAt(index);
    if (isAlike && list.labelAt(index - 1) !== list.labelAt(index)) {
      const expected = `a PVOID of its own for ${list.labelAt(index)}`;
      return { remark: 'state.own-context-area', expected, happened: `it is that of ${list.labelAt(index - 1)}` };
    }
    if (offloaded === has) continue;
    return {
      remark: 'state.own-context-area',
      expected: `${offloaded ? 'a PVOID' : 'NULL'} for ${list.labelAt(index)}, which ended with ${statusName(status)}`,
      happened: has ? 'there is one' : 'there is none',
    };
  }
  return null;
}

function contextLost(passed: BlockListSnapshot, back: BlockListSnapshot): Flaw | null {
  // A list that is not what was passed, or cannot be read any more, has remarks of its own.
  if (back.leadsWhere(passed) || back.size !== passed.size) return null;
  for (let index = 0; index < passed.size; index += 1) {
    if (passed.pvoidAt(index) === back.pvoidAt(index)) continue;
    return {
      remark: 'state.pvoid-stays-valid',
      expected: `the PVOID of ${passed.labelAt(index)} to be left as it is`,
      happened: 'it is another',
    };
  }
  return null;
}

/** An event is never about a path. Source: guide, Storing and Referencing Offloaded State. */
export const noIndicationIsOnAPath: Monitor = (trace) => {
  const events = callsOf(trace, 'NdisTcpOffloadEventHandler');
  if (events.length === 0) return [];
  const paths = new Map<unknown, string>();
  for (const list of callsOf(trace, 'MiniportInitiateOffload').filter(hasList).map(listOf)) {
    for (const { handle, layer, label } of list) if (layer === PATH_LAYER && handle) paths.set(handle, label);
  }
  return events.flatMap((entry): Breach[] => {
    const path = paths.get(entry.parameters['NdisOffloadHandle']);
    if (path === undefined) return [];
    const expected = 'the handle of a TCP connection';
    return [
      {
        remark: 'state.no-indication-on-a-path',
        layer: entry.from,
        expected,
        happened: `that of ${path} was passed`,
        entry,
      },
    ];
  });
};
