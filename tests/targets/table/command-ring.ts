import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../../src/ddi/block-list';
import type { Operation } from '../../../src/ddi/functions';
import type { NET_BUFFER_LIST } from '../../../src/ddi/net-buffer-list';
import type { PVOID } from '../../../src/ddi/pvoid';
import type { ReadUpdate } from './read-update';

/** What a handler notes for later: an operation on a tree of block lists, or requests on one connection. */
export type Command =
  | {
      readonly kind: Operation;
      readonly adapter: number;
      readonly list: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
      /** What the handler of an update has read already. */
      readonly read?: ReadUpdate;
    }
  | { readonly kind: 'send' | 'receive' | 'forward'; readonly connection: PVOID; readonly first: NET_BUFFER_LIST }
  | {
      readonly kind: 'disconnect';
      readonly connection: PVOID;
      readonly first: NET_BUFFER_LIST;
      readonly flags: number;
    };

const INITIAL_SIZE = 8;

/**
 * The one ring of commands of the driver. A handler puts a command in and returns; each command is carried out in a
 * turn of its own and to its end before the next one begins, whichever adapter it is for.
 */
export class CommandRing {
  #slots: (Command | null)[] = Array.from({ length: INITIAL_SIZE }, () => null);
  #head = 0;
  #count = 0;
  #busy = false;

  /**
   * @param defer puts work off to a later turn
   * @param carryOut carries a command out, and calls `ended` when it is done with it, in that turn or later
   */
  constructor(
    readonly defer: (work: () => void) => void,
    readonly carryOut: (command: Command, ended: () => void) => void,
  ) {}

  put(command: Command): void {
    if (this.#count === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#count) % this.#slots.length] = command;
    this.#count += 1;
    if (!this.#busy) this.#next();
  }

  #next(): void {
    this.#busy = true;
    this.defer(() => {
      const command = this.#slots[this.#head];
      this.#slots[this.#head] = null;
      this.#head = (this.#head + 1) % this.#slots.length;
      this.#count -= 1;
      if (!command) return;
      this.carryOut(command, () => {
        this.#busy = false;
        if (this.#count > 0) this.#next();
      });
    });
  }

  #grow(): void {
    const inOrder = Array.from({ length: this.#count }, (_, at) => this.#slots[(this.#head + at) % this.#slots.length]);
    const room = Array.from({ length: this.#slots.length }, () => null);
    this.#slots = [...inOrder.map((command) => command ?? null), ...room];
    this.#head = 0;
  }
}
