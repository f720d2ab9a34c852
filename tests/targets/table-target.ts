import type { Capability, OffloadTarget, OffloadTargetEnvironment } from '../../src/ddi/offload-target';
import { TableTarget } from './table/table-target';

/** It allocates nothing through NDIS, so nobody can see from outside what it keeps. */
export const capabilities: readonly Capability[] = ['completed-sends', 'asks-when-detected'];

/** A second offload target, written from the documentation alone, that shares no code with the first. */
export const createOffloadTarget = (environment: OffloadTargetEnvironment): OffloadTarget =>
  new TableTarget(environment, 'when there is something to send');
