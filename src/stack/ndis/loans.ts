import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { walk } from '../../ddi/block-tree';
import { IllegalUse } from '../../ddi/illegal-use';
import { chainOf } from '../../ddi/net-buffer-list';
import type { NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import type { NdisStatus } from '../../ddi/status';
import { NDIS_STATUS } from '../../ddi/status';
import { plainly } from '../../sim/trace';
import type { Interface } from '../interface';
import type { Binding } from './registry';

/**
 * The structures with received data that a driver passes up, by an indication or when a terminate is completed, and that
 * come back to it when the driver above has copied the data.
 * Sources: guide, Handling Buffered Receive Data During a Terminate Offload Operation; reference pages
 * NdisOffloadTcpReceiveReturn and MiniportTcpOffloadReceiveReturn.
 */
export class Loans {
  /** The drivers that passed each structure up, the highest last. */
  readonly #lenders = new Map<NET_BUFFER_LIST, string[]>();

  constructor(readonly links: Interface) {}

  /** Notes what a driver passes up as BufferedData with the list of a terminate. */
  lend(lender: string, root: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): void {
    walk(root, ({ following }) => {
      const delegated = following?.delegated;
      if (!delegated || !('BufferedData' in delegated) || !delegated.BufferedData) return;
      this.lendAll(lender, delegated.BufferedData);
    });
  }

  /**
   * Notes structures that a driver passes up.
   * @throws IllegalUse `memory-in-use` for one that it has passed up already and that has not come back
   */
  lendAll(lender: string, first: NET_BUFFER_LIST): void {
    for (const list of chainOf(first)) {
      const lenders = this.#lenders.get(list) ?? [];
      if (lenders.includes(lender)) {
        const happened = `the ${lender} passed ${plainly(list)} up once more`;
        throw new IllegalUse('memory-in-use', 'structures to be returned before they are used again', happened);
      }
      this.#lenders.set(list, [...lenders, lender]);
    }
  }

  /** Structures whose data was not taken whole are their driver's again at once. */
  keepBack(lender: string, first: NET_BUFFER_LIST): void {
    for (const list of chainOf(first)) {
      const left = (this.#lenders.get(list) ?? []).filter((one) => one !== lender);
      this.#lenders.set(list, left);
    }
  }

  /**
   * A protocol driver returns structures: NDIS calls the driver below.
   * @throws IllegalUse `never-passed` for one that the driver below did not pass up, or that was returned before
   */
  return({ adapter }: Binding, first: NET_BUFFER_LIST): NdisStatus {
    const { layer, handlers } = adapter.driver;
    const lists = chainOf(first);
    const stranger = lists.find((list) => this.#lenders.get(list)?.at(-1) !== layer);
    if (stranger) {
      const happened = `${plainly(stranger)} was returned`;
      throw new IllegalUse('never-passed', `structures that the ${layer} passed up`, happened);
    }
    for (const list of lists) this.#lenders.get(list)?.pop();
    this.links.call(
      'NDIS',
      layer,
      'MiniportTcpOffloadReceiveReturn',
      { MiniportAdapterContext: adapter.context, NetBufferList: first },
      (given) => handlers.MiniportTcpOffloadReceiveReturn(given),
    );
    return NDIS_STATUS.NDIS_STATUS_SUCCESS;
  }
}
