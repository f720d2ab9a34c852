import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeParameter } from './describe';
import { eventTypeName, TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON, uploadReasonName } from './events';
import { NdisBindingHandle, NDIS_OFFLOAD_HANDLE } from './handles';
import { IllegalUse } from './illegal-use';
import { ContextMemory } from './memory';
import { chain, chainOf, NET_BUFFER_LIST } from './net-buffer-list';
import { stateTypeName } from './offload-state-type';
import { NDIS_STATUS, statusName, statusOf } from './status';

/** Parts of the interface that are too small for a test file of their own. */

describe('memory', () => {
  const freed = (): ContextMemory => {
    const memory = new ContextMemory('C1', 'path');
    memory.free();
    return memory;
  };
  const misuse = (happened: string) => ({
    use: 'memory-in-use',
    expected: 'nobody to use C1 (path) after it was freed',
    happened,
  });

  test('holds what its owner keeps in it', () => {
    const memory = new ContextMemory('C1', 'path');
    assert.equal(memory.contents, null);
    memory.contents = 'state';
    assert.equal(memory.contents, 'state');
    assert.equal(memory.isFreed, false);
    assert.equal(memory.toTrace(), 'C1 (path)');
  });

  test('once freed, it can neither be read, nor written, nor freed', () => {
    assert.equal(freed().isFreed, true);
    assert.throws(() => freed().contents, misuse('it was read after that'));
    assert.throws(() => {
      freed().contents = 'state';
    }, misuse('it was written after that'));
    assert.throws(() => {
      freed().free();
    }, misuse('it was freed after that'));
  });
});

describe('chains of NET_BUFFER_LIST structures', () => {
  const lists = (count: number): NET_BUFFER_LIST[] =>
    Array.from({ length: count }, (_, index) => new NET_BUFFER_LIST(`send ${String(index)}`, 10));

  test('are linked in the order given, and end', () => {
    const three = lists(3);
    (three[2] as NET_BUFFER_LIST).Next = three[0] as NET_BUFFER_LIST;
    assert.equal(chain(three), three[0]);
    assert.deepEqual(chainOf(three[0] as NET_BUFFER_LIST), three);
    assert.equal(three[2]?.Next, null);
    assert.equal(chain([]), null);
  });

  test('that lead back are cut at the first structure seen twice', () => {
    const three = lists(3);
    chain(three);
    (three[2] as NET_BUFFER_LIST).Next = three[1] as NET_BUFFER_LIST;
    assert.deepEqual(chainOf(three[0] as NET_BUFFER_LIST), three);
    const [one] = lists(1) as [NET_BUFFER_LIST];
    one.Next = one;
    assert.deepEqual(chainOf(one), [one]);
  });
});

describe('names', () => {
  test('of statuses, both ways', () => {
    for (const [name, status] of Object.entries(NDIS_STATUS)) {
      assert.equal(statusName(status), name);
      assert.equal(statusOf(name), status);
    }
    assert.equal(statusName(null), 'no status');
    assert.equal(statusName(0xc0abcdef), '0xC0ABCDEF');
    assert.equal(statusName(1), '0x00000001');
    assert.throws(() => statusOf('NDIS_STATUS_SUCESS'), /NDIS_STATUS_SUCESS is not an NDIS_STATUS/);
    assert.throws(() => statusOf('toString'), RangeError);
  });

  test('of events, reasons and state types; what has no name is a number', () => {
    assert.equal(eventTypeName(4), 'TcpIndicateAbort');
    assert.equal(uploadReasonName(11), 'HardwareFailure');
    assert.equal(stateTypeName(17), 'TcpOffloadState');
    assert.deepEqual([eventTypeName(9), uploadReasonName(99), stateTypeName(254)], ['9', '99', '254']);
  });

  test('an illegal use says what it is, what was expected and what happened', () => {
    const use = new IllegalUse('wrong-handle', 'T1', 'T2 was passed');
    assert.equal(
      use.message,
      'a handle was passed that is not the one which belongs there: expected T1; happened: T2 was passed',
    );
    assert.deepEqual(
      [use.use, use.expected, use.happened, use.name],
      ['wrong-handle', 'T1', 'T2 was passed', 'IllegalUse'],
    );
  });

  test('handles and locations read by name', () => {
    const handle = new NDIS_OFFLOAD_HANDLE('TCP1');
    assert.equal(handle.toTrace(), 'TCP1');
    assert.equal(handle.MiniportOffloadContext.toTrace(), '&TCP1');
    assert.equal(handle.MiniportOffloadContext.value, null);
    assert.equal(new NdisBindingHandle('B1').toTrace(), 'B1');
  });
});

describe('parameters in a trace', () => {
  const { TcpIndicateRetrieve, TcpIndicateAbort } = TCP_OFFLOAD_EVENT_TYPE;
  const reason = TCP_UPLOAD_REASON.InvalidState;
  const segment = {
    sourceMac: '02-fe',
    destinationMac: '02-00',
    sourceAddress: '10.0.0.1',
    destinationAddress: '192.0.0.1',
    sourcePort: 1,
    destinationPort: 80,
    sequence: 1000,
    length: 500,
    acknowledgment: 5000,
    window: 65535,
    timeToLive: 128,
  };
  for (const [parameter, value, all, text] of [
    ['status', 0, {}, 'NDIS_STATUS_SUCCESS'],
    ['status', 'odd', {}, null],
    ['EventType', TcpIndicateRetrieve, {}, 'TcpIndicateRetrieve'],
    ['EventSpecificInformation', reason, { EventType: TcpIndicateRetrieve }, 'InvalidState'],
    ['EventSpecificInformation', reason, { EventType: TcpIndicateAbort }, '9'],
    ['MiniportAttributes', {}, {}, 'MiniportAdapterContext given'],
    ['MiniportDriverCharacteristics', {}, {}, 'handlers'],
    ['MiniportInitParameters', {}, {}, 'adapter'],
    ['Segment', segment, {}, '10.0.0.1:1 > 192.0.0.1:80 via 02-00 seq 1000 len 500 ack 5000 ttl 128'],
    ['NdisMiniportHandle', 'T1', {}, null],
  ] as const) {
    test(`${parameter} ${typeof value === 'object' ? '' : String(value)} reads ${String(text)}`, () => {
      assert.equal(describeParameter(all, parameter, value), text);
    });
  }
});
