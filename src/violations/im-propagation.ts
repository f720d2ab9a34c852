import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { blocksOf } from '../ddi/block-tree';
import { OPERATIONS } from '../ddi/functions';
import type { Operation, ParametersOf } from '../ddi/functions';
import { NdisMiniportDriverHandle } from '../ddi/handles';
import type { NdisBindingHandle } from '../ddi/handles';
import { ContextMemory } from '../ddi/memory';
import type { Tap } from '../ddi/tap';
import { driverViolations, ndisViolations } from './report-faults';
import { loses } from './violation';
import type { Violation } from './violation';

const HANDS_DOWN = 'im.ndis-hands-down';
const PASSES_DOWN = 'im.passes-operations-down';
const STATE_DOWN = 'im.state-goes-down';
const PASSES_UP = 'im.passes-completions-up';
const STATE_UP = 'im.state-comes-up';
const TYPES = 'im.list-types-differ';
const OVERLAYS = 'im.lays-one-list-over-the-other';
const CALL_ENTRY = 'im.call-entry-for-each-operation';
const LEADS = 'im.imreserved-leads-to-the-call-entry';

const intermediate = (id: string, breaks: string, title: string, apply: Violation['apply']): Violation => ({
  id: `im-${id}`,
  breaks,
  layer: 'intermediate driver',
  title,
  apply,
});
const ndis = (id: string, breaks: string, title: string, apply: Violation['apply']): Violation => ({
  id: `ndis-${id}`,
  breaks,
  layer: 'NDIS',
  title,
  apply,
});

/** Violations of the pages on propagating state-manipulation operations, and on the structures that they travel by. */
export const imPropagationViolations: readonly Violation[] = [
  ndis('keeps-query', HANDS_DOWN, 'does not pass a query on', (tap, exercised) => {
    tap.calls('MiniportQueryOffload', 'NDIS', loses(exercised));
  }),
  ndis('cuts-initiate', HANDS_DOWN, 'passes on only the first block of an initiate', (tap, exercised) => {
    const begun = new Set<string>();
    tap.calls('MiniportInitiateOffload', 'NDIS', ({ parameters, to }, proceed) => {
      const { OffloadBlockList: root } = parameters;
      if (begun.has(to) && (root.NextBlock || root.DependentBlockList)) {
        root.NextBlock = null;
        root.DependentBlockList = null;
        exercised();
      }
      begun.add(to);
      return proceed();
    });
  }),
  unconverted('query', HANDS_DOWN),
  unconverted('invalidate', TYPES),
  intermediate('keeps-operation', PASSES_DOWN, 'does not pass a query on', (tap, exercised) => {
    tap.calls('NdisQueryOffloadState', 'intermediate driver', loses(exercised));
  }),
  intermediate('passes-operation-twice', PASSES_DOWN, 'passes an invalidate on twice', (tap, exercised) => {
    tap.calls('NdisInvalidateOffload', 'intermediate driver', (_crossing, proceed) => {
      proceed();
      exercised();
      return proceed();
    });
  }),
  intermediate('passes-another-operation', PASSES_DOWN, 'passes a query on as an update', (tap, exercised) => {
    tap.calls('NdisQueryOffloadState', 'intermediate driver', ({ parameters, from }) => {
      exercised();
      tap.perform('NdisUpdateOffload', from, parameters);
      return undefined;
    });
  }),
  intermediate('passes-part', PASSES_DOWN, 'passes on only the first block of a query', (tap, exercised) => {
    tap.calls('NdisQueryOffloadState', 'intermediate driver', ({ parameters }, proceed) => {
      const { OffloadBlockList: root } = parameters;
      if (root.NextBlock || root.DependentBlockList) exercised();
      root.NextBlock = null;
      root.DependentBlockList = null;
      return proceed();
    });
  }),
  intermediate(
    'other-binding',
    PASSES_DOWN,
    'passes an invalidate on through the binding of another adapter',
    (tap, exercised) => {
      const bindings = new Map<string, NdisBindingHandle[]>();
      tap.calls('NdisOpenAdapterEx', 'intermediate driver', ({ from }, proceed) => {
        const handle = proceed();
        if (handle) bindings.set(from, [...(bindings.get(from) ?? []), handle]);
        return handle;
      });
      tap.calls('NdisInvalidateOffload', 'intermediate driver', ({ parameters, from }, proceed) => {
        const other = bindings.get(from)?.find((binding) => binding !== parameters.NdisBindingHandle);
        if (!other) return proceed();
        exercised();
        return proceed({ ...parameters, NdisBindingHandle: other });
      });
    },
  ),
  intermediate('loses-new-values', STATE_DOWN, 'loses the new values that come with an update', (tap, exercised) => {
    tap.calls('NdisUpdateOffload', 'intermediate driver', ({ parameters }, proceed) => {
      for (const block of blocksOf(parameters.OffloadBlockList)) {
        if (block.following) exercised();
        block.following = null;
      }
      return proceed();
    });
  }),
  ndis('loses-new-values', STATE_DOWN, 'loses the new values that come with an update', (tap, exercised) => {
    tap.calls('MiniportUpdateOffload', 'NDIS', ({ parameters }, proceed) => {
      for (const block of blocksOf(parameters.OffloadBlockList)) {
        if (block.following) exercised();
        block.following = null;
      }
      return proceed();
    });
  }),
  ...ndisViolations('query', { asked: 'im.ndis-reports-up', names: 'im.ndis-reports-up' }),
  ...driverViolations('query', {
    propagates: PASSES_UP,
    builds: 'im.stored-list-goes-up',
    restores: 'im.restores-imreserved-and-sourcehandle',
  }),
  intermediate(
    'completes-by-other-handle',
    PASSES_UP,
    'completes a query by a handle of its own making',
    (tap, exercised) => {
      tap.calls('NdisMQueryOffloadStateComplete', 'intermediate driver', ({ parameters }, proceed) => {
        exercised();
        return proceed({ ...parameters, NdisMiniportHandle: new NdisMiniportDriverHandle('a made-up handle') });
      });
    },
  ),
  intermediate(
    'one-status-for-all',
    PASSES_UP,
    'passes the status of the root up for every block',
    (tap, exercised) => {
      tap.calls('NdisMUpdateOffloadComplete', 'intermediate driver', ({ parameters }, proceed) => {
        const { Status } = parameters.OffloadBlockList;
        for (const block of blocksOf(parameters.OffloadBlockList)) {
          if (block.Status !== Status) exercised();
          block.Status = Status;
        }
        return proceed();
      });
    },
  ),
  intermediate('loses-results', STATE_UP, 'loses the state that comes up with a query', (tap, exercised) => {
    tap.calls('NdisMQueryOffloadStateComplete', 'intermediate driver', ({ parameters }, proceed) => {
      for (const block of blocksOf(parameters.OffloadBlockList)) {
        if (block.following) exercised();
        block.following = null;
      }
      return proceed();
    });
  }),
  intermediate(
    'overlays-too-little',
    OVERLAYS,
    'leaves the state behind a new block where it was',
    (tap, exercised) => {
      onLaterInitiates(tap, (parameters) => {
        const last = blocksOf(parameters.OffloadBlockList).findLast(({ following }) => following !== null);
        if (!last) return;
        last.following = null;
        exercised();
      });
    },
  ),
  intermediate(
    'loses-protocolreserved',
    OVERLAYS,
    'leaves ProtocolReserved of an initiate behind',
    (tap, exercised) => {
      onLaterInitiates(tap, ({ OffloadBlockList: root }) => {
        if (root.ProtocolReserved !== null) exercised();
        root.ProtocolReserved = null;
      });
    },
  ),
  intermediate('drops-links', OVERLAYS, 'lays the first of several blocks over its list alone', (tap, exercised) => {
    onLaterInitiates(tap, ({ OffloadBlockList: root }) => {
      if (root.NextBlock || root.DependentBlockList) exercised();
      root.NextBlock = null;
      root.DependentBlockList = null;
    });
  }),
  keeps(
    'protocol-block-lists',
    OVERLAYS,
    'protocol block list',
    'never frees the protocol block lists that it constructs',
  ),
  keeps('call-entries', CALL_ENTRY, 'IM call entry', 'never frees an IM call entry'),
  intermediate(
    'frees-call-entry-early',
    CALL_ENTRY,
    'frees the IM call entry of a query that is under way',
    (tap, exercised) => {
      tap.calls('NdisQueryOffloadState', 'intermediate driver', ({ parameters, from }, proceed) => {
        const entry = parameters.OffloadBlockList.ImReserved;
        proceed();
        if (!(entry instanceof ContextMemory)) return undefined;
        exercised();
        tap.perform('NdisFreeMemory', from, { VirtualAddress: entry });
        return undefined;
      });
    },
  ),
  intermediate(
    'imreserved-in-root-alone',
    LEADS,
    'leads the root of a query to its call entry, and no other block',
    (tap, exercised) => {
      tap.calls('NdisQueryOffloadState', 'intermediate driver', ({ parameters }, proceed) => {
        for (const block of blocksOf(parameters.OffloadBlockList).slice(1)) {
          block.ImReserved = null;
          exercised();
        }
        return proceed();
      });
    },
  ),
  ndis(
    'loses-imreserved',
    LEADS,
    'loses ImReserved of the list that it reports a completed query by',
    (tap, exercised) => {
      tap.calls('ProtocolQueryOffloadComplete', 'NDIS', ({ parameters, to }, proceed) => {
        if (to === 'host stack') return proceed();
        for (const block of blocksOf(parameters.OffloadBlockList)) block.ImReserved = null;
        exercised();
        return proceed();
      });
    },
  ),
];

/** NDIS hands a driver the very list that the driver above passed. */
function unconverted(operation: Exclude<Operation, 'initiate'>, breaks: string): Violation {
  const { handles } = OPERATIONS[operation];
  const title = `hands an intermediate driver the protocol block list itself of a${operation === 'query' ? '' : 'n'} ${operation}`;
  return ndis(`${operation}-unconverted`, breaks, title, (tap, exercised) => {
    tap.calls(handles, 'NDIS', ({ parameters, to }, proceed) => {
      const { NdisReserved } = parameters.OffloadBlockList;
      if (to === 'offload target' || NdisReserved === null) return proceed();
      exercised();
      return proceed({ ...parameters, OffloadBlockList: NdisReserved as NDIS_MINIPORT_OFFLOAD_BLOCK_LIST });
    });
  });
}

/** An intermediate driver that does not free one kind of its memory. */
function keeps(id: string, breaks: string, tag: string, title: string): Violation {
  return intermediate(`keeps-${id}`, breaks, title, (tap, exercised) => {
    tap.calls('NdisFreeMemory', 'intermediate driver', ({ parameters }, proceed) => {
      if (parameters.VirtualAddress.tag !== tag) return proceed();
      exercised();
      return undefined;
    });
  });
}

/** What intermediate drivers pass down of initiates, but for the first, which sets the scene. */
function onLaterInitiates(tap: Tap, spoil: (parameters: ParametersOf<'NdisInitiateOffload'>) => void): void {
  const begun = new Set<string>();
  tap.calls('NdisInitiateOffload', 'intermediate driver', ({ parameters, from }, proceed) => {
    if (begun.has(from)) spoil(parameters);
    begun.add(from);
    return proceed();
  });
}
