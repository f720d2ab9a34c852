import type { NdisMiniportAdapterHandle } from '../../ddi/handles';
import type { Nic, NicCommand, NicNeed, NicResource, RemoteEnds } from '../../ddi/nic';
import type { OffloadTargetEnvironment } from '../../ddi/offload-target';
import type { TcpContext } from './context-areas';

/** How long the driver waits for its hardware, in microseconds, before it holds it for hung. */
const WATCHDOG_MICROSECONDS = 100_000;

/** How the hardware answered: it did, or did not, each of the objects; its state is corrupt; it never answered. */
export type Answer =
  | {
      readonly state: 'done';
      readonly done: readonly boolean[];
      readonly lacking: ReadonlyMap<number, NicResource>;
    }
  | { readonly state: 'corrupt' | 'hung' };

/** What the pages leave a target to choose, as far as its connections go by it at any time. */
export interface Conduct {
  /** With state that is invalidated. Source: guide, Handling Invalidated State Objects. */
  readonly whenInvalidated: 'stop sending' | 'go on as normal';
  /** With data that comes before what it follows: it is kept, and acknowledged selectively, or dropped. */
  readonly outOfOrder: 'dropped' | 'kept';
  /**
   * When it has made up its mind to ask for a connection back: at once, or after some preparation. Source: guide, Handling
   * Send Requests During a Terminate Offload Operation.
   */
  readonly uploads: 'asked for at once' | 'prepared';
  /**
   * When it indicates a RST segment: at once, or when the client application has consumed what came before it. Source: reference
   * page NdisTcpOffloadEventHandler, Indicating an Abortive Disconnect.
   */
  readonly resets: 'indicated at once' | 'indicated behind data';
  /** With the send backlog size. Source: reference page _TCP_OFFLOAD_STATE_DELEGATED. */
  readonly sendBacklog: 'indicated' | 'not supported';
}

/** One adapter of the target: the MiniportAdapterContext that NDIS passes back with every call. */
export class Adapter {
  readonly #connections = new Map<string, TcpContext>();
  /** The operations that were given and are not completed, in the order in which they were given. */
  readonly #operations = new Set<object>();
  readonly #waiting = new Map<object, () => void>();
  /** Connections with something to send that must wait until an invalidate has ended, one way or the other. */
  readonly held = new Set<TcpContext>();
  /** How many invalidates are stored and not begun: which objects they name is not known, so nothing is sent till then. */
  invalidatesToCome = 0;

  /**
   * @param name how traces name it
   * @param handle what MiniportInitializeEx was given for it
   */
  constructor(
    readonly name: string,
    readonly nic: Nic,
    readonly environment: OffloadTargetEnvironment,
    readonly handle: NdisMiniportAdapterHandle,
    readonly conduct: Conduct,
  ) {}

  /**
   * Has the hardware do something and waits for its answer, but not for ever.
   * @param needs for each object the resource of which it takes a unit, or null
   * @param answered called once, in a later turn
   */
  command(command: NicCommand, needs: Iterable<NicNeed>, answered: (answer: Answer) => void): void {
    let waiting = true;
    const once = (answer: Answer): void => {
      if (!waiting) return;
      waiting = false;
      answered(answer);
    };
    this.nic.execute(command, needs, (outcome) => {
      once(outcome.corrupt ? { state: 'corrupt' } : { state: 'done', done: outcome.done, lacking: outcome.lacking });
    });
    this.environment.defer(() => {
      once({ state: 'hung' });
    }, WATCHDOG_MICROSECONDS);
  }

  /** Notes an operation that the adapter was given. */
  given(operation: object): void {
    this.#operations.add(operation);
  }

  /** Notes that an operation is completed, or will never be; one that waited for it begins in a turn of its own. */
  completed(operation: object): void {
    this.#operations.delete(operation);
    const begin = this.#takeDue();
    if (begin) this.environment.defer(begin, 0);
  }

  /**
   * Begins an operation once all that was given before it is completed: a terminate must not overtake what is
   * outstanding. Source: reference page NdisMTerminateOffloadComplete.
   */
  afterEarlier(operation: object, begin: () => void): void {
    this.#waiting.set(operation, begin);
    this.#takeDue()?.();
  }

  /** The operation that has waited long enough, if there is one. */
  #takeDue(): (() => void) | undefined {
    const [first] = this.#operations;
    const begin = first && this.#waiting.get(first);
    if (begin) this.#waiting.delete(first);
    return begin;
  }

  /** Lets segments find a connection. */
  add(connection: TcpContext): void {
    this.#connections.set(localKey(connection), connection);
  }

  remove(connection: TcpContext): void {
    this.#connections.delete(localKey(connection));
  }

  /** The connection that a received segment, or what the hardware detected, belongs to, if it is offloaded. */
  connectionOf(segment: RemoteEnds): TcpContext | undefined {
    return this.#connections.get(
      key(segment.destinationAddress, segment.destinationPort, segment.sourceAddress, segment.sourcePort),
    );
  }

  toTrace(): string {
    return this.name;
  }
}

const key = (address: string, port: number, remoteAddress: string, remotePort: number): string =>
  `${address}:${String(port)} ${remoteAddress}:${String(remotePort)}`;

function localKey({ constant, path }: TcpContext): string {
  return key(path.constant.SourceAddress, constant.LocalPort, path.constant.DestinationAddress, constant.RemotePort);
}
