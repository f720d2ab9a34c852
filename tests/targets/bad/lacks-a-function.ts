import { faulty } from './faulty';

/** It registers without MiniportUpdateOffload. */
export const { capabilities, createOffloadTarget } = faulty(() => ({ MiniportUpdateOffload: undefined }));
