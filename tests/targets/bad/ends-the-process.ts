import { faulty } from './faulty';

/** Its handler ends the process, and says that all is well. */
export const { capabilities, createOffloadTarget } = faulty(() => ({
  MiniportInvalidateOffload: () => process.exit(0),
}));
