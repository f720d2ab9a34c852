import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST } from './block-list';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from './events';
import { MINIPORT_HANDLERS, NDIS_FOR_MINIPORT, NDIS_FOR_PROTOCOL, OPERATIONS, OPERATION_NAMES } from './functions';
import type { ProtocolHandlers } from './functions';
import { NDIS_OFFLOAD_HANDLE } from './handles';
import { OFFLOAD_STATE_TYPE } from './offload-state-type';
import { NDIS_STATUS } from './status';
import { NET_IF_MEDIA_CONNECT_STATE, NET_PNP_EVENT_CODE } from './status-indication';
import { TCP_OFFLOAD_CONNECTION_STATE } from './tcp-connection-state';
import { TCP_DISCONNECT } from './tcp-disconnect';
import { TCP_CACHED_FLAGS } from './tcp-flags';
import facts from './wdk-names-and-values.json';

/** The members of a structure in the header, in their order. */
function headerMembers(structure: string): readonly string[] {
  const members = (facts.structures as Record<string, readonly string[]>)[structure];
  assert.ok(members, `the header has no structure ${structure}`);
  return members;
}

/** The members that an interface of ours declares, in their order: a type leaves nothing behind to look at but its text. */
function declaredMembers(file: string, name: string): string[] {
  const text = readFileSync(join(__dirname, file), 'utf8');
  const [, body = ''] = new RegExp(`export interface ${name} \\{([^}]*)\\}`).exec(text) ?? [];
  return [...body.matchAll(/^\s+(\w+): /gm)].map(([, member = '']) => member);
}

/** Fails unless each of our members is one of the header's and they stand in the header's order. */
function assertInOrder(ours: readonly string[], structure: string): void {
  const header = headerMembers(structure);
  assert.deepEqual(
    [...ours],
    header.filter((member) => ours.includes(member)),
    `${structure}: our members are some of the header's, in its order`,
  );
}

describe('enumerations and statuses', () => {
  for (const [name, ours] of Object.entries({
    OFFLOAD_STATE_TYPE,
    TCP_OFFLOAD_EVENT_TYPE,
    TCP_UPLOAD_REASON,
    TCP_OFFLOAD_CONNECTION_STATE,
    NET_PNP_EVENT_CODE,
    NET_IF_MEDIA_CONNECT_STATE,
  })) {
    test(`${name} agrees with the header`, () => {
      const header = (facts.enums as Record<string, Record<string, number>>)[name] ?? {};
      for (const [member, value] of Object.entries(ours)) assert.equal(value, header[member], `${name}.${member}`);
    });
  }

  test('the flags of cached TCP state agree with the header', () => {
    const header: Record<string, number> = facts.flags;
    for (const [name, value] of Object.entries(TCP_CACHED_FLAGS)) assert.equal(value, header[name], name);
  });

  test('the flags of a disconnect agree with the header', () => {
    const header: Record<string, number> = facts.flags;
    for (const [name, value] of Object.entries(TCP_DISCONNECT)) assert.equal(value, header[name], name);
  });

  test('NDIS_STATUS agrees with the header', () => {
    const header: Record<string, string> = facts.ndis_status;
    for (const [name, value] of Object.entries(NDIS_STATUS)) assert.equal(value, Number(header[name]), name);
  });
});

describe('structures', () => {
  /** What our block lists have besides the header's members. */
  const OUR_OWN: Record<string, string> = {
    id: 'numbers the block in traces',
    name: 'names the block in traces',
    label: 'names its state object in traces',
    isPlaceholder: 'asks for a NULL handle or context',
    following: 'stands for the memory behind the structure',
    traversal: 'belongs to the walk that came by last',
    takeBack: 'ends the time in which the driver owns the block',
    constructor: 'makes it',
  };
  const everyNameOf = (object: object): string[] => [
    ...Object.keys(object),
    ...Object.getOwnPropertyNames(Object.getPrototypeOf(object)),
  ];
  const type = { Type: OFFLOAD_STATE_TYPE.NeighborOffloadState };
  const lists = {
    NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST: new NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST(1, type, null),
    NDIS_MINIPORT_OFFLOAD_BLOCK_LIST: new NDIS_MINIPORT_OFFLOAD_BLOCK_LIST(1, type, {
      NextBlock: null,
      DependentBlockList: null,
      Status: null,
      NdisReserved: null,
      MiniportOffloadContext: null,
      NdisOffloadHandle: null,
      ProtocolReserved: null,
      MiniportReserved: null,
      ImReserved: null,
      Scratch: null,
      SourceHandle: null,
      PortNumber: 0,
      NetBufferListChain: null,
      following: null,
    }),
  };
  for (const [structure, list] of Object.entries(lists)) {
    test(`${structure} has the header's members and no others`, () => {
      const ours = everyNameOf(list).filter((name) => !(name in OUR_OWN));
      assert.deepEqual(ours.sort(), [...headerMembers(structure)].sort());
    });
  }

  test('what our block lists have besides, they do have', () => {
    const names = new Set(Object.values(lists).flatMap(everyNameOf));
    assert.deepEqual(
      Object.keys(OUR_OWN).filter((name) => !names.has(name)),
      [],
    );
  });

  test('the members of a miniport block list are declared in the header’s order', () => {
    const ours = declaredMembers('block-list.ts', 'MiniportBlockMembers').filter((name) => name !== 'following');
    assertInOrder(ours, 'NDIS_MINIPORT_OFFLOAD_BLOCK_LIST');
    assert.equal(ours.length, headerMembers('NDIS_MINIPORT_OFFLOAD_BLOCK_LIST').length - 1);
  });

  test('NDIS_OFFLOAD_HANDLE has the header’s members', () => {
    const ours = Object.keys(new NDIS_OFFLOAD_HANDLE('TCP1')).filter((member) => !(member in OUR_OWN));
    assert.deepEqual(ours, headerMembers('NDIS_OFFLOAD_HANDLE'));
  });

  for (const structure of [
    'NEIGHBOR_OFFLOAD_STATE_CONST',
    'NEIGHBOR_OFFLOAD_STATE_CACHED',
    'NEIGHBOR_OFFLOAD_STATE_DELEGATED',
    'PATH_OFFLOAD_STATE_CONST',
    'PATH_OFFLOAD_STATE_CACHED',
    'TCP_OFFLOAD_STATE_CONST',
    'TCP_OFFLOAD_STATE_CACHED',
    'TCP_OFFLOAD_STATE_DELEGATED',
  ]) {
    test(`the variables of ${structure} are some of the header’s, in its order`, () => {
      const ours = declaredMembers('offload-state.ts', structure);
      assert.notEqual(ours.length, 0);
      assertInOrder(ours, structure);
    });
  }
});

describe('functions', () => {
  /** Functions of ours that no chimney header declares. */
  const ELSEWHERE: Record<string, string> = {
    NdisMRegisterMiniportDriver: 'ndis.h: registers any miniport driver',
    NdisMSetMiniportAttributes: 'ndis.h: any miniport driver calls it from MiniportInitializeEx',
    NdisOpenAdapterEx: 'ndis.h: binds any protocol driver',
    NdisAllocateMemoryWithTagPriority: 'ndis.h: memory for any driver',
    NdisFreeMemory: 'ndis.h: memory for any driver',
    NdisMIndicateReceiveNetBufferLists: 'ndis.h: any miniport driver indicates what it receives',
    ProtocolReceiveNetBufferLists: 'ndis.h: any protocol driver is told what was received',
    MiniportInitializeEx: 'ndis.h: a handler of every miniport driver',
    NdisMIndicateStatusEx: 'ndis.h: the status of any adapter',
    NdisCompleteNetPnPEvent: 'ndis.h: ends what ProtocolNetPnPEvent began',
    ProtocolStatusEx: 'ndis.h: a handler of every protocol driver',
    ProtocolNetPnPEvent: 'ndis.h: a handler of every protocol driver',
  };
  /** Handlers whose type does not follow from their name. */
  const ODDLY_NAMED: Record<string, string> = {
    ProtocolTcpOffloadReceiveComplete: 'TCP_OFFLOAD_RECV_COMPLETE_HANDLER',
    NdisTcpOffloadEventHandler: 'NDIS_TCP_OFFLOAD_EVENT_INDICATE',
    NdisTcpOffloadReceiveHandler: 'NDIS_TCP_OFFLOAD_RECEIVE_INDICATE',
  };
  // Only a record can be held against the type, so that no handler is forgotten here.
  const protocolHandlers = Object.keys({
    ProtocolInitiateOffloadComplete: true,
    ProtocolQueryOffloadComplete: true,
    ProtocolUpdateOffloadComplete: true,
    ProtocolInvalidateOffloadComplete: true,
    ProtocolTerminateOffloadComplete: true,
    ProtocolTcpOffloadEvent: true,
    ProtocolTcpOffloadSendComplete: true,
    ProtocolTcpOffloadReceiveComplete: true,
    ProtocolTcpOffloadDisconnectComplete: true,
    ProtocolStatusEx: true,
    ProtocolNetPnPEvent: true,
    ProtocolTcpOffloadForwardComplete: true,
    ProtocolTcpOffloadReceiveIndicate: true,
    ProtocolReceiveNetBufferLists: true,
  } satisfies Record<keyof ProtocolHandlers, true>);
  const exported: readonly string[] = facts.ndis_functions;
  const types: readonly string[] = facts.handler_types;
  const upper = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

  for (const name of [...NDIS_FOR_MINIPORT, ...NDIS_FOR_PROTOCOL]) {
    test(`${name} is a function of NDIS`, () => {
      const handedOut = facts.structures.NDIS_TCP_OFFLOAD_EVENT_HANDLERS.includes(name);
      const known = exported.includes(name) || handedOut || name in ELSEWHERE;
      assert.ok(known, `${name} is neither exported, nor in NDIS_TCP_OFFLOAD_EVENT_HANDLERS, nor known from elsewhere`);
      if (handedOut) assert.ok(types.includes(ODDLY_NAMED[name] ?? upper(name)), `${name} has no handler type`);
    });
  }

  test('every name that is known from elsewhere is used, and is not in the facts', () => {
    const used = [...NDIS_FOR_MINIPORT, ...NDIS_FOR_PROTOCOL, ...MINIPORT_HANDLERS, ...protocolHandlers];
    assert.deepEqual(
      Object.keys(ELSEWHERE).filter((name) => !used.includes(name) || exported.includes(name)),
      [],
    );
  });

  const entryPoints = (structures: readonly string[]): string[] =>
    structures.flatMap((name) => [...headerMembers(name)]);
  for (const name of MINIPORT_HANDLERS.filter((handler) => !(handler in ELSEWHERE))) {
    test(`${name} is an entry point of a provider`, () => {
      const own = name.replace('Miniport', '');
      assert.ok(types.includes(`W_${upper(own)}_HANDLER`), `there is no type W_${upper(own)}_HANDLER`);
      const registered = entryPoints([
        'NDIS_PROVIDER_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS',
        'NDIS_PROVIDER_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS',
      ]);
      assert.ok(registered.includes(`${own}Handler`), `a provider registers no ${own}Handler`);
    });
  }
  for (const name of protocolHandlers.filter((handler) => !(handler in ELSEWHERE))) {
    test(`${name} is an entry point of a client`, () => {
      const own = name.replace('Protocol', '');
      const type = ODDLY_NAMED[name] ?? `${upper(own)}_HANDLER`;
      assert.ok(types.includes(type), `there is no type ${type}`);
      const registered = entryPoints([
        'NDIS_CLIENT_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS',
        'NDIS_CLIENT_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS',
      ]);
      assert.ok(registered.includes(`${own}Handler`), `a client registers no ${own}Handler`);
    });
  }

  test('the four functions of an operation are those that carry its name', () => {
    for (const operation of OPERATION_NAMES) {
      const name = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Offload`;
      // What NDIS exports for a query has one word more.
      const exportedName = operation === 'query' ? `${name}State` : name;
      assert.deepEqual(OPERATIONS[operation], {
        starts: `Ndis${exportedName}`,
        handles: `Miniport${name}`,
        completes: `NdisM${exportedName}Complete`,
        reports: `Protocol${name}Complete`,
      });
    }
  });
});
