import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import type {
  MiniportDisconnect,
  MiniportOperation,
  MiniportRequest,
  Operation,
  ParametersOf,
} from '../../ddi/functions';
import { OPERATIONS } from '../../ddi/functions';
import type { NdisMiniportAdapterHandle } from '../../ddi/handles';
import { IllegalUse } from '../../ddi/illegal-use';
import { chainOf } from '../../ddi/net-buffer-list';
import type { Capability, OffloadTarget, OffloadTargetEnvironment } from '../../ddi/offload-target';
import type { PVOID } from '../../ddi/pvoid';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import { NDIS_STATUS_INDICATION, NET_IF_MEDIA_CONNECT_STATE } from '../../ddi/status-indication';
import { plainly } from '../../sim/trace';
import { Adapter } from './adapter';
import type { Conduct } from './adapter';
import { queue, queueDisconnect, transmit } from './connection-io';
import { contextAt } from './context-areas';
import type { TcpContext } from './context-areas';
import { initiate } from './initiate';
import { invalidate } from './invalidate';
import { Job } from './job';
import { query } from './query';
import { deliver, receive, takeForwards } from './receiving';
import { Registration } from './registration';
import { stopProcessingSegments, terminate } from './terminate';
import type { OutstandingSends } from './terminate';
import { update } from './update';
import { detected } from './upload-request';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE, NDIS_STATUS_PENDING } = NDIS_STATUS;

/** What the pages leave a target to choose. */
export interface Choices extends Conduct {
  /** What becomes of outstanding sends when their connection is terminated: all ways are allowed. */
  readonly sends: OutstandingSends;
}

/**
 * The reference offload target: one readable implementation of what the pages say. Its handlers store what they are
 * given and return; the work is done in turns of its own.
 */
export class ReferenceTarget implements OffloadTarget {
  readonly #environment: OffloadTargetEnvironment;
  readonly #registration: Registration;
  readonly #choices: Choices;
  #adapters = 0;

  constructor(environment: OffloadTargetEnvironment, choices: Partial<Choices> = {}) {
    this.#environment = environment;
    this.#choices = {
      whenInvalidated: 'stop sending',
      outOfOrder: 'dropped',
      uploads: 'asked for at once',
      resets: 'indicated at once',
      sendBacklog: 'indicated',
      sends: 'handed over',
      ...choices,
    };
    this.#registration = new Registration(environment.ndis);
  }

  DriverEntry(): void {
    this.#registration.handle = this.#environment.ndis.NdisMRegisterMiniportDriver({
      MiniportDriverCharacteristics: this,
    });
  }

  MiniportInitializeEx({
    NdisMiniportHandle,
    MiniportInitParameters,
  }: ParametersOf<'MiniportInitializeEx'>): NdisStatus {
    const { Nic: nic } = MiniportInitParameters;
    if (!nic) return NDIS_STATUS_FAILURE;
    this.#adapters += 1;
    const name = `A${String(this.#adapters)}`;
    const adapter = new Adapter(name, nic, this.#environment, NdisMiniportHandle, this.#choices);
    nic.onSegment((segment) => {
      receive(adapter, segment, this.#registration);
    });
    // Whether to take connections back that have no media is for the host stack to decide.
    nic.onMedia((connected) => {
      this.#environment.ndis.NdisMIndicateStatusEx({
        MiniportAdapterHandle: NdisMiniportHandle,
        StatusIndication: linkState(NdisMiniportHandle, connected),
      });
    });
    nic.onDetection((ends, circumstance) => {
      const connection = adapter.connectionOf(ends);
      if (connection) detected(connection, circumstance, this.#registration);
    });
    this.#environment.ndis.NdisMSetMiniportAttributes({
      NdisMiniportHandle,
      MiniportAttributes: { MiniportAdapterContext: adapter },
    });
    return NDIS_STATUS_SUCCESS;
  }

  MiniportInitiateOffload(p: MiniportOperation): void {
    this.#later('initiate', p, (job, completed) => {
      initiate(job, this.#registration, completed);
    });
  }

  MiniportQueryOffload(p: MiniportOperation): void {
    this.#later('query', p, (job, completed) => {
      query(job, completed);
    });
  }

  MiniportUpdateOffload(p: MiniportOperation): void {
    this.#later('update', p, (job, completed) => {
      update(job, this.#registration, completed);
    });
  }

  MiniportInvalidateOffload(p: MiniportOperation): void {
    adapterOf(p.MiniportAdapterContext).invalidatesToCome += 1;
    this.#later('invalidate', p, (job, completed) => {
      job.adapter.invalidatesToCome -= 1;
      invalidate(job, this.#registration, completed);
    });
  }

  MiniportTerminateOffload(p: MiniportOperation): void {
    stopProcessingSegments(p.OffloadBlockList);
    this.#later('terminate', p, (job, completed) => {
      terminate(job, this.#registration, this.#choices.sends, completed);
    });
  }

  MiniportTcpOffloadSend(p: MiniportRequest): NdisStatus {
    const connection = connectionOf(p);
    queue(connection, p.NetBufferList);
    this.#environment.defer(() => {
      if (!connection.memory.isFreed) transmit(connection, this.#registration);
    });
    return NDIS_STATUS_PENDING;
  }

  MiniportTcpOffloadReceive(p: MiniportRequest): NdisStatus {
    const connection = connectionOf(p);
    connection.receives.push(...chainOf(p.NetBufferList));
    connection.refused = false;
    this.#environment.defer(() => {
      if (!connection.memory.isFreed) deliver(connection, this.#registration);
    });
    return NDIS_STATUS_PENDING;
  }

  MiniportTcpOffloadDisconnect(p: MiniportDisconnect): NdisStatus {
    const connection = connectionOf(p);
    queueDisconnect(connection, p.NetBufferList, p.Flags);
    this.#environment.defer(() => {
      if (!connection.memory.isFreed) transmit(connection, this.#registration);
    });
    return NDIS_STATUS_PENDING;
  }

  MiniportTcpOffloadForward(p: MiniportRequest): NdisStatus {
    const connection = connectionOf(p);
    connection.forwards.push(...chainOf(p.NetBufferList));
    this.#environment.defer(() => {
      if (!connection.memory.isFreed) takeForwards(connection, this.#registration);
    });
    return NDIS_STATUS_PENDING;
  }

  /** What was indicated comes back: its structures can be used again. */
  MiniportTcpOffloadReceiveReturn({
    MiniportAdapterContext,
  }: ParametersOf<'MiniportTcpOffloadReceiveReturn'>): NdisStatus {
    adapterOf(MiniportAdapterContext);
    return NDIS_STATUS_SUCCESS;
  }

  /** Stores what a handler was given and returns; the work begins in a later turn. */
  #later(operation: Operation, p: MiniportOperation, work: (job: Job, completed: () => void) => void): void {
    const adapter = adapterOf(p.MiniportAdapterContext);
    const job = new Job(adapter, p.OffloadBlockList);
    const completed = (): void => {
      this.#environment.ndis[OPERATIONS[operation].completes]({
        NdisMiniportHandle: this.#registration.handle,
        OffloadBlockList: job.list,
      });
      adapter.completed(job);
    };
    const begin = (): void => {
      try {
        work(jobOf(p.OffloadBlockList), completed);
      } catch (error) {
        adapter.completed(job);
        throw error;
      }
    };
    // The areas that are the target's own: which job the list belongs to, and what is being done with it.
    job.list.MiniportReserved = job;
    job.list.Scratch = { toTrace: () => `${operation} under way` };
    adapter.given(job);
    this.#environment.defer(() => {
      if (operation === 'terminate') adapter.afterEarlier(job, begin);
      else begin();
    });
  }
}

export const capabilities: readonly Capability[] = [
  'memory',
  'handed-over-sends',
  'asks-when-detected',
  'send-backlog',
];

/** The status of an adapter that is connected to the media, or has lost it. */
function linkState(handle: NdisMiniportAdapterHandle, connected: boolean): NDIS_STATUS_INDICATION {
  const { MediaConnectStateConnected, MediaConnectStateDisconnected } = NET_IF_MEDIA_CONNECT_STATE;
  return new NDIS_STATUS_INDICATION(handle, NDIS_STATUS.NDIS_STATUS_LINK_STATE, {
    MediaConnectState: connected ? MediaConnectStateConnected : MediaConnectStateDisconnected,
  });
}

function adapterOf(context: PVOID): Adapter {
  if (context instanceof Adapter) return context;
  const expected = 'the adapter context that the offload target gave NdisMSetMiniportAttributes';
  throw new IllegalUse('wrong-handle', expected, `${plainly(context)} was passed`);
}

/** The job that a list belongs to, which the handler noted in MiniportReserved. */
function jobOf({ MiniportReserved, name }: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): Job {
  if (MiniportReserved instanceof Job) return MiniportReserved;
  const expected = `MiniportReserved of ${name} to be left to the offload target`;
  throw new IllegalUse('foreign-member', expected, `it holds ${plainly(MiniportReserved)}`);
}

function connectionOf({ MiniportAdapterContext, MiniportOffloadContext: location }: MiniportRequest): TcpContext {
  adapterOf(MiniportAdapterContext);
  const context = contextAt(location);
  if (context?.kind === 'TCP connection') return context;
  const happened = `${location.address} leads to ${context?.kind ?? 'none'}`;
  throw new IllegalUse('wrong-handle', 'the context of a TCP connection', happened);
}
