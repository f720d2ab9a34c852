import type { Capability, OffloadTarget, OffloadTargetEnvironment } from '../../src/ddi/offload-target';
import { TableTarget } from './table/table-target';

/** As for table-target. */
export const capabilities: readonly Capability[] = ['completed-sends', 'asks-when-detected'];

/**
 * The second target in the guide's own way of invalidating: it asks for the upload of each connection that depends on invalidated state
 * as soon as the invalidate is completed. And in the reference's way of updating: it reads the tree before its handler returns.
 */
export const createOffloadTarget = (environment: OffloadTargetEnvironment): OffloadTarget =>
  new TableTarget(environment, 'with the invalidate', 'in the handler');
