import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from './block-list';
import { NDIS_OFFLOAD_HANDLE } from './handles';
import { chain, NET_BUFFER_LIST } from './net-buffer-list';
import type { OffloadState } from './offload-state';
import type { OffloadStateType } from './offload-state-type';
import { PvoidLocation } from './pvoid';
import { BlockListSnapshot, layerName, NetBufferListSnapshot } from './snapshot';
import { NDIS_STATUS } from './status';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE } = NDIS_STATUS;
type Protocol = NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST;
type Miniport = NDIS_MINIPORT_OFFLOAD_BLOCK_LIST;
let ids = 0;

const typeOf = (name: string): OffloadStateType => (name.startsWith('N') ? 4 : name.startsWith('PATH') ? 8 : 17);
const handles = new Map<string, NDIS_OFFLOAD_HANDLE>();

function handleOf(name: string): NDIS_OFFLOAD_HANDLE | null {
  if (name === 'placeholder') return null;
  const handle = handles.get(name) ?? new NDIS_OFFLOAD_HANDLE(name);
  handles.set(name, handle);
  return handle;
}

function protocol(name: string, dependents: Protocol[] = []): Protocol {
  const block = new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(++ids, { Type: typeOf(name) }, handleOf(name));
  return under(block, dependents);
}

function miniport(
  name: string,
  dependents: Miniport[] = [],
  following: OffloadState | null = null,
  location?: PvoidLocation | null,
): Miniport {
  const handle = handleOf(name);
  const block = new NDIS_MINIPORT_OFFLOAD_BLOCK_LIST(
    ++ids,
    { Type: typeOf(name) },
    {
      NextBlock: null,
      DependentBlockList: null,
      Status: null,
      NdisReserved: null,
      MiniportOffloadContext: location === undefined ? handle && handle.MiniportOffloadContext : location,
      NdisOffloadHandle: handle,
      ProtocolReserved: null,
      MiniportReserved: null,
      ImReserved: null,
      Scratch: null,
      SourceHandle: null,
      PortNumber: 0,
      NetBufferListChain: null,
      following,
    },
  );
  return under(block, dependents);
}

function under<Block extends { NextBlock: Block | null; DependentBlockList: Block | null }>(
  block: Block,
  dependents: Block[],
): Block {
  dependents.forEach((dependent, index) => {
    dependent.NextBlock = dependents[index + 1] ?? null;
  });
  block.DependentBlockList = dependents[0] ?? null;
  return block;
}

const large = (count: number): Miniport =>
  miniport(
    'N1',
    Array.from({ length: count }, (_, i) => miniport(`PATH${String(i)}`)),
  );

describe('what a snapshot keeps', () => {
  test('each block with its parent, layer, status, handle and what its context holds', () => {
    const memory = { toTrace: () => 'C1' };
    const im = {};
    const source = {};
    const path = protocol('PATH1', [protocol('TCP1')]);
    const root = protocol('N1', [path, protocol('placeholder', [protocol('TCP2')])]);
    const handle = handles.get('PATH1') as NDIS_OFFLOAD_HANDLE;
    handle.MiniportOffloadContext.value = memory;
    path.Status = NDIS_STATUS_FAILURE;
    path.following = { cached: { PathMtu: 1500 } };
    path.ImReserved = im;
    path.SourceHandle = source;
    path.Scratch = im;
    const snapshot = new BlockListSnapshot(root);
    assert.equal(snapshot.root, root);
    assert.equal(snapshot.size, 5);
    assert.equal(snapshot.problem, null);
    assert.deepEqual(
      [...snapshot].map(({ label, parent, layer, isPlaceholder }) => [label, parent, layer, isPlaceholder]),
      [
        ['N1', -1, 0, false],
        ['PATH1', 0, 1, false],
        ['TCP1', 1, 2, false],
        ['placeholder', 0, 1, true],
        ['TCP2', 3, 2, false],
      ],
    );
    assert.deepEqual(snapshot.at(1), {
      label: 'PATH1',
      isPlaceholder: false,
      parent: 0,
      layer: 1,
      status: NDIS_STATUS_FAILURE,
      handle,
      context: handle.MiniportOffloadContext,
      pvoid: memory,
      following: { cached: { PathMtu: 1500 } },
      imReserved: im,
      sourceHandle: source,
      others: { Type: typeOf('PATH1'), ProtocolReserved: null, MiniportReserved: null, Scratch: im, PortNumber: 0 },
      chain: null,
    });
    assert.equal(snapshot.typeAt(1), typeOf('PATH1'));
    const { status, handle: none, context, pvoid } = snapshot.at(3);
    assert.deepEqual([status, none, context, pvoid], [null, null, null, null]);
    assert.equal(snapshot.statusAt(1), NDIS_STATUS_FAILURE);
    assert.equal(snapshot.statusAt(3), null);
  });

  test('where a member is not what it was in another snapshot', () => {
    const [first, second] = [miniport('TCP1'), miniport('TCP2')];
    first.NextBlock = second;
    const before = new BlockListSnapshot(first);
    const members = ['ProtocolReserved', 'ImReserved', 'SourceHandle'] as const;
    for (const member of members) {
      assert.equal(new BlockListSnapshot(first, before).firstUnlike(before, member), -1);
      second[member] = {};
      const after = new BlockListSnapshot(first, before);
      for (const other of members) assert.equal(after.firstUnlike(before, other), other === member ? 1 : -1);
      second[member] = null;
    }
    // What is a driver's own is not compared, though it is kept with the rest.
    second.Scratch = {};
    assert.equal(new BlockListSnapshot(first, before).firstUnlike(before, 'ProtocolReserved'), -1);
  });

  test('a location as it is, the one of the block’s handle or not', () => {
    const other = new PvoidLocation('elsewhere');
    other.value = { toTrace: () => 'C9' };
    const none = miniport('N1', [], null, null);
    const forged = miniport('N1', [], null, other);
    const { context, pvoid, label } = new BlockListSnapshot(forged).at(0);
    assert.deepEqual([context, pvoid, label], [other, other.value, 'N1']);
    assert.equal(new BlockListSnapshot(none).at(0).isPlaceholder, true);
    assert.equal(new BlockListSnapshot(none).at(0).context, null);
  });

  test('no block outside the tree', () => {
    const snapshot = new BlockListSnapshot(miniport('N1'));
    assert.throws(() => snapshot.at(1), new RegExp(`^RangeError: ${snapshot.root.name} has 1 blocks, none at 1$`));
  });

  test('a tree that is none: how far it was read, and why no further', () => {
    const path = protocol('PATH1');
    const root = protocol('N1', [path]);
    path.NextBlock = path;
    const snapshot = new BlockListSnapshot(root);
    assert.equal(snapshot.size, 2);
    assert.match(snapshot.problem ?? '', /^a block list leads back to itself: .*\(PATH1\) is linked twice$/);
    assert.equal(snapshot.toTrace(), `${root.name} [${snapshot.problem ?? ''}]`);
  });

  test('what is no illegal use is not taken for one', () => {
    const root = protocol('N1');
    Object.defineProperty(root, 'Status', {
      get() {
        throw new TypeError('something else');
      },
    });
    assert.throws(() => new BlockListSnapshot(root), TypeError);
  });
});

describe('a snapshot stays as it was', () => {
  test('when a driver writes to the blocks', () => {
    const delegated: Record<string, number> = {};
    const path = miniport('PATH2');
    const root = miniport('N2', [path], { delegated } as OffloadState);
    const handle = handles.get('N2') as NDIS_OFFLOAD_HANDLE;
    const snapshot = new BlockListSnapshot(root);
    const before = [...snapshot].map((block) => ({ ...block }));
    assert.equal(before[0]?.handle, handle);
    assert.equal(before[0].context, handle.MiniportOffloadContext);
    assert.equal(before[0].pvoid, null);
    root.Status = NDIS_STATUS_SUCCESS;
    root.ImReserved = {};
    root.SourceHandle = {};
    root.DependentBlockList = null;
    handle.MiniportOffloadContext.value = {};
    delegated['NicReachabilityDelta'] = 5;
    assert.deepEqual(before, [...snapshot]);
    assert.deepEqual(before[0]?.following, { delegated: {} });
    assert.equal(snapshot.shape(), 'N2 (PATH2)');
    assert.equal(snapshot.toTrace(), `${root.name} [N2 (PATH2)]`);
  });

  test('when NDIS takes the blocks back', () => {
    const path = miniport('PATH3');
    const root = miniport('N3', [path]);
    root.Status = NDIS_STATUS_SUCCESS;
    const snapshot = new BlockListSnapshot(root);
    root.takeBack();
    path.takeBack();
    assert.equal(snapshot.toTrace(), `${root.name} [N3 NDIS_STATUS_SUCCESS (PATH3)]`);
    assert.equal(snapshot.at(1).label, 'PATH3');
  });

  test('a list that was taken back is told as such', () => {
    const root = miniport('N1');
    root.takeBack();
    assert.match(new BlockListSnapshot(root).toTrace(), /\[a block list was touched after it had been handed back: /);
  });
});

describe('how a snapshot reads', () => {
  test('dependents in brackets, next blocks behind commas, statuses behind names', () => {
    const path = protocol('PATH1', [protocol('TCP1'), protocol('TCP2')]);
    const root = protocol('N1', [path, protocol('placeholder', [protocol('TCP3')]), protocol('PATH2')]);
    root.NextBlock = protocol('N2', [protocol('PATH3')]);
    const shape = 'N1 (PATH1 (TCP1, TCP2), placeholder (TCP3), PATH2), N2 (PATH3)';
    assert.equal(new BlockListSnapshot(root).shape(), shape);
    assert.equal(new BlockListSnapshot(root).shape(({ layer }) => layerName(layer)).split(', ')[1], 'TCP connection)');
  });

  test('eight blocks are shown whole, nine by their statuses', () => {
    assert.match(new BlockListSnapshot(large(7)).toTrace(), /\[N1 \(PATH0, PATH1, .* PATH6\)\]$/);
    const root = large(8);
    root.Status = NDIS_STATUS_SUCCESS;
    assert.match(new BlockListSnapshot(root).toTrace(), /\[9 blocks from N1: 1 NDIS_STATUS_SUCCESS, 8 no status\]$/);
  });

  test('layers have names', () => {
    assert.deepEqual([0, 1, 2, 3, null].map(layerName), ['neighbor', 'path', 'TCP connection', 'unknown', 'unknown']);
  });
});

test('a chain of NET_BUFFER_LIST structures is kept with its statuses', () => {
  const lists = ['a', 'b'].map((name) => new NET_BUFFER_LIST(name, 1));
  const [first, second] = lists as [NET_BUFFER_LIST, NET_BUFFER_LIST];
  chain(lists);
  first.Status = NDIS_STATUS_SUCCESS;
  const snapshot = new NetBufferListSnapshot(first);
  second.Status = NDIS_STATUS_FAILURE;
  first.Next = null;
  assert.deepEqual(snapshot.lists, lists);
  assert.deepEqual(snapshot.statuses, [NDIS_STATUS_SUCCESS, null]);
  assert.equal(snapshot.toTrace(), '[a NDIS_STATUS_SUCCESS, b]');
});
