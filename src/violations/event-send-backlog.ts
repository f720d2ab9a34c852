import { TCP_OFFLOAD_EVENT_TYPE } from '../ddi/events';
import { blocksOf } from '../ddi/block-tree';
import { violation } from './completion-faults';
import { indicates, onArrival, onEvent, TargetKnowledge } from './event-faults';
import type { Violation } from './violation';

const { TcpIndicateSendBacklogChange } = TCP_OFFLOAD_EVENT_TYPE;
const BACKLOG = 'event.send-backlog';
const POSTED = 'event.send-backlog-not-by-what-is-posted';
const THROTTLED = 'event.send-backlog-throttled';

/** Violations about the number of bytes that a target would like to have outstanding. */
export const eventSendBacklogViolations: readonly Violation[] = [
  violation('backlog-not-indicated', BACKLOG, 'keeps a change of the send backlog size to itself', (tap, exercised) => {
    onEvent(tap, TcpIndicateSendBacklogChange, () => {
      exercised();
    });
  }),
  violation(
    'backlog-change-only',
    BACKLOG,
    'indicates by how much the send backlog size has changed',
    (tap, exercised) => {
      let last = 50_000;
      onEvent(tap, TcpIndicateSendBacklogChange, ({ parameters }, proceed) => {
        const size = parameters.EventSpecificInformation;
        exercised();
        proceed({ ...parameters, EventSpecificInformation: Math.abs(size - last) });
        last = size;
      });
    },
  ),
  violation('backlog-query-stale', BACKLOG, 'answers a query with another send backlog size', (tap, exercised) => {
    tap.calls('NdisMQueryOffloadStateComplete', 'offload target', ({ parameters }, proceed) => {
      for (const { following } of blocksOf(parameters.OffloadBlockList)) {
        const delegated = following?.delegated as { SendBacklogSize?: number } | undefined;
        if (delegated?.SendBacklogSize === undefined) continue;
        exercised();
        delegated.SendBacklogSize += 1;
      }
      return proceed();
    });
  }),
  {
    id: 'backlog-not-heard',
    breaks: BACKLOG,
    layer: 'host stack',
    title: 'posts all sends at once, whatever a target prefers',
    apply(tap, exercised) {
      tap.handles('ProtocolTcpOffloadEvent', 'host stack', ({ parameters }, proceed) => {
        if (parameters.EventType !== TcpIndicateSendBacklogChange) return proceed();
        exercised();
        return undefined;
      });
    },
  },
  {
    id: 'backlog-posts-nothing-more',
    breaks: BACKLOG,
    layer: 'host stack',
    title: 'posts no more sends once a target has told what it prefers',
    apply(tap, exercised) {
      let told = false;
      tap.handles('ProtocolTcpOffloadEvent', 'host stack', ({ parameters }, proceed) => {
        told ||= parameters.EventType === TcpIndicateSendBacklogChange;
        return proceed();
      });
      tap.calls('NdisOffloadTcpSend', 'host stack', (_crossing, proceed) => {
        if (!told) return proceed();
        exercised();
        return undefined;
      });
    },
  },
  violation('backlog-by-what-is-posted', POSTED, 'takes what is posted for the send backlog size', (tap, exercised) => {
    const knowledge = new TargetKnowledge(tap);
    let posted = 0;
    knowledge.onSend((connection, length) => {
      posted += length;
      indicates(tap, connection, 'TcpIndicateSendBacklogChange', exercised, posted);
    });
  }),
  violation(
    'backlog-less-what-is-posted',
    POSTED,
    'subtracts what is posted from the send backlog size',
    (tap, exercised) => {
      let posted = 0;
      new TargetKnowledge(tap).onSend((_connection, length) => {
        posted += length;
      });
      tap.calls('NdisMQueryOffloadStateComplete', 'offload target', ({ parameters }, proceed) => {
        for (const { following } of blocksOf(parameters.OffloadBlockList)) {
          const delegated = following?.delegated as { SendBacklogSize?: number } | undefined;
          if (delegated?.SendBacklogSize === undefined || posted === 0) continue;
          exercised();
          delegated.SendBacklogSize -= posted;
        }
        return proceed();
      });
    },
  ),
  ...[
    { id: 'backlog-storm', title: 'indicates the send backlog size with every segment', least: 0 },
    { id: 'backlog-every-byte', title: 'indicates every change of the send backlog size, however small', least: 1 },
    {
      id: 'backlog-every-large-change',
      title: 'indicates every large change of the send backlog size at once',
      least: 1000,
    },
  ].map(({ id, title, least }) =>
    violation(id, THROTTLED, title, (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      let last = 65_535;
      onArrival(tap, knowledge, (connection, { window }, proceed) => {
        proceed();
        const change = Math.abs(window - last);
        last = window;
        if (change >= least) indicates(tap, connection, 'TcpIndicateSendBacklogChange', exercised, window);
      });
    }),
  ),
];
