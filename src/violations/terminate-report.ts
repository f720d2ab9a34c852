import { reportViolations } from './report-faults';
import type { Violation } from './violation';

/** Violations of the page of ProtocolTerminateOffloadComplete. */
export const terminateReportViolations: readonly Violation[] = reportViolations('terminate', {
  asked: 'terminate-report.to-the-driver-that-asked',
  context: 'terminate-report.binding-context',
  names: 'terminate-report.names-the-state',
  propagates: 'terminate-report.im-propagates',
  builds: 'terminate-report.im-builds-miniport-list',
});
