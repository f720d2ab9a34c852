import type { Segment } from '../ddi/nic';
import type { PathState, TcpState } from '../ddi/offload-state';
import type { Capability } from '../ddi/offload-target';
import { NDIS_STATUS } from '../ddi/status';
import type { TraceEntry } from '../sim/trace';
import type { Breach, Monitor } from './breach';
import { callsOf, conditionsIn, listOf } from './reading';

/** A state object as the host stack's calls show it. */
interface Known {
  /** The name of the object that it depends on, if any. */
  below: string | null;
  invalid: boolean;
}

/**
 * Which connection may send, read off the calls that the host stack makes and that report to it: what depends on what,
 * what is invalid, what is offloaded no more; and by which addresses a segment is known to be a connection's.
 */
class Dependencies {
  readonly #objects = new Map<string, Known>();
  readonly #byEnds = new Map<string, string>();
  readonly #addresses = new Map<string, { source: string; destination: string }>();

  /** Takes in a call between the host stack and NDIS. */
  observe(entry: TraceEntry): void {
    switch (entry.name) {
      case 'NdisInitiateOffload':
        this.#add(entry);
        break;
      case 'ProtocolUpdateOffloadComplete':
        this.#relink(entry);
        break;
      case 'ProtocolInvalidateOffloadComplete':
        this.#eachDone(entry, (known) => {
          known.invalid = true;
        });
        break;
      case 'ProtocolTerminateOffloadComplete':
        for (const { label } of listOf(entry)) this.#objects.delete(label);
        break;
      default:
        break;
    }
  }

  /** The connection that a segment belongs to; null when it is none that is offloaded. */
  connectionOf(segment: Segment): string | null {
    return this.#byEnds.get(endsOf(segment)) ?? null;
  }

  /** The invalid object that keeps a connection from sending: itself, or what it depends on; null when it may send. */
  invalidFor(connection: string): string | null {
    for (let name: string | null = connection; name !== null;) {
      const known: Known | undefined = this.#objects.get(name);
      if (known?.invalid) return name;
      name = known?.below ?? null;
    }
    return null;
  }

  #add(entry: TraceEntry): void {
    const list = listOf(entry);
    for (const { label, isPlaceholder, parent, following } of list) {
      if (isPlaceholder || !following) continue;
      const below = parent < 0 ? null : list.at(parent).label;
      this.#objects.set(label, { below, invalid: false });
      const constant = following.const;
      if (constant && 'SourceAddress' in constant) this.#addAddresses(label, constant);
      if (constant && 'LocalPort' in constant) this.#addEnds(label, below, constant);
    }
  }

  #addAddresses(path: string, { SourceAddress, DestinationAddress }: Required<PathState>['const']): void {
    this.#addresses.set(path, { source: SourceAddress, destination: DestinationAddress });
  }

  #addEnds(connection: string, path: string | null, { LocalPort, RemotePort }: Required<TcpState>['const']): void {
    const addresses = this.#addresses.get(path ?? '');
    if (!addresses) return;
    this.#byEnds.set(keyOf(addresses.source, LocalPort, addresses.destination, RemotePort), connection);
  }

  #relink(entry: TraceEntry): void {
    const list = listOf(entry);
    for (const { label, parent, status, isPlaceholder } of list) {
      const known = this.#objects.get(label);
      const below = parent < 0 ? null : list.at(parent);
      if (!known || isPlaceholder || status !== NDIS_STATUS.NDIS_STATUS_SUCCESS) continue;
      if (below && !below.isPlaceholder) known.below = below.label;
    }
  }

  #eachDone(entry: TraceEntry, change: (known: Known) => void): void {
    for (const { label, status } of listOf(entry)) {
      const known = this.#objects.get(label);
      if (known && status === NDIS_STATUS.NDIS_STATUS_SUCCESS) change(known);
    }
  }
}

const GOES_ON: Capability = 'goes-on-when-invalidated';

/** After an invalidate has succeeded, neither the object nor any connection that depends on it is used to send data. */
export const nothingIsSentOnInvalidState: Monitor = (trace) => {
  // A target that goes on as normal does so until the host stack terminates the offload.
  if (conditionsIn(trace).some(({ name }) => name === GOES_ON)) return [];
  // Where nothing was sent, or nothing became invalid, what depends on what need not be known.
  if (callsOf(trace, 'transmit').length === 0) return [];
  if (callsOf(trace, 'ProtocolInvalidateOffloadComplete').length === 0) return [];
  const dependencies = new Dependencies();
  const breaches: Breach[] = [];
  for (const entry of trace.entries) {
    if (entry.kind !== 'call') continue;
    if (entry.from === 'host stack' || entry.to === 'host stack') dependencies.observe(entry);
    if (entry.name !== 'transmit') continue;
    const segment = entry.parameters['Segment'] as Segment;
    const connection = dependencies.connectionOf(segment);
    const invalid = connection === null ? null : dependencies.invalidFor(connection);
    if (connection === null || invalid === null || segment.length === 0) continue;
    breaches.push({
      remark: 'invalidate.no-sending',
      layer: 'offload target',
      expected: `no data of ${connection} on the wire while ${invalid} is invalidated`,
      happened: `a segment with ${String(segment.length)} bytes of it was sent`,
      entry,
    });
  }
  return breaches;
};

/** What a connection is known by on the wire, from its own side. */
const endsOf = ({ sourceAddress, sourcePort, destinationAddress, destinationPort }: Segment): string =>
  keyOf(sourceAddress, sourcePort, destinationAddress, destinationPort);

const keyOf = (source: string, sourcePort: number, destination: string, destinationPort: number): string =>
  `${source}:${String(sourcePort)} ${destination}:${String(destinationPort)}`;
