import { faulty } from './faulty';

/** What its handler puts off throws. */
export const { capabilities, createOffloadTarget } = faulty((_good, { defer }) => ({
  MiniportInvalidateOffload: () => {
    defer(() => {
      throw new TypeError('the table of neighbors is gone');
    });
  },
}));
