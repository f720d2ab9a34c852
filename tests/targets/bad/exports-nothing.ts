/** It is a module, and no target. */
export {};
