import type { MiniportHandlers, NdisForMiniport } from '../../../src/ddi/functions';
import { MINIPORT_HANDLERS } from '../../../src/ddi/functions';
import type { OffloadTarget, OffloadTargetEnvironment, OffloadTargetModule } from '../../../src/ddi/offload-target';
import { TableTarget } from '../table/table-target';

/** What a faulty target does instead of what a good one does; undefined takes a handler away. */
export type Fault = (
  good: MiniportHandlers,
  environment: OffloadTargetEnvironment,
) => { readonly [Name in keyof MiniportHandlers]?: unknown };

/**
 * A target that is good but for the handlers that it registers.
 * @param fault what is wrong with them
 */
export function faulty(fault: Fault): OffloadTargetModule {
  return { capabilities: [], createOffloadTarget: (environment) => create(environment, fault) };
}

function create(environment: OffloadTargetEnvironment, fault: Fault): OffloadTarget {
  const ndis: NdisForMiniport = {
    ...environment.ndis,
    NdisMRegisterMiniportDriver: () => {
      const good = Object.fromEntries(MINIPORT_HANDLERS.map((name) => [name, target[name].bind(target)]));
      const handlers = { ...good, ...fault(target, environment) } as MiniportHandlers;
      return environment.ndis.NdisMRegisterMiniportDriver({ MiniportDriverCharacteristics: handlers });
    },
  };
  const target = new TableTarget({ ...environment, ndis }, 'when there is something to send');
  return target;
}
