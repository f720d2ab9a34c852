import { faulty } from './faulty';

/** Its handler throws. */
export const { capabilities, createOffloadTarget } = faulty(() => ({
  MiniportInvalidateOffload: () => {
    throw new TypeError('the table of neighbors is not there');
  },
}));
