import { Given, When } from '@cucumber/cucumber';
import { blocksOf } from '../src/ddi/block-tree';
import { OPERATION_NAMES, OPERATIONS } from '../src/ddi/functions';
import type { IrqlName } from '../src/ddi/irql';
import { IRQL } from '../src/ddi/irql';
import type { Violation } from '../src/violations';
import { indicateStatus, requestTermination } from './support/indications';
import type { ChimneyWorld } from './support/world';

/** How a driver behaves that is not asked for it. */

const TARGET = 'offload target';

Given('the offload target works at {irql}', function (this: ChimneyWorld, irql: IrqlName) {
  this.stack.links.turnIrql = IRQL[irql];
});

Given('the offload target can allocate no more memory', function (this: ChimneyWorld) {
  this.stack.ndis.refuseMemory('offload target');
});

Given('the offload target writes {status} to all that it completes', function (this: ChimneyWorld, status: number) {
  if (this.settings.violation) return setAside(this, this.settings.violation);
  for (const operation of OPERATION_NAMES) {
    this.stack.links.calls(OPERATIONS[operation].completes, 'offload target', ({ parameters }, proceed) => {
      for (const block of blocksOf(parameters.OffloadBlockList)) block.Status = status;
      return proceed();
    });
  }
  return undefined;
});

Given(
  'the offload target has asked for the termination of {object}: {reason}',
  function (this: ChimneyWorld, name: string, reason: number) {
    this.act(() => {
      this.stack.links.act(TARGET, IRQL.DISPATCH_LEVEL, () => {
        requestTermination(this, name, reason);
      });
    });
  },
);

When(
  '{layer} indicates {status} on adapter {int}',
  function (this: ChimneyWorld, layer: string, status: number, adapter: number) {
    this.act(() => {
      this.stack.links.act(layer, IRQL.DISPATCH_LEVEL, () => {
        indicateStatus(this, layer, status, adapter);
      });
    });
  },
);

Given('a/an {culprit}', function (this: ChimneyWorld, violation: Violation) {
  if (this.settings.violation) return setAside(this, violation);
  this.misbehave(violation);
  return undefined;
});

/** Under a violation of the run an example about a fault would be about two faults at once, and prove nothing. */
function setAside(world: ChimneyWorld, { id }: Violation): 'skipped' {
  world.attach(id, 'text/x.set-aside+plain');
  return 'skipped';
}
