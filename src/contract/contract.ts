import type { Trace } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import {
  portsAreAllocated,
  sourceHandleIsNotTheirs,
  targetsKeepForeignMembers,
  typesSayWhatFollows,
} from './block-members';
import { completionsAreAsynchronous, everyBlockHasAStatus, everyOperationCompletes } from './completions';
import { noIllegalUse } from './illegal-use';
import { blocksAreWhatTheirContextsSay, noIndicationIsOnAPath, offloadedStateHasAContext } from './initiate';
import {
  callEntriesLastAsLongAsTheirOperations,
  intermediateDriversSupplyTheirOwn,
  offloadEntriesLastAsLongAsTheirOffloads,
} from './intermediate-drivers';
import { invalidatedStateIsKept } from './memory';
import { operationsArePassedOn, operationsArePassedOnOnce } from './passing-on';
import {
  intermediateDriversPropagate,
  reportAnswersTheRequest,
  reportCarriesTheBindingContext,
  reportNamesTheState,
} from './reports-up';
import {
  adapterContextIsTheDriversOwn,
  blocksLeadToWhatTheDriverSupplied,
  invalidateCarriesNoState,
} from './requests-down';
import { nothingIsSentOnInvalidState } from './sending';
import { statusesArePassedOn } from './statuses-up';
import { hostStackKeepsItsPromises } from './updates';
import {
  dependentsGoFirst,
  indicationsHaveReturned,
  listsStayValid,
  nothingIsPostedMeanwhile,
  terminationsComeAfterOperations,
} from './termination';

/** The contract: everything that must hold on every trace, but for what only its end can show. */
const MONITORS: readonly Monitor[] = [
  noIllegalUse,
  operationsArePassedOn,
  operationsArePassedOnOnce,
  completionsAreAsynchronous,
  everyBlockHasAStatus,
  adapterContextIsTheDriversOwn,
  blocksAreWhatTheirContextsSay,
  typesSayWhatFollows,
  portsAreAllocated,
  targetsKeepForeignMembers,
  sourceHandleIsNotTheirs,
  offloadedStateHasAContext,
  noIndicationIsOnAPath,
  invalidateCarriesNoState,
  blocksLeadToWhatTheDriverSupplied,
  reportAnswersTheRequest,
  reportCarriesTheBindingContext,
  reportNamesTheState,
  intermediateDriversPropagate,
  nothingIsSentOnInvalidState,
  hostStackKeepsItsPromises,
  invalidatedStateIsKept,
  callEntriesLastAsLongAsTheirOperations,
  offloadEntriesLastAsLongAsTheirOffloads,
  intermediateDriversSupplyTheirOwn,
  terminationsComeAfterOperations,
  listsStayValid,
  dependentsGoFirst,
  nothingIsPostedMeanwhile,
  indicationsHaveReturned,
  statusesArePassedOn,
];

/**
 * What of the contract a trace breaks.
 * @param trace a run that has become idle
 * @returns the breaches, in the order in which they showed; none when the contract was kept
 */
export function breachesOf(trace: Trace): Breach[] {
  const showed = MONITORS.flatMap((monitor) => monitor(trace)).sort((a, b) => a.entry.index - b.entry.index);
  // That an operation never completes shows when everyone is idle, and mostly follows from something else.
  return [...showed, ...everyOperationCompletes(trace)];
}
