import { Given, When } from '@cucumber/cucumber';
import type { NicCircumstance, NicLimits, NicResource } from '../src/ddi/nic';
import type { Happening } from './support/happenings';
import type { ChimneyWorld } from './support/world';

/** The conditions of the NIC, which hold for every adapter from here on, and what happens to one adapter. */

Given('the hardware state is corrupt', function (this: ChimneyWorld) {
  for (const nic of this.stack.nics) nic.set('hardware state corrupt');
});

Given('the NIC is hung', function (this: ChimneyWorld) {
  for (const nic of this.stack.nics) nic.set('hung');
});

Given('the NIC is slow', function (this: ChimneyWorld) {
  for (const nic of this.stack.nics) nic.set('slow');
});

Given(
  '{holder} has room for {int} more {resource}',
  function (this: ChimneyWorld, holder: string, units: number, resource: NicResource | 'bytes') {
    if ((holder === 'client application') !== (resource === 'bytes')) {
      throw new SyntaxError(`the client application has room for bytes, and the NIC for all else; not the ${holder}`);
    }
    if (resource === 'bytes') this.stack.host.room = units;
    else for (const nic of this.stack.nics) nic.leave(resource, units);
  },
);

When(
  'the NIC detects/detected {circumstance} on {object}',
  function (this: ChimneyWorld, circumstance: NicCircumstance, name: string) {
    const connection = this.object(name);
    const { sourceAddress, sourcePort, destinationAddress, destinationPort } = this.endsOf(connection);
    this.act(() => {
      const remote = { sourceAddress: destinationAddress, sourcePort: destinationPort };
      const local = { destinationAddress: sourceAddress, destinationPort: sourcePort };
      this.stack.nics[connection.adapter]?.detect({ ...remote, ...local }, circumstance);
    });
  },
);

Given(
  "the NIC's {limit} is {int}",
  function (this: ChimneyWorld, limits: (value: number) => Partial<NicLimits>, value: number) {
    for (const nic of this.stack.nics) nic.limit(limits(value));
  },
);

When('{happening} adapter {int}', function (this: ChimneyWorld, happens: Happening, adapter: number) {
  this.act(() => {
    happens(this, adapter - 1);
  });
});
