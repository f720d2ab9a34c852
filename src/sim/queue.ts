/** One piece of work in a queue. */
interface Work {
  readonly timeMicroseconds: number;
  readonly sequence: number;
  readonly owner: string;
  readonly run: () => void;
}

const earlier = (a: Work, b: Work): boolean =>
  a.timeMicroseconds < b.timeMicroseconds || (a.timeMicroseconds === b.timeMicroseconds && a.sequence < b.sequence);

/**
 * The one queue of a run and the clock that it drives, ordered by (time, sequence). Each piece of work is a turn;
 * "asynchronously" means: in a later turn. Time passes only between turns.
 */
export class Queue {
  /** A binary heap, the earliest work first. */
  readonly #heap: Work[] = [];
  #sequence = 0;
  #turn = 0;
  #nowMicroseconds = 0;

  /** Virtual time since the start of the run. */
  get nowMicroseconds(): number {
    return this.#nowMicroseconds;
  }

  /** The number of the turn under way; 0 before the first. */
  get turn(): number {
    return this.#turn;
  }

  /** Pieces of work that wait. */
  get length(): number {
    return this.#heap.length;
  }

  /**
   * Puts work off to a later turn.
   * @param owner who will run, for messages
   * @param delayMicroseconds how long after now, not negative
   */
  defer(owner: string, delayMicroseconds: number, run: () => void): void {
    const work = {
      timeMicroseconds: this.#nowMicroseconds + delayMicroseconds,
      sequence: this.#sequence++,
      owner,
      run,
    };
    const heap = this.#heap;
    let at = heap.push(work) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up];
      if (!above || earlier(above, work)) break;
      heap[at] = above;
      at = up;
    }
    heap[at] = work;
  }

  /** Begins a turn of somebody's own accord, now: what the scenario makes a layer do. */
  begin(): void {
    this.#turn += 1;
  }

  /**
   * Runs turns until nothing waits.
   * @param mostTurns the bound
   * @param around called for each turn with its owner; it must call `run`
   * @returns null, or who was due next when the bound was reached
   */
  runToIdle(mostTurns: number, around: (owner: string, run: () => void) => void): string | null {
    for (let turns = 0; turns < mostTurns; turns += 1) {
      const work = this.#take();
      if (!work) return null;
      this.#nowMicroseconds = work.timeMicroseconds;
      this.begin();
      around(work.owner, work.run);
    }
    return this.#heap[0]?.owner ?? null;
  }

  #take(): Work | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const a = heap[left];
      const b = heap[left + 1];
      if (!a) break;
      const [child, index] = b && earlier(b, a) ? [b, left + 1] : [a, left];
      if (!earlier(child, last)) break;
      heap[at] = child;
      at = index;
    }
    heap[at] = last;
    return first;
  }
}
