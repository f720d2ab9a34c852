import type { IrqlName } from '../../ddi/irql';
import { IRQL } from '../../ddi/irql';
import type { Interface } from '../interface';

/** The host stack's name in the trace. */
export const LAYER = 'host stack';

/** The turns that the host stack acts in: of its own accord at an IRQL that a scenario chooses, and deferred ones. */
export class Turns {
  readonly #links: Interface;
  /** The IRQL at which it acts of its own accord. */
  irql: IrqlName = 'PASSIVE_LEVEL';

  constructor(links: Interface) {
    this.#links = links;
  }

  /** Acts now, in a turn of its own. */
  act(work: () => void): void {
    this.#links.act(LAYER, IRQL[this.irql], work);
  }

  /** Puts work off to the next turn there is: no other time passes. */
  soon(work: () => void): void {
    this.#links.defer(LAYER, work, 0);
  }

  /** Puts work off for as long as the seed decides. */
  later(work: () => void): void {
    this.#links.defer(LAYER, work);
  }
}
