import { BlockListSnapshot, NetBufferListSnapshot } from '../../src/ddi/snapshot';
import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../src/ddi/block-list';
import { callsOf, objectName, returnOf } from '../../src/contract/reading';
import type { FunctionName } from '../../src/ddi/functions';
import { NDIS_STATUS, statusName } from '../../src/ddi/status';
import {
  mediaConnectStateName,
  NDIS_STATUS_INDICATION,
  NET_PNP_EVENT_NOTIFICATION,
  netEventName,
} from '../../src/ddi/status-indication';
import type { Trace, TraceEntry } from '../../src/sim/trace';
import { meets } from './bounds';
import { readBlock, readKept } from './block-members';
import { readContext } from './driver-contexts';

/** One row of a table of calls: the function, and what its parameters must be. */
export interface ExpectedCall {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What does not cross the documented interface of offloaded state: memory, and the hardware's own business. */
const NOT_LISTED = new Set(['NdisAllocateMemoryWithTagPriority', 'NdisFreeMemory', 'transmit', 'receive']);

/** The calls among entries that a table lists. */
export const listedCalls = (entries: readonly TraceEntry[]): TraceEntry[] =>
  entries.filter(({ kind, name }) => kind === 'call' && !NOT_LISTED.has(name));

/**
 * Reads a table of calls: the function in the first column, `parameter: value` in the others, which may be empty.
 * @throws SyntaxError for a cell that is no `parameter: value`
 */
export function expectedCalls(rows: readonly (readonly string[])[]): ExpectedCall[] {
  return rows.map(([name = '', ...cells]) => ({
    name,
    parameters: new Map(
      cells
        .filter((cell) => cell !== '')
        .map((cell) => {
          const [, key, value] = /^([^:]+): (.+)$/.exec(cell) ?? [];
          if (key === undefined || value === undefined) throw new SyntaxError(`"${cell}" is not "parameter: value"`);
          return [key, value] as const;
        }),
    ),
  }));
}

/** How a call reads in terms of an expectation: its function, and those of its parameters that the expectation names. */
export function readAs(call: TraceEntry, expected: ExpectedCall, trace: Trace): string {
  const parameters = [...expected.parameters].map(
    ([key, value]) => `${key}: ${readParameter(call, key, value, trace)}`,
  );
  return [call.name, ...parameters].join(' | ');
}

/** An expectation in the same form. */
export const asText = ({ name, parameters }: ExpectedCall): string =>
  [name, ...[...parameters].map(([key, value]) => `${key}: ${value}`)].join(' | ');

/** What a call was passed, in the words that a feature uses for it. */
function readParameter(call: TraceEntry, key: string, expected: string, trace: Trace): string {
  const context = readContext(call, key, expected, trace);
  if (context !== null) return context;
  const list = call.parameters['OffloadBlockList'];
  if (list instanceof BlockListSnapshot) {
    if (key === 'Status') return statusesOf(list);
    if (key === 'blocks') return String(list.size);
    if (key === 'list type') return typeOf(list);
    const ofBlock = readBlock(list, key, trace) ?? readKept(call, list, key, expected, trace);
    if (ofBlock !== null) return meets(ofBlock, expected) ? expected : ofBlock;
    if (key === 'OffloadBlockList' && !expected.startsWith('the pointer'))
      return list.shape(({ label }) => objectName(label));
  }
  const value = call.parameters[key];
  if (value === undefined) return inStructure(call, key) ?? 'not a parameter of this call';
  if (value instanceof NetBufferListSnapshot) return segmentsOf(value) ?? value.toTrace();
  return provenance(call, key, expected, trace) ?? objectName(trace.shown(call)[key] ?? 'NULL');
}

/** A member of what a call was passed a pointer to, besides block lists; null when there is none of the name. */
function inStructure({ parameters }: TraceEntry, member: string): string | null {
  const { StatusIndication: status, NetPnPEventNotification: event } = parameters;
  if (member === 'StatusCode' && status instanceof NDIS_STATUS_INDICATION) return statusName(status.StatusCode);
  if (member === 'NetEvent' && event instanceof NET_PNP_EVENT_NOTIFICATION) {
    return event.NetEvent === null ? 'NULL' : netEventName(event.NetEvent);
  }
  if (member !== 'MediaConnectState') return null;
  const state =
    status instanceof NDIS_STATUS_INDICATION
      ? status.StatusBuffer
      : event instanceof NET_PNP_EVENT_NOTIFICATION
        ? event.Buffer
        : null;
  return state === null ? 'NULL' : mediaConnectStateName(state.MediaConnectState);
}

/** The segments that structures hold: `sequence 5000, 1000 bytes`, one after the other; null when they hold none. */
function segmentsOf({ lists }: NetBufferListSnapshot): string | null {
  const shown = lists.flatMap(({ segment }) =>
    segment
      ? [[`sequence ${String(segment.sequence)}`, `${String(segment.length)} bytes`, ...(segment.flags ?? [])]]
      : [],
  );
  return shown.length === 0 ? null : shown.map((parts) => parts.join(', ')).join('; ');
}

/** Where a pointer or handle came from, for expectations that speak of that; null for all others. */
function provenance(call: TraceEntry, key: string, expected: string, trace: Trace): string | null {
  const value = call.parameters[key];
  const [, handler] = /^the pointer that (\w+) got$/.exec(expected) ?? [];
  if (handler !== undefined) {
    const root = value instanceof BlockListSnapshot ? value.root : value;
    const given = callsOf(trace, handler as FunctionName).filter(({ to }) => to === call.from);
    const got = given.some(
      ({ parameters: { OffloadBlockList: list } }) => list instanceof BlockListSnapshot && list.root === root,
    );
    return got ? expected : `another pointer (${trace.shown(call)[key] ?? 'NULL'})`;
  }
  if (expected === 'what NdisMRegisterMiniportDriver gave') {
    const registration = callsOf(trace, 'NdisMRegisterMiniportDriver').find(({ from }) => from === call.from);
    return registration && returnOf(trace, registration) === value
      ? expected
      : `another (${trace.shown(call)[key] ?? 'NULL'})`;
  }
  if (/^what NdisOpenAdapterEx gave for adapter \d+$/.test(expected)) {
    const at = bindingsOf(call.from, trace).indexOf(value);
    return at < 0 ? 'none that NdisOpenAdapterEx gave' : `what NdisOpenAdapterEx gave for adapter ${String(at + 1)}`;
  }
  if (/^what MiniportInitializeEx got for adapter \d+$/.test(expected)) {
    const at = adapterHandlesOf(call.from, trace).indexOf(value);
    return at < 0
      ? 'none that MiniportInitializeEx got'
      : `what MiniportInitializeEx got for adapter ${String(at + 1)}`;
  }
  const [, offloader, object] = /^what (\w+) got for (\w+)$/.exec(expected) ?? [];
  if (offloader !== undefined) {
    const driver = call.from === 'NDIS' ? call.to : call.from;
    const blocks = callsOf(trace, offloader as FunctionName)
      .filter(({ from, to }) => from === driver || to === driver)
      .flatMap(({ parameters }) =>
        parameters['OffloadBlockList'] instanceof BlockListSnapshot ? [...parameters['OffloadBlockList']] : [],
      );
    const block = blocks.find(({ handle }) => handle !== null && handle === value);
    if (block && objectName(block.label) === object) return expected;
    return block
      ? `what ${offloader} got for ${objectName(block.label)}`
      : `another (${trace.shown(call)[key] ?? 'NULL'})`;
  }
  const [, verb] = /^what was (set|given) for adapter (\d+)$/.exec(expected) ?? [];
  if (verb === undefined) return null;
  const contexts = verb === 'set' ? contextsSetBy(call.to, trace) : contextsGivenBy(call.to, trace);
  const at = contexts.indexOf(value);
  return at < 0 ? `none that was ${verb}` : `what was ${verb} for adapter ${String(at + 1)}`;
}

/** The handles that NdisOpenAdapterEx gave a protocol driver, in the order of its adapters. */
const bindingsOf = (layer: string, trace: Trace): unknown[] =>
  callsOf(trace, 'NdisOpenAdapterEx')
    .filter(({ from }) => from === layer)
    .map((opened) => returnOf(trace, opened));

/** The handles of its adapters that a miniport was given, in their order. */
const adapterHandlesOf = (layer: string, trace: Trace): unknown[] =>
  callsOf(trace, 'MiniportInitializeEx')
    .filter(({ to }) => to === layer)
    .map(({ parameters }) => parameters['NdisMiniportHandle']);

/** The adapter contexts that a miniport set, in the order of its adapters. */
const contextsSetBy = (layer: string, trace: Trace): unknown[] =>
  callsOf(trace, 'NdisMSetMiniportAttributes')
    .filter(({ from }) => from === layer)
    .map(
      ({ parameters }) =>
        (parameters['MiniportAttributes'] as { MiniportAdapterContext: unknown }).MiniportAdapterContext,
    );

/** The binding contexts that a protocol driver gave, in the order of its adapters. */
const contextsGivenBy = (layer: string, trace: Trace): unknown[] =>
  callsOf(trace, 'NdisOpenAdapterEx')
    .filter(({ from }) => from === layer)
    .map(({ parameters }) => parameters['ProtocolBindingContext']);

/**
 * The status that every block carries which names state. A placeholder may carry that or NDIS_STATUS_SUCCESS; in a list of
 * placeholders alone they speak for themselves.
 */
function statusesOf(list: BlockListSnapshot): string {
  const all = [...list];
  const named = all.filter(({ isPlaceholder }) => !isPlaceholder);
  const statuses = new Set((named.length > 0 ? named : all).map(({ status }) => statusName(status)));
  for (const { isPlaceholder, status } of all) {
    if (isPlaceholder && status !== NDIS_STATUS.NDIS_STATUS_SUCCESS) statuses.add(statusName(status));
  }
  return [...statuses].join(', ');
}

const typeOf = ({ root }: BlockListSnapshot): string =>
  root instanceof NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST
    ? 'NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST'
    : 'NDIS_MINIPORT_OFFLOAD_BLOCK_LIST';
