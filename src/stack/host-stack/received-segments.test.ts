import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Segment, TcpFlag } from '../../ddi/nic';
import type { PathState, TcpState } from '../../ddi/offload-state';
import { ReceivedSegments } from './received-segments';
import { StateObject } from './state-object';

const path = new StateObject('path', 'PATH1', 1, 0, null);
let connection: StateObject;
let offloaded: Set<StateObject>;
let segments: ReceivedSegments;
let told: string[];

beforeEach(() => {
  connection = new StateObject('TCP connection', 'TCP1', 1, 0, path);
  offloaded = new Set([path, connection]);
  told = [];
  segments = new ReceivedSegments(offloaded, {
    deliver: ({ name }, bytes) => void told.push(`${name} delivered ${String(bytes)}`),
    forward: ({ name }, some) =>
      void told.push(`${name} forwarded ${some.map(({ sequence }) => String(sequence)).join(' ')}`),
  });
});

/** A segment of the remote peer's on TCP1, or on another of its ports. */
function segment(sequence: number, length: number, flags: readonly TcpFlag[] = [], port?: number): Segment {
  const { SourceAddress, DestinationAddress } = (path.state as Required<PathState>).const;
  const { LocalPort, RemotePort } = (connection.state as Required<TcpState>).const;
  return {
    sourceMac: 'remote',
    destinationMac: 'local',
    sourceAddress: DestinationAddress,
    destinationAddress: SourceAddress,
    sourcePort: port ?? RemotePort,
    destinationPort: LocalPort,
    sequence,
    length,
    acknowledgment: 0,
    window: 0,
    timeToLive: 64,
    flags,
  };
}

/** The offload of the connection has ended, or never was. */
function isBack(condition: 'whole' | 'lost' = 'whole'): void {
  connection.phase = 'in host';
  offloaded.delete(connection);
  segments.isBack(connection, condition);
  segments.takeUp(connection);
}

describe('segments that no target has processed', () => {
  test('are forwarded while their connection is offloaded', () => {
    connection.phase = 'offloaded';
    segments.arrived(segment(5000, 10));
    segments.arrived(segment(5000, 10, [], 9999));
    assert.deepEqual(told, ['TCP1 forwarded 5000']);
  });

  test('wait while it is being offloaded, and are forwarded then, once and in their order', () => {
    connection.phase = 'offloading';
    for (const sequence of [5010, 5000]) segments.arrived(segment(sequence, 10));
    segments.takeUp(connection);
    assert.deepEqual(told, []);
    connection.phase = 'offloaded';
    segments.takeUp(connection);
    segments.takeUp(connection);
    assert.deepEqual(told, ['TCP1 forwarded 5010 5000']);
  });

  test('are processed when it was not offloaded after all', () => {
    connection.phase = 'offloading';
    segments.arrived(segment(5000, 10));
    isBack();
    assert.deepEqual(told, ['TCP1 delivered 10']);
  });

  test('wait while its offload is being terminated, and go on from where that has come to', () => {
    connection.phase = 'terminating';
    segments.arrived(segment(5990, 20));
    segments.arrived(segment(6010, 5, ['FIN']));
    assert.deepEqual(told, []);
    connection.takeDelegated({ RcvNxt: 6000 });
    isBack();
    assert.deepEqual(told, ['TCP1 delivered 15']);
    assert.equal((connection.state as Required<TcpState>).delegated.RcvNxt, 6016);
  });

  test('that come again count once, and those behind a gap when it is closed', () => {
    isBack();
    segments.arrived(segment(5000, 10));
    segments.arrived(segment(5000, 10));
    segments.arrived(segment(5020, 10));
    assert.deepEqual(told, ['TCP1 delivered 10']);
    segments.arrived(segment(5010, 10));
    assert.deepEqual(told, ['TCP1 delivered 10', 'TCP1 delivered 20']);
  });

  test('are nobody\u2019s on a connection that was lost', () => {
    isBack('lost');
    segments.arrived(segment(5000, 10));
    assert.deepEqual(told, []);
  });
});
