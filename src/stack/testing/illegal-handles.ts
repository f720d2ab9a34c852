import type { NdisMiniportAdapterHandle } from '../../ddi/handles';
import { NDIS_OFFLOAD_HANDLE } from '../../ddi/handles';
import { NdisBindingHandle } from '../../ddi/handles';
import { NdisMiniportDriverHandle } from '../../ddi/handles';
import { ContextMemory } from '../../ddi/memory';
import { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import {
  TARGET,
  HOST,
  something,
  completing,
  asking,
  handing,
  reporting,
  doing,
  driver,
  indicate,
  completeSends,
  unanswered,
  terminated,
} from './provoke';
import type { Provocation } from './provoke';

/** Handles, contexts and locations that are not those which belong there. */
export const illegalHandles: readonly Provocation[] = [
  {
    use: 'wrong-handle',
    what: 'the adapter’s handle in a completion',
    expected: /^T1, the handle that NdisMRegisterMiniportDriver gave$/,
    happened: /^adapter 1 handle was passed$/,
    provoke(rig) {
      const [call] = rig.calls('MiniportInitializeEx', TARGET);
      completing(() => ({ NdisMiniportHandle: call?.parameters['NdisMiniportHandle'] }))(rig);
    },
  },
  {
    use: 'wrong-handle',
    what: 'another driver’s handle in a completion',
    intermediateDrivers: 1,
    expected: /^T1, the handle that NdisMRegisterMiniportDriver gave$/,
    happened: /^T2 was passed$/,
    provoke: completing((_list, rig) => ({
      NdisMiniportHandle: rig.stack.ndis.registrationOf('intermediate driver 1'),
    })),
  },
  {
    use: 'wrong-handle',
    what: 'NULL for a handle in a completion',
    expected: /^T1, the handle/,
    happened: /^NULL was passed$/,
    provoke: completing(() => ({ NdisMiniportHandle: null })),
  },
  {
    use: 'wrong-handle',
    what: 'the handle of another driver’s adapter with received segments',
    intermediateDrivers: 1,
    expected: /^an adapter handle that MiniportInitializeEx of the offload target was given$/,
    happened: /^that of an adapter of the intermediate driver 1 was passed$/,
    provoke(rig) {
      const [call] = rig.calls('MiniportInitializeEx', 'intermediate driver 1');
      doing(() => {
        rig.stack.links.perform('NdisMIndicateReceiveNetBufferLists', TARGET, {
          MiniportAdapterHandle: call?.parameters['NdisMiniportHandle'] as NdisMiniportAdapterHandle,
          NetBufferLists: new NET_BUFFER_LIST('segment', 1),
        });
      })(rig);
    },
  },
  {
    use: 'wrong-handle',
    what: 'a made-up handle in the completion of a request',
    expected: /^T1, the handle that NdisMRegisterMiniportDriver gave$/,
    happened: /^T7 was passed$/,
    provoke(rig) {
      const list = unanswered(rig);
      doing(() => completeSends(rig, list, new NdisMiniportDriverHandle('T7')))(rig);
    },
  },
  {
    use: 'wrong-handle',
    what: 'a made-up handle for memory',
    expected: /^the handle that NdisMRegisterMiniportDriver gave$/,
    happened: /^T7 was passed$/,
    provoke: doing((rig) =>
      rig.stack.links.perform('NdisAllocateMemoryWithTagPriority', TARGET, {
        NdisHandle: new NdisMiniportDriverHandle('T7'),
        Length: 8,
        Tag: 'mine',
      }),
    ),
  },
  {
    use: 'wrong-handle',
    what: 'the driver’s handle for an adapter’s',
    expected: /^the handle that MiniportInitializeEx was given$/,
    happened: /^T1 was passed$/,
    provoke: doing((rig) =>
      rig.stack.links.perform('NdisMSetMiniportAttributes', TARGET, {
        NdisMiniportHandle: driver(rig) as unknown as NdisMiniportAdapterHandle,
        MiniportAttributes: { MiniportAdapterContext: something },
      }),
    ),
  },
  {
    use: 'wrong-handle',
    what: 'a made-up binding',
    by: HOST,
    expected: /^a handle that NdisOpenAdapterEx gave$/,
    happened: /^B7 was passed$/,
    provoke: asking(() => ({ NdisBindingHandle: new NdisBindingHandle('B7') })),
  },
  {
    use: 'wrong-handle',
    what: 'another adapter’s binding',
    by: HOST,
    expected: /^N1 to be named through B1, which offloaded it$/,
    happened: /^it was named through B2$/,
    provoke: asking((_list, rig) => ({ NdisBindingHandle: rig.binding(1) })),
  },
  {
    use: 'wrong-handle',
    what: 'another adapter’s objects in one tree',
    by: HOST,
    expected: /^N9 to be named through B2, which offloaded it$/,
    happened: /^it was named through B1$/,
    provoke: (rig) => void rig.run('invalidate', ['N1', 'N9']),
  },
  {
    use: 'wrong-handle',
    what: 'something that is no adapter context, handed to the target',
    by: 'NDIS',
    expected: /^the adapter context that the offload target gave NdisMSetMiniportAttributes$/,
    happened: /^something was passed$/,
    provoke: handing(() => ({ MiniportAdapterContext: something })),
  },
  {
    use: 'wrong-handle',
    what: 'something that is no adapter context, handed to an intermediate driver',
    by: 'NDIS',
    intermediateDrivers: 1,
    expected: /^an adapter context of the intermediate driver 1$/,
    happened: /^something was passed$/,
    provoke: handing(() => ({ MiniportAdapterContext: something })),
  },
  {
    use: 'wrong-handle',
    what: 'another binding’s context, reported to the host stack',
    by: 'NDIS',
    expected: /^binding context adapter 1, which the host stack gave NdisOpenAdapterEx$/,
    happened: /^something was passed$/,
    provoke: reporting(() => ({ ProtocolBindingContext: something })),
  },
  {
    use: 'wrong-handle',
    what: 'something that is no binding context, reported to an intermediate driver',
    by: 'NDIS',
    intermediateDrivers: 1,
    expected: /^the context that this driver gave NdisOpenAdapterEx$/,
    happened: /^something was passed$/,
    provoke: reporting(() => ({ ProtocolBindingContext: something })),
  },
  {
    use: 'wrong-handle',
    what: 'a neighbor, to send on',
    by: 'NDIS',
    expected: /^the context of a TCP connection$/,
    happened: /^N1 leads to neighbor$/,
    provoke(rig) {
      rig.stack.links.calls('MiniportTcpOffloadSend', 'NDIS', ({ parameters }, proceed) =>
        proceed({ ...parameters, MiniportOffloadContext: rig.object('N1').handle.MiniportOffloadContext }),
      );
      rig.stack.host.send(rig.object('TCP1'), [10]);
    },
  },
  {
    use: 'wrong-handle',
    what: 'an adapter that there is none of',
    by: HOST,
    expected: /^the name of an adapter$/,
    happened: /^there is no adapter adapter 7$/,
    provoke: (rig) =>
      void rig.by(HOST, () => {
        rig.stack.host.open('adapter 7');
      }),
  },
  {
    use: 'wrong-handle',
    what: 'an adapter that a miniport driver opens',
    expected: /^a protocol driver to open an adapter$/,
    happened: /^the offload target did$/,
    provoke: doing((rig) =>
      rig.stack.links.perform('NdisOpenAdapterEx', TARGET, { ProtocolBindingContext: null, AdapterName: 'adapter 1' }),
    ),
  },
  {
    use: 'stale-handle',
    what: 'an object that was never offloaded',
    by: HOST,
    expected: /^the handle of an object that is offloaded$/,
    happened: /^N3 was passed, which is not offloaded$/,
    provoke: (rig) => void rig.run('invalidate', ['N3']),
  },
  {
    use: 'stale-handle',
    what: 'an object whose offload was terminated',
    by: HOST,
    expected: /^the handle of an object that is offloaded$/,
    happened: /^TCP2 was passed, which is not offloaded$/,
    provoke: (rig) => void terminated(rig).run('invalidate', ['TCP2']),
  },
  {
    use: 'stale-handle',
    what: 'a send on a connection whose offload was terminated',
    by: HOST,
    expected: /^the handle of an object that is offloaded$/,
    happened: /^TCP1 was passed, which is not offloaded$/,
    provoke: (rig) => void terminated(rig).stack.host.send(rig.object('TCP1'), [10]),
  },
  {
    use: 'stale-handle',
    what: 'an event on a connection whose offload was terminated',
    expected: /^the handle of an object that is offloaded$/,
    happened: /^TCP1 was passed, which is not offloaded$/,
    provoke: (rig) => {
      terminated(rig);
      doing(() => indicate(rig, rig.object('TCP1').handle))(rig);
    },
  },
  {
    use: 'stale-handle',
    what: 'an event on a handle that the target made up',
    expected: /^the handle of an object that is offloaded$/,
    happened: /^TCP8 was passed, which is not offloaded$/,
    provoke: doing((rig) => indicate(rig, new NDIS_OFFLOAD_HANDLE('TCP8'))),
  },
  {
    use: 'stale-handle',
    what: 'an event on NULL',
    expected: /^the handle of an object that is offloaded$/,
    happened: /^NULL was passed, which is not offloaded$/,
    provoke: doing((rig) => indicate(rig, null as unknown as NDIS_OFFLOAD_HANDLE)),
  },
  {
    use: 'wrong-handle',
    what: 'an event with the handle that an intermediate driver was given',
    intermediateDrivers: 1,
    expected: /^the NdisOffloadHandle with which the connection was offloaded to the offload target$/,
    happened: /^TCP1 was passed, with which it was offloaded to the intermediate driver 1$/,
    provoke: doing((rig) => indicate(rig, rig.object('TCP1').handle)),
  },
  {
    use: 'stale-handle',
    what: 'an event reported on what an intermediate driver did not offload',
    by: 'NDIS',
    intermediateDrivers: 1,
    expected: /^an OffloadContext that this driver offloaded with$/,
    happened: /^TCP8 was passed$/,
    provoke(rig) {
      rig.stack.links.calls('ProtocolTcpOffloadEvent', 'NDIS', ({ parameters, to }, proceed) =>
        proceed(to === HOST ? parameters : { ...parameters, OffloadContext: new NDIS_OFFLOAD_HANDLE('TCP8') }),
      );
      const [own] = rig.calls('MiniportInitiateOffload', TARGET);
      const list = own?.parameters['OffloadBlockList'] as Iterable<{ handle: NDIS_OFFLOAD_HANDLE | null }>;
      const handle = [...list].at(-1)?.handle;
      doing(() => indicate(rig, handle as NDIS_OFFLOAD_HANDLE))(rig);
    },
  },
  {
    use: 'stale-handle',
    what: 'a location that holds what the target never supplied',
    // The target finds it in a turn of its own, and no longer knows who led it there.
    expected: /^a location that holds a PVOID which the offload target supplied$/,
    happened: /^N1 holds C0 \(nobody\)$/,
    provoke(rig) {
      rig.object('N1').handle.MiniportOffloadContext.value = new ContextMemory('C0', 'nobody');
      rig.run('invalidate', ['N1']);
    },
  },
  {
    use: 'stale-handle',
    what: 'a location that holds what an intermediate driver never supplied',
    by: 'NDIS',
    intermediateDrivers: 1,
    expected: /^a location that holds a PVOID of the intermediate driver 1$/,
    happened: /^N1 holds something$/,
    provoke(rig) {
      rig.object('N1').handle.MiniportOffloadContext.value = something;
      rig.run('invalidate', ['N1']);
    },
  },
];
