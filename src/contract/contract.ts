import type { Trace } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { portsAreAllocated, sourceHandleIsNotTheirs, typesSayWhatFollows } from './block-members';
import { completionsAreAsynchronous, everyBlockHasAStatus, everyOperationCompletes } from './completions';
import { eventsFollowEachOther } from './events';
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
import { requestsGoFirst } from './requests';
import { nothingIsSentOnInvalidState } from './sending';
import { statusesArePassedOn } from './statuses-up';
import { hostStackKeepsItsPromises } from './updates';
import {
  callsHaveReturned,
  dependentsGoFirst,
  indicationsHaveReturned,
  nothingIsPostedMeanwhile,
  terminationsComeAfterOperations,
} from './termination';
import { nothingIsOffloadedMeanwhile, resumesComeAfterTerminations } from './upload-all';

/** The contract: everything that must hold on every trace, by name. */
const MONITORS: Readonly<Record<string, Monitor>> = {
  noIllegalUse,
  eventsFollowEachOther,
  operationsArePassedOn,
  operationsArePassedOnOnce,
  completionsAreAsynchronous,
  everyBlockHasAStatus,
  adapterContextIsTheDriversOwn,
  blocksAreWhatTheirContextsSay,
  typesSayWhatFollows,
  portsAreAllocated,
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
  callsHaveReturned,
  dependentsGoFirst,
  nothingIsPostedMeanwhile,
  indicationsHaveReturned,
  statusesArePassedOn,
  requestsGoFirst,
  nothingIsOffloadedMeanwhile,
  resumesComeAfterTerminations,
};

/** What only the end of a trace can show: that an operation never completes. Mostly it follows from something else. */
const AT_THE_END: Readonly<Record<string, Monitor>> = { everyOperationCompletes };

/** The names of all monitors. */
export const MONITOR_NAMES: readonly string[] = [...Object.keys(MONITORS), ...Object.keys(AT_THE_END)];

/** A breach, and which monitor found it. */
export interface FoundBreach extends Breach {
  readonly monitor: string;
}

/**
 * What of the contract a trace breaks.
 * @param trace a run that has become idle
 * @returns the breaches, in the order in which they showed; none when the contract was kept
 */
export function breachesOf(trace: Trace): FoundBreach[] {
  const showed = foundBy(ALWAYS, trace).sort((a, b) => a.entry.index - b.entry.index);
  return [...showed, ...foundBy(IN_THE_END, trace)];
}

const ALWAYS = Object.entries(MONITORS);
const IN_THE_END = Object.entries(AT_THE_END);

const foundBy = (monitors: readonly (readonly [string, Monitor])[], trace: Trace): FoundBreach[] =>
  monitors.flatMap(([monitor, find]) => find(trace).map((breach) => ({ ...breach, monitor })));
