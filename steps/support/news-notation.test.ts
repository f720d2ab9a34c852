import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateObject } from '../../src/stack/host-stack/state-object';
import { NEWS, parseNews } from './news-notation';

const neighbor = new StateObject('neighbor', 'N1', 1, 0, null);
const path = new StateObject('path', 'PATH1', 1, 0, neighbor);
const connection = new StateObject('TCP connection', 'TCP1', 1, 0, path);
const added = new StateObject('neighbor', 'N2', 2, 0, null);
const read = (text: string): unknown =>
  parseNews(text, {
    object: (name) => [neighbor, path, connection].find((one) => one.name === name) as StateObject,
    neighbor: (name) => (name === 'N2' ? added : neighbor),
    pathsOf: () => [path],
  });

test('news of a variable, and of a next hop, which may be a new neighbor', () => {
  const address = 'an ARP update: N1 has DlDestinationAddress 02-00-00-00-00-99';
  assert.deepEqual(read(address), {
    event: 'an ARP update',
    object: neighbor,
    variable: 'DlDestinationAddress',
    value: '02-00-00-00-00-99',
  });
  const redirect = { event: 'an ICMP redirect', paths: [path], nextHop: added };
  assert.deepEqual(read('an ICMP redirect: PATH1 goes through N2'), redirect);
  assert.deepEqual(read('an ICMP redirect: every path of N1 goes through N2'), redirect);
});

test('the notation is found in a step, to its end', () => {
  const flags = 'an application that enables keepalives: TCP1 has Flags A + B';
  assert.equal(NEWS.exec(`the host stack learns of ${flags}`)?.[0], flags);
  assert.equal(NEWS.exec('an ICMP redirect: PATH1 goes through the roof'), null);
});

for (const text of [
  'an ARP update: PATH1 has PathMtu 576',
  'an ARP update: PATH1 goes through N2',
  'an ICMP redirect: PATH1 has PathMtu 576',
  'an ICMP redirect: TCP1 goes through N2',
  'an ICMP message: TCP1 has TtlOrHopLimit 7',
]) {
  test(`${text}: the event does not bring that`, () => {
    assert.throws(() => read(text), {
      name: 'SyntaxError',
      message: /^".*": an .* does not bring that; an event is one/,
    });
  });
}

test('what is no piece of news is told', () => {
  assert.throws(() => read('a rumor: N1 has DlDestinationAddress 1'), { message: /it is no piece of news/ });
  assert.throws(() => read('an ARP update: nothing'), { message: /it is no piece of news/ });
});
