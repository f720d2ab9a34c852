import { canBring, EVENTS } from '../../src/stack/host-stack/news';
import type { EventName, News } from '../../src/stack/host-stack/news';
import type { StateObject } from '../../src/stack/host-stack/state-object';

/** How features write what the host stack learns: an event, and behind a colon what it changes. */

const EVENT = Object.keys(EVENTS).join('|');
const VARIABLE = '(?:N|PATH|TCP)\\d+ has \\w+ \\S+(?: \\+ \\S+)*';
const NEXT_HOP = '(?:PATH\\d+|every path of N\\d+) goes through N\\d+';

/** Matches the notation. */
export const NEWS = new RegExp(`(?:${EVENT}): (?:${NEXT_HOP}|${VARIABLE})`);

/** Finds what a piece of news is about. */
export interface Subjects {
  readonly object: (name: string) => StateObject;
  /** A neighbor that may be new to an adapter. */
  readonly neighbor: (name: string, adapter: number) => StateObject;
  readonly pathsOf: (neighbor: StateObject) => readonly StateObject[];
}

/**
 * Reads a piece of news.
 * @throws SyntaxError for a text that is none, or that the event cannot bring
 */
export function parseNews(text: string, subjects: Subjects): News {
  const news = read(text, subjects);
  if (news && canBring(news)) return news;
  const happened = news ? `${news.event} does not bring that` : 'it is no piece of news';
  throw new SyntaxError(`"${text}": ${happened}; an event is one of ${Object.keys(EVENTS).join(', ')}`);
}

function read(text: string, { object, neighbor, pathsOf }: Subjects): News | null {
  const [, event = '', what = ''] = new RegExp(`^(${EVENT}): (.+)$`).exec(text) ?? [];
  const [, name = '', variable = '', value = ''] = /^(\w+) has (\w+) (.+)$/.exec(what) ?? [];
  if (name !== '') return { event: event as EventName, object: object(name), variable, value };
  const [, whose = '', which = '', hop = ''] = /^(every path of )?(\w+) goes through (N\d+)$/.exec(what) ?? [];
  if (hop === '') return null;
  const subject = object(which);
  const paths = whose === '' ? [subject] : pathsOf(subject);
  return { event: event as EventName, paths, nextHop: neighbor(hop, subject.adapter) };
}
