import assert from 'node:assert/strict';
import test from 'node:test';
import { Rig } from '../../src/stack/testing/rig';
import { HAPPENING, parseHappening } from './happenings';
import type { ChimneyWorld } from './world';

const HAPPENINGS = {
  'the media is disconnected from': 'media lost',
  'the media is connected again to': 'media connected',
  'NDIS pauses the binding to': 'ProtocolNetPnPEvent',
  'intermediate driver 2 fails over from': 'NdisMIndicateStatusEx',
} as const;

for (const [text, shows] of Object.entries(HAPPENINGS)) {
  test(`"${text}" happens to the adapter that is meant, and shows in the trace`, () => {
    assert.equal(new RegExp(`^(?:${HAPPENING.source})$`).test(text), true);
    const { stack } = new Rig({ adapters: 2, intermediateDrivers: 2 });
    if (shows === 'media connected') parseHappening('the media is disconnected from')({ stack } as ChimneyWorld, 1);
    const { length } = stack.trace;
    parseHappening(text)({ stack } as ChimneyWorld, 1);
    const [entry] = stack.trace.entries.slice(length);
    assert.equal(entry?.name, shows);
    assert.match(entry ? stack.trace.line(entry) : '', /NIC 2|adapter 2/);
  });
}

test('what does not happen to an adapter is said not to', () => {
  for (const text of ['the cat sits on', 'intermediate driver fails over from', '']) {
    assert.equal(new RegExp(`^(?:${HAPPENING.source})$`).test(text), false);
    assert.throws(() => parseHappening(text), {
      name: 'SyntaxError',
      message: /is nothing that happens to an adapter$/,
    });
  }
});

test('an adapter or a driver that the example does not have is named', () => {
  const { stack } = new Rig({ adapters: 1, intermediateDrivers: 1 });
  for (const [text, adapter] of [
    ['the media is disconnected from', 1],
    ['intermediate driver 2 fails over from', 0],
  ] as const) {
    assert.throws(
      () => {
        parseHappening(text)({ stack } as ChimneyWorld, adapter);
      },
      new RegExp(`^RangeError: "${text} adapter ${String(adapter + 1)}": the example has no such adapter or driver$`),
    );
  }
});
