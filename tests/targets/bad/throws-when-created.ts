/** It cannot be created. */
export const createOffloadTarget = (): never => {
  throw new Error('the firmware image is missing');
};
