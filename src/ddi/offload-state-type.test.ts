import assert from 'node:assert/strict';
import test from 'node:test';
import { classesOfType, LAYERS, layerOfType, OFFLOAD_STATE_TYPE, structuresOfType } from './offload-state-type';
import facts from './wdk-names-and-values.json';

const types = Object.entries(OFFLOAD_STATE_TYPE);

test('every type has its layer and the structures that the header knows', () => {
  for (const [name, type] of types) {
    const prefix = name.startsWith('Neighbor') ? 'neighbor' : name.startsWith('Ip') ? 'path' : 'TCP connection';
    assert.equal(LAYERS.at(layerOfType(type) ?? LAYERS.length), prefix, name);
    for (const structure of structuresOfType(type))
      assert.ok(structure in facts.structures || structure.startsWith('PATH'));
  }
});

test('a type says one class of variables, or all three in order', () => {
  const { NeighborOffloadConstState, Ip6OffloadCachedState, TcpOffloadDelegatedState, TcpOffloadState } =
    OFFLOAD_STATE_TYPE;
  assert.deepEqual(structuresOfType(NeighborOffloadConstState), ['NEIGHBOR_OFFLOAD_STATE_CONST']);
  assert.deepEqual(structuresOfType(Ip6OffloadCachedState), ['PATH_OFFLOAD_STATE_CACHED']);
  assert.deepEqual(structuresOfType(TcpOffloadDelegatedState), ['TCP_OFFLOAD_STATE_DELEGATED']);
  assert.deepEqual(structuresOfType(TcpOffloadState), [
    'TCP_OFFLOAD_STATE_CONST',
    'TCP_OFFLOAD_STATE_CACHED',
    'TCP_OFFLOAD_STATE_DELEGATED',
  ]);
});

test('a number that no block list carries has neither layer nor structures', () => {
  const { TcpOffloadResourceState, FilterReservedOffloadState } = facts.enums.OFFLOAD_STATE_TYPE;
  for (const type of [0, TcpOffloadResourceState, 18, FilterReservedOffloadState, -1]) {
    assert.equal(layerOfType(type), null, String(type));
    assert.deepEqual(classesOfType(type), [], String(type));
  }
});
