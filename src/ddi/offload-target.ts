import type { MiniportHandlers, NdisForMiniport } from './functions';

/** What an offload target is given to live on: NDIS, and a way to put work off to a later turn (a DPC). */
export interface OffloadTargetEnvironment {
  readonly ndis: NdisForMiniport;
  /**
   * Runs work in a later turn, at DISPATCH_LEVEL.
   * @param delayMicroseconds how much later; without it, a short time that the run's seed decides
   */
  defer(work: () => void, delayMicroseconds?: number): void;
}

/** An offload target: a miniport driver with its NICs. */
export interface OffloadTarget extends MiniportHandlers {
  /** Called once, first: the driver must call NdisMRegisterMiniportDriver in it. */
  DriverEntry(): void;
}

/**
 * What a target can let be seen from outside beyond the documented interface and the wire.
 * - `memory`: it allocates each offload context area through NdisAllocateMemoryWithTagPriority, frees it through
 *   NdisFreeMemory, and supplies that memory as the PVOID of the object.
 */
export const CAPABILITIES = ['memory'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** What the module of a target exports. */
export interface OffloadTargetModule {
  createOffloadTarget(environment: OffloadTargetEnvironment): OffloadTarget;
  readonly capabilities: readonly Capability[];
}
