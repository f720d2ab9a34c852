import type { OffloadTarget, OffloadTargetEnvironment } from '../../../src/ddi/offload-target';
import { TableTarget } from '../table/table-target';

class NeverRegisters extends TableTarget {
  override DriverEntry(): void {
    // NdisMRegisterMiniportDriver is forgotten.
  }
}

/** Its DriverEntry does not register the driver. */
export const createOffloadTarget = (environment: OffloadTargetEnvironment): OffloadTarget =>
  new NeverRegisters(environment, 'when there is something to send');
