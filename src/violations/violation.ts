import type { LayerKind, Tap } from '../ddi/tap';

/**
 * A named way of breaking one remark. It proves that the remark's examples can fail: with the violation applied, at
 * least one of them must.
 */
export interface Violation {
  /** Its name: `<area>-<what is done wrong>`. */
  readonly id: string;
  /** The id of the remark that it breaks. */
  readonly breaks: string;
  /** Whose fault it is. */
  readonly layer: LayerKind;
  /** What that layer does wrong, to follow "an offload target that". */
  readonly title: string;
  /**
   * Sits down on the interface.
   * @param exercised to be called each time that the violation takes effect
   */
  apply(tap: Tap, exercised: () => void): void;
}

/** A violation, its parts in the order in which they are read: its name, what it breaks, whose fault it is, and what that is. */
export function fault(
  id: string,
  breaks: string,
  layer: LayerKind,
  title: string,
  apply: Violation['apply'],
): Violation {
  return { id, breaks, layer, title, apply };
}

/** Makes violations of one layer. */
export const faultOf =
  (layer: LayerKind) =>
  (id: string, breaks: string, title: string, apply: Violation['apply']): Violation =>
    fault(id, breaks, layer, title, apply);

/** Loses a call: it is not made, or not taken. */
export const loses = (exercised: () => void) => (): undefined => {
  exercised();
  return undefined;
};
