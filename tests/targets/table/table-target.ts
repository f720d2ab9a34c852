import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../../src/ddi/block-list';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../../../src/ddi/events';
import type {
  MiniportCompletion,
  MiniportDisconnect,
  MiniportOperation,
  MiniportRequest,
  NdisForMiniport,
  Operation,
  ParametersOf,
} from '../../../src/ddi/functions';
import { blocksOf } from '../../../src/ddi/block-tree';
import { OPERATIONS } from '../../../src/ddi/functions';
import type { NdisMiniportDriverHandle } from '../../../src/ddi/handles';
import { NET_BUFFER_LIST } from '../../../src/ddi/net-buffer-list';
import type { Nic, NicCommand, NicNeed, NicOutcome } from '../../../src/ddi/nic';
import type { OffloadTarget, OffloadTargetEnvironment } from '../../../src/ddi/offload-target';
import type { OffloadState, TcpState } from '../../../src/ddi/offload-state';
import type { PVOID } from '../../../src/ddi/pvoid';
import { NDIS_STATUS } from '../../../src/ddi/status';
import { NDIS_STATUS_INDICATION, NET_IF_MEDIA_CONNECT_STATE } from '../../../src/ddi/status-indication';
import type { NdisStatus } from '../../../src/ddi/status';
import { hasFlag } from '../../../src/ddi/tcp-flags';
import type { Command } from './command-ring';
import { CommandRing } from './command-ring';
import { NO_ROOM, unitsOf, unitsOfRow, whyUnsupported } from './hardware-needs';
import type { Listed } from './listed';
import { layerOf, listedFrom, writeOffloadStatuses, writeStatus } from './listed';
import type { ReadUpdate, UpdateReading } from './read-update';
import { readUpdate } from './read-update';
import { LAYER, MARK, NO_ROW, StateTable } from './state-table';
import { Traffic } from './traffic';

/**
 * When the target asks for the upload of connections that an invalidate has silenced. The guide (Handling Invalidated
 * State Objects, step 3) says with the invalidate; the reference page of NdisTcpOffloadEventHandler says (InvalidState)
 * when there is something to send on one. Alternatively, says the guide, it can go on as normal.
 */
export type UploadPolicy = 'with the invalidate' | 'when there is something to send' | 'never: it goes on as normal';

/** How long the hardware may take for a command before it counts as hung. */
const HUNG_AFTER_MICROSECONDS = 1_000_000;

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE } = NDIS_STATUS;

/** What the target hands NDIS as the context of an adapter: the number of the adapter. */
class AdapterNumber {
  constructor(readonly adapter: number) {}

  toTrace(): string {
    return `adapter number ${String(this.adapter)}`;
  }
}

/**
 * An offload target that keeps its state in flat tables and carries one command out after the other. It has no memory
 * from NDIS, and the PVOID that it supplies is the number of a row.
 */
export class TableTarget implements OffloadTarget {
  readonly ndis: NdisForMiniport;
  readonly table = new StateTable();
  readonly #environment: OffloadTargetEnvironment;
  readonly #ring: CommandRing;
  readonly #traffic: Traffic;
  readonly #nics: Nic[] = [];
  /** How many segments went up as they came. */
  #frames = 0;
  #handle: NdisMiniportDriverHandle | null = null;

  constructor(
    environment: OffloadTargetEnvironment,
    readonly uploads: UploadPolicy,
    readonly updates: UpdateReading = 'after it',
  ) {
    this.#environment = environment;
    this.ndis = environment.ndis;
    this.#ring = new CommandRing(
      (work) => {
        environment.defer(work);
      },
      (command, ended) => {
        this.#carryOut(command, ended);
      },
    );
    this.#traffic = new Traffic(this);
  }

  DriverEntry(): void {
    this.#handle = this.ndis.NdisMRegisterMiniportDriver({ MiniportDriverCharacteristics: this });
  }

  MiniportInitializeEx({ NdisMiniportHandle, MiniportInitParameters }: ParametersOf<'MiniportInitializeEx'>): number {
    const { Nic: nic } = MiniportInitParameters;
    if (!nic) return NDIS_STATUS_FAILURE;
    const adapter = this.#nics.push(nic) - 1;
    nic.onSegment((segment) => {
      if (this.#traffic.arrived(segment)) return;
      const NetBufferLists = new NET_BUFFER_LIST(`frame ${String((this.#frames += 1))}`, segment.length, segment);
      this.ndis.NdisMIndicateReceiveNetBufferLists({ MiniportAdapterHandle: NdisMiniportHandle, NetBufferLists });
    });
    nic.onMedia((connected) => {
      const { MediaConnectStateConnected: up, MediaConnectStateDisconnected: down } = NET_IF_MEDIA_CONNECT_STATE;
      const link = { MediaConnectState: connected ? up : down };
      this.ndis.NdisMIndicateStatusEx({
        MiniportAdapterHandle: NdisMiniportHandle,
        StatusIndication: new NDIS_STATUS_INDICATION(NdisMiniportHandle, NDIS_STATUS.NDIS_STATUS_LINK_STATE, link),
      });
    });
    if (this.uploads !== 'never: it goes on as normal') {
      nic.onDetection((connection, circumstance) => {
        this.#traffic.detected(connection, circumstance);
      });
    }
    return this.ndis.NdisMSetMiniportAttributes({
      NdisMiniportHandle,
      MiniportAttributes: { MiniportAdapterContext: new AdapterNumber(adapter) },
    });
  }

  MiniportInitiateOffload(p: MiniportOperation): void {
    this.#note('initiate', p);
  }
  MiniportQueryOffload(p: MiniportOperation): void {
    this.#note('query', p);
  }
  MiniportUpdateOffload(p: MiniportOperation): void {
    const { OffloadBlockList: list } = p;
    const read = this.updates === 'in the handler' ? { read: readUpdate(list, this.table) } : {};
    this.#ring.put({ kind: 'update', adapter: adapterOf(p.MiniportAdapterContext), list, ...read });
  }
  MiniportInvalidateOffload(p: MiniportOperation): void {
    this.#note('invalidate', p);
  }
  MiniportTerminateOffload(p: MiniportOperation): void {
    for (const block of blocksOf(p.OffloadBlockList)) {
      const row = this.table.rowOf(block.MiniportOffloadContext?.value ?? null);
      if (row !== NO_ROW) this.table.set(row, MARK.terminating);
    }
    this.#note('terminate', p);
  }

  MiniportTcpOffloadSend({ MiniportOffloadContext, NetBufferList }: MiniportRequest): NdisStatus {
    this.#ring.put({ kind: 'send', connection: MiniportOffloadContext.value, first: NetBufferList });
    return NDIS_STATUS.NDIS_STATUS_PENDING;
  }
  MiniportTcpOffloadReceive({ MiniportOffloadContext, NetBufferList }: MiniportRequest): NdisStatus {
    this.#ring.put({ kind: 'receive', connection: MiniportOffloadContext.value, first: NetBufferList });
    return NDIS_STATUS.NDIS_STATUS_PENDING;
  }

  MiniportTcpOffloadDisconnect({ MiniportOffloadContext, NetBufferList, Flags }: MiniportDisconnect): NdisStatus {
    const connection = MiniportOffloadContext.value;
    this.#ring.put({ kind: 'disconnect', connection, first: NetBufferList, flags: Flags });
    return NDIS_STATUS.NDIS_STATUS_PENDING;
  }

  MiniportTcpOffloadForward({ MiniportOffloadContext, NetBufferList }: MiniportRequest): NdisStatus {
    this.#ring.put({ kind: 'forward', connection: MiniportOffloadContext.value, first: NetBufferList });
    return NDIS_STATUS.NDIS_STATUS_PENDING;
  }

  MiniportTcpOffloadReceiveReturn(): NdisStatus {
    return NDIS_STATUS_SUCCESS;
  }

  /** The handle that NdisMRegisterMiniportDriver gave. */
  handle(): NdisMiniportDriverHandle {
    if (!this.#handle) throw new Error('DriverEntry must run first');
    return this.#handle;
  }

  nic(adapter: number): Nic {
    const nic = this.#nics[adapter];
    if (!nic) throw new RangeError(`there is no adapter ${String(adapter)}`);
    return nic;
  }

  defer(work: () => void, delayMicroseconds?: number): void {
    this.#environment.defer(work, delayMicroseconds);
  }

  #note(kind: Operation, { MiniportAdapterContext, OffloadBlockList }: MiniportOperation): void {
    this.#ring.put({ kind, adapter: adapterOf(MiniportAdapterContext), list: OffloadBlockList });
  }

  #carryOut(command: Command, ended: () => void): void {
    switch (command.kind) {
      case 'send':
        this.#traffic.send(command.connection, command.first);
        ended();
        break;
      case 'receive':
        this.#traffic.receive(command.connection, command.first);
        ended();
        break;
      case 'disconnect':
        this.#traffic.disconnect(command.connection, command.first, command.flags);
        ended();
        break;
      case 'forward':
        this.#traffic.forward(command.connection, command.first);
        ended();
        break;
      case 'initiate':
        this.#initiate(command.adapter, listedFrom(command.list, this.table), ended);
        break;
      case 'query':
        this.#query(command.adapter, listedFrom(command.list, this.table), ended);
        break;
      case 'update':
        this.#update(command.adapter, command.read ?? readUpdate(command.list, this.table), ended);
        break;
      case 'invalidate':
        this.#invalidate(command.adapter, listedFrom(command.list, this.table), ended);
        break;
      case 'terminate':
        this.#terminate(command.adapter, listedFrom(command.list, this.table), ended);
        break;
      default:
        unreachable(command);
    }
  }

  /** Offloads new state. Sources: guide, Traversing a State Tree; Partial Offloads and Offload Failures. */
  #initiate(adapter: number, listed: Listed, ended: () => void): void {
    const { blocks, parents, rows } = listed;
    const isNew = blocks.map((block) => block.MiniportOffloadContext?.value === null);
    const layers = blocks.map((block) => layerOf(block));
    const { limits } = this.nic(adapter);
    const unsupported = blocks.map((block, at) => (isNew[at] ? whyUnsupported(block, limits) : null));
    const needs = blocks.map((block, at) => (isNew[at] && !unsupported[at] ? unitsOf(block) : null));
    this.#ask(adapter, 'offload', needs, (outcome) => {
      const done = outcome && !outcome.corrupt ? outcome.done : null;
      // One pass down the tree: what depends on state that was not offloaded is not offloaded either.
      blocks.forEach((block, at) => {
        if (!isNew[at]) return;
        const parent = parents[at] ?? NO_ROW;
        const below = parent === NO_ROW ? NO_ROW : (rows[parent] ?? NO_ROW);
        const layer = layers[at] ?? LAYER.neighbor;
        const possible = layer === LAYER.neighbor || below !== NO_ROW;
        if (done?.[at] && possible && !unsupported[at]) rows[at] = this.#enter(adapter, layer, below, block);
        else {
          const lacked = outcome && !outcome.corrupt ? outcome.lacking.get(at) : undefined;
          const why = (lacked && NO_ROOM[lacked]) ?? unsupported[at];
          block.Status = done && possible && why ? why : NDIS_STATUS_FAILURE;
          if (done?.[at]) for (const unit of needs[at] ?? []) this.nic(adapter).release(unit);
        }
      });
      writeOffloadStatuses(listed, isNew);
      const chains = blocks.map((block, at) => (isNew[at] && rows[at] !== NO_ROW ? block.NetBufferListChain : null));
      const pvoids = blocks.map((block) => block.MiniportOffloadContext?.value ?? null);
      this.#complete('initiate', listed);
      // Sends that came along are the first of their connection.
      chains.forEach((chain, at) => {
        if (chain) this.#traffic.send(pvoids[at] ?? null, chain);
      });
      ended();
    });
  }

  #enter(adapter: number, layer: number, below: number, block: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): number {
    const { MiniportOffloadContext: location, NdisOffloadHandle: handle, following: state } = block;
    if (!location || !handle || !state) return NO_ROW;
    const id = this.table.add({ layer, below, adapter, handle, state });
    location.value = id;
    if (layer === LAYER.connection) this.#traffic.open(id.row);
    return id.row;
  }

  /** Fills in the state structures behind the blocks. Source: reference page NdisMQueryOffloadStateComplete. */
  #query(adapter: number, listed: Listed, ended: () => void): void {
    this.#ask(
      adapter,
      'query',
      listed.blocks.map(() => null),
      (outcome) => {
        const succeeded = outcome !== null && !outcome.corrupt;
        listed.blocks.forEach((block, at) => {
          const row = listed.rows[at] ?? NO_ROW;
          if (succeeded && row !== NO_ROW && block.following) this.table.copyTo(row, block.following);
        });
        writeStatus(listed, succeeded);
        this.#complete('query', listed);
        ended();
      },
    );
  }

  /** Takes new values of cached variables and new links from paths to neighbors. Source: guide, Update Offload Sequence. */
  #update(adapter: number, { listed, cached }: ReadUpdate, ended: () => void): void {
    const { blocks, parents, rows } = listed;
    const newBelow = blocks.map((block, at) => {
      const row = rows[at] ?? NO_ROW;
      const below = rows[parents[at] ?? NO_ROW] ?? NO_ROW;
      const relinks =
        layerOf(block) === LAYER.path && row !== NO_ROW && below !== NO_ROW && this.table.below(row) !== below;
      return relinks ? below : NO_ROW;
    });
    const needs = blocks.map((_, at) => (cached[at] || newBelow[at] !== NO_ROW ? 'update slots' : null));
    this.#ask(adapter, 'update', needs, (outcome) => {
      const relinked: number[] = [];
      const done = outcome && !outcome.corrupt ? outcome.done : null;
      blocks.forEach((block, at) => {
        const row = rows[at] ?? NO_ROW;
        const below = newBelow[at] ?? NO_ROW;
        const succeeds = block.isPlaceholder || (done?.[at] === true && row !== NO_ROW);
        block.Status = succeeds ? NDIS_STATUS_SUCCESS : NDIS_STATUS_FAILURE;
        if (!succeeds || row === NO_ROW) return;
        const values = cached[at];
        if (values) this.#newCached(row, values);
        if (below === NO_ROW) return;
        this.table.relink(row, below);
        relinked.push(row);
      });
      this.#complete('update', listed);
      for (const path of relinked) this.#traffic.sendHeldBack(path);
      ended();
    });
  }

  /** Takes new cached variables; those about keepalives may set what was counted back. Source: guide, Updating Cached Variables. */
  #newCached(row: number, cached: NonNullable<OffloadState['cached']>): void {
    if (this.table.layer(row) === LAYER.connection) {
      const { cached: old } = this.table.connection(row);
      const now = cached as Required<TcpState>['cached'];
      const tcp = this.table.tcp(row);
      const { ProbeCount, TimeoutDelta } = tcp.KeepAlive;
      const probes = now.KaProbeCount === old.KaProbeCount ? ProbeCount : 0;
      const restarts = now.KaTimeout !== old.KaTimeout || now.KaInterval !== old.KaInterval;
      const whole = probes > 0 ? now.KaInterval : now.KaTimeout;
      if (hasFlag(now.Flags, 'TCP_FLAG_MAX_RT_RESTART')) {
        tcp.KeepAlive = { ProbeCount: probes, TimeoutDelta: restarts && TimeoutDelta >= 0 ? whole : TimeoutDelta };
      }
    }
    this.table.setCached(row, cached);
  }

  /** Source: guide, Handling Invalidated State Objects; Returning the Completion Status of an Invalidate Operation. */
  #invalidate(adapter: number, listed: Listed, ended: () => void): void {
    const named = listed.rows.filter((row) => row !== NO_ROW);
    const goesOn = this.uploads === 'never: it goes on as normal';
    const newlyInvalid = goesOn ? [] : named.filter((row) => !this.table.has(row, MARK.invalid));
    // Sending stops at once, whatever the hardware will say.
    for (const row of newlyInvalid) this.table.set(row, MARK.invalid);
    this.#ask(
      adapter,
      'invalidate',
      named.map(() => null),
      (outcome) => {
        const succeeded = outcome !== null && !outcome.corrupt;
        const affected = outcome === null ? [] : this.#connectionsOn(named);
        // Nothing was invalidated: what was valid is valid.
        if (!succeeded) for (const row of newlyInvalid) this.table.clear(row, MARK.invalid);
        writeStatus(listed, succeeded);
        if (outcome?.corrupt) for (const row of affected) this.table.set(row, MARK.givenUp);
        this.#complete('invalidate', listed);
        for (const row of affected) {
          if (outcome?.corrupt) this.#reportLost(row);
          else if (this.uploads === 'with the invalidate') this.#traffic.askForUpload(row);
        }
        ended();
      },
    );
  }

  /** Sources: guide, Terminate Offload Sequence; Returning the Completion Status of a Terminate Offload Operation. */
  #terminate(adapter: number, listed: Listed, ended: () => void): void {
    const named = listed.rows.filter((row) => row !== NO_ROW);
    this.#ask(
      adapter,
      'terminate',
      named.map(() => null),
      (outcome) => {
        const succeeded = outcome !== null && !outcome.corrupt;
        const connections = named.filter((row) => this.table.layer(row) === LAYER.connection);
        const unreported = outcome?.corrupt ? connections.filter((row) => !this.table.has(row, MARK.givenUp)) : [];
        for (const row of connections) {
          if (unreported.includes(row)) continue;
          const lost = outcome?.corrupt === true || this.table.has(row, MARK.givenUp);
          const { NDIS_STATUS_REQUEST_ABORTED, NDIS_STATUS_UPLOAD_IN_PROGRESS } = NDIS_STATUS;
          if (!lost) this.#traffic.push(row);
          this.#traffic.completeAll(row, lost ? NDIS_STATUS_REQUEST_ABORTED : NDIS_STATUS_UPLOAD_IN_PROGRESS);
        }
        listed.blocks.forEach((block, at) => {
          const row = listed.rows[at] ?? NO_ROW;
          const delegated = block.following?.delegated;
          if (!succeeded || row === NO_ROW || !delegated) return;
          Object.assign(delegated, this.table.delegated(row));
          if (this.table.layer(row) === LAYER.connection) Object.assign(delegated, this.#traffic.stateOf(row));
        });
        writeStatus(listed, succeeded);
        for (const row of unreported) this.table.set(row, MARK.givenUp);
        this.#complete('terminate', listed);
        for (const row of unreported) this.#reportLost(row);
        // The state of a connection that was lost just now stays until the host stack terminates it once more.
        for (const row of named) if (!unreported.includes(row)) this.#free(adapter, row);
        ended();
      },
    );
  }

  #free(adapter: number, row: number): void {
    const layer = this.table.layer(row);
    if (layer === LAYER.connection) this.#traffic.close(row);
    for (const unit of unitsOfRow(this.table, row)) this.nic(adapter).release(unit);
    this.table.remove(row);
  }

  /** Tells the host stack that a connection is lost. Source: guide, Returning the Completion Status …, steps 2 and 3. */
  #reportLost(row: number): void {
    const NdisOffloadHandle = this.table.handle(row);
    this.ndis.NdisTcpOffloadEventHandler({
      NdisOffloadHandle,
      EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
      EventSpecificInformation: TCP_UPLOAD_REASON.HardwareFailure,
    });
    this.ndis.NdisTcpOffloadEventHandler({
      NdisOffloadHandle,
      EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateAbort,
      EventSpecificInformation: 0,
    });
  }

  /** The connections that are among some rows or depend on one of them. */
  #connectionsOn(rows: readonly number[]): number[] {
    const named = new Set(rows);
    if (named.size === 0) return [];
    return this.table.connections((row) => {
      const path = this.table.below(row);
      return named.has(row) || named.has(path) || named.has(this.table.below(path));
    });
  }

  /** Has the hardware carry a command out; null stands for a NIC that does not answer. */
  #ask(
    adapter: number,
    command: NicCommand,
    needs: readonly NicNeed[],
    then: (outcome: NicOutcome | null) => void,
  ): void {
    let waiting = true;
    const answer = (outcome: NicOutcome | null): void => {
      if (!waiting) return;
      waiting = false;
      then(outcome);
    };
    this.nic(adapter).execute(command, needs, answer);
    this.defer(() => {
      answer(null);
    }, HUNG_AFTER_MICROSECONDS);
  }

  #complete(operation: Operation, { root }: Listed): void {
    const completion: MiniportCompletion = { NdisMiniportHandle: this.handle(), OffloadBlockList: root };
    this.ndis[OPERATIONS[operation].completes](completion);
  }
}

function adapterOf(context: PVOID): number {
  if (context instanceof AdapterNumber) return context.adapter;
  throw new TypeError('the adapter context is none of this driver');
}

function unreachable(command: never): never {
  throw new Error(`no such command: ${JSON.stringify(command)}`);
}
