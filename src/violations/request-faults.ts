import { blocksOf } from '../ddi/block-tree';
import { TCP_OFFLOAD_EVENT_TYPE } from '../ddi/events';
import { OPERATIONS } from '../ddi/functions';
import type { NdisMiniportDriverHandle } from '../ddi/handles';
import { ContextMemory } from '../ddi/memory';
import type { PvoidLocation } from '../ddi/pvoid';
import type { NdisStatus } from '../ddi/status';
import { NDIS_STATUS } from '../ddi/status';
import { answersWithoutDoing, articled, violation } from './completion-faults';
import type { OffloadedOperation } from './completion-faults';
import { loses } from './violation';
import type { Violation } from './violation';

/** The remarks that the handler of every operation shares in form. */
export interface RequestRemarks {
  readonly names: string;
  readonly adapter: string;
  /** Left out where no page says it of the operation. */
  readonly location?: string;
  readonly returns: string;
  readonly later: string;
  readonly irql: string;
}

/**
 * What NDIS can do wrong in handing an operation to a miniport, and an offload target in taking it, whichever operation it
 * is.
 * @param operation the operation
 * @param remarks the remarks that are broken
 */
export function requestViolations(operation: OffloadedOperation, remarks: RequestRemarks): Violation[] {
  const { location } = remarks;
  return [
    ...ndisViolations(operation, remarks),
    ...(location === undefined ? [] : locationViolations(operation, location)),
    ...handlerViolations(operation, remarks),
  ];
}

/** Makes violations of an operation that are NDIS's. */
const byNdis =
  (operation: OffloadedOperation) =>
  (id: string, breaks: string, title: string, apply: Violation['apply']): Violation => ({
    id: `${operation}-${id}`,
    breaks,
    layer: 'NDIS',
    title,
    apply,
  });

function ndisViolations(operation: OffloadedOperation, { names, adapter }: RequestRemarks): Violation[] {
  const { handles } = OPERATIONS[operation];
  const article = articled(operation);
  const ndis = byNdis(operation);
  return [
    ndis('list-cut', names, `passes on only the first block of ${article}`, (tap, exercised) => {
      tap.calls(handles, 'NDIS', ({ parameters }, proceed) => {
        const { OffloadBlockList: root } = parameters;
        if (root.NextBlock || root.DependentBlockList) exercised();
        root.NextBlock = null;
        root.DependentBlockList = null;
        return proceed();
      });
    }),
    ndis('request-lost', names, `does not pass ${article} on`, (tap, exercised) => {
      tap.calls(handles, 'NDIS', loses(exercised));
    }),
    ndis(
      'other-adapter-context',
      adapter,
      `passes the context of another adapter with ${article}`,
      (tap, exercised) => {
        const contexts: object[] = [];
        tap.handles('NdisMSetMiniportAttributes', 'NDIS', ({ parameters, from }, proceed) => {
          const context = parameters.MiniportAttributes.MiniportAdapterContext;
          if (from === 'offload target' && context) contexts.push(context);
          return proceed();
        });
        tap.calls(handles, 'NDIS', ({ parameters, to }, proceed) => {
          const other = contexts.find((context) => context !== parameters.MiniportAdapterContext);
          if (!other || to !== 'offload target') return proceed();
          exercised();
          return proceed({ ...parameters, MiniportAdapterContext: other });
        });
      },
    ),
    ndis('no-adapter-context', adapter, `passes no adapter context with ${article}`, (tap, exercised) => {
      tap.calls(handles, 'NDIS', ({ parameters }, proceed) => {
        exercised();
        return proceed({ ...parameters, MiniportAdapterContext: null });
      });
    }),
  ];
}

function locationViolations(operation: OffloadedOperation, location: string): Violation[] {
  const { handles } = OPERATIONS[operation];
  const article = articled(operation);
  const ndis = byNdis(operation);
  /** Changes what the blocks point at that the target is handed; tells whether there was anything to change. */
  const leads =
    (change: (locations: readonly PvoidLocation[]) => boolean): Violation['apply'] =>
    (tap, exercised) => {
      tap.calls(handles, 'NDIS', ({ parameters, to }, proceed) => {
        if (to !== 'offload target') return proceed();
        const locations = blocksOf(parameters.OffloadBlockList).flatMap((block) => block.MiniportOffloadContext ?? []);
        if (change(locations)) exercised();
        return proceed();
      });
    };
  return [
    ndis(
      'location-overwritten',
      location,
      `lets a block of ${article} lead to something that the target never supplied`,
      leads((locations) => {
        const last = locations.at(-1);
        if (last) last.value = new ContextMemory('C0', 'nobody');
        return last !== undefined;
      }),
    ),
    ndis(
      'location-null',
      location,
      `lets a block of ${article} point at a location that holds NULL`,
      leads(([first]) => {
        if (first) first.value = null;
        return first !== undefined;
      }),
    ),
    ndis(
      'locations-swapped',
      location,
      `lets two blocks of ${article} lead to the state of each other`,
      leads(([one, other]) => {
        if (!one || !other) return false;
        [one.value, other.value] = [other.value, one.value];
        return true;
      }),
    ),
  ];
}

function handlerViolations(operation: OffloadedOperation, { returns, later, irql }: RequestRemarks): Violation[] {
  const { handles } = OPERATIONS[operation];
  const article = articled(operation);
  return [
    violation(
      `${operation}-handler-returns-pending`,
      returns,
      `returns NDIS_STATUS_PENDING from its ${operation} handler`,
      (tap, exercised) => {
        tap.handles(handles, 'offload target', (_crossing, proceed) => {
          proceed();
          exercised();
          return NDIS_STATUS.NDIS_STATUS_PENDING as NdisStatus as unknown as undefined;
        });
      },
    ),
    violation(
      `${operation}-handler-forgets`,
      returns,
      `forgets the list that its ${operation} handler was passed`,
      (tap, exercised) => {
        tap.handles(handles, 'offload target', loses(exercised));
      },
    ),
    violation(
      `${operation}-handler-indicates`,
      returns,
      `indicates an event from its ${operation} handler`,
      (tap, exercised) => {
        tap.handles(handles, 'offload target', ({ parameters, to }, proceed) => {
          const handle = blocksOf(parameters.OffloadBlockList).findLast(
            ({ isPlaceholder }) => !isPlaceholder,
          )?.NdisOffloadHandle;
          if (handle) {
            exercised();
            tap.perform('NdisTcpOffloadEventHandler', to, {
              NdisOffloadHandle: handle,
              EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateSendBacklogChange,
              EventSpecificInformation: 1000,
            });
          }
          return proceed();
        });
      },
    ),
    violation(
      `${operation}-completed-in-handler`,
      later,
      `completes ${article} from within the handler`,
      (tap, exercised) => {
        answersWithoutDoing(tap, operation, NDIS_STATUS.NDIS_STATUS_SUCCESS, exercised, 'at once');
      },
    ),
    violation(
      `${operation}-handler-allocates`,
      irql,
      `allocates memory in its ${operation} handler`,
      (tap, exercised) => {
        let handle: NdisMiniportDriverHandle | null = null;
        tap.calls('NdisMInitiateOffloadComplete', 'offload target', ({ parameters }, proceed) => {
          handle = parameters.NdisMiniportHandle;
          return proceed();
        });
        tap.handles(handles, 'offload target', ({ to }, proceed) => {
          exercised();
          if (handle)
            tap.perform('NdisAllocateMemoryWithTagPriority', to, { NdisHandle: handle, Length: 16, Tag: 'note' });
          return proceed();
        });
      },
    ),
  ];
}
