import assert from 'node:assert/strict';
import test from 'node:test';
import { DEED, parseDeed } from './deeds';

const DEEDS = {
  'the host stack terminates N1 (PATH1 (TCP1), placeholder)': 'host stack',
  'the host stack invalidates TCP1': 'host stack',
  'the host stack sends 1000 bytes on TCP1': 'host stack',
  'the host stack posts a receive of 4000 bytes on TCP2': 'host stack',
  'the host stack requests a graceful disconnect behind 10 bytes on TCP1': 'host stack',
  'the offload target indicates NDIS_STATUS_UPLOAD_ALL on adapter 2': 'offload target',
  'the offload target asks for the termination of TCP1: HardwareFailure': 'offload target',
  'the remote peer sends 3000 bytes on TCP1': 'wire',
  'the remote peer sends FIN on TCP1': 'wire',
};

for (const [text, by] of Object.entries(DEEDS)) {
  test(`"${text}" is a deed, whole, and of the ${by}'s`, () => {
    assert.equal(new RegExp(`^(?:${DEED.source})$`).test(text), true);
    assert.equal(parseDeed(text).by, by);
  });
}

test('what is no deed is said to be none', () => {
  for (const text of ['the host stack sleeps', 'the remote peer sends many bytes on TCP1', '']) {
    assert.equal(new RegExp(`^(?:${DEED.source})$`).test(text), false);
    assert.throws(() => parseDeed(text), {
      name: 'SyntaxError',
      message: `"${text}" is nothing that somebody does in a feature`,
    });
  }
});
