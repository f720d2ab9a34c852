import { faulty } from './faulty';

/** Its handler does not return. */
export const { capabilities, createOffloadTarget } = faulty(() => ({
  MiniportInvalidateOffload: () => {
    for (let round = 0; ; round = (round + 1) % 2);
  },
}));
