import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { breachesOf } from '../contract/contract';
import { listOf, objectName } from '../contract/reading';
import { TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import type { IrqlName } from '../ddi/irql';
import { IRQL } from '../ddi/irql';
import { NIC_CIRCUMSTANCES } from '../ddi/nic';
import { NDIS_STATUS } from '../ddi/status';
import type { OffloadTargetModule } from '../ddi/offload-target';
import type { TcpState } from '../ddi/offload-state';
import { OFFLOAD_STATE_TYPE } from '../ddi/offload-state-type';
import type { EventName } from '../stack/host-stack/news';
import { kindOf } from '../stack/interface';
import type { BlockListPlace } from '../stack/intermediate-driver/im-operations';
import { StateObject } from '../stack/host-stack/state-object';
import type { NicCondition } from '../stack/nic';
import { ReferenceTarget } from '../stack/offload-target/offload-target';
import { Rig } from '../stack/testing/rig';
import type { PeerSegment } from '../stack/wire';
import type { Violation } from '.';
import { violations } from '.';

/** The reference target as one that prepares before it asks for the upload of a connection. */
const PREPARING: OffloadTargetModule = {
  capabilities: [],
  createOffloadTarget: (environment) => new ReferenceTarget(environment, { uploads: 'prepared' }),
};

const TREE = { N1: { PATH1: ['TCP1', 'TCP2'] } } as const;

/**
 * A plain run: what is offloaded is used, queried, updated, relinked, invalidated and terminated, on hardware that may fail, with a
 * remote host that may close or reset a connection.
 */
function run(options: {
  readonly violation?: Violation;
  readonly condition?: NicCondition;
  readonly irql?: IrqlName;
  /** What an update finds no room for. */
  readonly full?: boolean;
  readonly blockLists?: BlockListPlace;
  /** What the remote host of a connection does to it: segments that it must not do so by come first, and again after. */
  readonly remote?: readonly ('FIN' | 'RST')[];
  /** Whether the host stack learns of changes and updates of its own accord. */
  readonly news?: boolean;
  /** Whether there are two intermediate drivers, trees beside each other, large ones, and two invalidates at a time. */
  readonly large?: boolean;
  /** Whether things happen to connections that make a target ask for them back. */
  readonly circumstances?: boolean;
  /** Whether the host stack closes connections of its own accord. */
  readonly closing?: boolean;
  /** Whether something happens to adapters as a whole in the end. */
  readonly adapters?: boolean;
  /** Whether segments come in while connections are terminated, and after that. */
  readonly segments?: boolean;
  /** Whether the target takes its time before it asks for a connection back. */
  readonly preparing?: boolean;
}): { rig: Rig; exercised: number } {
  const {
    violation,
    condition,
    irql = 'DISPATCH_LEVEL',
    full = false,
    remote = [],
    news = false,
    large = false,
    closing = false,
    segments = false,
    preparing = false,
    circumstances = false,
  } = options;
  let exercised = 0;
  const rig = new Rig({
    ...(preparing ? { target: PREPARING } : {}),
    adapters: 2,
    intermediateDrivers: large ? 2 : 1,
    ...(options.blockLists ? { blockLists: options.blockLists } : {}),
    tap: (tap) =>
      violation?.apply(tap, () => {
        exercised += 1;
      }),
  });
  const { host, links, nics, wire } = rig.stack;
  // What nobody has asked for is refused; or a little is taken.
  host.room = segments ? 15 : 0;
  const send = (): void => {
    for (const name of ['TCP1', 'TCP2', 'TCP3', 'TCP4']) {
      if (rig.object(name).phase === 'offloaded') host.send(rig.object(name), [3000, 10]);
    }
    rig.idle();
  };
  rig
    .offload(TREE)
    .offload({ N2: { PATH2: ['TCP4', 'TCP5', 'TCP6', 'TCP7', 'TCP30'] } })
    .offload({ N3: { PATH3: ['TCP3'] } }, 1)
    .offload({ placeholder: { PATH2: ['TCP8'] } });
  if (large) useLarge(rig);
  if (segments) terminateInSegments(rig);
  send();
  const late = new StateObject('TCP connection', 'TCP12', 12, 0, rig.object('PATH2'));
  late.unsent.push(1000, 500);
  host.start('initiate', 0, [
    { object: rig.object('PATH2'), dependents: [{ object: late, part: 'whole', dependents: [] }] },
  ]);
  rig.idle();
  if (full) for (const nic of nics) nic.leave('TCP entries', 1);
  rig.offload({ placeholder: { PATH2: ['TCP9', 'TCP10'] } }).offload({ placeholder: { PATH2: ['TCP11'] } });
  if (full) for (const nic of nics) nic.leave('IP addresses', 0);
  if (full) rig.offload({ N2: ['PATH9'] });
  rig.run('query', TREE, { part: 'delegated' }).run('query', TREE);
  rig.start('query', ['N2'], { part: 'delegated' }).start('update', ['PATH2'], { part: 'cached' });
  host.terminate(rig.object('TCP30'));
  rig.idle();
  rig.object('PATH1').setCached('PathMtu', '576');
  rig.object('N1').setCached('DlDestinationAddress', '02-00-00-00-00-77');
  if (full) for (const nic of nics) nic.leave('update slots', 0);
  links.turnIrql = IRQL[irql];
  rig.run('update', TREE, { part: 'cached' });
  links.turnIrql = IRQL.DISPATCH_LEVEL;
  send();
  wire.setAcknowledges(rig.endsOf('TCP1'), false);
  send();
  for (const flag of remote) {
    for (const segment of [
      { flags: [flag], ahead: 70_000 },
      { flags: [flag], ahead: -1000 },
      { flags: [flag], length: flag === 'FIN' ? 100 : 0 },
      { flags: [flag], ahead: flag === 'FIN' ? -1 : 0 },
    ]) {
      wire.sendSegmentFromPeer(rig.endsOf('TCP1'), nics[0]?.macAddress ?? '', segment);
      rig.idle();
    }
    host.postReceives(rig.object('TCP1'), [4000, 4000]);
    wire.sendSegmentFromPeer(rig.endsOf('TCP1'), nics[0]?.macAddress ?? '', { flags: ['FIN'], length: 10 });
    rig.idle();
    send();
  }
  host.postReceives(rig.object('TCP1'), [4000, 4000]);
  host.postReceives(rig.object('TCP2'), [4000]);
  wire.sendFromPeer(rig.endsOf('TCP2'), nics[0]?.macAddress ?? '', 100);
  rig.idle();
  if (news) learn(rig);
  if (closing) close(rig);
  if (circumstances) letThingsHappen(rig);
  host.learn([{ event: 'an ICMP redirect', paths: [rig.object('PATH1')], nextHop: rig.object('N2') }]);
  rig.idle();
  send();
  if (condition) for (const nic of nics) nic.set(condition);
  if (condition === 'hung') rig.run('query', ['N3'], { adapter: 1, part: 'delegated' });
  rig.run('initiate', ['placeholder']).run('query', ['N2']);
  host.terminate(rig.object('TCP3'));
  rig.idle();
  links.turnIrql = IRQL[irql];
  rig.run('invalidate', { N2: { PATH1: ['TCP1'] }, placeholder: [] });
  rig.run('terminate', ['placeholder']);
  links.turnIrql = IRQL.DISPATCH_LEVEL;
  send();
  rig.run('invalidate', { N1: [], N2: { PATH2: ['TCP4', 'TCP5', 'TCP6', 'TCP7'] } });
  wire.sendFromPeer(rig.endsOf('TCP5'), nics[0]?.macAddress ?? '', 500);
  wire.sendFromPeer(rig.endsOf('TCP2'), nics[0]?.macAddress ?? '', 100);
  rig.idle();
  rig.start('invalidate', ['TCP2']);
  host.terminate(rig.object('TCP5'));
  host.terminateWhatIsOwed();
  rig.idle().offload({ N90: { PATH90: ['TCP90'] } });
  if (rig.object('TCP90').phase === 'offloaded') host.send(rig.object('TCP90'), [100]);
  rig.idle();
  const given = rig.calls('MiniportInitiateOffload', 'offload target').flatMap((entry) => [...listOf(entry)]);
  const handle = given.find(({ label }) => objectName(label) === 'TCP90')?.handle;
  for (const reason of Object.values(TCP_UPLOAD_REASON)) {
    if (!handle || rig.object('TCP90').phase !== 'offloaded') break;
    // With that reason others expect an abort behind it; a run on corrupt hardware has both.
    if (reason === TCP_UPLOAD_REASON.HardwareFailure) continue;
    rig
      .by('offload target', () => {
        links.perform('NdisTcpOffloadEventHandler', 'offload target', {
          NdisOffloadHandle: handle,
          EventType: TCP_OFFLOAD_EVENT_TYPE.TcpIndicateRetrieve,
          EventSpecificInformation: reason,
        });
      })
      .idle();
  }
  if (options.adapters) useAdapters(rig);
  return { rig, exercised };
}

/** Offloads trees beside each other, one of them large, another with an IPv6 path, and invalidates both at a time. */
function useLarge(rig: Rig): void {
  const connections = Array.from({ length: 12 }, (_, index) => `TCP${String(40 + index)}`);
  rig.offload({ N40: { PATH40: connections }, N41: ['PATH41'] }).offload({ PATH40: ['TCP60'], PATH41: ['TCP61'] });
  const path = new StateObject('path', 'PATH70', 70, 0, rig.object('N41'));
  path.useIpv6();
  const connection = new StateObject('TCP connection', 'TCP70', 70, 0, path);
  const added = [{ object: connection, part: 'whole' as const, dependents: [] }];
  const tree = { object: path, part: 'whole' as const, dependents: added };
  rig.stack.host.start('initiate', 0, [{ object: rig.object('N41'), dependents: [tree] }]);
  rig.idle();
  rig.stack.host.send(connection, [3000]);
  rig.run('terminate', ['TCP60']).offload({ PATH40: ['TCP62'] });
  rig
    .start('invalidate', { N40: { PATH40: connections } })
    .start('invalidate', ['N41'])
    .idle();
}

/** Has adapters lose their media, want everything back, fail over and pause. */
function useAdapters(rig: Rig): void {
  const { host, nics, intermediateDrivers } = rig.stack;
  rig.offload({ N70: { PATH70: ['TCP70', 'TCP71'] } }, 0).offload({ N72: { PATH72: ['TCP72'] } }, 1);
  nics[1]?.connect(false);
  rig.idle().stack.nics[1]?.connect(true);
  if (rig.idle().object('TCP72').phase === 'offloaded') host.send(rig.object('TCP72'), [100]);
  const takeBack = (): void => {
    rig.idle();
    host.terminateWhatIsOwed();
    rig.idle();
  };
  rig.idle().indicate('offload target', NDIS_STATUS.NDIS_STATUS_UPLOAD_ALL, 1).offload(['N73'], 1);
  takeBack();
  // A target says so when it has nothing left, whatever it is that it was not given to do.
  if (!host.offloaded.some(({ adapter }) => adapter === 1)) {
    rig.indicate('offload target', NDIS_STATUS.NDIS_STATUS_OFFLOAD_RESUME, 1).offload({ N74: ['PATH74'] }, 1);
  }
  intermediateDrivers[0]?.failOver(0);
  takeBack();
  rig.offload({ N75: { PATH75: ['TCP75'] } }, 0);
  // What has come back is closed, and offloaded again.
  const [neighbor, path, connection] = [rig.object('N70'), rig.object('PATH70'), rig.object('TCP70')];
  if ([neighbor, path, connection].every(({ phase }) => phase === 'in host')) {
    host.disconnect(connection, 'graceful');
    const part = 'whole' as const;
    const dependents = [{ object: path, part, dependents: [{ object: connection, part, dependents: [] }] }];
    host.start('initiate', 0, [{ object: neighbor, part, dependents }]);
    rig.idle();
  }
  rig.stack.pauseBinding(1);
  takeBack();
}

/** Terminates connections of the second adapter while their remote hosts send, one of them on state that is invalid. */
function terminateInSegments(rig: Rig): void {
  const { host, links, nics, wire } = rig.stack;
  const peerSends = (name: string, ...segments: readonly PeerSegment[]): void => {
    for (const segment of segments) {
      wire.sendSegmentFromPeer(rig.endsOf(name), nics[1]?.macAddress ?? '', segment);
    }
  };
  const once = (called: string, does: () => void): void => {
    links.once(
      ({ kind, name }) => kind === 'call' && name === called,
      () => {
        links.defer('wire', does, 0);
      },
    );
  };
  rig
    .offload({ N70: { PATH70: ['TCP70', 'TCP77', 'TCP78'] }, N71: { PATH71: ['TCP71'] } }, 1)
    .run('invalidate', ['N71'], { adapter: 1 });
  peerSends('TCP77', { length: 10, ahead: 10 }, { length: 10 });
  for (const name of ['TCP77', 'TCP78']) peerSends(name, { length: 10 });
  rig.idle().run('terminate', { placeholder: ['TCP77', 'TCP78'] }, { adapter: 1 });
  nics[1]?.set('slow');
  for (const name of ['TCP70', 'TCP71']) {
    host.postReceives(rig.object(name), [4000, 4000]);
    rig.idle();
    once('receive', () => {
      rig.start('terminate', [name], { adapter: 1 });
    });
    once('MiniportTerminateOffload', () => {
      peerSends(name, { length: 100 }, { flags: ['FIN'] }, { flags: ['RST'] });
    });
    peerSends(name, { length: 10 }, { length: 10, ahead: 1000 });
    rig.idle();
    peerSends(name, { length: 10 }, { length: 10 });
    rig.idle();
  }
  const late = new StateObject('TCP connection', 'TCP79', 79, 1, rig.object('PATH71'));
  late.setBeforeOffload('KeepAlive.ProbeCount', '3');
  once('MiniportInitiateOffload', () => {
    const { LocalPort, RemotePort } = late.state.const as Required<TcpState>['const'];
    const ends = { ...rig.endsOf('TCP71'), sourcePort: LocalPort, destinationPort: RemotePort };
    wire.sendSegmentFromPeer(ends, nics[1]?.macAddress ?? '', { length: 10 });
  });
  once('MiniportTcpOffloadForward', () => {
    host.start('terminate', 1, [{ object: late, dependents: [], part: 'delegated' }]);
  });
  host.start('initiate', 1, [
    { object: rig.object('PATH71'), dependents: [{ object: late, part: 'whole', dependents: [] }] },
  ]);
  rig.idle();
}

/** Lets the host stack learn things about a run's state; a connection's keepalives are under way. */
function learn(rig: Rig): void {
  const { host } = rig.stack;
  const path = rig.object('PATH2');
  const connection = new StateObject('TCP connection', 'TCP99', 99, 0, path);
  connection.setBeforeOffload('Flags', 'TCP_FLAG_MAX_RT_RESTART');
  connection.setBeforeOffload('KeepAlive.ProbeCount', '3');
  connection.setBeforeOffload('KeepAlive.TimeoutDelta', '40');
  const added = [{ object: connection, dependents: [], part: 'whole' as const }];
  host.start('initiate', 0, [{ object: path, dependents: added }]);
  rig.idle();
  const about = (object: StateObject, event: EventName, variable: string, value: string): void => {
    host.learn([{ event, object, variable, value }]);
    host.send(connection, [100]);
    rig.idle();
  };
  about(path, 'an ICMP message', 'PathMtu', '1280');
  about(path, 'an ICMP message', 'PathMtu', '576');
  about(connection, 'an application that sets SO_RCVBUF', 'InitialRcvWnd', '32768');
  const asked = OFFLOAD_STATE_TYPE.TcpOffloadDelegatedState;
  host.start('query', 0, [{ object: connection, dependents: [], asked }]);
  rig.idle();
  about(connection, 'an application that sets keepalive options', 'KaProbeCount', '9');
  about(rig.object('N2'), 'an ARP update', 'DlDestinationAddress', '02-00-00-00-00-55');
  host.start('query', 0, [{ object: connection, dependents: [], asked }]);
  rig.idle().run('update', { PATH1: ['TCP1'], PATH2: [] }, { part: 'cached' });
  const goThrough = (event: EventName, paths: readonly StateObject[], nextHop: StateObject): void => {
    host.learn([{ event, paths, nextHop }]);
    host.send(connection, [100]);
    rig.idle();
  };
  const left = new StateObject('neighbor', 'N97', 97, 0, null);
  goThrough('an ICMP redirect', [rig.object('PATH1'), path], left);
  goThrough('a RIP update', [path], rig.object('N1'));
  about(rig.object('N1'), 'a neighbor discovery', 'DlDestinationAddress', '02-00-00-00-00-56');
  const window = {
    event: 'an application that sets SO_RCVBUF',
    object: connection,
    variable: 'InitialRcvWnd',
  } as const;
  const mtu = { event: 'an ICMP message', object: path, variable: 'PathMtu' } as const;
  host.learn([
    { ...window, value: '40000' },
    { ...mtu, value: '1400' },
  ]);
  rig.idle();
  goThrough('a router failure', [path], new StateObject('neighbor', 'N98', 98, 0, null));
  host.start('invalidate', 0, [{ object: left, dependents: [] }]);
  rig.idle();
  host.send(connection, [100]);
  rig.idle();
}

/** Has the host stack close connections in every way, with the remote host in every state. */
function close(rig: Rig): void {
  const { host, nics, wire } = rig.stack;
  rig.offload({ N70: { PATH70: ['TCP70', 'TCP71', 'TCP72', 'TCP73', 'TCP74', 'TCP75'] } });
  const silently = (name: string): void => {
    wire.setAcknowledges(rig.endsOf(name), false);
    host.send(rig.object(name), [1000]);
    host.disconnect(rig.object(name), 'graceful', 100);
    rig.idle();
  };
  const remote = (name: string, flag: 'FIN' | 'RST'): void => {
    wire.sendSegmentFromPeer(rig.endsOf(name), nics[0]?.macAddress ?? '', { flags: [flag] });
    rig.idle();
  };
  silently('TCP70');
  rig.run('invalidate', ['TCP70']);
  silently('TCP71');
  remote('TCP71', 'RST');
  remote('TCP72', 'FIN');
  host.disconnect(rig.object('TCP72'), 'graceful', 2000);
  host.disconnect(rig.object('TCP73'), 'graceful');
  rig.idle().run('invalidate', ['TCP73']);
  host.disconnect(rig.object('TCP74'), 'abortive');
  silently('TCP75');
  rig.run('terminate', ['TCP75']);
  remote('TCP75', 'RST');
}

/** Lets the NIC detect things on connections, and urgent data come, also when a connection is half closed. */
function letThingsHappen(rig: Rig): void {
  const { host, nics, wire } = rig.stack;
  const [nic] = nics;
  const names = NIC_CIRCUMSTANCES.map((_, index) => `TCP${String(80 + index)}`);
  rig.offload({ N80: { PATH80: [...names, 'TCP88', 'TCP89', 'TCP91'] } });
  const urgent = (name: string): void => {
    for (const ahead of [70_000, -100, 0]) {
      wire.sendSegmentFromPeer(rig.endsOf(name), nic?.macAddress ?? '', { flags: ['URG'], length: 10, ahead });
      rig.idle();
    }
  };
  NIC_CIRCUMSTANCES.forEach((circumstance, index) => {
    const { sourceAddress, sourcePort, destinationAddress, destinationPort } = rig.endsOf(names[index] ?? '');
    const remote = { sourceAddress: destinationAddress, sourcePort: destinationPort };
    nic?.detect({ ...remote, destinationAddress: sourceAddress, destinationPort: sourcePort }, circumstance);
    rig.idle();
  });
  host.postReceives(rig.object('TCP88'), [4000]);
  urgent('TCP88');
  host.send(rig.object('TCP88'), [100]);
  wire.sendFromPeer(rig.endsOf('TCP88'), nic?.macAddress ?? '', 100);
  host.disconnect(rig.object('TCP89'), 'graceful');
  rig.idle();
  urgent('TCP89');
  for (const window of [2000, 2001, 20_000, 2000]) {
    wire.sendSegmentFromPeer(rig.endsOf('TCP91'), nic?.macAddress ?? '', { length: 10, window });
    rig.idle();
    host.send(rig.object('TCP91'), [1500, 1500]);
  }
  const asked = OFFLOAD_STATE_TYPE.TcpOffloadDelegatedState;
  host.start('query', 0, [{ object: rig.object('TCP91'), dependents: [], asked }]);
  rig.idle().run('terminate', { PATH80: [...names, 'TCP88', 'TCP89', 'TCP91'] });
}

const RUNS = [
  {},
  { full: true },
  { condition: 'hardware state corrupt' },
  { condition: 'hung' },
  { condition: 'hung', large: true },
  { irql: 'HIGH_LEVEL' },
  { remote: ['FIN'] },
  { remote: ['RST'] },
  { remote: ['FIN', 'RST'] },
  { blockLists: 'in new memory' },
  { news: true },
  { closing: true },
  { adapters: true },
  { segments: true },
  { preparing: true },
  { circumstances: true },
] as const;

/** The trace of each run without any violation. */
const plain = new Map(RUNS.map((options) => [options, run(options).rig.trace]));

/** The same as text. */
const plainText = new Map([...plain].map(([options, trace]) => [options, trace.toText()]));

describe('without a violation', () => {
  for (const [options, trace] of plain) {
    test(`nothing is broken: ${JSON.stringify(options)}`, () => {
      assert.deepEqual(breachesOf(trace), []);
    });
  }
});

test('violations are told apart by their names, and by their layers and titles', () => {
  const double = (texts: readonly string[]): string[] => texts.filter((text, index) => texts.indexOf(text) !== index);
  assert.deepEqual(double(violations.map(({ id }) => id)), []);
  assert.deepEqual(double(violations.map(({ layer, title }) => `${layer} that ${title}`)), []);
});

for (const violation of violations) {
  test(`${violation.id} takes effect in some run, and where it does not, changes nothing`, () => {
    const effective = RUNS.find((options) => {
      const { rig, exercised } = run({ ...options, violation });
      if (exercised === 0) {
        assert.equal(rig.trace.toText(), plainText.get(options));
        return false;
      }
      const [breach] = breachesOf(rig.trace);
      if (breach) {
        const blamed = `${kindOf(breach.layer)}, for ${breach.remark}: expected ${breach.expected}; happened: ${breach.happened}`;
        assert.equal(kindOf(breach.layer), violation.layer, `the contract blames the ${blamed}`);
      }
      return true;
    });
    assert.ok(effective, `"${violation.layer} that ${violation.title}" is never exercised`);
  });
}
