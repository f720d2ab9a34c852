import type { Envelope, GherkinDocument, ParseError, TestCase } from '@cucumber/messages';
import { Query } from '@cucumber/query';

/** What one run of Cucumber has said so far: its messages, in a form that can be asked. */
export class RunRecord {
  /** Answers what belongs to what: steps, definitions, results, attachments. */
  readonly query = new Query();
  /** The feature files that could be parsed. */
  readonly documents: GherkinDocument[] = [];
  /** The feature files that could not. */
  readonly parseErrors: ParseError[] = [];
  /** The examples that were selected, with the step definitions found for them. */
  readonly testCases: TestCase[] = [];

  /** Takes in the next message of the run. */
  update(envelope: Envelope): void {
    this.query.update(envelope);
    if (envelope.gherkinDocument) this.documents.push(envelope.gherkinDocument);
    if (envelope.parseError) this.parseErrors.push(envelope.parseError);
    if (envelope.testCase) this.testCases.push(envelope.testCase);
  }
}
