import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OffloadTargetEnvironment, OffloadTargetModule } from '../ddi/offload-target';
import { ReferenceTarget } from './offload-target/offload-target';
import { Stack } from './stack';
import { asTargetModule, REFERENCE_TARGET } from './target-module';

const NAME = 'the target ./mine';
const make = (environment: OffloadTargetEnvironment): ReferenceTarget => new ReferenceTarget(environment);

/** What a module is refused with. */
function refusal(exported: unknown): string {
  try {
    asTargetModule(exported, NAME);
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
  return assert.fail('the module was taken');
}

/** A module whose target has other handlers than the reference target. */
const changed = (change: object): Pick<OffloadTargetModule, 'createOffloadTarget'> => ({
  createOffloadTarget: (environment) => Object.assign(make(environment), change),
});

test('the reference target is a target, and so is a module that claims nothing', () => {
  const { capabilities: claimed, variants } = asTargetModule(REFERENCE_TARGET, NAME);
  assert.deepEqual(claimed, ['memory', 'handed-over-sends', 'asks-when-detected', 'send-backlog']);
  assert.deepEqual(
    variants?.map((variant) => variant.capabilities),
    [
      ['memory', 'handed-over-sends', 'asks-when-detected', 'send-backlog', 'goes-on-when-invalidated'],
      ['memory', 'handed-over-sends', 'asks-when-detected', 'send-backlog', 'selective-acknowledgments'],
      ['memory', 'handed-over-sends', 'asks-when-detected', 'send-backlog', 'prepares-uploads'],
      ['memory', 'handed-over-sends', 'asks-when-detected', 'send-backlog', 'resets-behind-data'],
      ['memory', 'completed-sends'],
      ['memory', 'mixed-sends'],
    ],
  );
  const { capabilities, createOffloadTarget } = asTargetModule({ createOffloadTarget: make }, NAME);
  assert.deepEqual(capabilities, []);
  const { trace } = new Stack({
    seed: 1,
    adapters: 2,
    intermediateDrivers: 1,
    target: { capabilities, createOffloadTarget },
  });
  assert.deepEqual(
    trace.entries.filter(({ kind }) => kind === 'illegal use'),
    [],
  );
});

test('variants must be targets too, and are named when they are not', () => {
  for (const [variants, message] of [
    ['none', 'the target ./mine exports variants that are no array of target modules'],
    [[REFERENCE_TARGET, {}], /^variant 2 of the target \.\/mine must export a function createOffloadTarget/],
  ] as const) {
    assert.throws(() => asTargetModule({ createOffloadTarget: make, variants }, NAME), { message });
  }
});

describe('a module that is no target is refused with what is expected and what is there', () => {
  for (const [what, exported, message] of [
    ['nothing', null, 'the target ./mine must export a function createOffloadTarget(environment); it exports nothing'],
    [
      'an empty object',
      {},
      'the target ./mine must export a function createOffloadTarget(environment); it exports nothing',
    ],
    [
      'other names',
      { default: make, createTarget: make },
      'the target ./mine must export a function createOffloadTarget(environment); it exports default, createTarget',
    ],
    [
      'no function',
      { createOffloadTarget: 'mine' },
      'the target ./mine must export a function createOffloadTarget(environment); it exports createOffloadTarget',
    ],
    [
      'a capability that is none',
      { createOffloadTarget: make, capabilities: ['memory', 'telepathy'] },
      'the target ./mine exports capabilities [memory, handed-over-sends, completed-sends, mixed-sends, selective-acknowledgments, asks-when-detected, prepares-uploads, send-backlog, resets-behind-data, goes-on-when-invalidated] at most; telepathy is none of them',
    ],
    [
      'capabilities that are no list',
      { createOffloadTarget: make, capabilities: 'memory' },
      'the target ./mine exports capabilities [memory, handed-over-sends, completed-sends, mixed-sends, selective-acknowledgments, asks-when-detected, prepares-uploads, send-backlog, resets-behind-data, goes-on-when-invalidated] at most; memory is none of them',
    ],
  ] as const) {
    test(what, () => {
      assert.equal(refusal(exported), message);
    });
  }
});

describe('a target that does not start is refused with what it did', () => {
  for (const [what, exported, expected, happened] of [
    [
      'it has not all handlers',
      changed({ MiniportTcpOffloadSend: undefined, MiniportUpdateOffload: 7 }),
      'the offload target to provide every handler of a miniport',
      /^MiniportUpdateOffload, MiniportTcpOffloadSend missing$/,
    ],
    [
      'it is none',
      { createOffloadTarget: () => null },
      'createOffloadTarget(environment) to return an offload target with a function DriverEntry',
      /^it returned null$/,
    ],
    [
      'it throws when it is created',
      {
        createOffloadTarget: () => {
          throw new Error('no licence');
        },
      },
      'a driver to handle its own exceptions',
      /^Error: no licence \(at .*target-module\.test\.ts:\d+:\d+\)+$/,
    ],
    [
      'its DriverEntry throws',
      changed({
        DriverEntry: () => {
          throw new TypeError('oh');
        },
      }),
      'a driver to handle its own exceptions',
      /^TypeError: oh \(at /,
    ],
    [
      'it does not register',
      changed({ DriverEntry: () => undefined }),
      'the offload target to call NdisMRegisterMiniportDriver',
      /^it did not$/,
    ],
    [
      'it sets no adapter context',
      changed({ MiniportInitializeEx: () => 0 }),
      'MiniportInitializeEx of the offload target to give NdisMSetMiniportAttributes an adapter context and succeed',
      /^no MiniportAdapterContext was set$/,
    ],
    [
      'its MiniportInitializeEx fails',
      changed({ MiniportInitializeEx: () => 0xc0000001 }),
      'MiniportInitializeEx to return NDIS_STATUS_SUCCESS',
      /^it returned NDIS_STATUS_FAILURE$/,
    ],
    [
      'it starts, and misuses the interface on the way',
      {
        createOffloadTarget: (environment: OffloadTargetEnvironment) => {
          const target = make(environment);
          const initialize = target.MiniportInitializeEx.bind(target);
          return Object.assign(target, {
            MiniportInitializeEx: (parameters: Parameters<typeof initialize>[0]) => {
              environment.ndis.NdisFreeMemory({ VirtualAddress: null as never });
              return initialize(parameters);
            },
          });
        },
      },
      'memory that NdisAllocateMemoryWithTagPriority gave',
      /^NULL was passed$/,
    ],
    [
      'its MiniportInitializeEx is asynchronous',
      changed({ MiniportInitializeEx: async () => Promise.resolve(0) }),
      'MiniportInitializeEx to return NDIS_STATUS_SUCCESS',
      /^it returned a promise: it must not be an async function$/,
    ],
  ] as const) {
    test(what, () => {
      const [, before = '', after = ''] = /^(.*); happened: (.*)$/.exec(refusal(exported)) ?? [];
      assert.equal(before, `the target ./mine cannot be started: expected ${expected}`);
      assert.match(after, happened);
    });
  }
});
