/** It exports the function, which forgets to return the target. */
export const createOffloadTarget = (): undefined => undefined;
