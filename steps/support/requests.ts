import type { StateObject } from '../../src/stack/host-stack/state-object';
import type { ChimneyWorld } from './world';

/** Requests that the host stack makes on a connection, as a feature says it: `sends 1000 bytes`, `posts 2 receives`. */
export type Request = (world: ChimneyWorld, connection: StateObject) => void;

interface Form {
  /** What follows the subject; "has sent" is "sends", done before the example begins. */
  readonly text: RegExp;
  readonly makes: (host: ChimneyWorld['stack']['host'], connection: StateObject, ...numbers: number[]) => void;
}

/** The length of a receive request that says none, in bytes. */
const RECEIVE_LENGTH = 4000;

const FORMS: readonly Form[] = [
  {
    text: /(?:sends|has sent) (\d+) bytes/,
    makes(host, connection, length = 0) {
      host.send(connection, [length]);
    },
  },
  {
    text: /(?:posts|has posted) (\d+) receives?/,
    makes(host, connection, count = 0) {
      host.postReceives(
        connection,
        Array.from({ length: count }, () => RECEIVE_LENGTH),
      );
    },
  },
  {
    text: /(?:posts|has posted) a receive of (\d+) bytes/,
    makes(host, connection, length = 0) {
      host.postReceives(connection, [length]);
    },
  },
  {
    text: /(?:requests|has requested) a graceful disconnect(?: behind (\d+) bytes)?/,
    makes(host, connection, length = 0) {
      host.disconnect(connection, 'graceful', length);
    },
  },
  {
    text: /(?:requests|has requested) an abortive disconnect/,
    makes(host, connection) {
      host.disconnect(connection, 'abortive');
    },
  },
];

/** Matches whatever can be requested, without capturing anything. */
export const REQUEST = new RegExp(FORMS.map(({ text }) => text.source.replaceAll(/(?<!\\)\((?!\?)/g, '(?:')).join('|'));

/** Reads a request. @throws SyntaxError for what is none */
export function parseRequest(text: string): Request {
  for (const { text: form, makes } of FORMS) {
    const match = new RegExp(`^${form.source}$`).exec(text);
    if (!match) continue;
    const numbers = match
      .slice(1)
      .flatMap((number: string | undefined) => (number === undefined ? [] : [Number(number)]));
    return ({ stack }, connection) => {
      makes(stack.host, connection, ...numbers);
    };
  }
  throw new SyntaxError(`"${text}" is nothing that the host stack requests in a feature`);
}
