import type { Operation } from '../ddi/functions';

/**
 * What every operation on offloaded state is held to, whichever it is: for each thing the remark that says so, or, where
 * no page has such a remark, a name that begins with `interface`.
 */
export interface OperationRemarks {
  /** What the driver above asks for, NDIS hands to the driver below, for the very objects. */
  readonly passedOn: string;
  readonly adapterContext: string;
  readonly contextLocation: string;
  readonly handlerReturns: string;
  readonly anyIrql: string;
  readonly once: string;
  readonly asynchronous: string;
  readonly handle: string;
  readonly pointer: string;
  readonly status: string;
  /** What the driver below completes, NDIS reports to the driver above. */
  readonly reported: string;
  readonly bindingContext: string;
  readonly reportNames: string;
  readonly reportReturns: string;
  readonly propagates: string;
  /** What an intermediate driver passes up is built where the list lies that it was given. */
  readonly builds: string;
}

const INTERFACE: OperationRemarks = {
  passedOn: 'interface.not-passed-on',
  adapterContext: 'interface.adapter-context',
  contextLocation: 'interface.context-location',
  handlerReturns: 'interface.wrong-return',
  anyIrql: 'interface.wrong-irql',
  once: 'interface.never-completed',
  asynchronous: 'interface.completed-in-handler',
  handle: 'interface.wrong-handle',
  pointer: 'interface.never-passed',
  status: 'interface.status-not-allowed',
  reported: 'interface.not-reported',
  bindingContext: 'interface.binding-context',
  reportNames: 'interface.report-names-the-state',
  reportReturns: 'interface.wrong-return',
  propagates: 'interface.not-propagated',
  builds: 'interface.never-passed',
};

/** What the guide says of propagating any operation, where the operation's own pages are not specified yet. */
const PROPAGATED: OperationRemarks = {
  ...INTERFACE,
  passedOn: 'im.ndis-hands-down',
  reported: 'im.ndis-reports-up',
  reportNames: 'im.ndis-reports-up',
  propagates: 'im.passes-completions-up',
  builds: 'im.stored-list-goes-up',
};

/** By operation. A page that gets its feature replaces the names of the interface by its remarks here, and only here. */
export const REMARKS: Record<Operation, OperationRemarks> = {
  initiate: { ...PROPAGATED, pointer: 'block.same-pointer-back', status: 'block.offload-status' },
  query: {
    ...PROPAGATED,
    contextLocation: 'state.pvoid-stays-valid',
    pointer: 'block.same-pointer-back',
    status: 'block.success-or-failure',
  },
  update: {
    ...INTERFACE,
    passedOn: 'update-request.to-the-driver-below',
    adapterContext: 'update.adapter-context',
    handlerReturns: 'update.handler-returns',
    anyIrql: 'update.any-irql',
    asynchronous: 'update.asynchronous',
    reported: 'update-report.to-the-driver-that-asked',
    bindingContext: 'update-report.binding-context',
    reportNames: 'update-report.names-the-state',
    propagates: 'update-report.im-propagates',
    builds: 'update-report.im-builds-miniport-list',
    once: 'update.completed-once',
    handle: 'update.registration-handle',
    pointer: 'update.same-pointer',
    status: 'update.status-on-every-block',
  },
  invalidate: {
    passedOn: 'invalidate.names-the-state',
    adapterContext: 'invalidate.adapter-context',
    contextLocation: 'invalidate.context-location',
    handlerReturns: 'invalidate.handler-returns',
    anyIrql: 'invalidate.any-irql',
    once: 'invalidate.completed-once',
    asynchronous: 'invalidate.asynchronous',
    handle: 'invalidate.registration-handle',
    pointer: 'invalidate.same-pointer',
    status: 'invalidate.status-on-every-block',
    reported: 'invalidate-report.to-the-driver-that-asked',
    bindingContext: 'invalidate-report.binding-context',
    reportNames: 'invalidate-report.names-the-state',
    reportReturns: 'invalidate-report.returns-nothing',
    propagates: 'invalidate-report.im-propagates',
    builds: 'invalidate-report.im-builds-miniport-list',
  },
  terminate: {
    passedOn: 'terminate.names-the-state',
    adapterContext: 'terminate.adapter-context',
    contextLocation: 'terminate.names-the-state',
    handlerReturns: 'terminate.handler-returns',
    anyIrql: 'terminate.any-irql',
    once: 'terminate.completed-once',
    asynchronous: 'terminate.asynchronous',
    handle: 'terminate.registration-handle',
    pointer: 'terminate.same-pointer',
    status: 'terminate.status-on-every-block',
    reported: 'terminate-report.to-the-driver-that-asked',
    bindingContext: 'terminate-report.binding-context',
    reportNames: 'terminate-report.names-the-state',
    reportReturns: INTERFACE.reportReturns,
    propagates: 'terminate-report.im-propagates',
    builds: 'terminate-report.im-builds-miniport-list',
  },
};
