import { TCP_UPLOAD_REASON } from '../../src/ddi/events';
import { NDIS_STATUS, statusOf } from '../../src/ddi/status';
import { indicateStatus, requestTermination } from './indications';
import { TCP_FLAGS } from '../../src/ddi/nic';
import { peerSegments } from './peer-segments';
import type { ChimneyWorld } from './world';
import { NEWS } from './news-notation';
import { parseRequest, REQUEST } from './requests';
import { OBJECT, TREE } from './tree-notation';

/** Something that somebody does while something else is under way, as a feature says it. */
export interface Deed {
  /** Who does it, for messages. */
  readonly by: 'host stack' | 'offload target' | 'wire';
  readonly does: (world: ChimneyWorld) => void;
}

interface Form {
  readonly text: RegExp;
  readonly by: Deed['by'];
  readonly does: (world: ChimneyWorld, what: string, on: string) => void;
}

const FORMS: readonly Form[] = [
  {
    text: new RegExp(`the host stack terminates (${TREE.source})`),
    by: 'host stack',
    does(world, tree) {
      world.terminate(tree);
    },
  },
  {
    text: new RegExp(`the host stack invalidates (${TREE.source})`),
    by: 'host stack',
    does(world, tree) {
      world.startOn('invalidate', tree);
    },
  },
  {
    text: new RegExp(`the host stack learns of (${NEWS.source})`),
    by: 'host stack',
    does(world, news) {
      world.learn(news);
    },
  },
  {
    text: new RegExp(`the host stack (${REQUEST.source}) on (${OBJECT.source})`),
    by: 'host stack',
    does(world, request, connection) {
      parseRequest(request)(world, world.object(connection));
    },
  },
  {
    text: new RegExp(`the offload target indicates (${Object.keys(NDIS_STATUS).join('|')}) on adapter (\\d+)`),
    by: 'offload target',
    does(world, status, adapter) {
      indicateStatus(world, 'offload target', statusOf(status), Number(adapter));
    },
  },
  {
    text: new RegExp(
      `the offload target asks for the termination of (${OBJECT.source}): (${Object.keys(TCP_UPLOAD_REASON).join('|')})`,
    ),
    by: 'offload target',
    does(world, connection, reason) {
      requestTermination(world, connection, TCP_UPLOAD_REASON[reason as keyof typeof TCP_UPLOAD_REASON]);
    },
  },
  {
    text: new RegExp(`the remote peer sends (\\d+ bytes|${TCP_FLAGS.join('|')}) on (${OBJECT.source})`),
    by: 'wire',
    does(world, what, connection) {
      const [, length] = /^(\d+) bytes$/.exec(what) ?? [];
      if (length !== undefined) world.sendFromPeer(connection, Number(length));
      else world.sendSegmentsFromPeer(connection, peerSegments([[what]]));
    },
  },
];

/** Matches whatever can be done. */
export const DEED = new RegExp(FORMS.map(({ text }) => text.source.replaceAll(/(?<!\\)\((?!\?)/g, '(?:')).join('|'));

/** Reads a deed. @throws SyntaxError for what is none */
export function parseDeed(text: string): Deed {
  for (const { text: form, by, does } of FORMS) {
    const match = new RegExp(`^${form.source}$`).exec(text);
    if (match) {
      const [, what = '', on = ''] = match;
      return {
        by,
        does: (world) => {
          does(world, what, on);
        },
      };
    }
  }
  throw new SyntaxError(`"${text}" is nothing that somebody does in a feature`);
}
