import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionPages, handbookPage, readText } from '../testing/kettle';
import type { ReadPage } from './statement';

/** What a reader of a page must get, whatever its format. */
function gist({ statements }: ReadPage) {
  return statements.map(({ at, kind, level, lead, text }) => [at, kind, level, lead, text.replaceAll('\u2019', "'")]);
}

const expected = [
  ['facts/heat', 'fact', null, null, 'heat: Any heat'],
  [
    'description/1',
    'sentence',
    null,
    null,
    'A cook calls the KettleStartHeating function to heat water that KettleFill let in.',
  ],
  ['parameters/KettleHandle/1', 'definition', null, null, 'KettleHandle [in]: The handle that KettleOpen returned.'],
  ['parameters/KettleHandle/2', 'sentence', 'must', null, 'It must not be NULL.'],
  ['parameters/Degrees/1', 'definition', null, null, 'Degrees [in, out]: One of the following temperatures:'],
  ['parameters/Degrees/2', 'definition', null, 'parameters/Degrees/1', 'KETTLE_TEA: Water at 80 degrees.'],
  ['parameters/Degrees/3', 'definition', null, 'parameters/Degrees/1', 'KETTLE_COFFEE: Water at 96 degrees.'],
  ['remarks/1', 'sentence', 'must', null, 'Before the call, the cook must do the following:'],
  ['remarks/2', 'item', 'must', 'remarks/1', 'Fill the kettle.'],
  ['remarks/3', 'item', 'must', 'remarks/1', 'Close the lid.'],
  ['remarks/4', 'sentence', null, null, "The kettle calls its owner's KettleDone function."],
  ['remarks/5', 'reference', null, null, 'For more information, see Kettle Events.'],
  ['remarks/6', 'row', null, null, 'Status: KETTLE_STATUS_OK | Meaning: The water is hot.'],
  ['remarks/7', 'row', null, null, 'Status: KETTLE_STATUS_DRY | Meaning: There is no water.'],
];

for (const [format, source] of Object.entries(functionPages)) {
  test(`a page in the format "${format}" makes the statements that it makes in every format`, () => {
    const found = gist(readText(source));
    // Whether a definition's second sentence belongs to a list depends on how the format writes definitions.
    const second = found.find(([at]) => at === 'parameters/Degrees/4');
    assert.deepEqual([second?.[2], second?.[4]], ['should', 'The cook should not let it boil.']);
    assert.deepEqual(
      found.filter((one) => one !== second),
      expected,
    );
  });

  test(`a page in the format "${format}" has words that do not depend on the format`, () => {
    const words = (text: string) => readText(text).statements.map((statement) => statement.words.join(' '));
    assert.deepEqual(words(source), words(functionPages['rendered Markdown'] ?? ''));
  });
}

test('what follows a definition is the same however the page writes its terms', () => {
  const lead = 'Wait for the following:';
  const list = `${lead}\n\n<dl>\n<dt>KETTLE_OK</dt>\n<dd>It is hot. It steams.\n\nIt waits.</dd>\n</dl>\n`;
  const bullets = `${lead}\n\n- KETTLE_OK\n\n  It is hot. It steams.\n\n  It waits.\n`;
  const inline = `${lead}\n\n<a href="" id="ok"></a>KETTLE_OK  \nIt is hot. It steams.\n\nIt waits.\n`;
  for (const text of [list, bullets, inline]) {
    assert.deepEqual(gist(readText(text)), [
      ['remarks/1', 'sentence', null, null, lead],
      ['remarks/2', 'definition', null, 'remarks/1', 'KETTLE_OK: It is hot.'],
      ['remarks/3', 'sentence', null, null, 'It steams.'],
      ['remarks/4', 'sentence', null, null, 'It waits.'],
    ]);
  }
});

test('a handbook page: definitions, figures, steps within steps, notes, carried cells', () => {
  assert.deepEqual(gist(readText(handbookPage)), [
    ['remarks/1', 'sentence', null, null, 'A kettle can be descaled by hand or by machine (see Chapter 4.2).'],
    ['remarks/2', 'sentence', null, null, 'Vinegar, e.g. 5% vinegar, is enough.'],
    [
      'remarks/3',
      'sentence',
      'may',
      null,
      'A cook is not required to descale a kettle that holds less than 0.5 litres.',
    ],
    ['remarks/4', 'definition', null, null, 'By hand: The cook pours in vinegar.'],
    ['remarks/5', 'sentence', 'must', null, 'The vinegar must stay for 30 minutes.'],
    ['remarks/6', 'definition', null, null, 'By machine: The machine uses the KETTLE_DESCALE command.'],
    ['remarks/7', 'figure', null, null, 'diagram of the two ways to descale a kettle'],
    ['steps/1', 'sentence', 'must', null, 'To descale a kettle by machine, the cook must:'],
    ['steps/2', 'item', 'must', 'steps/1', 'Call KettleStop with a status of KETTLE_STATUS_OK.'],
    ['steps/3', 'item', 'must', 'steps/1', 'If the kettle is hot, the cook:'],
    ['steps/4', 'item', null, 'steps/3', 'Waits for 10 minutes.'],
    ['steps/5', 'item', null, 'steps/3', 'Waits again.'],
    ['steps/6', 'item', null, 'steps/3', '(This is the second wait.)'],
    ['steps/7', 'item', 'must', 'steps/1', 'Call KettleDescale.'],
    ['steps/8', 'note', 'may', null, 'The kettle may refuse.'],
    ['steps/9', 'note', null, null, 'RETRIES = 3 - 1, and Context->Owner is not changed.'],
    ['steps/10', 'row', null, null, 'Model: K1 | Litres: 0.5'],
    ['steps/11', 'row', null, null, 'Model: K1 | Litres: 0.7 | Note: rare'],
    ['steps/12', 'row', null, null, 'Model: K1 | Litres: 0.9 | Note: K1, too'],
  ]);
});

test('what asserts nothing has a name', () => {
  const left = readText(handbookPage).pieces.flatMap(({ became, text }) =>
    typeof became === 'string' ? [[became, text]] : [],
  );
  assert.deepEqual(left, [
    ['title', 'Descaling a Kettle'],
    ['banner', '[The kettle is obsolete and should not be used.]'],
    ['heading', 'Steps'],
    ['label', 'Note'],
    ['column-names', 'Model'],
    ['column-names', 'Litres'],
    ['column-names', 'Note'],
    ['navigation', 'This chapter includes:'],
    ['navigation', 'Filling a Kettle'],
    ['navigation', 'Emptying a Kettle'],
    ['heading', 'Related topics'],
    ['see-also', 'Kettles'],
  ]);
  const footer = readText(functionPages['HTML in Markdown'] ?? '').pieces.filter(({ became }) => became === 'footer');
  assert.deepEqual(
    footer.map(({ text }) => text),
    ['Tell us about this page'],
  );
});

test('every statement knows the line of its first word', () => {
  for (const source of [...Object.values(functionPages), handbookPage]) {
    const lines = source.split('\n');
    for (const { line, text, kind } of readText(source).statements) {
      if (kind === 'fact') continue;
      const word = /[\p{L}\p{N}_]+/u.exec(text.replace(/^(?:Status|Model): /, ''))?.[0] ?? '';
      const there = (lines[line - 1] ?? '').replaceAll('\\', '');
      assert.ok(
        there.includes(word) || kind === 'row',
        `line ${line} is "${there}", which does not have "${word}" of "${text}"`,
      );
    }
  }
});

test('every word of the body goes into exactly one statement or one named kind of non-statement', () => {
  // Every word of these pages is written once, so that a word which is lost or told twice can be seen.
  let count = 0;
  const w = (words: number) => Array.from({ length: words }, () => `w${String(++count).padStart(3, '0')}`).join(' ');
  const pages = [
    `# ${w(2)}\n\n${w(5)}. ${w(4)}:\n\n- ${w(3)}\n- ${w(2)}:\n  - ${w(3)}. ${w(2)}\n\n  ${w(4)}.\n\n${w(3)}  \n${w(6)}.\n\n![${w(2)}](x.png)`,
    `# ${w(1)}\n\n## -parameters\n\n### -param ${w(1)} [in]\n\n${w(4)}.\n\n#### ${w(1)}\n\n${w(3)}.\n\n#### ${w(1)}\n\n## Syntax\n\n\`\`\`\n${w(3)}\n\`\`\``,
    `# ${w(1)}\n\n<table><tr><th>${w(1)}</th><th>${w(1)}</th></tr><tr><td rowspan="2">${w(2)}</td><td>${w(2)}\n\n${w(1)}</td></tr><tr><td><ul><li>${w(1)}<li>${w(1)}</ul></td></tr></table>${w(3)}`,
    `# ${w(1)}\n\n> [!NOTE]\n> ${w(4)}\n\n<div class="alert"><b>Note</b>  ${w(3)}.</div>\n<pre>${w(2)}\n  ${w(1)}</pre>\n\n| ${w(1)} | ${w(1)} |\n|---|---|\n| ${w(2)} | ${w(1)} |\n\n<dl><dt>${w(1)}<dd>${w(2)}</dl>\n\n## See also\n\n[${w(2)}](x)`,
    `# ${w(1)}\n\n<p>${w(3)}\n    \n    <i>${w(1)}</i> ${w(2)}.</p>\n\n<ul><li>${w(2)} <b>${w(1)}\n\n${w(4)}</li><li>${w(1)}\n\n<h3>${w(2)}</h3>${w(3)}\n\n***\n\n1) ${w(2)}\n\n[${w(1)}]: http://x`,
  ];
  for (const page of pages) {
    const told = readText(page)
      .pieces.flatMap(({ text }) => text.match(/w\d{3}/g) ?? [])
      .sort();
    const written = [...new Set(page.replace(/^\[w\d+\]: .*$/m, '').match(/w\d{3}/g))].sort();
    assert.deepEqual(told, written, page);
  }
});

test('the pieces of a statement hold its words', () => {
  for (const source of [...Object.values(functionPages), handbookPage]) {
    const page = readText(source);
    for (const { at, kind, text } of page.statements) {
      if (kind === 'fact' || kind === 'row') continue;
      const pieces = page.pieces.filter(({ became }) => typeof became !== 'string' && became.at === at);
      assert.equal(pieces.map((piece) => piece.text).join(': '), text);
    }
  }
});

test('a prototype, a "None" and a lone term are statements', () => {
  const page = readText(
    '# X function\n\n## -prototype\n\n````\nVOID X(\n  _In_ HANDLE Kettle\n);\n````\n\n## -returns\n\nNone\n\n## -struct-fields\n\n### -field Spout\n\n### -field Lid\n\nIt closes.\n',
  );
  assert.deepEqual(gist(page), [
    ['prototype/1', 'prototype', null, null, 'VOID X( _In_ HANDLE Kettle );'],
    ['returns/1', 'returns', null, null, 'None'],
    ['members/Spout/1', 'definition', null, null, 'Spout'],
    ['members/Lid/1', 'definition', null, null, 'Lid: It closes.'],
  ]);
});

test('a paragraph that a blank line tore apart is one', () => {
  const page = readText(
    '# X\n\nThe cook opens the lid, \n\n<b>KettleSpout</b>, and the tap. Then it waits until the\n\nKettleHandle is cold.\n',
  );
  assert.deepEqual(
    page.statements.map(({ text }) => text),
    ['The cook opens the lid, KettleSpout, and the tap.', 'Then it waits until the KettleHandle is cold.'],
  );
});

test('a formula is no term, and links are none', () => {
  const page = readText('# X\n\n*Time*=*Now*+*Delta*\n\nThis is the sum.\n\n[One](1)\n\n[Two](2)\n');
  assert.deepEqual(
    page.statements.map(({ kind, text }) => [kind, text]),
    [
      ['sentence', 'Time=Now+Delta'],
      ['sentence', 'This is the sum.'],
      ['sentence', 'One'],
      ['sentence', 'Two'],
    ],
  );
});

test('a page of fifty thousand sentences in one line, and one with a cell of as many words, are cut', () => {
  assert.equal(readText(`# X\n\n${'The kettle must hold water. '.repeat(50_000)}\n`).statements.length, 50_000);
  const [row] = readText(`# X\n\n<table><tr><td>${'word '.repeat(200_000)}<td>b</table>\n`).statements;
  assert.equal(row?.words.length, 200_001);
});
