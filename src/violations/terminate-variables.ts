import { blocksOf } from '../ddi/block-tree';
import { NDIS_STATUS } from '../ddi/status';
import { TCP_OFFLOAD_CONNECTION_STATE } from '../ddi/tcp-connection-state';
import { violation } from './completion-faults';
import { spoils } from './terminate-data';
import type { Violation } from './violation';

const GIVEN = 'terminate.success-means-given-back';

/** Violations of what a terminate has to give back of the delegated variables, and of what the host stack does with them. */
export const terminateVariableViolations: readonly Violation[] = [
  violation(
    'terminate-stale-variables',
    GIVEN,
    'gives the delegated variables back as it got them',
    (tap, exercised) => {
      const initial = new Map<string, object>();
      tap.handles('MiniportInitiateOffload', 'offload target', ({ parameters }, proceed) => {
        for (const { label, following } of blocksOf(parameters.OffloadBlockList)) {
          if (following?.delegated) initial.set(label, { ...following.delegated });
        }
        return proceed();
      });
      spoils((block, delegated) => {
        if (delegated) Object.assign(delegated, initial.get(block.label));
        return delegated !== null;
      })(tap, exercised);
    },
  ),
  ...(
    [
      ['KeepAlive', 'stopped', 'the keepalive timer back as one that is not running', (left) => (left < 0 ? left : -1)],
      ['KeepAlive', 'started', 'a keepalive timer back as running that is not', (left) => Math.max(left, 0)],
      [
        'KeepAlive',
        'wound-up',
        'a keepalive timer back with more time than it had',
        (left) => (left < 0 ? left : left + 1),
      ],
      [
        'Retransmit',
        'stopped',
        'the retransmit timer back as one that is not running',
        (left) => (left < 0 ? left : -1),
      ],
      ['Retransmit', 'started', 'a retransmit timer back as running that is not', (left) => Math.max(left, 0)],
      [
        'Retransmit',
        'wound-up',
        'a retransmit timer back with more time than it had',
        (left) => (left < 0 ? left : left + 1),
      ],
    ] as const satisfies readonly (readonly [string, string, string, (left: number) => number])[]
  ).map(([timer, how, title, change]) =>
    violation(
      `terminate-${timer.toLowerCase()}-${how}`,
      GIVEN,
      `gives ${title}`,
      spoils((_block, delegated) => {
        if (!delegated) return false;
        const values = delegated[timer];
        const TimeoutDelta = change(values.TimeoutDelta);
        Object.assign(delegated, { [timer]: { ...values, TimeoutDelta } });
        return TimeoutDelta !== values.TimeoutDelta;
      }),
    ),
  ),
  violation(
    'terminate-probes-forgotten',
    GIVEN,
    'forgets how many keepalive probes were not answered',
    spoils((_block, delegated) => {
      if (!delegated || delegated.KeepAlive.ProbeCount === 0) return false;
      delegated.KeepAlive = { ...delegated.KeepAlive, ProbeCount: 0 };
      return true;
    }),
  ),
  {
    id: 'terminate-host-stack-starts-over',
    breaks: GIVEN,
    layer: 'host stack',
    title: 'offloads a connection that came back with the variables that it had before',
    apply(tap, exercised) {
      const initial = new Map<string, object>();
      tap.calls('NdisInitiateOffload', 'host stack', ({ parameters }, proceed) => {
        for (const { label, following } of blocksOf(parameters.OffloadBlockList)) {
          if (!following?.delegated) continue;
          const before = initial.get(label);
          if (before) exercised();
          if (before) Object.assign(following.delegated, before);
          else initial.set(label, { ...following.delegated });
        }
        return proceed();
      });
    },
  },
  {
    id: 'terminate-host-stack-goes-on',
    breaks: 'terminate.failure-means-lost',
    layer: 'host stack',
    title: 'goes on with a connection that was lost in its termination',
    apply(tap, exercised) {
      tap.handles('ProtocolTerminateOffloadComplete', 'host stack', ({ parameters }, proceed) => {
        for (const { Status, following } of blocksOf(parameters.OffloadBlockList)) {
          const delegated = following?.delegated;
          if (Status !== NDIS_STATUS.NDIS_STATUS_FAILURE || !delegated) continue;
          exercised();
          Object.assign(delegated, { RcvNxt: 5000 });
        }
        return proceed();
      });
    },
  },
  violation(
    'terminate-open-after-a-reset',
    GIVEN,
    'gives a connection back as established that the remote host has reset',
    spoils((_block, delegated) => {
      if (delegated?.State !== TCP_OFFLOAD_CONNECTION_STATE.TcpConnectionClosed) return false;
      delegated.State = TCP_OFFLOAD_CONNECTION_STATE.TcpConnectionEstablished;
      return true;
    }),
  ),
  violation(
    'terminate-no-neighbor-variables',
    GIVEN,
    'gives back the delegated variables of connections alone',
    spoils(({ following }) => {
      const delegated = following?.delegated as { NicReachabilityDelta?: number } | undefined;
      if (delegated?.NicReachabilityDelta === undefined) return false;
      delete delegated.NicReachabilityDelta;
      return true;
    }),
  ),
];
