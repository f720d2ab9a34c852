import { ContextMemory } from '../../ddi/memory';
import { TARGET, doing, handling, indicate, invalidate, driver, memoryOf } from './provoke';
import type { Provocation } from './provoke';
import type { Rig } from './rig';

/** The target frees memory, or what it takes for it. */
const free = (rig: Rig, memory: ContextMemory | null): unknown =>
  rig.stack.links.perform('NdisFreeMemory', TARGET, { VirtualAddress: memory as ContextMemory });

/** What drivers can do wrong whatever they were given. */
export const illegalConduct: readonly Provocation[] = [
  {
    use: 'memory-in-use',
    what: 'freed twice',
    expected: /^nobody to use C\d+ \(mine\) after it was freed$/,
    happened: /^it was freed after that$/,
    provoke: doing((rig) => {
      const memory = new ContextMemory('C77', 'mine');
      free(rig, memory);
      free(rig, memory);
    }),
  },
  {
    use: 'memory-in-use',
    what: 'NULL freed',
    expected: /^memory that NdisAllocateMemoryWithTagPriority gave$/,
    happened: /^NULL was passed$/,
    provoke: doing((rig) => free(rig, null)),
  },
  {
    use: 'memory-in-use',
    what: 'used by a handler after it was freed',
    expected: /^nobody to use C\d+ \(TCP connection\) after it was freed$/,
    happened: /^it was read after that$/,
    provoke(rig) {
      doing(() => free(rig, memoryOf(rig, 'TCP1')))(rig);
      rig.stack.host.send(rig.object('TCP1'), [10]);
    },
  },
  {
    use: 'memory-in-use',
    what: 'used by the target in a later turn after it was freed',
    expected: /^nobody to use C\d+ \(TCP connection\) after it was freed$/,
    happened: /^it was read after that$/,
    provoke(rig) {
      doing(() => free(rig, memoryOf(rig, 'TCP1')))(rig);
      rig.run('invalidate', ['TCP1']);
    },
  },
  {
    use: 'wrong-irql',
    what: 'memory allocated in a handler that runs at HIGH_LEVEL',
    expected: /^NdisAllocateMemoryWithTagPriority at IRQL <= DISPATCH_LEVEL$/,
    happened: /^it was called at IRQL 15$/,
    provoke(rig) {
      rig.stack.host.irql = 'HIGH_LEVEL';
      handling(() =>
        rig.stack.links.perform('NdisAllocateMemoryWithTagPriority', TARGET, {
          NdisHandle: driver(rig),
          Length: 8,
          Tag: 'mine',
        }),
      )(rig);
    },
  },
  {
    use: 'wrong-irql',
    what: 'memory freed in a handler that runs at HIGH_LEVEL',
    expected: /^NdisFreeMemory at IRQL <= DISPATCH_LEVEL$/,
    happened: /^it was called at IRQL 15$/,
    provoke(rig) {
      rig.stack.host.irql = 'HIGH_LEVEL';
      handling(() => free(rig, new ContextMemory('C77', 'mine')))(rig);
    },
  },
  {
    use: 'wrong-irql',
    what: 'an event indicated in a handler that runs at PASSIVE_LEVEL',
    expected: /^NdisTcpOffloadEventHandler at IRQL = DISPATCH_LEVEL$/,
    happened: /^it was called at IRQL 0$/,
    provoke: handling((rig) => indicate(rig, rig.object('TCP1').handle)),
  },
  {
    use: 'wrong-return',
    what: 'NDIS_STATUS_PENDING from an invalidate handler',
    expected: /^MiniportInvalidateOffload to return nothing$/,
    happened: /^it returned NDIS_STATUS_PENDING$/,
    provoke(rig) {
      rig.stack.links.handles('MiniportInvalidateOffload', TARGET, (_crossing, proceed) => {
        proceed();
        return 0x103 as unknown as undefined;
      });
      invalidate(rig);
    },
  },
  {
    use: 'wrong-return',
    what: 'NDIS_STATUS_SUCCESS from a send handler',
    expected: /^MiniportTcpOffloadSend to return NDIS_STATUS_PENDING$/,
    happened: /^it returned NDIS_STATUS_SUCCESS$/,
    provoke(rig) {
      rig.stack.links.handles('MiniportTcpOffloadSend', TARGET, (_crossing, proceed) => {
        proceed();
        return 0;
      });
      rig.stack.host.send(rig.object('TCP1'), [10]);
    },
  },
  {
    use: 'not-started',
    what: 'a driver without a handler',
    expected: /^the offload target to provide every handler of a miniport$/,
    happened: /^MiniportQueryOffload, MiniportUpdateOffload, .* missing$/,
    provoke: doing((rig) =>
      rig.stack.links.perform('NdisMRegisterMiniportDriver', TARGET, {
        MiniportDriverCharacteristics: {
          MiniportInitializeEx: () => 0,
          MiniportInitiateOffload: () => undefined,
        } as never,
      }),
    ),
  },
  {
    use: 'threw',
    what: 'a handler of the target’s',
    expected: /^a driver to handle its own exceptions$/,
    happened: /^RangeError: no room \(/,
    provoke: handling(() => {
      throw new RangeError('no room');
    }),
  },
  {
    use: 'threw',
    what: 'the target in a turn of its own',
    expected: /^a driver to handle its own exceptions$/,
    happened: /^TypeError: /,
    provoke: doing((rig) => {
      rig.stack.links.later(TARGET, () => (undefined as unknown as { x: number }).x);
    }),
  },
];
