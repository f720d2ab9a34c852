import { Then } from '@cucumber/cucumber';
import type { ChimneyWorld } from './support/world';

/** What the monitors must find at the end of an example that is about a breach. */

Then('the contract is broken by {layer}: {remark}', function (this: ChimneyWorld, layer: string, remark: string) {
  this.expectBreach(remark, layer);
});
