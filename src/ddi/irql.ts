/** Interrupt request levels by name, lowest first (x64 values). */
export const IRQL = { PASSIVE_LEVEL: 0, APC_LEVEL: 1, DISPATCH_LEVEL: 2, HIGH_LEVEL: 15 } as const;

export type IrqlName = keyof typeof IRQL;
