import type { BlockListSnapshot, BlockSnapshot, KeptMember } from '../../src/ddi/snapshot';
import { STATE_CLASSES, stateTypeName, structuresOfType } from '../../src/ddi/offload-state-type';
import { callsOf, listOf, objectName } from '../../src/contract/reading';
import { OPERATION_NAMES, OPERATIONS } from '../../src/ddi/functions';
import { statusName } from '../../src/ddi/status';
import { variableIn } from '../../src/ddi/variables';
import type { Trace, TraceEntry } from '../../src/sim/trace';
import { plainly } from '../../src/sim/trace';

/** What single blocks of a list hold, in the words that a feature uses: `Status of PATH1: NDIS_STATUS_FAILURE`. */

const READ: Record<string, (block: BlockSnapshot, list: BlockListSnapshot, trace: Trace) => string> = {
  Status: ({ status }) => statusName(status),
  Type: ({ others: { Type } }) => stateTypeName(Type),
  MiniportOffloadContext: ({ context, pvoid }) =>
    context === null ? 'NULL' : `a location that holds ${pvoid === null ? 'NULL' : 'a PVOID'}`,
  PVOID: ({ context, pvoid, label }, list, trace) => {
    if (context === null || pvoid === null) return 'NULL';
    return isOwn(pvoid, label, list, trace) ? 'its own' : 'that of another object';
  },
  PortNumber: ({ others: { PortNumber } }) => String(PortNumber),
  NetBufferListChain: ({ chain }) => chain?.toTrace() ?? 'NULL',
  'structures behind': structuresBehind,
  'variables behind': ({ following }) =>
    STATE_CLASSES.flatMap((kind) => Object.keys(following?.[kind] ?? {})).join(', ') || 'none',
};

const KEY = new RegExp(`^(${Object.keys(READ).join('|')})(?: of)? ((?:N|PATH|TCP)\\d+|the placeholder)$`);

/** A variable of the state behind a block, that of an inner structure behind a dot: `KeepAlive.ProbeCount of TCP1`. */
const VARIABLE = /^([A-Z]\w*(?:\.\w+)?) of ((?:N|PATH|TCP)\d+)$/;

/** What a member of one block holds, or a variable of the state that follows it; null when the key speaks of no block. */
export function readBlock(list: BlockListSnapshot, key: string, trace: Trace): string | null {
  const [, member = '', name = ''] = KEY.exec(key) ?? VARIABLE.exec(key) ?? [];
  if (member === '') return null;
  const read =
    READ[member] ??
    (({ following }: BlockSnapshot) => variableIn(following, member) ?? `no ${member} behind the block`);
  const wanted = name === 'the placeholder' ? 'placeholder' : name;
  const block = [...list].find(({ label }) => objectName(label) === wanted);
  return block ? read(block, list, trace) : 'no such block';
}

/** The structures that follow a block: those of the classes that are there, by the names that its layer gives them. */
function structuresBehind({ following, others: { Type } }: BlockSnapshot): string {
  if (following === null) return 'none';
  const whole = structuresOfType(Type);
  const layer = (whole[0] ?? '').replace(/_[A-Z]+$/, '');
  return STATE_CLASSES.filter((kind) => following[kind])
    .map((kind) => `${layer}_${kind.toUpperCase()}`)
    .join(', ');
}

/** Whether no other object that was ever offloaded to the same driver has the same PVOID. */
function isOwn(pvoid: unknown, label: string, list: BlockListSnapshot, trace: Trace): boolean {
  const completions = callsOf(trace, OPERATIONS.initiate.completes).map(listOf);
  return ![...completions, list].some((one) =>
    [...one].some((other) => other.pvoid === pvoid && other.label !== label),
  );
}

/** Members of which a table can say that they hold `what was passed`, in every block. */
const KEPT: readonly string[] = ['ProtocolReserved', 'ImReserved', 'SourceHandle', 'Scratch'] satisfies KeptMember[];

/**
 * Reads a member of every block of a list.
 * @param expected what a table says: `NULL`, or `what was passed`, which compares a list that goes back, or is reported,
 *   with what it was when it was handed out, or passed down
 * @returns the same where it holds, or what the first block holds in which it does not; null when the key is no such member
 */
export function readKept(
  call: TraceEntry,
  list: BlockListSnapshot,
  key: string,
  expected: string,
  trace: Trace,
): string | null {
  if (!KEPT.includes(key)) return null;
  const member = key as KeptMember;
  if (expected === 'NULL') {
    const unlike = [...list].find((block) => held(block, member) !== null);
    return unlike ? inBlock(unlike, member) : 'NULL';
  }
  const before = OPERATION_NAMES.flatMap((operation) => {
    const { starts, handles, completes } = OPERATIONS[operation];
    return callsOf(trace, call.name === completes ? handles : starts);
  }).find((entry) => [entry.to, entry.from].includes(driverOf(call)) && listOf(entry).root === list.root);
  if (!before) return 'a list that was not passed';
  const index = list.firstUnlike(listOf(before), member);
  return index < 0 ? 'what was passed' : inBlock(list.at(index), member);
}

/** The driver on whose side of NDIS a call is. */
const driverOf = ({ from, to }: TraceEntry): string => (from === 'NDIS' ? to : from);

const held = ({ imReserved, sourceHandle, others }: BlockSnapshot, member: KeptMember): unknown =>
  ({ ImReserved: imReserved, SourceHandle: sourceHandle, ...others })[member];

const inBlock = (block: BlockSnapshot, member: KeptMember): string =>
  `${plainly(held(block, member))} in the block of ${block.label}`;
