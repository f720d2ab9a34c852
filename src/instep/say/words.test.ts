import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isName, wordsOf } from './words';

const said = (text: string) => wordsOf(text).join(' ');

test('form does not count: quotes, dashes, blanks, punctuation, the capital of a sentence', () => {
  const plain = said("The cook's kettle, the blue one, is not hot. It must be non-NULL.");
  for (const other of [
    'The cook\u2019s kettle (the blue one) is not\u00a0hot.  It must be non\u2011NULL.',
    'the cook\u02bcs kettle \u2014 the blue one \u2014 is\nnot hot; it must be non-NULL',
    '"The cook\'s kettle": the \u201cblue\u201d one -- is not hot! It must be non-NULL.',
    "The cook's kettle \u2013 the blue one \u2013 is not ho\u00adt. It must be non-NULL.",
  ]) {
    assert.equal(said(other), plain, other);
  }
});

test('Markdown that stands where none is read is form', () => {
  for (const text of [
    '**K_OK** is *not* K\\_DRY, ***as*** K\\_OK **and so on**.',
    'K_OK is not \\*K_DRY\\*, as K_OK and so on.',
  ]) {
    assert.equal(said(text), said('K_OK is not K_DRY, as K_OK and so on.'), text);
  }
  assert.equal(said('*Lid or *Spout'), '*Lid or *Spout');
  assert.equal(said('A Lid *4* 2'), 'a Lid 4 2');
  assert.equal(said('LID * 4 * 2'), 'LID * 4 * 2');
});

test('what carries the meaning counts', () => {
  const different = [
    ['It waits for 30 minutes.', 'It waits for 31 minutes.'],
    ['It waits for 0.5 minutes.', 'It waits for 5 minutes.'],
    ['It supplies -1 there.', 'It supplies 1 there.'],
    ['The sum is 205 - 100.', 'The sum is 205 + 100.'],
    ['RTO << Count', 'RTO >> Count'],
    ['Owner->Lid is set.', 'Owner Lid is set.'],
    ['The *Context member is set.', 'The Context member is set.'],
    ['It must wait.', 'It should wait.'],
    ['It must wait.', 'It must not wait.'],
    ['It can wait.', "It can't wait."],
    ['It is KETTLE_OK.', 'It is KETTLE_Ok.'],
    ['Call KettleStop.', 'Call Kettlestop.'],
    ['It fills 5% of it.', 'It fills 5 of it.'],
    ['2^32 bytes', '232 bytes'],
    ['The sum is 400 - -50.', 'The sum is 400 - 50.'],
    ['if (!Lid) return', 'if (Lid) return'],
    ['RTO * **Count', 'RTO * Count'],
    ['tea and coffee', 'tea or coffee'],
  ] as const;
  for (const [one, other] of different) assert.notEqual(said(one), said(other), `${one} / ${other}`);
});

test('words in detail', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['A 802.1q tag and/or TCP/IP, see RFC 793.', 'a 802.1q tag and/or TCP/IP see RFC 793'],
    ['Timestamp= 210 -100', 'timestamp = 210 - 100'],
    ['a value of -1', 'a value of -1'],
    ['SndNxt- SndUna= 1000', 'SndNxt - SndUna = 1000'],
    ['FIN_WAIT1--The host waits.', 'FIN_WAIT1 The host waits'],
    ['1 \u00d7RTO', '1 \u00d7 RTO'],
    ['TsTime = 1,024; at 12:30', 'TsTime = 1,024 at 12:30'],
    ['a list - of things', 'a list of things'],
    ['Kettle::Lid', 'Kettle::Lid'],
    ['I see. Stop it', 'i see stop it'],
  ];
  for (const [text, words] of cases) assert.equal(said(text), words);
});

test('a name is told by its looks', () => {
  assert.deepEqual(['KETTLE', 'KettleStop', 'pLid', '_In_', '*Owner', 'IPv4'].map(isName), [
    true,
    true,
    true,
    true,
    true,
    true,
  ]);
  assert.deepEqual(['kettle', 'Kettle', '30', "cook's"].map(isName), [false, false, false, false]);
});
