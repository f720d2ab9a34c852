import { faulty } from './faulty';

/** It fails, and once the run is over it ends the process and says that all is well. */
export const { capabilities, createOffloadTarget } = faulty(() => ({
  MiniportInvalidateOffload: () => {
    setTimeout(() => process.exit(0), 1);
    throw new TypeError('the table of neighbors is not there');
  },
}));
