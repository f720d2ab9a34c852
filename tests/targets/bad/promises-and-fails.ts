import { faulty } from './faulty';

/** Its handler is asynchronous in the wrong sense, and what it promised fails. */
export const { capabilities, createOffloadTarget } = faulty(() => ({
  MiniportInvalidateOffload: () => Promise.reject(new TypeError('the table of neighbors is lost')),
}));
