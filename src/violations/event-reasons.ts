import { MANDATORY_REASONS, TCP_OFFLOAD_EVENT_TYPE, TCP_UPLOAD_REASON } from '../ddi/events';
import { NDIS_STATUS } from '../ddi/status';
import type { Segment } from '../ddi/nic';
import type { Tap } from '../ddi/tap';
import { violation, writesEverywhere } from './completion-faults';
import { completes, dataOf, indicates, onArrival, onEvent, TargetKnowledge } from './event-faults';
import type { OffloadedConnection } from './event-faults';
import type { Violation } from './violation';

const { TcpIndicateRetrieve } = TCP_OFFLOAD_EVENT_TYPE;
const { ReceivedUrgentData, UploadRequested, LowActivity } = TCP_UPLOAD_REASON;
const REASON = 'event.reason-of-the-circumstance';
const URGENT = 'event.urgent-data';
const ENDS = 'event.mandatory-ends-processing';

const isUrgent = ({ flags = [] }: Segment): boolean => flags.includes('URG');

/** Violations about why a target asks to be relieved of a connection, and what it does with the connection then. */
export const eventReasonViolations: readonly Violation[] = [
  ...[
    { id: 'reason-always-unspecified', reason: UploadRequested, what: 'no particular reason' },
    { id: 'reason-always-low-activity', reason: LowActivity, what: 'low activity' },
  ].map(({ id, reason, what }) =>
    violation(
      id,
      REASON,
      `asks to be relieved of a connection for ${what}, whatever has happened`,
      (tap, exercised) => {
        onEvent(tap, TcpIndicateRetrieve, ({ parameters }, proceed) => {
          if (parameters.EventSpecificInformation !== reason) exercised();
          proceed({ ...parameters, EventSpecificInformation: reason });
        });
      },
    ),
  ),
  violation(
    'reason-urgent-out-of-the-window',
    REASON,
    'takes any segment with the URG bit set for urgent data',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      onArrival(tap, knowledge, (connection, segment, proceed) => {
        proceed();
        if (!isUrgent(segment) || segment.sequence === connection.receiveNext) return;
        indicates(tap, connection, 'TcpIndicateRetrieve', exercised, ReceivedUrgentData);
      });
    },
  ),
  violation('urgent-not-asked', URGENT, 'does not ask for termination when urgent data comes', (tap, exercised) => {
    onEvent(tap, TcpIndicateRetrieve, ({ parameters }, proceed) => {
      if (parameters.EventSpecificInformation === ReceivedUrgentData) exercised();
      else proceed();
    });
  }),
  ...[
    { id: 'urgent-acknowledged', what: 'urgent data', isDue: isUrgent },
    { id: 'urgent-later-data-acknowledged', what: 'what comes behind urgent data', isDue: () => true },
  ].map(({ id, what, isDue }) =>
    violation(id, URGENT, `acknowledges ${what}`, (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      let urgent = false;
      onArrival(tap, knowledge, (connection, segment, proceed) => {
        proceed();
        urgent ||= isUrgent(segment);
        if (!urgent || !isDue(segment) || segment.length === 0) return;
        exercised();
        tap.transmit({ ...dataOf(connection, 0), acknowledgment: segment.sequence + segment.length });
      });
    }),
  ),
  violation(
    'urgent-not-given-back',
    URGENT,
    'fails to terminate a connection on which urgent data came',
    (tap, exercised) => {
      writesEverywhere(tap, 'NdisMTerminateOffloadComplete', NDIS_STATUS.NDIS_STATUS_FAILURE, exercised);
    },
  ),
  violation(
    'mandatory-goes-on-sending',
    ENDS,
    'goes on sending when it has asked for a mandatory reason',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      const asked = askedFor(tap);
      knowledge.onSend((connection, length) => {
        if (!asked.has(connection.handle)) return;
        exercised();
        tap.transmit(dataOf(connection, length));
      });
    },
  ),
  violation(
    'mandatory-goes-on-receiving',
    ENDS,
    'goes on filling receives when it has asked for a mandatory reason',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      const asked = askedFor(tap);
      onArrival(tap, knowledge, (connection, segment, proceed) => {
        proceed();
        if (!asked.has(connection.handle) || segment.length === 0) return;
        const receives = knowledge.takeRequests('receive', (of) => of === connection.handle.name);
        if (receives.length > 0) exercised();
        completes(tap, knowledge, 'receive', receives, NDIS_STATUS.NDIS_STATUS_SUCCESS);
      });
    },
  ),
  violation(
    'mandatory-stops-everything',
    ENDS,
    'stops sending on every connection when it has asked for one',
    (tap, exercised) => {
      const asked = askedFor(tap);
      tap.carries('transmit', (segment, proceed) => {
        if (asked.size > 0 && segment.length > 0) exercised();
        else proceed();
      });
    },
  ),
  violation(
    'request-urgent-in-fin-wait2',
    'event.never-when-half-closed',
    'asks to be relieved of a connection on which urgent data comes when it is half closed',
    (tap, exercised) => {
      const knowledge = new TargetKnowledge(tap);
      let closed = false;
      tap.carries('transmit', (segment, proceed) => {
        closed ||= segment.flags?.includes('FIN') ?? false;
        proceed();
      });
      onArrival(tap, knowledge, (connection, segment, proceed) => {
        proceed();
        if (closed && isUrgent(segment)) {
          indicates(tap, connection, 'TcpIndicateRetrieve', exercised, ReceivedUrgentData);
        }
      });
    },
  ),
];

/** The handles of the connections that the target has asked to be relieved of for a mandatory reason, as it goes on. */
function askedFor(tap: Tap): ReadonlySet<OffloadedConnection['handle']> {
  const asked = new Set<OffloadedConnection['handle']>();
  onEvent(tap, TcpIndicateRetrieve, ({ parameters }, proceed) => {
    proceed();
    if (MANDATORY_REASONS.has(parameters.EventSpecificInformation)) asked.add(parameters.NdisOffloadHandle);
  });
  return asked;
}
