import { Given } from '@cucumber/cucumber';
import type { IrqlName } from '../src/ddi/irql';
import { IRQL } from '../src/ddi/irql';
import type { Violation } from '../src/violations';
import type { ChimneyWorld } from './support/world';

/** How a driver behaves that is not asked for it. */

Given('the offload target works at {irql}', function (this: ChimneyWorld, irql: IrqlName) {
  this.stack.links.turnIrql = IRQL[irql];
});

Given('a/an {culprit}', function (this: ChimneyWorld, violation: Violation) {
  // Under a violation of the run the example would be about two faults at once, and prove nothing.
  if (this.settings.violation) {
    this.attach(violation.id, 'text/x.set-aside+plain');
    return 'skipped';
  }
  this.misbehave(violation);
  return undefined;
});
