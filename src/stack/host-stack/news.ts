import type { StateLayer } from '../../ddi/offload-state-type';
import type { StateObject } from './state-object';

/** What an event can change: cached variables of an object of a layer, or the next hop of paths. */
type Effect = { readonly layer: StateLayer; readonly variables: readonly string[] } | 'next hop';

/**
 * The events that the pages know, and what each changes. Sources: guide, Updating Cached Variables (the table) and Linking
 * Path State Objects to a New Neighbor State Object.
 */
export const EVENTS = {
  'an ARP update': { layer: 'neighbor', variables: ['DlDestinationAddress'] },
  'a neighbor discovery': { layer: 'neighbor', variables: ['DlDestinationAddress'] },
  'an ICMP message': { layer: 'path', variables: ['PathMtu'] },
  'an application that enables keepalives': { layer: 'TCP connection', variables: ['Flags'] },
  'an application that sets keepalive options': {
    layer: 'TCP connection',
    variables: ['KaProbeCount', 'KaTimeout', 'KaInterval'],
  },
  'an application that sets SO_RCVBUF': { layer: 'TCP connection', variables: ['InitialRcvWnd'] },
  'an ICMP redirect': 'next hop',
  'a RIP update': 'next hop',
  'a router failure': 'next hop',
} as const satisfies Record<string, Effect>;

export type EventName = keyof typeof EVENTS;

/** What the host stack learns: that a cached variable has changed, or the next hop of paths. */
export type News =
  | { readonly event: EventName; readonly object: StateObject; readonly variable: string; readonly value: string }
  | { readonly event: EventName; readonly paths: readonly StateObject[]; readonly nextHop: StateObject };

/** Whether an event can bring a piece of news. */
export function canBring(news: News): boolean {
  const effect: Effect = EVENTS[news.event];
  if ('nextHop' in news) {
    return (
      effect === 'next hop' && news.paths.every(({ layer }) => layer === 'path') && news.nextHop.layer === 'neighbor'
    );
  }
  return effect !== 'next hop' && effect.layer === news.object.layer && effect.variables.includes(news.variable);
}

/**
 * Whether the neighbor that paths went through so far is of no use any more: then the host stack invalidates it first, so
 * that nothing is sent through it meanwhile.
 */
export const isFailure = ({ event }: News): boolean => event === 'a router failure';
