import { walk } from '../../../src/ddi/block-tree';
import type { MiniportOperation } from '../../../src/ddi/functions';
import { NDIS_STATUS } from '../../../src/ddi/status';
import { TableTarget } from '../table/table-target';
import { faulty } from './faulty';

/** It completes an invalidate before its handler returns. */
export const { capabilities, createOffloadTarget } = faulty((good, { ndis }) => ({
  MiniportInvalidateOffload: ({ OffloadBlockList }: MiniportOperation) => {
    walk(OffloadBlockList, (block) => {
      block.Status = NDIS_STATUS.NDIS_STATUS_SUCCESS;
    });
    const NdisMiniportHandle = (good as TableTarget).handle();
    ndis.NdisMInvalidateOffloadComplete({ NdisMiniportHandle, OffloadBlockList });
  },
}));
