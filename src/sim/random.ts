/**
 * The one source of chance in a run: a generator of 32-bit numbers (mulberry32) that a seed determines whole. Copies are
 * never taken and nothing else draws, so the same seed gives the same run.
 */
export class Random {
  #state: number;

  /** @param seed any integer; its low 32 bits count */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /**
   * A number from a range, each as likely as the others to within one in 2^32.
   * @param least the smallest, an integer
   * @param most the largest, an integer not less than `least`
   */
  between(least: number, most: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const unit = ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
    return least + Math.floor(unit * (most - least + 1));
  }
}
