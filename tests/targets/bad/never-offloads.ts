import { faulty } from './faulty';

/** It never completes what it is asked to offload. */
export const { capabilities, createOffloadTarget } = faulty(() => ({
  MiniportInitiateOffload: () => undefined,
}));
