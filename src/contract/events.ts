import { eventTypeName, TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import { OPERATIONS } from '../ddi/functions';
import type { PvoidLocation } from '../ddi/pvoid';
import type { Breach, Monitor } from './breach';
import { callsOf, hasList, listOf } from './reading';

/** What a target may indicate of a connection, by what it has indicated of it before. */

const TARGET = 'offload target';
const INDICATES = 'NdisTcpOffloadEventHandler';
const DISCONNECTS = 'MiniportTcpOffloadDisconnect';
const { TcpIndicateDisconnect, TcpIndicateAbort, TcpIndicateRetrieve } = TCP_OFFLOAD_EVENT_TYPE;

/** What has been indicated of a connection since it was offloaded. */
interface Told {
  /** The remote host has closed its half. */
  closed: boolean;
  /** The host stack has asked for the other half to be closed. */
  closing: boolean;
  aborted: boolean;
  /** The hardware state of the connection was found corrupt: it is then reported aborted, whatever came before. */
  corrupt: boolean;
}

/** Why an event cannot follow what was told before; null when it can. */
function objectionTo(type: number, information: number, told: Told): Pick<Breach, 'remark' | 'expected'> | null {
  if (type === TcpIndicateDisconnect && told.aborted) {
    return { remark: 'event.abort', expected: 'no graceful disconnect of a connection that was reported aborted' };
  }
  if (type === TcpIndicateDisconnect && told.closed) {
    return { remark: 'event.disconnect', expected: 'a graceful disconnect to be indicated once' };
  }
  if (type === TcpIndicateAbort && told.aborted && !told.corrupt) {
    return { remark: 'event.abort', expected: 'an abortive disconnect to be indicated once' };
  }
  const isAsked = type === TcpIndicateRetrieve && information !== TCP_UPLOAD_REASON.HardwareFailure;
  if (isAsked && told.closed && !told.closing && !told.aborted) {
    return { remark: 'event.never-when-half-closed', expected: 'no request for a connection that is in CLOSE_WAIT' };
  }
  return null;
}

/** Each disconnect is indicated once, nothing graceful after an abort, and a connection in CLOSE_WAIT is not asked for. */
export const eventsFollowEachOther: Monitor = (trace) => {
  if (callsOf(trace, INDICATES).length === 0) return [];
  const told = new Map<string, Told>();
  const of = (name: string): Told => {
    const known = told.get(name) ?? { closed: false, closing: false, aborted: false, corrupt: false };
    told.set(name, known);
    return known;
  };
  const { completes } = OPERATIONS.terminate;
  return callsOf(trace, INDICATES, DISCONNECTS, completes).flatMap((entry): Breach[] => {
    if (entry.from !== TARGET && entry.to !== TARGET) return [];
    if (entry.name === completes) {
      if (hasList(entry)) for (const { label } of listOf(entry)) told.delete(label);
      return [];
    }
    if (entry.name === DISCONNECTS) {
      of((entry.parameters['MiniportOffloadContext'] as PvoidLocation).address).closing = true;
      return [];
    }
    const { name } = (entry.parameters['NdisOffloadHandle'] ?? {}) as { name?: string };
    if (name === undefined) return [];
    const [type, information] = ['EventType', 'EventSpecificInformation'].map((key) => Number(entry.parameters[key]));
    const known = of(name);
    const objection = objectionTo(type ?? 0, information ?? 0, known);
    known.closed ||= type === TcpIndicateDisconnect;
    known.aborted ||= type === TcpIndicateAbort;
    known.corrupt = type === TcpIndicateRetrieve && information === TCP_UPLOAD_REASON.HardwareFailure;
    if (!objection) return [];
    return [{ ...objection, layer: TARGET, happened: `${eventTypeName(type ?? 0)} was indicated on ${name}`, entry }];
  });
};
