import type { NDIS_MINIPORT_OFFLOAD_BLOCK_LIST } from '../../ddi/block-list';
import { blocksOf } from '../../ddi/block-tree';
import { chain, NET_BUFFER_LIST } from '../../ddi/net-buffer-list';
import { NDIS_STATUS } from '../../ddi/status';
import type { NeighborState, TcpState } from '../../ddi/offload-state';
import { acknowledgeWhatIsOwed } from './acknowledging';
import { completeForwards, completeReceives, completeSends } from './completions';
import { completeAll, completeDisconnects } from './connection-io';
import { contextIn, delegatedNow } from './context-areas';
import type { Context, TcpContext } from './context-areas';
import { giveUp } from './invalidate';
import type { Item, Job } from './job';
import { itemsOf } from './job';
import type { Registration } from './registration';
import { resourcesTakenBy } from './resources';

const { NDIS_STATUS_SUCCESS, NDIS_STATUS_FAILURE, NDIS_STATUS_REQUEST_ABORTED, NDIS_STATUS_UPLOAD_IN_PROGRESS } =
  NDIS_STATUS;

/**
 * What becomes of send requests that are outstanding when their connection is terminated. They are completed, for the host
 * stack to send them anew, or go back to it with the list, as outstanding as they are; or those of which something was sent
 * go back with the list and the others are completed.
 * Source: guide, Handling Outstanding Send Data During a Terminate Offload Operation.
 */
export type OutstandingSends = 'handed over' | 'completed' | 'handed over when sent';

/** From now on no segment of a connection that a list names is processed. */
export function stopProcessingSegments(list: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST): void {
  for (const { MiniportOffloadContext } of blocksOf(list)) {
    const context = contextIn(MiniportOffloadContext);
    if (context?.kind === 'TCP connection') context.terminating = true;
  }
}

/**
 * Ends the offload of the state objects that a tree names: outstanding requests go back first, then the delegated
 * variables with the completion, and after that the resources are freed. Of a connection whose hardware state was
 * corrupt nothing is left to give back: its requests are aborted and its termination fails. One that is found corrupt only
 * now is given up, and kept until the host stack terminates it once more.
 * Sources: reference page NdisMTerminateOffloadComplete; guide, Terminate Offload Sequence; Returning the Completion
 * Status of an Invalidate Operation; Returning the Completion Status of a Terminate Offload Operation.
 */
export function terminate(job: Job, registration: Registration, sends: OutstandingSends, completed: () => void): void {
  const items = itemsOf(job);
  job.adapter.command(
    'terminate',
    items.map(() => null),
    (answer) => {
      const lost = answer.state !== 'done';
      const found = new Set<Context>(answer.state === 'corrupt' ? items.flatMap(notYetGivenUp) : []);
      for (const { block, context } of items) {
        if (context?.kind !== 'TCP connection' || found.has(context)) continue;
        if (lost || context.aborted) {
          completeAll(context, NDIS_STATUS_REQUEST_ABORTED, registration);
          continue;
        }
        // What is behind a gap is dropped: the remote host will send it again.
        context.outOfOrder = [];
        acknowledgeWhatIsOwed(context);
        block.NetBufferListChain = sendsBack(context, sends, registration);
      }
      for (const item of items) giveBack(item, lost);
      completed();
      for (const context of found) if (context.kind === 'TCP connection') giveUp(context, registration.ndis);
      // What depends on something goes before it.
      for (let index = items.length - 1; index >= 0; index -= 1) {
        const context = items[index]?.context;
        if (context && !found.has(context)) release(context, registration);
      }
    },
  );
}

const notYetGivenUp = ({ context }: Item): Context[] =>
  context?.kind === 'TCP connection' && !context.aborted ? [context] : [];

/**
 * Completes the requests that are outstanding on a connection, but for sends that are handed over.
 * @returns the chain of those, in the order in which they were posted, or null
 */
function sendsBack(connection: TcpContext, how: OutstandingSends, registration: Registration): NET_BUFFER_LIST | null {
  const { SndMax } = connection.delegated;
  const outstanding = connection.sends.splice(0);
  const stays = (first: number): boolean => how === 'handed over' || (how !== 'completed' && first < SndMax);
  const listsThat = (handedOver: boolean): NET_BUFFER_LIST[] =>
    outstanding.filter(({ first }) => stays(first) === handedOver).map(({ list }) => list);
  completeSends(listsThat(false), NDIS_STATUS_UPLOAD_IN_PROGRESS, registration);
  completeDisconnects(connection, NDIS_STATUS_UPLOAD_IN_PROGRESS, registration);
  completeReceives(connection.receives.splice(0), NDIS_STATUS_UPLOAD_IN_PROGRESS, registration);
  completeForwards(connection.forwards.splice(0), NDIS_STATUS_UPLOAD_IN_PROGRESS, registration);
  return chain(listsThat(true));
}

function giveBack({ block, context }: Item, lost: boolean): void {
  const failed = lost || (context?.kind === 'TCP connection' && context.aborted);
  block.Status = failed && !block.isPlaceholder ? NDIS_STATUS_FAILURE : NDIS_STATUS_SUCCESS;
  if (failed || !block.following?.delegated) return;
  if (context?.kind === 'neighbor')
    Object.assign((block.following as NeighborState).delegated ?? {}, context.delegated);
  if (context?.kind !== 'TCP connection') return;
  const chained: NET_BUFFER_LIST[] = [];
  for (let list = block.NetBufferListChain; list; list = list.Next) chained.push(list);
  Object.assign((block.following as TcpState).delegated ?? {}, {
    ...delegatedNow(context),
    SendDataHead: chained[0] ?? null,
    SendDataTail: chained.at(-1) ?? null,
    BufferedData: buffered(context),
  });
}

/** What was received and acknowledged and that no receive request has taken: it goes up in structures of the target's own. */
function buffered({ buffered: length, ndisOffloadHandle: { name } }: TcpContext): NET_BUFFER_LIST | null {
  if (length === 0) return null;
  const list = new NET_BUFFER_LIST(`${name} received`, length);
  list.bytesTransferred = length;
  return list;
}

function release(context: Context, registration: Registration): void {
  if (context.kind === 'path') context.neighbor.paths.delete(context);
  if (context.kind === 'TCP connection') {
    context.path.connections.delete(context);
    context.adapter.remove(context);
  }
  for (const resource of resourcesTakenBy(context)) context.adapter.nic.release(resource);
  registration.free(context.memory);
}
