import { callsOf, listOf, objectName, returnOf } from '../../src/contract/reading';
import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../src/ddi/block-list';
import { OPERATION_NAMES, OPERATIONS } from '../../src/ddi/functions';
import { ContextMemory } from '../../src/ddi/memory';
import { BlockListSnapshot } from '../../src/ddi/snapshot';
import type { Trace, TraceEntry } from '../../src/sim/trace';
import { plainly } from '../../src/sim/trace';

/**
 * Whose contexts a call leads to, in the words that a feature uses: `OffloadHandle of TCP1: that of the host stack`,
 * `PVOID of TCP1: an IM offload entry of intermediate driver 1`, `ImReserved: an IM call entry of intermediate driver 1`.
 */

/** What an expectation says when it is about an entry of an intermediate driver. */
const ENTRY = /^an IM (?:call|offload) entry of intermediate driver \d+$/;

const NOT_A_MEMBER = 'not a member';

/**
 * Reads what leads to a context.
 * @param key the parameter or member that the expectation names
 * @param expected what it is expected to be
 * @returns what it is, or null when neither is about a context
 */
export function readContext(call: TraceEntry, key: string, expected: string, trace: Trace): string | null {
  const value = call.parameters[key];
  if (expected.startsWith('that of ') && value !== undefined) return ownerOf(value, trace);
  const list = call.parameters['OffloadBlockList'];
  if (!(list instanceof BlockListSnapshot)) return null;
  if (key === 'ProtocolReserved' && expected.startsWith('that of ')) return protocolReservedIn(list, trace);
  if (key === 'ImReserved' && (ENTRY.test(expected) || expected === 'NULL')) return imReservedIn(list, trace);
  const [, member = '', object = ''] = /^(\w+) of ((?:N|PATH|TCP)\d+)$/.exec(key) ?? [];
  if (expected === NOT_A_MEMBER) return membersOf(list).includes(member) ? 'a member' : NOT_A_MEMBER;
  const isHandle = member === 'OffloadHandle' || member === 'NdisOffloadHandle';
  if (!isHandle && !(member === 'PVOID' && ENTRY.test(expected))) return null;
  const block = [...list].find(({ label }) => objectName(label) === object);
  if (!block) return 'no such block';
  if (member === 'PVOID') return entryAt(block.pvoid, trace);
  return membersOf(list).includes(member) ? ownerOf(block.handle, trace) : NOT_A_MEMBER;
}

/** The members by which a structure refers to the object: those in which the two structures differ. */
const membersOf = ({ root }: BlockListSnapshot): readonly string[] =>
  root instanceof NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST
    ? ['OffloadHandle']
    : ['MiniportOffloadContext', 'NdisOffloadHandle'];

/** Whose NDIS_OFFLOAD_HANDLE structure it is: that of the first driver that offloaded an object by it. */
function ownerOf(handle: unknown, trace: Trace): string {
  const offload = callsOf(trace, OPERATIONS.initiate.starts).find((entry) =>
    [...listOf(entry)].some((block) => block.handle !== null && block.handle === handle),
  );
  if (!offload) return plainly(handle);
  return `that of ${offload.from === 'host stack' ? 'the host stack' : offload.from}`;
}

/** Who put into the root what it holds in ProtocolReserved: the first driver that passed it. */
function protocolReservedIn(list: BlockListSnapshot, trace: Trace): string {
  const { ProtocolReserved: value } = list.at(0).others;
  const passed = OPERATION_NAMES.flatMap((operation) => callsOf(trace, OPERATIONS[operation].starts)).find(
    (entry) => value !== null && listOf(entry).at(0).others.ProtocolReserved === value,
  );
  return passed ? `that of ${passed.from === 'host stack' ? 'the host stack' : passed.from}` : plainly(value);
}

/** What ImReserved of every block leads to; where they differ, what the first one does that is unlike the root's. */
function imReservedIn(list: BlockListSnapshot, trace: Trace): string {
  const { imReserved } = list.at(0);
  const other = [...list].find((block) => block.imReserved !== imReserved);
  return other ? `${entryAt(other.imReserved, trace)} in the block of ${other.label}` : entryAt(imReserved, trace);
}

/** Memory as what its driver said that it is for, with whose it is; memory that was freed before is not what it was. */
function entryAt(value: unknown, trace: Trace): string {
  if (!(value instanceof ContextMemory)) return plainly(value);
  const allocation = callsOf(trace, 'NdisAllocateMemoryWithTagPriority').find(
    (call) => returnOf(trace, call) === value,
  );
  const what = value.tag.startsWith('IM ') ? `an ${value.tag}` : `"${value.tag}"`;
  return `${what} of ${allocation?.from ?? 'nobody'}`;
}
