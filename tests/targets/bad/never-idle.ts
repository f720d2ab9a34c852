import type { MiniportOperation } from '../../../src/ddi/functions';
import { faulty } from './faulty';

/** Once it has been asked to invalidate, it puts work off for ever. */
export const { capabilities, createOffloadTarget } = faulty((good, { defer }) => ({
  MiniportInvalidateOffload: (p: MiniportOperation) => {
    const again = (): void => {
      defer(again);
    };
    again();
    good.MiniportInvalidateOffload(p);
  },
}));
