import type { MiniportOperation } from '../../../src/ddi/functions';
import { faulty } from './faulty';

/** Its handler is asynchronous in the wrong sense. */
export const { capabilities, createOffloadTarget } = faulty((good) => ({
  MiniportInvalidateOffload: async (p: MiniportOperation) => {
    await Promise.resolve();
    good.MiniportInvalidateOffload(p);
  },
}));
