import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../sim/random';
import { Interface } from '../interface';
import { Ndis } from './ndis';
import { Port } from './port';

const links = (): Interface => new Interface(new Random(7));

test('a port has every function, the same each time, and calls it for its driver', () => {
  const between = links();
  const calls: unknown[] = [];
  const port = new Port(
    between,
    { layer: 'offload target', protocol: null },
    {
      NdisFreeMemory: ({ layer }, parameters) => {
        calls.push([layer, parameters]);
      },
    },
  );
  const { NdisFreeMemory } = port as unknown as { NdisFreeMemory: (parameters: unknown) => unknown };
  assert.equal(Reflect.get(port, 'NdisFreeMemory'), NdisFreeMemory);
  NdisFreeMemory({ VirtualAddress: null });
  assert.deepEqual(calls, [['offload target', { VirtualAddress: null }]]);
  const [entry] = between.trace.entries;
  assert.deepEqual([entry?.from, entry?.to, entry?.name], ['offload target', 'NDIS', 'NdisFreeMemory']);
});

test('ports of different drivers do not share their functions', () => {
  const ndis = new Ndis(links());
  const [one, other] = [ndis.forMiniport('one'), ndis.forMiniport('other')];
  assert.notEqual(one.NdisFreeMemory, other.NdisFreeMemory);
});

test('what anybody’s driver is given can be copied and taken apart', () => {
  const ndis = new Ndis(links());
  const given = ndis.forAnyMiniport('offload target');
  const copy = { ...given };
  assert.ok(Object.keys(copy).length > 10);
  assert.equal(copy.NdisMRegisterMiniportDriver, given.NdisMRegisterMiniportDriver);
  for (const value of Object.values(copy)) assert.equal(typeof value, 'function');
});
