import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import type { NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { blocksOf } from '../../ddi/block-tree';
import { NDIS_OFFLOAD_HANDLE } from '../../ddi/handles';
import type { NdisMiniportDriverHandle } from '../../ddi/handles';
import type { IllegalUseName } from '../../ddi/illegal-use';
import type { ContextMemory } from '../../ddi/memory';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import { OFFLOAD_STATE_TYPE } from '../../ddi/offload-state-type';
import type { OffloadStateType } from '../../ddi/offload-state-type';
import { PvoidLocation } from '../../ddi/pvoid';
import type { Rig } from './rig';

/** An illegal use, provoked where layers meet, in a stack where N1 (PATH1 (TCP1, TCP2)) and N9 are offloaded. */
export interface Provocation {
  readonly use: IllegalUseName;
  readonly what: string;
  /** Who makes it; the offload target unless said. */
  readonly by?: string;
  readonly intermediateDrivers?: number;
  readonly expected: RegExp;
  readonly happened: RegExp;
  provoke(rig: Rig): void;
}

export type Miniport = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
export type Protocol = NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;
export const TARGET = 'offload target';
export const HOST = 'host stack';
export const IM = 'intermediate driver';
export const something = { toTrace: () => 'something' };

/** The target alters the list of an invalidate before it completes it. */
export const returning =
  (alter: (blocks: Miniport[]) => void, by: typeof TARGET | typeof IM = TARGET) =>
  (rig: Rig): void => {
    rig.stack.links.calls('NdisMInvalidateOffloadComplete', by, ({ parameters }, proceed) => {
      alter(blocksOf(parameters.OffloadBlockList));
      return proceed();
    });
    invalidate(rig);
  };

/** The target completes an invalidate with other parameters. */
export const completing =
  (change: (list: Miniport, rig: Rig) => object, by: typeof TARGET | typeof IM = TARGET) =>
  (rig: Rig): void => {
    rig.stack.links.calls('NdisMInvalidateOffloadComplete', by, ({ parameters }, proceed) =>
      proceed({ ...parameters, ...change(parameters.OffloadBlockList, rig) }),
    );
    invalidate(rig);
  };

/** The host stack passes other parameters with an invalidate. */
export const asking =
  (change: (list: Protocol, rig: Rig) => object) =>
  (rig: Rig): void => {
    rig.stack.links.calls('NdisInvalidateOffload', HOST, ({ parameters }, proceed) =>
      proceed({ ...parameters, ...change(parameters.OffloadBlockList, rig) }),
    );
    invalidate(rig);
  };

/** NDIS hands the miniport other parameters with an invalidate. */
export const handing =
  (change: (list: Miniport, rig: Rig) => object) =>
  (rig: Rig): void => {
    rig.stack.links.calls('MiniportInvalidateOffload', 'NDIS', ({ parameters }, proceed) =>
      proceed({ ...parameters, ...change(parameters.OffloadBlockList, rig) }),
    );
    invalidate(rig);
  };

/** NDIS reports an invalidate with other parameters. */
export const reporting =
  (change: (list: Protocol, rig: Rig) => object) =>
  (rig: Rig): void => {
    rig.stack.links.calls('ProtocolInvalidateOffloadComplete', 'NDIS', ({ parameters }, proceed) =>
      proceed({ ...parameters, ...change(parameters.OffloadBlockList, rig) }),
    );
    invalidate(rig);
  };

/** The target does something of its own accord. */
export const doing =
  (what: (rig: Rig) => void) =>
  (rig: Rig): void =>
    void rig.by(TARGET, () => {
      what(rig);
    });

/** A handler of the target's does something first. */
export const handling =
  (what: (rig: Rig) => void) =>
  (rig: Rig): void => {
    rig.stack.links.handles('MiniportInvalidateOffload', TARGET, (_crossing, proceed) => {
      what(rig);
      return proceed();
    });
    invalidate(rig);
  };

export const invalidate = (rig: Rig): void => void rig.run('invalidate', { N1: { PATH1: ['TCP1', 'TCP2'] } });
export const strangerList = (Type: OffloadStateType = OFFLOAD_STATE_TYPE.NeighborOffloadState): Miniport =>
  new NDIS_MINIPORT_OFFLOAD_BLOCK_LIST(
    99,
    { Type },
    {
      NextBlock: null,
      DependentBlockList: null,
      Status: 0,
      NdisReserved: null,
      MiniportOffloadContext: new PvoidLocation('N1'),
      NdisOffloadHandle: new NDIS_OFFLOAD_HANDLE('N1'),
      ProtocolReserved: null,
      MiniportReserved: null,
      ImReserved: null,
      Scratch: null,
      SourceHandle: null,
      PortNumber: 0,
      NetBufferListChain: null,
      following: null,
    },
  );
export const driver = (rig: Rig): NdisMiniportDriverHandle => rig.stack.ndis.registrationOf(TARGET);
export const memoryOf = (rig: Rig, name: string): ContextMemory =>
  rig.object(name).handle.MiniportOffloadContext.value as ContextMemory;
export const indicate = (rig: Rig, handle: NDIS_OFFLOAD_HANDLE): unknown =>
  rig.stack.links.perform('NdisTcpOffloadEventHandler', TARGET, {
    NdisOffloadHandle: handle,
    EventType: 3,
    EventSpecificInformation: 1,
  });
export const completeSends = (rig: Rig, NetBufferList: NET_BUFFER_LIST, handle = driver(rig)): unknown =>
  rig.stack.links.perform('NdisTcpOffloadSendComplete', TARGET, { NdisMiniportHandle: handle, NetBufferList });
/** A send that the remote peer leaves unacknowledged. */
export const unanswered = (rig: Rig): NET_BUFFER_LIST => {
  rig.stack.wire.setAcknowledges(rig.endsOf('TCP1'), false);
  const [list] = rig.stack.host.send(rig.object('TCP1'), [10]);
  rig.idle();
  return list as NET_BUFFER_LIST;
};
export const terminated = (rig: Rig): Rig => rig.run('terminate', { N1: { PATH1: ['TCP1', 'TCP2'] } });
