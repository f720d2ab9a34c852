import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NDIS_STATUS } from '../../ddi/status';
import { NDIS_STATUS_INDICATION, NET_PNP_EVENT_CODE, NET_PNP_EVENT_NOTIFICATION } from '../../ddi/status-indication';
import { listOf } from '../../contract/reading';
import type { TraceEntry } from '../../sim/trace';
import { Rig } from '../testing/rig';

const TARGET = 'offload target';
const HOST = 'host stack';
const { NDIS_STATUS_UPLOAD_ALL, NDIS_STATUS_OFFLOAD_RESUME, NDIS_STATUS_SUCCESS } = NDIS_STATUS;

/** The lines of the trace about the status and the events of adapters, without their number and time. */
const lines = (rig: Rig): string[] =>
  rig.trace.entries
    .filter(({ name }) => /Status(?:Ex)?$|PnPEvent$/.test(name))
    .map((entry) => rig.trace.line(entry).replace(/^.*? us {2}/, ''));

describe('the status of an adapter', () => {
  test('is told to who is bound to the adapter, and passed on by an intermediate driver for its own', () => {
    const rig = new Rig({ adapters: 2, intermediateDrivers: 1 }).indicate(TARGET, NDIS_STATUS_UPLOAD_ALL, 1);
    assert.deepEqual(lines(rig), [
      'offload target -> NDIS  NdisMIndicateStatusEx(MiniportAdapterHandle: adapter 2 below intermediate driver 1 handle, StatusIndication: NDIS_STATUS_UPLOAD_ALL)',
      'NDIS -> intermediate driver 1  ProtocolStatusEx(ProtocolBindingContext: binding context of adapter 2, StatusIndication: NDIS_STATUS_UPLOAD_ALL)',
      'intermediate driver 1 -> NDIS  NdisMIndicateStatusEx(MiniportAdapterHandle: adapter 2 handle, StatusIndication: NDIS_STATUS_UPLOAD_ALL)',
      'NDIS -> host stack  ProtocolStatusEx(ProtocolBindingContext: binding context adapter 2, StatusIndication: NDIS_STATUS_UPLOAD_ALL)',
    ]);
    const passedOn = rig.calls('NdisMIndicateStatusEx').at(-1)?.parameters['StatusIndication'];
    assert.ok(passedOn instanceof NDIS_STATUS_INDICATION);
    assert.equal(passedOn.SourceHandle, rig.adapterHandle('intermediate driver 1', 1));
  });

  test('cannot be indicated for the adapter of another driver, nor above DISPATCH_LEVEL', () => {
    const rig = new Rig({ intermediateDrivers: 1 });
    const handle = rig.adapterHandle('intermediate driver 1');
    const StatusIndication = new NDIS_STATUS_INDICATION(handle, NDIS_STATUS_UPLOAD_ALL);
    const indicate = (): void => {
      rig.stack.links.perform('NdisMIndicateStatusEx', TARGET, { MiniportAdapterHandle: handle, StatusIndication });
    };
    rig.by(TARGET, indicate);
    assert.deepEqual(rig.illegalUses, [`${TARGET}: wrong-handle`]);
    rig.stack.links.act(TARGET, 15, indicate);
    assert.deepEqual(rig.illegalUses, [`${TARGET}: wrong-handle`, `${TARGET}: wrong-irql`]);
    assert.equal(rig.calls('ProtocolStatusEx').length, 0);
  });
});

describe('the media', () => {
  test('that is lost is a status and then an event, at every driver above; found again it is a status', () => {
    const rig = new Rig({ intermediateDrivers: 1 });
    rig.stack.nics[0]?.connect(false);
    rig.stack.nics[0]?.connect(false);
    rig.idle().stack.nics[0]?.connect(true);
    const shown = lines(rig.idle()).map((line) => line.replace(/\(.*(?=MediaConnectState)/, '('));
    assert.deepEqual(shown, [
      'offload target -> NDIS  NdisMIndicateStatusEx(MediaConnectStateDisconnected)',
      'NDIS -> intermediate driver 1  ProtocolStatusEx(MediaConnectStateDisconnected)',
      'intermediate driver 1 -> NDIS  NdisMIndicateStatusEx(MediaConnectStateDisconnected)',
      'NDIS -> host stack  ProtocolStatusEx(MediaConnectStateDisconnected)',
      'NDIS -> host stack  ProtocolNetPnPEvent(MediaConnectStateDisconnected)',
      'NDIS <- host stack  ProtocolNetPnPEvent returns status: NDIS_STATUS_SUCCESS',
      'NDIS -> intermediate driver 1  ProtocolNetPnPEvent(MediaConnectStateDisconnected)',
      'NDIS <- intermediate driver 1  ProtocolNetPnPEvent returns status: NDIS_STATUS_SUCCESS',
      'offload target -> NDIS  NdisMIndicateStatusEx(MediaConnectStateConnected)',
      'NDIS -> intermediate driver 1  ProtocolStatusEx(MediaConnectStateConnected)',
      'intermediate driver 1 -> NDIS  NdisMIndicateStatusEx(MediaConnectStateConnected)',
      'NDIS -> host stack  ProtocolStatusEx(MediaConnectStateConnected)',
    ]);
  });
});

describe('a binding that is to pause', () => {
  test('is told so to its own driver, and waits for what is offloaded through it', () => {
    const rig = new Rig({ adapters: 2 }).offload({ N1: ['PATH1'] }, 0).offload(['N2'], 1);
    rig.stack.pauseBinding(0);
    rig.stack.host.terminateWhatIsOwed();
    const shown = lines(rig.idle());
    assert.deepEqual(shown, [
      'NDIS -> host stack  ProtocolNetPnPEvent(ProtocolBindingContext: binding context adapter 1, NetPnPEventNotification: NetEventPause)',
      'NDIS <- host stack  ProtocolNetPnPEvent returns status: NDIS_STATUS_PENDING',
      'host stack -> NDIS  NdisCompleteNetPnPEvent(NdisBindingHandle: B1, NetPnPEventNotification: NetEventPause, Status: NDIS_STATUS_SUCCESS)',
    ]);
    assert.equal(rig.calls('NdisCompleteNetPnPEvent')[0]?.index, rig.trace.entries.at(-1)?.index);
  });

  test('through which nothing is offloaded can pause at once', () => {
    const rig = new Rig({ adapters: 2 }).offload(['N2'], 1);
    rig.stack.pauseBinding(0);
    assert.deepEqual(lines(rig.idle()).slice(1), [
      'NDIS <- host stack  ProtocolNetPnPEvent returns status: NDIS_STATUS_SUCCESS',
    ]);
  });

  test('is paused once: what is not pending on it cannot be completed', () => {
    const rig = new Rig({ adapters: 2 }).offload(['N1'], 0);
    const complete = (notification: NET_PNP_EVENT_NOTIFICATION, adapter: number): Rig =>
      rig.by(HOST, () => {
        rig.stack.links.perform('NdisCompleteNetPnPEvent', HOST, {
          NdisBindingHandle: rig.binding(adapter),
          NetPnPEventNotification: notification,
          Status: NDIS_STATUS_SUCCESS,
        });
      });
    complete(new NET_PNP_EVENT_NOTIFICATION(NET_PNP_EVENT_CODE.NetEventPause), 0);
    rig.stack.pauseBinding(0);
    const pending = rig.calls('ProtocolNetPnPEvent')[0]?.parameters['NetPnPEventNotification'];
    complete(pending as NET_PNP_EVENT_NOTIFICATION, 1);
    assert.deepEqual(rig.illegalUses, [`${HOST}: never-passed`, `${HOST}: never-passed`]);
    complete(pending as NET_PNP_EVENT_NOTIFICATION, 0);
    complete(pending as NET_PNP_EVENT_NOTIFICATION, 0);
    assert.equal(rig.illegalUses.length, 3);
  });
});

test('a handler of events returns one of two statuses, and nothing else', () => {
  const rig = new Rig({ tap: (tap) => tap.handles('ProtocolNetPnPEvent', HOST, () => undefined) });
  rig.stack.pauseBinding(0);
  assert.deepEqual(rig.idle().illegalUses, [`${HOST}: wrong-return`]);
  assert.deepEqual(rig.lastIllegalUse, {
    expected: 'ProtocolNetPnPEvent to return NDIS_STATUS_SUCCESS or NDIS_STATUS_PENDING',
    happened: 'it returned nothing',
  });
});

describe('the host stack', () => {
  test('keeps offloads back for one tree, each object once, and a next hop with the path that is to be linked to it', () => {
    const rig = new Rig().offload({ N1: ['PATH1'] });
    rig
      .indicate(TARGET, NDIS_STATUS_UPLOAD_ALL)
      .start('initiate', ['N2'])
      .start('initiate', { N3: ['PATH3'] });
    rig.idle();
    assert.equal(rig.calls('NdisInitiateOffload').length, 1);
    rig.stack.host.learn([{ event: 'an ICMP redirect', paths: [rig.object('PATH1')], nextHop: rig.object('N3') }]);
    rig.idle().indicate(TARGET, NDIS_STATUS_OFFLOAD_RESUME).indicate(TARGET, NDIS_STATUS_OFFLOAD_RESUME);
    assert.equal(rig.calls('NdisInitiateOffload').length, 2);
    assert.equal(rig.last('NdisInitiateOffload'), 'N2 no status, N3 no status (PATH3 no status)');
    assert.equal(rig.calls('NdisUpdateOffload').length, 1);
  });

  test('offloads what was kept back below what is offloaded by then, or with what it depends on', () => {
    for (const back of [true, false]) {
      const rig = new Rig().offload({ N1: { PATH1: ['TCP1'] } }).indicate(TARGET, NDIS_STATUS_UPLOAD_ALL);
      rig.start('initiate', { placeholder: { PATH1: ['TCP2'] } });
      if (back) rig.stack.host.terminateWhatIsOwed();
      rig.idle().indicate(TARGET, NDIS_STATUS_OFFLOAD_RESUME);
      const states = (entry: TraceEntry): string[] =>
        [...listOf(entry)].map(({ label, following }) => `${label}${following === null ? '' : ' new'}`);
      const expected = back ? ['N1 new', 'PATH1 new', 'TCP2 new'] : ['N1', 'PATH1', 'TCP2 new'];
      assert.deepEqual(rig.calls('NdisInitiateOffload').slice(1).map(states), [expected]);
      assert.deepEqual(rig.illegalUses, []);
    }
  });

  test('offloads nothing through a binding that is to pause, whoever says below that it can', () => {
    const rig = new Rig();
    rig.stack.pauseBinding(0);
    rig.idle().indicate(TARGET, NDIS_STATUS_UPLOAD_ALL).indicate(TARGET, NDIS_STATUS_OFFLOAD_RESUME).offload(['N1']);
    assert.equal(rig.calls('NdisInitiateOffload').length, 0);
  });
});

describe('an intermediate driver that fails over', () => {
  const { NDIS_STATUS_UPLOAD_ALL: ALL, NDIS_STATUS_OFFLOAD_RESUME: RESUME } = NDIS_STATUS;
  const statuses = (rig: Rig): unknown[] =>
    rig
      .calls('ProtocolStatusEx', HOST)
      .map(({ parameters }) => (parameters['StatusIndication'] as NDIS_STATUS_INDICATION).StatusCode);

  test('through which nothing is offloaded goes over at once', () => {
    const rig = new Rig({ adapters: 2, intermediateDrivers: 1 }).offload(['N2'], 1);
    rig.stack.intermediateDrivers[0]?.failOver(0);
    assert.deepEqual(statuses(rig.idle()), [ALL, RESUME]);
    assert.deepEqual(rig.illegalUses, []);
  });

  test('stays where it is until the last object has come back, and then tells once', () => {
    const rig = new Rig({ adapters: 2, intermediateDrivers: 2 }).offload({ N1: { PATH1: ['TCP1'] } }, 0);
    rig.stack.intermediateDrivers[1]?.failOver(0);
    rig.idle().run('terminate', ['TCP1']).run('terminate', ['PATH1']);
    assert.deepEqual(statuses(rig), [ALL]);
    assert.deepEqual(statuses(rig.run('terminate', ['N1'])), [ALL, RESUME]);
    rig.offload(['N2']);
    const adapters = rig.calls('MiniportInitiateOffload', TARGET).map((entry) => rig.trace.shown(entry));
    assert.deepEqual(
      adapters.map(({ MiniportAdapterContext: context }) => context),
      ['A1', 'A2'],
    );
  });

  test('hears of the adapter that it is on now, and of no other', () => {
    const rig = new Rig({ adapters: 2, intermediateDrivers: 1 });
    rig.stack.intermediateDrivers[0]?.failOver(0);
    rig.idle().indicate(TARGET, ALL, 0);
    assert.deepEqual(statuses(rig), [ALL, RESUME]);
    assert.deepEqual(statuses(rig.indicate(TARGET, ALL, 1)), [ALL, RESUME, ALL, ALL]);
  });

  test('does not pass on that it can be offloaded to while it wants everything back', () => {
    const rig = new Rig({ adapters: 2, intermediateDrivers: 1 }).offload(['N1'], 0);
    rig.stack.intermediateDrivers[0]?.failOver(0);
    assert.deepEqual(statuses(rig.idle().indicate(TARGET, RESUME, 0)), [ALL]);
    assert.deepEqual(statuses(rig.run('terminate', ['N1'])), [ALL, RESUME]);
  });

  test('to an adapter that wants everything back can be offloaded to when that can', () => {
    const rig = new Rig({ adapters: 2, intermediateDrivers: 1 }).indicate(TARGET, ALL, 1);
    rig.stack.intermediateDrivers[0]?.failOver(0);
    assert.deepEqual(statuses(rig.idle()), [ALL, ALL]);
    assert.deepEqual(statuses(rig.indicate(TARGET, RESUME, 1)), [ALL, ALL, RESUME, RESUME]);
  });

  test('needs another adapter', () => {
    const [driver] = new Rig({ intermediateDrivers: 1 }).stack.intermediateDrivers;
    assert.throws(() => driver?.failOver(0), { name: 'RangeError', message: /needs another adapter.*it has 1$/ });
  });
});
