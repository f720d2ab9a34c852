/** It cannot be loaded. */
export const createOffloadTarget: () => never = (() => {
  throw new Error('the firmware file is missing');
})();
