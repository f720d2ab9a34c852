import { faulty } from './faulty';

export const { createOffloadTarget } = faulty(() => ({}));
/** It claims what nobody knows. */
export const capabilities = ['memory', 'telepathy'];
