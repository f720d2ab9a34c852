import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NdisForMiniport } from '../../ddi/functions';
import { Random } from '../../sim/random';
import { Interface } from '../interface';
import { Ndis } from './ndis';
import { Port } from './port';
import type { Caller } from './port';

const links = (): Interface => new Interface(new Random(7));

test('a port has every function, and calls it for its driver', () => {
  const between = links();
  const calls: unknown[] = [];
  const implementations = {
    NdisFreeMemory: ({ layer }: Caller, parameters: unknown) => {
      calls.push([layer, parameters]);
    },
  };
  for (const layer of ['offload target', 'intermediate driver 1']) {
    const port = new Port(between, { layer, protocol: null }, implementations);
    (port as unknown as NdisForMiniport).NdisFreeMemory({ VirtualAddress: null } as never);
  }
  assert.deepEqual(calls, [
    ['offload target', { VirtualAddress: null }],
    ['intermediate driver 1', { VirtualAddress: null }],
  ]);
  assert.deepEqual(
    between.trace.entries.map(({ from, to, name }) => [from, to, name]),
    [
      ['offload target', 'NDIS', 'NdisFreeMemory'],
      ['intermediate driver 1', 'NDIS', 'NdisFreeMemory'],
    ],
  );
});

test('what anybody’s driver is given can be copied and taken apart', () => {
  const between = links();
  const given = new Ndis(between).forAnyMiniport('offload target');
  const copy = { ...given };
  assert.ok(Object.keys(copy).length > 10);
  assert.equal(copy.NdisMRegisterMiniportDriver, given.NdisMRegisterMiniportDriver);
  const { NdisFreeMemory: free } = copy;
  free({ VirtualAddress: null as never });
  assert.equal(between.trace.entries[0]?.from, 'offload target');
});
