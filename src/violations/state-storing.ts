import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import type { NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import type { Operation } from '../ddi/functions';
import { OPERATIONS } from '../ddi/functions';
import { layerOfType } from '../ddi/offload-state-type';
import { violation } from './completion-faults';
import type { Violation } from './violation';

type Miniport = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
const AREA = 'state.own-context-area';

/** The target spoils the blocks of a list before it completes the operation. */
const completes = (
  operation: Operation,
  id: string,
  breaks: string,
  title: string,
  spoil: (blocks: readonly Miniport[]) => boolean,
): Violation =>
  violation(id, breaks, title, (tap, exercised) => {
    tap.calls(OPERATIONS[operation].completes, 'offload target', ({ parameters }, proceed) => {
      if (spoil(blocksOf(parameters.OffloadBlockList))) exercised();
      return proceed();
    });
  });

/** The blocks of new state that was offloaded. */
const offloaded = (blocks: readonly Miniport[]): Miniport[] =>
  blocks.filter(({ following, MiniportOffloadContext }) => following && MiniportOffloadContext?.value);

/** Writes a value over a variable that a query has filled in. */
const overwrites = (
  id: string,
  title: string,
  kind: 'const' | 'cached' | 'delegated',
  variable: string,
  value: unknown,
): Violation =>
  completes('query', id, 'state.area-keeps-state', title, (blocks) => {
    const structures = blocks.flatMap(({ following }) => following?.[kind] ?? []);
    const found = structures.filter((structure) => Object.hasOwn(structure, variable));
    for (const structure of found) Object.assign(structure, { [variable]: value });
    return found.length > 0;
  });

/** Violations of the page on storing and referencing offloaded state. */
export const stateStoringViolations: readonly Violation[] = [
  completes('initiate', 'area-shared', AREA, 'supplies one PVOID for two objects', (blocks) => {
    const [one, other] = offloaded(blocks).slice(-2);
    if (!one?.MiniportOffloadContext || !other?.MiniportOffloadContext) return false;
    other.MiniportOffloadContext.value = one.MiniportOffloadContext.value;
    return true;
  }),
  completes('initiate', 'area-not-supplied', AREA, 'supplies no PVOID for state that it has offloaded', (blocks) => {
    const last = offloaded(blocks).findLast(({ Header }) => layerOfType(Header.Type) === 2)?.MiniportOffloadContext;
    if (!last) return false;
    last.value = null;
    return true;
  }),
  completes(
    'initiate',
    'area-of-what-failed',
    AREA,
    'supplies a PVOID for state that it has not offloaded',
    (blocks) => {
      const failed = blocks.find(({ following, MiniportOffloadContext: at }) => following && at && at.value === null);
      if (!failed?.MiniportOffloadContext) return false;
      failed.MiniportOffloadContext.value = { toTrace: () => 'nothing' };
      return true;
    },
  ),
  overwrites('area-loses-updates', 'forgets what was updated', 'cached', 'PathMtu', 1500),
  overwrites('area-loses-constants', 'changes constant variables', 'const', 'DestinationAddress', '192.9.9.9'),
  overwrites(
    'area-one-neighbor-for-all',
    'has one neighbor for all',
    'cached',
    'DlDestinationAddress',
    '02-00-00-00-00-01',
  ),
  completes(
    'query',
    'pvoid-replaced',
    'state.pvoid-stays-valid',
    'replaces the PVOID of state in a query',
    (blocks) => {
      const location = blocks[0]?.MiniportOffloadContext;
      if (!location) return false;
      location.value = { toTrace: () => 'another area' };
      return true;
    },
  ),
  ...(['query', 'update', 'invalidate', 'terminate'] as const).map((operation): Violation => ({
    id: `pvoid-lost-in-${operation}`,
    breaks: 'state.pvoid-stays-valid',
    layer: 'NDIS',
    title: `lets a block of a list that ${OPERATIONS[operation].handles} is passed lead nowhere`,
    apply(tap, exercised) {
      tap.calls(OPERATIONS[operation].handles, 'NDIS', ({ parameters, to }, proceed) => {
        const location = parameters.OffloadBlockList.MiniportOffloadContext;
        if (!location || to !== 'offload target') return proceed();
        exercised();
        location.value = null;
        return proceed();
      });
    },
  })),
  violation(
    'indication-on-a-path',
    'state.no-indication-on-a-path',
    'asks to be relieved of a path, and not of its connection alone',
    (tap, exercised) => {
      let path: NDIS_OFFLOAD_HANDLE | null = null;
      tap.handles('MiniportInitiateOffload', 'offload target', ({ parameters }, proceed) => {
        path ??=
          blocksOf(parameters.OffloadBlockList).find(
            ({ following, Header }) => following && layerOfType(Header.Type) === 1,
          )?.NdisOffloadHandle ?? null;
        return proceed();
      });
      tap.calls('NdisMInvalidateOffloadComplete', 'offload target', ({ from }, proceed) => {
        proceed();
        const handle = path;
        if (!handle) return undefined;
        exercised();
        tap.perform('NdisTcpOffloadEventHandler', from, {
          NdisOffloadHandle: handle,
          EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
          EventSpecificInformation: TCP_UPLOAD_REASON.HardwareFailure,
        });
        return undefined;
      });
    },
  ),
];
