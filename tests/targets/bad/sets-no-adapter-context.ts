import { NDIS_STATUS } from '../../../src/ddi/status';
import { faulty } from './faulty';

/** It initializes an adapter without NdisMSetMiniportAttributes. */
export const { capabilities, createOffloadTarget } = faulty(() => ({
  MiniportInitializeEx: () => NDIS_STATUS.NDIS_STATUS_SUCCESS,
}));
