import { faulty } from './faulty';

/** It takes an invalidate and forgets it. */
export const { capabilities, createOffloadTarget } = faulty(() => ({ MiniportInvalidateOffload: () => undefined }));
