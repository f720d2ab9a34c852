/** The ways of using the interface that no page allows, by name. */
export const ILLEGAL_USES = {
  'completed-twice': 'a block list was completed that had been completed already',
  'never-passed': 'a block list was completed that the caller had never been given',
  'still-outstanding': 'a block list was passed again before its operation was completed',
  'another-operation': 'a block list was completed by the completion function of another operation',
  'wrong-list': 'something was passed for a block list that is not the structure which the function takes',
  'wrong-handle': 'a handle was passed that is not the one which belongs there',
  'stale-handle': 'a handle was used after what it stood for had gone',
  'touched-after-completion': 'a block list was touched after it had been handed back',
  cycle: 'a block list leads back to itself',
  'wrong-layer': 'a block stands at a layer of the tree where it cannot stand',
  'tree-altered': 'a block list came back with other links than it was given',
  'reserved-for-ndis': 'a member was changed that is reserved for NDIS',
  'foreign-member': 'a member was changed that belongs to somebody else',
  'memory-in-use': 'memory was used after it was freed, or freed twice',
  'wrong-irql': 'a service was called above the IRQL that it allows',
  'wrong-return': 'a handler returned something that it may not return',
  'not-started': 'a driver did not do what it must do to be started',
  threw: 'a driver threw an exception',
} as const;

export type IllegalUseName = keyof typeof ILLEGAL_USES;

/** An illegal use of the interface, found where it happened. The layer is added by whoever knows who was running. */
export class IllegalUse extends Error {
  override readonly name = 'IllegalUse';

  /**
   * @param use which illegal use it is
   * @param expected what the interface allows
   * @param happened what was done instead, naming both sides
   */
  constructor(
    readonly use: IllegalUseName,
    readonly expected: string,
    readonly happened: string,
  ) {
    super(`${ILLEGAL_USES[use]}: expected ${expected}; happened: ${happened}`);
  }
}
