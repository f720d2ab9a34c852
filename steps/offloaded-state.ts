import { Given } from '@cucumber/cucumber';
import type { BlockListPlace } from '../src/stack/intermediate-driver/im-operations';
import type { DataTable } from '@cucumber/cucumber';
import type { ChimneyWorld } from './support/world';

/** What is offloaded to what, before anything else happens. */

Given('intermediate drivers that make block lists {place}', function (this: ChimneyWorld, place: BlockListPlace) {
  this.blockLists = place;
});

Given('the network is {network}', function (this: ChimneyWorld, network: string) {
  this.isIpv6 = network === 'IPv6';
});

Given(
  'a TCP connection offloaded through {int} intermediate driver(s)',
  function (this: ChimneyWorld, drivers: number) {
    this.setUp(1, drivers);
    this.offload('N1 (PATH1 (TCP1))', 0);
  },
);

Given(
  '{tree} offloaded through {int} intermediate driver(s)',
  function (this: ChimneyWorld, tree: string, drivers: number) {
    this.setUp(1, drivers);
    this.offload(tree, 0);
  },
);

Given(
  '{tree} offloaded through {int} intermediate driver(s), with:',
  function (this: ChimneyWorld, tree: string, drivers: number, table: DataTable) {
    this.setUp(1, drivers);
    this.offload(tree, 0, table.raw());
  },
);

Given(
  '{tree} offloaded to adapter {int} of {int}, through {int} intermediate driver(s)',
  function (this: ChimneyWorld, tree: string, adapter: number, adapters: number, drivers: number) {
    this.setUp(adapters, drivers);
    this.offload(tree, adapter - 1);
  },
);

Given(
  '{int} TCP connections on {int} paths of {object}, offloaded through {int} intermediate driver(s)',
  function (this: ChimneyWorld, connections: number, paths: number, neighbor: string, drivers: number) {
    this.setUp(1, drivers);
    this.offloadMany(neighbor, paths, connections);
  },
);
