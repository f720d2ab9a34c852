import { Writable } from 'node:stream';
import { loadConfiguration, loadSupport, runCucumber } from '@cucumber/cucumber/api';
import type { IRunConfiguration, ISupportCodeLibrary } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';
import { RunRecord } from './record';

/** What the World is given: see `steps/`. */
export interface WorldParameters {
  /** Decides every order that the documentation leaves open. */
  readonly seed: number;
  /** The id of the violation to apply to every example. */
  readonly violation?: string;
  /** Whether examples attach their traces, and pictures of them. */
  readonly pictures?: boolean;
}

/** One run of some or all of the specification. */
export interface RunRequest {
  readonly worldParameters: WorldParameters;
  /** The feature files, folders or patterns; all of `features/` when absent. */
  readonly paths?: readonly string[];
  /** A tag expression that selects examples; all when absent. */
  readonly tags?: string;
  /** Reports to write, as path and Cucumber formatter. */
  readonly reports?: Readonly<Record<string, string>>;
  /** Called for each message once the record has taken it in. */
  readonly onMessage?: (envelope: Envelope, record: RunRecord) => void;
}

/**
 * Where the step definitions are, for runs that have them already: Cucumber looks for the files in each run, and in the
 * folders of the features when there are no paths.
 */
const LOADED = { requireModules: [], requirePaths: ['loaded already'], importPaths: [], loaders: [] };

/** A stream that nobody reads. */
function discard(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** The features and steps of a project, with the steps loaded once, so that it can be run many times. */
export class Specification {
  private constructor(
    private readonly root: string,
    private readonly configuration: IRunConfiguration,
    private readonly support: ISupportCodeLibrary,
  ) {}

  /**
   * Loads the configuration and the step definitions of a project.
   * @param root the project's folder, with `cucumber.cjs` in it
   * @throws whatever the loaded code throws
   */
  static async load(root: string): Promise<Specification> {
    const environment = { cwd: root, stdout: discard(), stderr: discard() };
    const { runConfiguration } = await loadConfiguration({}, environment);
    const support = await loadSupport(runConfiguration, environment);
    return new Specification(root, runConfiguration, { ...support, originalCoordinates: LOADED });
  }

  /**
   * Runs examples in this process, in silence and without the plugins of the configuration: the caller has the
   * record, and applies the guard to it.
   * @returns the messages of the run, complete
   */
  async run({ worldParameters, paths = [], tags = '', reports = {}, onMessage }: RunRequest): Promise<RunRecord> {
    const { sources, runtime, formats } = this.configuration;
    const record = new RunRecord();
    await runCucumber(
      {
        sources: { ...sources, paths: [...paths], tagExpression: tags },
        support: this.support,
        runtime: { ...runtime, worldParameters: { ...runtime.worldParameters, ...worldParameters } },
        // Of Cucumber's formatters this one does the least; there is always one.
        formats: { ...formats, stdout: 'snippets', files: { ...reports } },
      },
      { cwd: this.root, stdout: discard(), stderr: discard() },
      (envelope) => {
        record.update(envelope);
        onMessage?.(envelope, record);
      },
    );
    return record;
  }
}
