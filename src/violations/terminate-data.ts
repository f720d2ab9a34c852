import { blocksOf } from '../ddi/block-tree';
import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../ddi/block-list';
import { chain, chainOf, NET_BUFFER_LIST } from '../ddi/net-buffer-list';
import type { TCP_OFFLOAD_STATE_DELEGATED } from '../ddi/offload-state';
import { NDIS_STATUS } from '../ddi/status';
import type { LayerKind, Tap } from '../ddi/tap';
import { violation } from './completion-faults';
import { loses } from './violation';
import type { Violation } from './violation';

const COMPLETES = 'NdisMTerminateOffloadComplete';
const BACK = 'terminate.outstanding-sends-go-back';
const ORDER = 'terminate.handed-over-in-order';
const ENDS = 'terminate.send-data-head-and-tail';
const NUMBERS = 'terminate.send-sequence-numbers';
const DELIVERED = 'terminate.received-data-is-delivered';
const RETURNED = 'terminate.buffered-data-comes-back';

type Block = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;

/** Changes each block of a terminate that goes back; tells whether there was anything to change. */
export const spoils =
  (
    change: (block: Block, delegated: TCP_OFFLOAD_STATE_DELEGATED | null) => boolean,
    by: LayerKind = 'offload target',
  ) =>
  (tap: Tap, exercised: () => void): void => {
    tap.calls(COMPLETES, by, ({ parameters }, proceed) => {
      for (const block of blocksOf(parameters.OffloadBlockList)) {
        const delegated = block.following?.delegated;
        if (change(block, delegated && 'SndUna' in delegated ? delegated : null)) exercised();
      }
      return proceed();
    });
  };

/** Changes the chain of each block that has one. */
const rechains = (change: (lists: NET_BUFFER_LIST[]) => NET_BUFFER_LIST | null): Violation['apply'] =>
  spoils((block) => {
    if (!block.NetBufferListChain) return false;
    block.NetBufferListChain = change(chainOf(block.NetBufferListChain));
    return true;
  });

/** Completes the sends that would have been handed over. */
const completesInstead =
  (status: number, keeps: boolean): Violation['apply'] =>
  (tap, exercised) => {
    tap.calls(COMPLETES, 'offload target', ({ parameters, from }, proceed) => {
      for (const block of blocksOf(parameters.OffloadBlockList)) {
        const first = block.NetBufferListChain;
        if (!first) continue;
        if (!keeps) block.NetBufferListChain = null;
        for (const list of chainOf(first)) list.Status = status;
        exercised();
        tap.perform('NdisTcpOffloadSendComplete', from, {
          NdisMiniportHandle: parameters.NdisMiniportHandle,
          NetBufferList: first,
        });
      }
      return proceed();
    });
  };

/** Violations of what a terminate has to give back of the traffic of a connection. */
export const terminateDataViolations: readonly Violation[] = [
  violation(
    'terminate-sends-kept',
    BACK,
    'keeps outstanding sends when it terminates',
    rechains(() => null),
  ),
  violation(
    'terminate-sends-twice',
    BACK,
    'both completes outstanding sends and hands them over',
    completesInstead(NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS, true),
  ),
  violation(
    'terminate-sends-success',
    BACK,
    'completes sends that nobody acknowledged with success when it terminates',
    completesInstead(NDIS_STATUS.NDIS_STATUS_SUCCESS, false),
  ),
  violation(
    'terminate-sends-reversed',
    ORDER,
    'hands outstanding sends over in reverse',
    rechains((lists) => chain(lists.toReversed())),
  ),
  violation(
    'terminate-chain-at-the-last',
    ORDER,
    'points NetBufferListChain at the last of the sends that it hands over',
    rechains((lists) => lists.at(-1) ?? null),
  ),
  violation(
    'terminate-sends-copied',
    ORDER,
    'hands over copies of outstanding sends',
    rechains((lists) => chain(lists.map(({ name, length }) => new NET_BUFFER_LIST(name, length)))),
  ),
  violation(
    'terminate-head-and-tail-swapped',
    ENDS,
    'points SendDataHead at the last and SendDataTail at the first of the sends that it hands over',
    spoils((_block, delegated) => {
      if (!delegated?.SendDataHead) return false;
      const { SendDataHead: head, SendDataTail: tail } = delegated;
      Object.assign(delegated, { SendDataHead: tail, SendDataTail: head });
      return head !== tail;
    }),
  ),
  violation(
    'terminate-no-tail',
    ENDS,
    'leaves SendDataTail as it was',
    spoils((_block, delegated) => {
      if (!delegated?.SendDataTail) return false;
      delegated.SendDataTail = null;
      return true;
    }),
  ),
  ...(['SndUna', 'SndNxt', 'SndMax'] as const).map((variable) =>
    violation(
      `terminate-no-${variable.toLowerCase()}`,
      NUMBERS,
      `does not give ${variable} back`,
      spoils((_block, delegated) => {
        if (!delegated) return false;
        Object.assign(delegated, { [variable]: null });
        return true;
      }),
    ),
  ),
  violation(
    'terminate-chain-without-sends',
    'terminate.no-chain-without-sends',
    'makes a chain up where no send is outstanding',
    spoils((block) => {
      if (block.NetBufferListChain || block.isPlaceholder) return false;
      block.NetBufferListChain = new NET_BUFFER_LIST('a made-up send', 1);
      return true;
    }),
  ),
  ...(['Receive', 'Disconnect', 'Forward'] as const).map((kind) =>
    violation(
      `terminate-${kind.toLowerCase()}s-kept`,
      'terminate.completes-what-is-outstanding',
      `keeps outstanding ${kind.toLowerCase()} requests when it terminates`,
      (tap, exercised) => {
        tap.calls(`NdisTcpOffload${kind}Complete`, 'offload target', () => {
          exercised();
          return undefined;
        });
      },
    ),
  ),
  violation(
    'terminate-disconnect-success',
    'terminate.completes-what-is-outstanding',
    'completes a disconnect that nobody acknowledged with success when it terminates',
    (tap, exercised) => {
      tap.calls('NdisTcpOffloadDisconnectComplete', 'offload target', ({ parameters }, proceed) => {
        parameters.NetBufferList.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
        exercised();
        return proceed();
      });
    },
  ),
  ...(['Disconnect', 'Forward'] as const).map((kind) =>
    violation(
      `terminate-${kind.toLowerCase()}-afterwards`,
      'terminate.completes-what-is-outstanding',
      `completes a ${kind.toLowerCase()} request after the terminate that it should come before`,
      (tap, exercised) => {
        const held: (() => void)[] = [];
        tap.calls(`NdisTcpOffload${kind}Complete`, 'offload target', (_crossing, proceed) => {
          held.push(() => {
            proceed();
          });
        });
        tap.calls(COMPLETES, 'offload target', (_crossing, proceed) => {
          proceed();
          if (held.length > 0) exercised();
          for (const release of held.splice(0)) release();
        });
      },
    ),
  ),
  violation(
    'terminate-forward-success',
    'terminate.completes-what-is-outstanding',
    'completes a forwarded segment that it has not processed with NDIS_STATUS_SUCCESS when it terminates',
    (tap, exercised) => {
      tap.calls('NdisTcpOffloadForwardComplete', 'offload target', ({ parameters }, proceed) => {
        for (const list of chainOf(parameters.NetBufferList)) {
          if (list.Status === NDIS_STATUS.NDIS_STATUS_SUCCESS) continue;
          list.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
          exercised();
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-data-not-delivered',
    DELIVERED,
    'completes a receive that holds data with NDIS_STATUS_UPLOAD_IN_PROGRESS',
    (tap, exercised) => {
      tap.calls('NdisTcpOffloadReceiveComplete', 'offload target', ({ parameters }, proceed) => {
        for (const list of chainOf(parameters.NetBufferList)) {
          if (list.bytesTransferred === 0) continue;
          list.Status = NDIS_STATUS.NDIS_STATUS_UPLOAD_IN_PROGRESS;
          exercised();
        }
        return proceed();
      });
    },
  ),
  violation(
    'terminate-data-never-indicated',
    DELIVERED,
    'keeps received data to itself that no receive request is posted for',
    (tap, exercised) => {
      tap.calls('NdisTcpOffloadReceiveHandler', 'offload target', () => {
        exercised();
        return NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED;
      });
    },
  ),
  violation(
    'terminate-data-indicated-again',
    DELIVERED,
    'indicates data again that the client application has refused',
    (tap, exercised) => {
      tap.calls('NdisTcpOffloadReceiveHandler', 'offload target', (_crossing, proceed) => {
        const status = proceed();
        if (status !== NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED) return status;
        exercised();
        return proceed();
      });
    },
  ),
  violation(
    'terminate-data-indicated-never-again',
    DELIVERED,
    'indicates nothing more once the client application has refused data',
    (tap, exercised) => {
      let isRefused = false;
      tap.calls('NdisTcpOffloadReceiveHandler', 'offload target', (_crossing, proceed) => {
        if (isRefused) {
          exercised();
          return NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED;
        }
        const status = proceed();
        isRefused = status === NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_NOT_ACCEPTED;
        return status;
      });
    },
  ),
  violation(
    'terminate-data-given-twice',
    'terminate.buffered-data-goes-up',
    'passes data up with a terminate that the client application has taken already',
    (tap, exercised) => {
      let taken = 0;
      tap.calls('NdisTcpOffloadReceiveHandler', 'offload target', ({ parameters }, proceed) => {
        const status = proceed();
        if (status === NDIS_STATUS.NDIS_STATUS_OFFLOAD_DATA_PARTIALLY_ACCEPTED) taken = parameters.BytesConsumed.value;
        return status;
      });
      spoils((_block, delegated) => {
        const list = delegated?.BufferedData;
        if (!delegated || !list || taken === 0) return false;
        delegated.BufferedData = new NET_BUFFER_LIST(list.name, list.length + taken);
        return true;
      })(tap, exercised);
    },
  ),
  violation(
    'terminate-structures-shared',
    RETURNED,
    'passes the same structures up for two connections',
    (tap, exercised) => {
      let first: NET_BUFFER_LIST | null = null;
      spoils((_block, delegated) => {
        if (!delegated?.BufferedData) return false;
        first ??= delegated.BufferedData;
        const isShared = first !== delegated.BufferedData;
        delegated.BufferedData = first;
        return isShared;
      })(tap, exercised);
    },
  ),
  violation(
    'terminate-structures-used-again',
    RETURNED,
    'indicates data in structures that the host stack has not returned',
    (tap, exercised) => {
      let first: NET_BUFFER_LIST | null = null;
      tap.calls('NdisTcpOffloadReceiveHandler', 'offload target', ({ parameters }, proceed) => {
        if (first) exercised();
        first ??= parameters.NetBufferList;
        return proceed({ ...parameters, NetBufferList: first });
      });
    },
  ),
  {
    id: 'terminate-im-keeps-structures',
    breaks: RETURNED,
    layer: 'intermediate driver',
    title: 'keeps the structures with received data that the driver above returns',
    apply(tap, exercised) {
      tap.calls('NdisOffloadTcpReceiveReturn', 'intermediate driver', loses(exercised));
    },
  },
  violation(
    'terminate-received-data-lost',
    'terminate.buffered-data-goes-up',
    'loses data that it has acknowledged and nobody has taken',
    spoils((_block, delegated) => {
      if (!delegated?.BufferedData) return false;
      delegated.BufferedData = null;
      return true;
    }),
  ),
  {
    id: 'terminate-im-drops-received-data',
    breaks: 'terminate.buffered-data-is-copied',
    layer: 'intermediate driver',
    title: 'does not pass received data on that comes up with a terminate',
    apply: spoils((_block, delegated) => {
      if (!delegated?.BufferedData) return false;
      delegated.BufferedData = null;
      return true;
    }, 'intermediate driver'),
  },
  {
    id: 'terminate-structures-kept',
    breaks: RETURNED,
    layer: 'host stack',
    title: 'keeps the structures with received data that came up with a terminate',
    apply(tap, exercised) {
      tap.calls('NdisOffloadTcpReceiveReturn', 'host stack', loses(exercised));
    },
  },
  {
    id: 'terminate-structures-lost',
    breaks: RETURNED,
    layer: 'NDIS',
    title: 'does not bring structures back to the target that passed them up',
    apply(tap, exercised) {
      tap.calls('MiniportTcpOffloadReceiveReturn', 'NDIS', ({ to }, proceed) => {
        if (to !== 'offload target') return proceed();
        exercised();
        return undefined;
      });
    },
  },
];
