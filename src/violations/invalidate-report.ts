import { reportViolations } from './report-faults';
import type { Violation } from './violation';

/** Violations of the page of ProtocolInvalidateOffloadComplete. */
export const invalidateReportViolations: readonly Violation[] = reportViolations('invalidate', {
  asked: 'invalidate-report.to-the-driver-that-asked',
  context: 'invalidate-report.binding-context',
  names: 'invalidate-report.names-the-state',
  returns: 'invalidate-report.returns-nothing',
  propagates: 'invalidate-report.im-propagates',
  builds: 'invalidate-report.im-builds-miniport-list',
});
