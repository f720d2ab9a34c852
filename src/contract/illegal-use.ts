import type { FunctionName, Operation } from '../ddi/functions';
import { OPERATION_NAMES, OPERATIONS } from '../ddi/functions';
import type { IllegalUseName } from '../ddi/illegal-use';
import type { Trace, TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, illegalUsesIn, listOf } from './reading';
import type { OperationRemarks } from './remarks';
import { REMARKS } from './remarks';

/** An illegal use that a remark is about: where it happens, and by whom, when that makes a difference. */
interface Row {
  readonly use: IllegalUseName;
  /** Wherever, when it is left out. */
  readonly during?: FunctionName;
  readonly by?: string;
  readonly remark: string;
}

/** Those that are the same for every operation: which function it happens in, and which remark it breaks. */
const EVERY_OPERATION: readonly {
  readonly use: IllegalUseName;
  readonly during: keyof (typeof OPERATIONS)[Operation];
  readonly by?: string;
  readonly breaks: keyof OperationRemarks;
}[] = [
  { use: 'completed-twice', during: 'completes', breaks: 'once' },
  { use: 'never-passed', during: 'completes', by: 'intermediate driver', breaks: 'builds' },
  { use: 'foreign-member', during: 'completes', by: 'intermediate driver', breaks: 'builds' },
  { use: 'never-passed', during: 'completes', breaks: 'pointer' },
  { use: 'another-operation', during: 'completes', breaks: 'pointer' },
  { use: 'wrong-handle', during: 'completes', breaks: 'handle' },
  { use: 'wrong-return', during: 'handles', breaks: 'handlerReturns' },
  { use: 'wrong-irql', during: 'handles', breaks: 'anyIrql' },
  { use: 'wrong-return', during: 'reports', breaks: 'reportReturns' },
];

/** Those of one operation alone, and those of block lists whatever the operation. */
const OWN: readonly Row[] = [
  { use: 'cycle', by: 'host stack', remark: 'state.root-conveys-the-tree' },
  { use: 'wrong-layer', by: 'host stack', remark: 'state.three-layers' },
  { use: 'reserved-for-ndis', by: 'host stack', remark: 'block.reserved-for-ndis' },
  { use: 'reserved-for-ndis', by: 'offload target', remark: 'block.reserved-for-ndis' },
  { use: 'touched-after-completion', by: 'offload target', remark: 'block.scratch-while-owned' },
  { use: 'wrong-irql', during: 'NdisTcpOffloadEventHandler', remark: 'event.dispatch-level' },
  { use: 'wrong-handle', during: 'NdisTcpOffloadEventHandler', by: 'intermediate driver', remark: 'event.im-handle' },
  { use: 'wrong-handle', during: 'NdisTcpOffloadEventHandler', remark: 'event.offload-handle' },
  { use: 'stale-handle', during: 'NdisTcpOffloadEventHandler', remark: 'event.offload-handle' },
  {
    use: 'stale-handle',
    during: 'NdisInvalidateOffload',
    by: 'host stack',
    remark: 'invalidate.only-what-is-offloaded',
  },
  {
    use: 'wrong-handle',
    during: 'NdisInitiateOffload',
    by: 'intermediate driver',
    remark: 'im.own-offload-handle',
  },
  {
    use: 'memory-in-use',
    during: 'NdisFreeMemory',
    by: 'intermediate driver',
    remark: 'im.entry-lasts-as-long-as-the-offload',
  },
  ...(['NdisMTerminateOffloadComplete', 'NdisTcpOffloadReceiveHandler'] as const).map((during) => ({
    use: 'memory-in-use' as const,
    during,
    by: 'offload target',
    remark: 'terminate.buffered-data-comes-back',
  })),
  ...OPERATION_NAMES.map((operation) => ({
    use: 'wrong-handle' as const,
    during: OPERATIONS[operation].starts,
    by: 'intermediate driver',
    remark: 'im.names-by-own-handle',
  })),
];

/** What a target finds in the members that belong to others it leaves there, whatever the operation. */
const FOREIGN_MEMBERS: readonly Row[] = OPERATION_NAMES.map((operation) => ({
  use: 'foreign-member',
  during: OPERATIONS[operation].completes,
  by: 'offload target',
  remark: 'block.foreign-members-kept',
}));

/** The first row that fits counts. */
const ROWS: readonly Row[] = [
  ...OWN,
  ...FOREIGN_MEMBERS,
  ...OPERATION_NAMES.flatMap((operation) =>
    EVERY_OPERATION.map(({ use, during, by, breaks }) => ({
      use,
      during: OPERATIONS[operation][during],
      ...(by === undefined ? {} : { by }),
      remark: REMARKS[operation][breaks],
    })),
  ).filter(({ remark }) => !remark.startsWith('interface.')),
];

function remarkOf({ name, from, parameters }: TraceEntry): string {
  const during = String(parameters['during']).split(' > ');
  const row = ROWS.find(
    (candidate) =>
      candidate.use === name &&
      (!candidate.during || during.includes(candidate.during)) &&
      (!candidate.by || from.startsWith(candidate.by)),
  );
  return row?.remark ?? `interface.${name}`;
}

/** No layer uses the interface in a way that it does not allow. */
export const noIllegalUse: Monitor = (trace) =>
  illegalUsesIn(trace).map(
    (entry): Breach =>
      takenBackEarly(trace, entry) ?? {
        remark: remarkOf(entry),
        layer: entry.from,
        expected: String(entry.parameters['expected']),
        happened: String(entry.parameters['happened']),
        entry,
      },
  );

/**
 * The lists that a miniport is handed with a terminate can be touched until it completes that: one which is found gone before
 * is NDIS's doing, and not a fault of whoever touched it.
 */
function takenBackEarly(trace: Trace, touched: TraceEntry): Breach | null {
  if (touched.name !== 'touched-after-completion') return null;
  const { handles, completes } = OPERATIONS.terminate;
  const happened = String(touched.parameters['happened']);
  const [list] = /\bM\d+\b/.exec(happened) ?? [];
  const isIt = (entry: TraceEntry): boolean => listOf(entry).root.name === list && entry.index < touched.index;
  const handed = callsOf(trace, handles).find((entry) => entry.to === touched.from && isIt(entry));
  if (!handed || callsOf(trace, completes).some(isIt)) return null;
  return {
    remark: 'terminate.valid-until-completed',
    layer: 'NDIS',
    expected: `${list ?? ''} to be valid until the ${handed.to} completes the terminate`,
    happened: `${happened} and found gone, which nobody had completed`,
    entry: handed,
  };
}
