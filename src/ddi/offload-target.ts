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
 * What a target does otherwise than a target that claims nothing, where the pages leave it the choice.
 * - `goes-on-when-invalidated`: with state that was invalidated it goes on as normal, sending included, until the host stack
 *   terminates the offload (guide, Handling Invalidated State Objects, the alternative).
 */
export const CHOICES = ['goes-on-when-invalidated'] as const;

/**
 * What a target claims: its choices, and what it can let be seen from outside beyond the documented interface and the wire.
 * - `memory`: it allocates each offload context area through NdisAllocateMemoryWithTagPriority, frees it through
 *   NdisFreeMemory, and supplies that memory as the PVOID of the object.
 * - `handed-over-sends`, `completed-sends`, `mixed-sends`: in which of the allowed ways it returns outstanding sends when their
 *   connection is terminated: all of them with the terminate, all of them completed before it, or those of which something
 *   was sent in the one way and the others in the other (guide, Handling Outstanding Send Data During a Terminate …).
 * - `selective-acknowledgments`: it keeps data that comes before what it follows, and acknowledges it selectively (TCP SACK).
 * - `asks-when-detected`: it asks for a connection back when its NIC detects something on it (`Nic.onDetection`) that the table of
 *   reasons has (reference page NdisTcpOffloadEventHandler: such a circumstance can cause a target to ask).
 * - `prepares-uploads`: it asks for a connection back some time after it has made up its mind, and stops taking sends in between (guide,
 *   Handling Send Requests During a Terminate Offload Operation).
 * - `send-backlog`: it indicates changes of the send backlog size, which it calculates as the page's example has it: the minimum of
 *   the bandwidth-delay product and the advertised receive window (reference page NdisTcpOffloadEventHandler).
 * - `resets-behind-data`: it indicates a RST segment when the client application has consumed what came before it, and not as soon as
 *   it arrives (reference page NdisTcpOffloadEventHandler leaves it free to do either).
 */
export const CAPABILITIES = [
  'memory',
  'handed-over-sends',
  'completed-sends',
  'mixed-sends',
  'selective-acknowledgments',
  'asks-when-detected',
  'prepares-uploads',
  'send-backlog',
  'resets-behind-data',
  ...CHOICES,
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** What the module of a target exports. */
export interface OffloadTargetModule {
  createOffloadTarget(environment: OffloadTargetEnvironment): OffloadTarget;
  readonly capabilities: readonly Capability[];
  /** The same target with other capabilities, for examples that need them; it may be built for that. */
  readonly variants?: readonly OffloadTargetModule[];
}
