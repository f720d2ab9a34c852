import { TestStepResultStatus } from '@cucumber/messages';
import type { Attachment, Pickle, TestCaseStarted, TestStep, TestStepFinished } from '@cucumber/messages';
import { posixPath } from './problem';
import type { RunRecord } from './record';
import { monitorsThatFound, parseTag, setAside, traceText, violationExercised } from './vocabulary';
import type { Level } from './vocabulary';

/** Why an example failed. */
export interface Failure {
  /** The name of the error's class; `ExpectationFailed` and `ContractBroken` are the specification's own. */
  readonly type: string;
  /** The message as it was thrown, without a stack. */
  readonly message: string;
  /** The stack, without the message, where there is one. */
  readonly stack?: string;
  /** The step that failed; absent when it was a hook. */
  readonly step?: string;
}

/** What became of one example in one run. */
export interface ExampleResult {
  readonly name: string;
  /** The feature file, relative to the project, with forward slashes, and the line that names the example. */
  readonly file: string;
  readonly line: number;
  /** The id of the remark it belongs to; absent in a feature that the guard refuses. */
  readonly remark?: string;
  readonly level?: Level;
  readonly status: 'passed' | 'failed' | 'not observed';
  /** Why it was not observed. */
  readonly reason?: string;
  readonly failure?: Failure;
  /** Whether the violation of the run took effect in it. */
  readonly exercised: boolean;
  /** The monitors by which it failed, where every step passed and the run has a violation. */
  readonly monitors?: readonly string[];
  /** Its trace, where one was attached. */
  readonly trace?: string;
}

/** The assertions of the specification: failing by them is what a proof is about, anything else is a crash. */
const assertions: readonly string[] = ['ExpectationFailed', 'ContractBroken'];

/** Whether an example failed because the specification found something wrong, and not by a fault of its own. */
export function isCaught({ failure }: ExampleResult): boolean {
  return failure !== undefined && assertions.includes(failure.type);
}

/** The first line of a message. */
export function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.trim() ?? '';
}

/** The examples of a run with their results, in the order in which they ran, but for those that were set aside. */
export function exampleResults(record: RunRecord): ExampleResult[] {
  // The query sorts by time stamps that are too coarse to tell examples apart; the test cases stand in running order.
  const started = new Map(record.query.findAllTestCaseStarted().map((one) => [one.testCaseId, one]));
  return record.testCases.flatMap(({ id }) => {
    const begun = started.get(id);
    const pickle = begun && record.query.findPickleBy(begun);
    return begun && pickle ? resultOf(record, begun, pickle) : [];
  });
}

function resultOf(record: RunRecord, started: TestCaseStarted, pickle: Pickle): ExampleResult[] {
  const tags = pickle.tags.map(({ name }) => parseTag(name));
  const remark = tags.find((tag) => tag.kind === 'remark')?.value;
  const level = tags.find((tag) => tag.kind === 'level')?.value;
  const steps = record.query.findTestStepFinishedAndTestStepBy(started);
  const attachments = steps.flatMap(([finished]) => record.query.findAttachmentsBy(finished));
  if (attachments.some(({ mediaType }) => mediaType === setAside)) return [];
  const monitors = attachments.find(({ mediaType }) => mediaType === monitorsThatFound)?.body.split(' ');
  const trace = attachments.find(({ mediaType }) => mediaType === traceText)?.body;
  const result: ExampleResult = {
    name: pickle.name,
    file: posixPath(pickle.uri),
    line: record.query.findLocationOf(pickle)?.line ?? 1,
    ...(remark === undefined ? {} : { remark }),
    ...(level === undefined ? {} : { level }),
    exercised: attachments.some(({ mediaType }) => mediaType === violationExercised),
    ...outcomeOf(record, steps, attachments),
    ...(monitors === undefined ? {} : { monitors }),
    ...(trace === undefined ? {} : { trace }),
  };
  return [result];
}

type Outcome = Pick<ExampleResult, 'status' | 'reason' | 'failure'>;

function outcomeOf(
  record: RunRecord,
  steps: readonly (readonly [TestStepFinished, TestStep])[],
  attachments: readonly Attachment[],
): Outcome {
  const skips: readonly TestStepResultStatus[] = [TestStepResultStatus.PASSED, TestStepResultStatus.SKIPPED];
  const failed = steps.find(([{ testStepResult }]) => !skips.includes(testStepResult.status));
  if (failed) return { status: 'failed', failure: failureOf(record, ...failed) };
  if (steps.length > 0 && steps.every(([finished]) => finished.testStepResult.status === TestStepResultStatus.PASSED)) {
    return { status: 'passed' };
  }
  const reason = attachments.find(({ mediaType, body }) => mediaType === 'text/plain' && body.trim() !== '')?.body;
  if (reason !== undefined) return { status: 'not observed', reason: reason.trim() };
  const message = 'skipped without a reason: attach the reason as text/plain, or let the example run';
  return { status: 'failed', failure: { type: 'Skipped', message } };
}

function failureOf(record: RunRecord, finished: TestStepFinished, testStep: TestStep): Failure {
  const { status, exception, message } = finished.testStepResult;
  const step = record.query.findPickleStepBy(testStep)?.text;
  const fallback = message ?? `the step is ${status.toLowerCase()}`;
  const text = exception?.message ?? fallback;
  return {
    type: exception?.type ?? status,
    message: text.replaceAll('\r\n', '\n').trimEnd(),
    ...(exception?.stackTrace === undefined ? {} : { stack: exception.stackTrace }),
    ...(step === undefined ? {} : { step }),
  };
}
