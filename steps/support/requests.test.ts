import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rig } from '../../src/stack/testing/rig';
import { parseRequest, REQUEST } from './requests';
import type { ChimneyWorld } from './world';

/** The calls of the host stack's that a text makes. */
function made(text: string): string[] {
  const rig = new Rig().offload({ N1: { PATH1: ['TCP1'] } });
  parseRequest(text)({ stack: rig.stack } as unknown as ChimneyWorld, rig.object('TCP1'));
  return rig.trace.entries
    .filter(({ kind, from, name }) => kind === 'call' && from === 'host stack' && name.startsWith('NdisOffloadTcp'))
    .map((entry) => Object.values(rig.trace.shown(entry)).slice(1).join(' '));
}

for (const [text, call] of Object.entries({
  'sends 1000 bytes': '[TCP1 send 1]',
  'has sent 1000 bytes': '[TCP1 send 1]',
  'posts 1 receive': '[TCP1 receive 1]',
  'has posted 2 receives': '[TCP1 receive 1, TCP1 receive 2]',
  'posts a receive of 10 bytes': '[TCP1 receive 1]',
  'requests a graceful disconnect': '[TCP1 disconnect 1] TCP_DISCONNECT_GRACEFUL_CLOSE',
  'has requested a graceful disconnect behind 10 bytes': '[TCP1 disconnect 1] TCP_DISCONNECT_GRACEFUL_CLOSE',
  'requests an abortive disconnect': '[TCP1 disconnect 1] TCP_DISCONNECT_ABORTIVE_CLOSE',
})) {
  test(`${text} is one call`, () => {
    assert.match(text, new RegExp(`^(?:${REQUEST.source})$`));
    assert.deepEqual(made(text), [call]);
  });
}

test('what is no request is refused with its text', () => {
  assert.throws(() => parseRequest('sleeps'), /"sleeps" is nothing that the host stack requests/);
});
