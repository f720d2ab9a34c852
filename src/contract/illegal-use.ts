import type { IllegalUseName } from '../ddi/illegal-use';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';

/** Which remark an illegal use breaks, when it happens in a function; the first row that fits counts. */
const REMARKS: readonly { use: IllegalUseName; during: string; by?: string; remark: string }[] = [
  { use: 'completed-twice', during: 'NdisMInvalidateOffloadComplete', remark: 'invalidate.completed-once' },
  {
    use: 'never-passed',
    during: 'NdisMInvalidateOffloadComplete',
    by: 'intermediate driver',
    remark: 'invalidate-report.im-builds-miniport-list',
  },
  { use: 'never-passed', during: 'NdisMInvalidateOffloadComplete', remark: 'invalidate.same-pointer' },
  { use: 'another-operation', during: 'NdisMUpdateOffloadComplete', remark: 'update.same-pointer' },
  { use: 'another-operation', during: 'NdisMInvalidateOffloadComplete', remark: 'invalidate.same-pointer' },
  { use: 'wrong-handle', during: 'NdisMInvalidateOffloadComplete', remark: 'invalidate.registration-handle' },
  {
    use: 'foreign-member',
    during: 'NdisMInvalidateOffloadComplete',
    by: 'intermediate driver',
    remark: 'invalidate-report.im-builds-miniport-list',
  },
  {
    use: 'stale-handle',
    during: 'NdisInvalidateOffload',
    by: 'host stack',
    remark: 'invalidate.only-what-is-offloaded',
  },
  { use: 'wrong-return', during: 'MiniportInvalidateOffload', remark: 'invalidate.handler-returns' },
  { use: 'wrong-irql', during: 'MiniportInvalidateOffload', remark: 'invalidate.any-irql' },
  { use: 'wrong-return', during: 'ProtocolInvalidateOffloadComplete', remark: 'invalidate-report.returns-nothing' },
  { use: 'completed-twice', during: 'NdisMUpdateOffloadComplete', remark: 'update.completed-once' },
  { use: 'never-passed', during: 'NdisMUpdateOffloadComplete', remark: 'update.same-pointer' },
  { use: 'wrong-handle', during: 'NdisMUpdateOffloadComplete', remark: 'update.registration-handle' },
];

function remarkOf({ name, from, parameters }: TraceEntry): string {
  const during = String(parameters['during']).split(' > ');
  const row = REMARKS.find(
    (candidate) =>
      candidate.use === name && during.includes(candidate.during) && (!candidate.by || from.startsWith(candidate.by)),
  );
  return row?.remark ?? `interface.${name}`;
}

/** No layer uses the interface in a way that it does not allow. */
export const noIllegalUse: Monitor = (trace) =>
  trace.entries
    .filter(({ kind }) => kind === 'illegal use')
    .map((entry): Breach => ({
      remark: remarkOf(entry),
      layer: entry.from,
      expected: String(entry.parameters['expected']),
      happened: String(entry.parameters['happened']),
      entry,
    }));
