import type {
  FunctionName,
  NdisForMiniport,
  NdisForProtocol,
  ParametersOf,
  ProtocolHandlers,
  ResultOf,
} from './functions';
import type { Segment } from './nic';

/** The kinds of layer, top to bottom. */
export type LayerKind = 'host stack' | 'NDIS' | 'intermediate driver' | 'offload target';

/** What crosses between a NIC and the wire: a segment that goes out, a segment that comes in. */
export type WireCrossing = 'transmit' | 'receive';

/** One call that is about to cross an interface, or that has just crossed it. */
export interface Crossing<F extends FunctionName> {
  readonly name: F;
  /** The layers, by the names that the trace gives them. */
  readonly from: string;
  readonly to: string;
  readonly parameters: ParametersOf<F>;
}

/**
 * Stands in for one call. `proceed` lets it go on, with other parameters when given some; not calling it loses the call,
 * calling it twice doubles it.
 */
export type Fault<F extends FunctionName> = (
  crossing: Crossing<F>,
  proceed: (parameters?: ParametersOf<F>) => ResultOf<F> | undefined,
) => ResultOf<F> | undefined;

/** What NDIS provides, to whomever. */
export type NdisFunctionName = keyof NdisForMiniport | keyof NdisForProtocol;

/**
 * How something can sit on the interfaces between the layers without being one of them: each call passes by, on the
 * caller's side before the trace sees it and on the callee's side after that.
 */
export interface Tap {
  /** The IRQL at which the code under way runs. */
  readonly irql: number;
  /** On the caller's side: what the caller does wrong. */
  calls<F extends FunctionName>(name: F, by: LayerKind, fault: Fault<F>): void;
  /** On the callee's side: what the callee does wrong with a call that it was given. */
  handles<F extends FunctionName>(name: F, of: LayerKind, fault: Fault<F>): void;
  /** On the way to the wire or from it. `proceed` puts a segment on its way, the one that came by when given none. */
  carries(crossing: WireCrossing, fault: (segment: Segment, proceed: (segment?: Segment) => void) => void): void;
  /** Puts a segment on the wire that no layer sent. */
  transmit(segment: Segment): void;
  /** Makes a call to NDIS in a layer's name, which crosses the interface like any other. */
  perform<F extends NdisFunctionName>(name: F, from: string, parameters: ParametersOf<F>): ResultOf<F> | undefined;
  /** Has NDIS call a handler of a protocol driver, the host stack or an intermediate driver, of its own accord. */
  report<F extends keyof ProtocolHandlers>(name: F, to: string, parameters: ParametersOf<F>): void;
  /** Does something in a later turn. */
  later(owner: string, work: () => void): void;
}
