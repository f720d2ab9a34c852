import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import type { ProtocolHandlers } from '../ddi/functions';
import { NdisBindingHandle, NdisMiniportDriverHandle, NDIS_OFFLOAD_HANDLE } from '../ddi/handles';
import { IllegalUse } from '../ddi/illegal-use';
import { IRQL } from '../ddi/irql';
import type { Segment } from '../ddi/nic';
import { NDIS_STATUS } from '../ddi/status';
import { Random } from '../sim/random';
import { Interface, kindOf } from './interface';

const links = (seed = 7): Interface => new Interface(new Random(seed));
const list = (): NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST =>
  new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(1, { Type: 4 }, new NDIS_OFFLOAD_HANDLE('N1'));
const request = { NdisBindingHandle: new NdisBindingHandle('B1'), OffloadBlockList: list() };

/** The lines of a trace without their numbers, turns and times. */
const lines = ({ trace }: Interface): string[] =>
  trace.entries.map((entry) => trace.line(entry).replace(/^.* us {2}/, ''));

describe('a call', () => {
  test('is recorded before it is handled, with its parameters as they were then', () => {
    const between = links();
    const { OffloadBlockList } = request;
    between.call('host stack', 'NDIS', 'NdisInvalidateOffload', request, () => {
      assert.equal(between.trace.length, 1);
      OffloadBlockList.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
    });
    assert.deepEqual(lines(between), [
      'host stack -> NDIS  NdisInvalidateOffload(NdisBindingHandle: B1, OffloadBlockList: P1 [N1])',
    ]);
  });

  test('what it returned is recorded against it, and given to the caller', () => {
    const between = links();
    const handle = new NdisMiniportDriverHandle('T1');
    const given = between.call('offload target', 'NDIS', 'NdisMRegisterMiniportDriver', {} as never, () => handle);
    assert.equal(given, handle);
    assert.deepEqual(lines(between)[1], 'offload target <- NDIS  NdisMRegisterMiniportDriver returns value: T1');
    assert.equal(between.trace.entries[1]?.of, 0);
  });

  test('knows within which other one it is made, and what is no part of one knows of none', () => {
    const between = links();
    const make = (handler: () => void): void => {
      between.call('host stack', 'NDIS', 'NdisInvalidateOffload', request, handler);
    };
    make(() => {
      make(() => undefined);
      between.condition('NIC', 'hung');
    });
    make(() => undefined);
    assert.deepEqual(
      between.trace.entries.map(({ within }) => within),
      [undefined, 0, 0, undefined],
    );
  });

  test('can be waited for: what waits happens once, as the call is recorded', () => {
    const between = links();
    const seen: number[] = [];
    between.once(
      ({ name }) => name === 'NdisInvalidateOffload',
      () => seen.push(between.trace.length),
    );
    between.condition('NIC', 'hung');
    for (let time = 0; time < 2; time += 1) {
      between.call('host stack', 'NDIS', 'NdisInvalidateOffload', request, () => undefined);
    }
    assert.deepEqual(seen, [2]);
  });

  test('statuses, events and reasons read by their names', () => {
    const between = links();
    between.call(
      'offload target',
      'NDIS',
      'NdisTcpOffloadEventHandler',
      {
        NdisOffloadHandle: new NDIS_OFFLOAD_HANDLE('TCP1'),
        EventType: 3,
        EventSpecificInformation: 11,
      },
      () => undefined,
    );
    assert.match(lines(between)[0] ?? '', /EventType: TcpIndicateRetrieve, EventSpecificInformation: HardwareFailure/);
  });
});

describe('an illegal use', () => {
  const fault = (use: ConstructorParameters<typeof IllegalUse>[0]): IllegalUse => new IllegalUse(use, 'this', 'that');

  test('of what a handler was passed is the caller’s, and the caller goes on', () => {
    const between = links();
    const result = between.call('host stack', 'NDIS', 'NdisInvalidateOffload', request, () => {
      throw fault('wrong-handle');
    });
    assert.equal(result, undefined);
    const expected = 'expected: this; happened: that; during: NdisInvalidateOffload';
    assert.equal(lines(between)[1], `host stack: illegal use, wrong-handle: ${expected}`);
  });

  for (const use of ['touched-after-completion', 'memory-in-use', 'wrong-return'] as const) {
    test(`${use} in a handler is the handler’s, but never NDIS’s`, () => {
      const between = links();
      const throwing = (): never => {
        throw fault(use);
      };
      between.call('NDIS', 'offload target', 'MiniportUpdateOffload', {} as never, throwing);
      between.call('offload target', 'NDIS', 'NdisMUpdateOffloadComplete', {} as never, throwing);
      const by = between.trace.entries.filter(({ kind }) => kind === 'illegal use').map(({ from }) => from);
      assert.deepEqual(by, ['offload target', 'offload target']);
    });
  }

  test('an exception of a handler’s own is the handler’s, with the place where it was thrown', () => {
    const between = links();
    between.call('NDIS', 'offload target', 'MiniportUpdateOffload', {} as never, () => {
      throw new RangeError('no room');
    });
    const { from, name, parameters } = between.trace.entries[1] ?? {};
    assert.deepEqual(
      [from, name, parameters?.['expected']],
      ['offload target', 'threw', 'a driver to handle its own exceptions'],
    );
    assert.match(String(parameters?.['happened']), /^RangeError: no room \(at .*interface\.test\.ts:\d+:\d+\)?/);
  });

  test('what is thrown need not be an error', () => {
    const between = links();
    between.act('offload target', IRQL.PASSIVE_LEVEL, () => {
      throw 'a word';
    });
    assert.match(lines(between)[0] ?? '', /^offload target: illegal use, threw: .*happened: a word; during: $/);
  });

  test('in a layer’s own turn it is that layer’s', () => {
    const between = links();
    between.defer('intermediate driver 1', () => {
      throw fault('touched-after-completion');
    });
    between.runToIdle();
    assert.match(lines(between)[0] ?? '', /^intermediate driver 1: illegal use, touched-after-completion/);
  });

  test('says in which functions it happened, the innermost last', () => {
    const between = links();
    between.call('host stack', 'NDIS', 'NdisUpdateOffload', request, () => {
      between.call('NDIS', 'offload target', 'MiniportInvalidateOffload', {} as never, () => undefined);
      between.call('NDIS', 'offload target', 'MiniportUpdateOffload', {} as never, () => {
        throw fault('cycle');
      });
    });
    assert.match(
      lines(between)[3] ?? '',
      /^NDIS: illegal use, cycle: .*during: NdisUpdateOffload > MiniportUpdateOffload$/,
    );
    assert.equal(between.trace.length, 4);
  });

  test('a caller that cannot go on without the result is unwound, and the use is recorded once', () => {
    const between = links();
    between.act('offload target', IRQL.PASSIVE_LEVEL, () => {
      between.call('offload target', 'NDIS', 'NdisAllocateMemoryWithTagPriority', {} as never, () => {
        throw fault('wrong-handle');
      });
      assert.fail('the caller went on');
    });
    assert.equal(between.trace.entries.filter(({ kind }) => kind === 'illegal use').length, 1);
  });

  for (const [name, returned, expected] of [
    ['MiniportInvalidateOffload', 0x103, 'MiniportInvalidateOffload to return nothing; NDIS_STATUS_PENDING'],
    ['MiniportTcpOffloadSend', 0, 'MiniportTcpOffloadSend to return NDIS_STATUS_PENDING; NDIS_STATUS_SUCCESS'],
    ['MiniportTcpOffloadReceive', undefined, 'MiniportTcpOffloadReceive to return NDIS_STATUS_PENDING; nothing'],
    ['MiniportTcpOffloadDisconnect', undefined, 'MiniportTcpOffloadDisconnect to return NDIS_STATUS_PENDING; nothing'],
    ['MiniportInitializeEx', 0xc0000001, 'MiniportInitializeEx to return NDIS_STATUS_SUCCESS; NDIS_STATUS_FAILURE'],
    ['ProtocolInvalidateOffloadComplete', 'yes', 'ProtocolInvalidateOffloadComplete to return nothing; yes'],
  ] as const) {
    test(`${name} that returns ${String(returned)}`, () => {
      const between = links();
      const to = name.startsWith('Protocol') ? 'host stack' : 'offload target';
      between.call('NDIS', to, name, {} as never, () => returned as never);
      const { from, name: use, parameters } = between.trace.entries.at(-1) ?? {};
      assert.deepEqual([from, use], [to, 'wrong-return']);
      const [what = '', how = ''] = expected.split('; ');
      assert.deepEqual([parameters?.['expected'], parameters?.['happened']], [what, `it returned ${how}`]);
    });
  }

  test('an asynchronous handler returns a promise, whatever becomes of it', () => {
    const between = links();
    const failing = async (): Promise<never> => Promise.reject(new Error('later'));
    between.call('NDIS', 'offload target', 'MiniportUpdateOffload', {} as never, failing as never);
    assert.match(lines(between).at(-1) ?? '', /happened: it returned a promise: it must not be an async function;/);
  });

  test('handlers that return what they must are not complained of', () => {
    const between = links();
    between.call(
      'NDIS',
      'offload target',
      'MiniportTcpOffloadSend',
      {} as never,
      () => NDIS_STATUS.NDIS_STATUS_PENDING,
    );
    between.call('NDIS', 'offload target', 'MiniportUpdateOffload', {} as never, () => undefined);
    assert.deepEqual(
      between.trace.entries.map(({ kind }) => kind),
      ['call', 'return', 'call'],
    );
  });
});

describe('turns', () => {
  test('a layer that acts has a turn and an IRQL of its own; what it defers runs later, at DISPATCH_LEVEL', () => {
    const between = links();
    const seen: number[][] = [];
    const note = (): void => void seen.push([between.queue.turn, between.irql]);
    between.act('host stack', IRQL.HIGH_LEVEL, () => {
      note();
      between.later('host stack', note);
    });
    assert.equal(between.irql, IRQL.PASSIVE_LEVEL);
    between.runToIdle();
    between.turnIrql = IRQL.HIGH_LEVEL;
    between.defer('host stack', note, 5);
    between.runToIdle();
    assert.deepEqual(seen, [
      [1, IRQL.HIGH_LEVEL],
      [2, IRQL.DISPATCH_LEVEL],
      [3, IRQL.HIGH_LEVEL],
    ]);
    assert.equal(between.irql, IRQL.PASSIVE_LEVEL);
  });

  test('deferred work waits between 1 and 20 microseconds, as the seed decides, or as long as it is told', () => {
    const times = (seed: number): number[] => {
      const between = links(seed);
      const seen: number[] = [];
      for (let n = 0; n < 200; n += 1) between.defer('host stack', () => void seen.push(between.queue.nowMicroseconds));
      between.runToIdle();
      return seen;
    };
    assert.deepEqual([Math.min(...times(1)), Math.max(...times(1))], [1, 20]);
    assert.deepEqual(times(1), times(1));
    assert.notDeepEqual(times(1), times(2));
  });

  test('a layer that keeps itself busy for ever is named', () => {
    const between = links();
    const again = (): void => {
      between.defer('offload target', again, 1);
    };
    again();
    assert.throws(() => {
      between.runToIdle();
    }, /^NeverIdle: expected every layer to become idle; happened: after 5000000 turns the offload target still puts work off, at t = 5000000 us$/);
  });

  test('numbers of a kind of thing count from 1', () => {
    const between = links();
    assert.deepEqual([between.nextId('P'), between.nextId('P'), between.nextId('M')], [1, 2, 1]);
  });
});

describe('a tap', () => {
  const call = (between: Interface, from = 'offload target'): void => {
    between.call(from, 'NDIS', 'NdisMUpdateOffloadComplete', { OffloadBlockList: 'list' } as never, () => undefined);
  };

  test('on the caller’s side stands before the trace: it can lose, double and change a call', () => {
    const between = links();
    between.calls('NdisMUpdateOffloadComplete', 'offload target', () => undefined);
    call(between);
    assert.deepEqual(lines(between), []);
    between.calls('NdisMUpdateOffloadComplete', 'offload target', ({ name, from, to, parameters }, proceed) => {
      assert.deepEqual(
        [name, from, to, parameters],
        ['NdisMUpdateOffloadComplete', 'offload target', 'NDIS', { OffloadBlockList: 'list' }],
      );
      proceed();
      return proceed({ OffloadBlockList: 'other' } as never);
    });
    call(between);
    assert.deepEqual(lines(between), [
      'offload target -> NDIS  NdisMUpdateOffloadComplete(OffloadBlockList: list)',
      'offload target -> NDIS  NdisMUpdateOffloadComplete(OffloadBlockList: other)',
    ]);
  });

  test('on the callee’s side stands behind the trace: the call is recorded, and may never be handled', () => {
    const between = links();
    let handled = 0;
    between.handles('MiniportUpdateOffload', 'offload target', (_crossing, proceed) =>
      handled === 0 ? proceed() : undefined,
    );
    for (let times = 0; times < 2; times += 1) {
      between.call('NDIS', 'offload target', 'MiniportUpdateOffload', {} as never, () => {
        handled += 1;
      });
    }
    assert.equal(handled, 1);
    assert.equal(between.trace.length, 2);
  });

  test('on the callee’s side can have it handle other parameters than those that were passed', () => {
    const between = links();
    between.handles('MiniportUpdateOffload', 'offload target', (_crossing, proceed) =>
      proceed({ MiniportAdapterContext: 'B' } as never),
    );
    between.call(
      'NDIS',
      'offload target',
      'MiniportUpdateOffload',
      { MiniportAdapterContext: 'A' } as never,
      (given) => {
        assert.deepEqual(given, { MiniportAdapterContext: 'B' });
      },
    );
    assert.deepEqual(lines(between), ['NDIS -> offload target  MiniportUpdateOffload(MiniportAdapterContext: A)']);
  });

  test('sits on one function of one kind of layer', () => {
    const between = links();
    between.calls('NdisMUpdateOffloadComplete', 'intermediate driver', () => undefined);
    call(between, 'offload target');
    call(between, 'intermediate driver 2');
    assert.equal(between.trace.length, 1);
    assert.equal(kindOf('intermediate driver 12'), 'intermediate driver');
    assert.equal(kindOf('offload target'), 'offload target');
  });

  test('makes a call to NDIS in a layer’s name', () => {
    const between = links();
    between.provides(
      new Map([
        ['NdisFreeMemory', (from: string, given: { VirtualAddress: string }) => `${from} ${given.VirtualAddress}`],
      ]),
    );
    assert.equal(
      between.perform('NdisFreeMemory', 'offload target', { VirtualAddress: 'C1' } as never),
      'offload target C1',
    );
    assert.equal(lines(between)[0], 'offload target -> NDIS  NdisFreeMemory(VirtualAddress: C1)');
    assert.throws(
      () => between.perform('NdisOffloadTcpSend', 'host stack', {} as never),
      /NDIS does not provide NdisOffloadTcpSend/,
    );
  });

  test('has NDIS call a handler of a protocol driver', () => {
    const between = links();
    const heard: unknown[] = [];
    const handlers = { ProtocolTcpOffloadEvent: (given: unknown) => heard.push(given) } as unknown as ProtocolHandlers;
    between.provides(new Map(), (layer) => (layer === 'host stack' ? handlers : null));
    const given = { EventType: 1 } as never;
    between.report('ProtocolTcpOffloadEvent', 'host stack', given);
    assert.deepEqual(heard, [given]);
    assert.match(lines(between)[0] ?? '', /^NDIS -> host stack {2}ProtocolTcpOffloadEvent\(EventType: /);
    assert.throws(() => {
      between.report('ProtocolTcpOffloadEvent', 'offload target', given);
    }, /^Error: the offload target is no protocol driver$/);
  });

  test('on the way to the wire can lose, change and repeat a segment', () => {
    const segment = { sequence: 1, length: 10 } as Segment;
    const arrived: number[] = [];
    const carry = (between: Interface): void => {
      between.carry('transmit', 'NIC', 'wire', segment, ({ sequence }) => void arrived.push(sequence));
    };
    const between = links();
    carry(between);
    between.carries('transmit', (given, proceed) => {
      proceed();
      proceed({ ...given, sequence: 2 });
    });
    carry(between);
    between.carries('transmit', () => undefined);
    carry(between);
    assert.deepEqual(arrived, [1, 1, 2]);
    assert.equal(between.trace.length, 3);
  });
});

test('conditions are recorded', () => {
  const between = links();
  between.condition('NIC', 'TCP entries left', { units: 3 });
  assert.deepEqual(lines(between), ['NIC: TCP entries left units: 3']);
});
