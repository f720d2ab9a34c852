import type { Capability, OffloadTarget, OffloadTargetEnvironment } from '../../src/ddi/offload-target';
import { TableTarget } from './table/table-target';

export const capabilities: readonly Capability[] = ['goes-on-when-invalidated'];

/** The second target in the guide's other way: it goes on as normal with state that was invalidated. */
export const createOffloadTarget = (environment: OffloadTargetEnvironment): OffloadTarget =>
  new TableTarget(environment, 'never: it goes on as normal');
