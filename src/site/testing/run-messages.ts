import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';
import { traceText } from '../../run/vocabulary';

/** What came of an example. */
export interface PretendedResult {
  readonly trace: string;
  /** What its last step threw; absent when it passed. */
  readonly failure?: string;
}

/**
 * The messages of a run, as Cucumber writes them: a line of JSON each.
 * @param features the text of each feature, by its path relative to the project
 * @param resultOf what came of an example, by its name
 */
export function runMessages(
  features: ReadonlyMap<string, string>,
  resultOf: (name: string) => PretendedResult,
): string {
  const newId = IdGenerator.incrementing();
  const timestamp = { seconds: 0, nanos: 0 };
  const duration = timestamp;
  const envelopes: object[] = [];
  for (const [uri, data] of features) {
    const document = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(data);
    envelopes.push({ source: { uri, data, mediaType: 'text/x.cucumber.gherkin+plain' } });
    envelopes.push({ gherkinDocument: { ...document, uri } });
    for (const pickle of compile(document, uri, newId)) {
      const { trace, failure } = resultOf(pickle.name);
      const [testCaseId, testCaseStartedId] = [newId(), newId()];
      const testSteps = pickle.steps.map(({ id }) => ({ id: newId(), pickleStepId: id, stepDefinitionIds: [] }));
      envelopes.push({ pickle }, { testCase: { id: testCaseId, pickleId: pickle.id, testSteps } });
      envelopes.push({ testCaseStarted: { id: testCaseStartedId, testCaseId, attempt: 0, timestamp } });
      for (const [index, { id: testStepId }] of testSteps.entries()) {
        const isLast = index === testSteps.length - 1;
        const failed = isLast && failure !== undefined;
        const testStepResult = failed
          ? { status: 'FAILED', duration, message: failure, exception: { type: 'ExpectationFailed', message: failure } }
          : { status: 'PASSED', duration };
        envelopes.push({ testStepStarted: { testCaseStartedId, testStepId, timestamp } });
        if (isLast) {
          const attachment = { body: trace, contentEncoding: 'IDENTITY', mediaType: traceText };
          envelopes.push({ attachment: { testCaseStartedId, testStepId, ...attachment } });
        }
        envelopes.push({ testStepFinished: { testCaseStartedId, testStepId, testStepResult, timestamp } });
      }
      envelopes.push({ testCaseFinished: { testCaseStartedId, timestamp, willBeRetried: false } });
    }
  }
  return envelopes.map((envelope) => `${JSON.stringify(envelope)}\n`).join('');
}
