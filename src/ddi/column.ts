/**
 * One value for each block of a tree, in order, in as little memory as they need: one value when all are the same, the
 * storage of another column when all are the same as there, and else an array. Written once, from the first to the last.
 */
export class Column<T> {
  /** The column that this one has been the same as so far. */
  #like: Column<T> | null;
  #values: T[] | null = null;
  #uniform: T | undefined = undefined;
  #length = 0;

  /** @param like a column that is probably the same */
  constructor(like: Column<T> | null = null) {
    this.#like = like;
  }

  get length(): number {
    return this.#length;
  }

  /** Adds the next value. */
  push(value: T): void {
    const index = this.#length;
    if (this.#like) {
      if (index < this.#like.#length && this.#like.at(index) === value) {
        this.#length += 1;
        return;
      }
      this.#part(this.#like);
    }
    if (this.#values) this.#values.push(value);
    else if (index === 0) this.#uniform = value;
    else if (this.#uniform !== value) this.#values = [...this.#written(), value];
    this.#length += 1;
  }

  /** Says that the last value was added: from now on nothing more than what is needed is kept. */
  end(): void {
    const like = this.#like;
    if (like && like.#length === this.#length) {
      this.#values = like.#values;
      this.#uniform = like.#uniform;
      this.#like = null;
    } else if (like) this.#part(like);
    else if (this.#values) this.#values = this.#values.slice();
  }

  /** The value at an index; undefined behind the last one. */
  at(index: number): T | undefined {
    if (index >= this.#length) return undefined;
    if (this.#like) return this.#like.at(index);
    return this.#values ? this.#values[index] : this.#uniform;
  }

  /** Whether two columns keep their values in the same place, so that they are the same without a look at each. */
  shares(other: Column<T>): boolean {
    return this.#length === other.#length && this.#values === other.#values && this.#uniform === other.#uniform;
  }

  /** Gives up being the same as another column: what was the same so far becomes this one's own. */
  #part(like: Column<T>): void {
    this.#like = null;
    if (like.#values) this.#values = like.#values.slice(0, this.#length);
    else this.#uniform = this.#length > 0 ? like.#uniform : undefined;
  }

  /** The values so far, of which all are the same. */
  #written(): T[] {
    return Array.from({ length: this.#length }, () => this.#uniform as T);
  }
}
