import { IllegalUse } from './illegal-use';

/**
 * Memory that a driver allocated through NDIS. What the driver keeps in it is the driver's own; reaching for it after
 * it was freed is found out.
 */
export class ContextMemory {
  #contents: unknown = null;
  #freed = false;

  /**
   * @param address how traces name it
   * @param tag what the driver said that it is for
   */
  constructor(
    readonly address: string,
    readonly tag: string,
  ) {}

  get isFreed(): boolean {
    return this.#freed;
  }

  get contents(): unknown {
    this.#mustBeLive('read');
    return this.#contents;
  }
  set contents(contents: unknown) {
    this.#mustBeLive('written');
    this.#contents = contents;
  }

  /** @throws IllegalUse `memory-in-use` when it was freed before */
  free(): void {
    this.#mustBeLive('freed');
    this.#contents = null;
    this.#freed = true;
  }

  toTrace(): string {
    return `${this.address} (${this.tag})`;
  }

  #mustBeLive(verb: string): void {
    if (!this.#freed) return;
    throw new IllegalUse(
      'memory-in-use',
      `nobody to use ${this.toTrace()} after it was freed`,
      `it was ${verb} after that`,
    );
  }
}
