import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from './block-list';
import type { MiniportBlockMembers } from './block-list';
import { NDIS_OFFLOAD_HANDLE } from './handles';
import { IllegalUse } from './illegal-use';
import { NET_BUFFER_LIST } from './net-buffer-list';
import { OFFLOAD_STATE_TYPE } from './offload-state-type';

const Header = { Type: OFFLOAD_STATE_TYPE.TcpOffloadState };
const handle = new NDIS_OFFLOAD_HANDLE('TCP1');
const placeholder = (): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST =>
  list({ MiniportOffloadContext: null, NdisOffloadHandle: null });

/** A value of its own for each member. */
const members: MiniportBlockMembers = {
  NextBlock: list({ NdisOffloadHandle: null }),
  DependentBlockList: list({ NdisOffloadHandle: null }),
  Status: 1,
  NdisReserved: {},
  MiniportOffloadContext: handle.MiniportOffloadContext,
  NdisOffloadHandle: handle,
  ProtocolReserved: {},
  MiniportReserved: {},
  ImReserved: {},
  Scratch: {},
  SourceHandle: {},
  PortNumber: 1,
  NetBufferListChain: new NET_BUFFER_LIST('send', 1),
  following: { cached: { PathMtu: 1500 } },
};

function list(changed: Partial<MiniportBlockMembers> = {}): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST {
  return new NDIS_MINIPORT_OFFLOAD_BLOCK_LIST(1, Header, {
    NextBlock: null,
    DependentBlockList: null,
    Status: null,
    NdisReserved: null,
    MiniportOffloadContext: handle.MiniportOffloadContext,
    NdisOffloadHandle: handle,
    ProtocolReserved: null,
    MiniportReserved: null,
    ImReserved: null,
    Scratch: null,
    SourceHandle: null,
    PortNumber: 0,
    NetBufferListChain: null,
    following: null,
    ...changed,
  });
}

/** MiniportOffloadContext and NdisOffloadHandle are NDIS's to set: drivers read them. */
const READ_ONLY = ['MiniportOffloadContext', 'NdisOffloadHandle'];
const names = Object.keys(members) as (keyof MiniportBlockMembers)[];

describe('a miniport block list in a driver’s hands', () => {
  for (const name of names) {
    test(`${name} reads as NDIS filled it in`, () => {
      assert.equal(list({ [name]: members[name] })[name], members[name]);
    });
  }
  for (const name of names.filter((member) => !READ_ONLY.includes(member))) {
    test(`${name} reads as a driver wrote it, and the other members as before`, () => {
      const block = list();
      (block as unknown as Record<string, unknown>)[name] = members[name];
      assert.equal(block[name], members[name]);
      for (const other of names) if (other !== name) assert.equal(block[other], list()[other], other);
    });
  }

  test('it is named by its number and its object; a placeholder says so', () => {
    assert.deepEqual([list().name, list().label, list().isPlaceholder], ['M1', 'TCP1', false]);
    assert.deepEqual([placeholder().label, placeholder().isPlaceholder], ['placeholder', true]);
    const other = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(2, Header, handle);
    assert.deepEqual([other.name, other.label, other.isPlaceholder], ['P2', 'TCP1', false]);
    const none = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(3, Header, null);
    assert.deepEqual([none.name, none.label, none.isPlaceholder], ['P3', 'placeholder', true]);
  });
});

describe('a miniport block list that was handed back', () => {
  const taken = (): NDIS_MINIPORT_OFFLOAD_BLOCK_LIST => {
    const block = list(members);
    block.takeBack();
    return block;
  };
  const isFound = (touched: string) => (error: unknown) => {
    assert.ok(error instanceof IllegalUse);
    assert.equal(error.use, 'touched-after-completion');
    assert.equal(error.expected, 'nobody to touch block list M1 once its operation is completed');
    assert.equal(error.happened, `${touched} of M1 (TCP1) was touched`);
    return true;
  };
  for (const name of names) {
    const touched = name === 'following' ? 'the state behind the block' : name;
    test(`${name} cannot be read any more`, () => {
      assert.throws(() => taken()[name], isFound(touched));
    });
    if (READ_ONLY.includes(name)) continue;
    test(`${name} cannot be written any more`, () => {
      assert.throws(() => {
        (taken() as unknown as Record<string, unknown>)[name] = null;
      }, isFound(touched));
    });
  }

  test('it can still be named', () => {
    const { name, label, isPlaceholder, Header: header } = taken();
    assert.deepEqual(
      { name, label, isPlaceholder, header },
      { name: 'M1', label: 'TCP1', isPlaceholder: false, header: Header },
    );
  });
});
