import type { Trace, TraceEntry } from '../sim/trace';

/** A remark, or an illegal use of the interface, that a trace shows to have been broken. */
export interface Breach {
  /** The remark's id; for an illegal use that no remark is about, `interface.<use>`. */
  readonly remark: string;
  /** Who broke it. */
  readonly layer: string;
  readonly expected: string;
  readonly happened: string;
  /** The entry at which it showed. */
  readonly entry: TraceEntry;
}

/**
 * Something that must hold on every trace, whatever the scenario. It reads the trace alone and changes nothing.
 * @param trace a run that has become idle
 * @returns a breach for each time that it did not hold
 */
export type Monitor = (trace: Trace) => Breach[];
