import { eventOfTheRemoteHostViolations } from './event-of-the-remote-host';
import { eventReportViolations } from './event-report';
import { blockFunctionViolations } from './block-functions';
import { imPropagationViolations } from './im-propagation';
import { imReferenceViolations } from './im-references';
import { blockMemberViolations } from './block-members';
import { eventReasonViolations } from './event-reasons';
import { eventSendBacklogViolations } from './event-send-backlog';
import { eventTerminationRequestViolations } from './event-termination-request';
import { invalidateCompletionViolations } from './invalidate-completion';
import { invalidateCorruptViolations } from './invalidate-corrupt';
import { invalidateHandlingViolations } from './invalidate-handling';
import { invalidateReportViolations } from './invalidate-report';
import { invalidateRequestViolations } from './invalidate-request';
import { updateCompletionViolations } from './update-completion';
import { blockChainViolations } from './block-chain';
import { blockStatusViolations } from './block-status';
import { stateStoringViolations } from './state-storing';
import { stateTreeViolations } from './state-tree';
import { updateConductViolations } from './update-conduct';
import { updateRelinkingViolations } from './update-relinking';
import { updateRequestViolations } from './update-request';
import { terminateClosingViolations } from './terminate-closing';
import { terminateCompletionViolations } from './terminate-completion';
import { terminateCorruptViolations } from './terminate-corrupt';
import { terminateDataViolations } from './terminate-data';
import { terminateHostStackViolations } from './terminate-host-stack';
import { terminateRequestedViolations } from './terminate-requested';
import { mediaAndPauseViolations } from './media-and-pause';
import { uploadAllViolations } from './upload-all';
import { terminatePreparingViolations } from './terminate-preparing';
import { terminateVariableViolations } from './terminate-variables';
import { terminateAcknowledgmentViolations } from './terminate-acknowledgments';
import { terminateSegmentViolations } from './terminate-segments';
import { terminateReportViolations } from './terminate-report';
import { terminateRequestViolations } from './terminate-request';
import { updateVariableViolations } from './update-variables';
import { unlookedForByDriversViolations } from './unlooked-for-by-drivers';
import { unlookedForByNdisViolations } from './unlooked-for-by-ndis';
import { unlookedForByTheHostStackViolations } from './unlooked-for-by-the-host-stack';
import type { Violation } from './violation';

export type { Violation } from './violation';

/** Every violation, in the order of the pages; last those that only the contract notices. */
export const violations: readonly Violation[] = [
  ...stateTreeViolations,
  ...updateConductViolations,
  ...updateVariableViolations,
  ...updateRelinkingViolations,
  ...updateRequestViolations,
  ...blockFunctionViolations,
  ...stateStoringViolations,
  ...blockMemberViolations,
  ...blockStatusViolations,
  ...blockChainViolations,
  ...updateCompletionViolations,
  ...invalidateHandlingViolations,
  ...invalidateCorruptViolations,
  ...invalidateRequestViolations,
  ...invalidateCompletionViolations,
  ...invalidateReportViolations,
  ...eventReportViolations,
  ...eventOfTheRemoteHostViolations,
  ...eventTerminationRequestViolations,
  ...eventReasonViolations,
  ...eventSendBacklogViolations,
  ...imReferenceViolations,
  ...imPropagationViolations,
  ...terminateRequestedViolations,
  ...terminateClosingViolations,
  ...uploadAllViolations,
  ...terminateHostStackViolations,
  ...mediaAndPauseViolations,
  ...terminateSegmentViolations,
  ...terminateAcknowledgmentViolations,
  ...terminatePreparingViolations,
  ...terminateDataViolations,
  ...terminateVariableViolations,
  ...terminateCorruptViolations,
  ...terminateRequestViolations,
  ...terminateCompletionViolations,
  ...terminateReportViolations,
  ...unlookedForByTheHostStackViolations,
  ...unlookedForByNdisViolations,
  ...unlookedForByDriversViolations,
];
