import type { Capability, OffloadTarget, OffloadTargetEnvironment } from '../../src/ddi/offload-target';
import { TableTarget } from './table/table-target';

/** As for table-target. */
export const capabilities: readonly Capability[] = [];

/**
 * The second target in the guide's own way: it asks for the upload of each connection that depends on invalidated state
 * as soon as the invalidate is completed.
 */
export const createOffloadTarget = (environment: OffloadTargetEnvironment): OffloadTarget =>
  new TableTarget(environment, 'with the invalidate');
