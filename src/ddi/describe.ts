import { eventTypeName, TCP_OFFLOAD_EVENT_TYPE, uploadReasonName } from './events';
import type { Segment } from './nic';
import { statusName } from './status';
import { disconnectName } from './tcp-disconnect';

/**
 * How a parameter of the interface reads: statuses, event types, upload reasons and kinds of disconnect by their names in the header.
 * @param parameters all parameters of the call, since the meaning of EventSpecificInformation depends on EventType
 * @param parameter the name of one of them, or `status` for a returned status
 * @returns the text, or null where the value's own text will do
 */
export function describeParameter(
  parameters: Readonly<Record<string, unknown>>,
  parameter: string,
  value: unknown,
): string | null {
  switch (parameter) {
    case 'status':
    case 'Status':
      return typeof value === 'number' ? statusName(value) : null;
    case 'EventType':
      return eventTypeName(Number(value));
    case 'EventSpecificInformation':
      return parameters['EventType'] === TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve
        ? uploadReasonName(Number(value))
        : String(value);
    case 'Flags':
      return disconnectName(Number(value));
    case 'MiniportAttributes':
      return 'MiniportAdapterContext given';
    case 'MiniportDriverCharacteristics':
      return 'handlers';
    case 'MiniportInitParameters':
      return 'adapter';
    case 'Segment':
      return describeSegment(value as Segment);
    default:
      return null;
  }
}

/** A segment on one line. */
export function describeSegment(segment: Segment): string {
  const ends = `${segment.sourceAddress}:${String(segment.sourcePort)} > ${segment.destinationAddress}:${String(segment.destinationPort)}`;
  const numbers = `seq ${String(segment.sequence)} len ${String(segment.length)} ack ${String(segment.acknowledgment)}`;
  const flags = (segment.flags ?? []).map((flag) => ` ${flag}`).join('');
  const ranges = (segment.selectively ?? []).map(({ first, end }) => ` sack ${String(first)}-${String(end)}`).join('');
  return `${ends} via ${segment.destinationMac} ${numbers} ttl ${String(segment.timeToLive)}${flags}${ranges}`;
}
