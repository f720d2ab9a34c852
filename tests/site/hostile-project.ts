import { runMessages } from '../../src/site/testing/run-messages';

/** What would be run, followed or loaded if any of it were taken for markup. */
const evil = `</title></code><script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">'"&`;
const inYaml = JSON.stringify(evil);
const link = '[a](javascript:alert(4)) [b](data:text/html,x) [c](../../../etc/passwd) ![d](https://evil.example/d.png)';

const gherkin = `@page:guide/evil
Feature: ${evil}

  ${link} <https://fine.example/> ${evil}

  @must @remark:evil.claim
  Rule: ${evil} rule

    ${link} ${evil}

    Example: ${evil} example
      Given ${evil}
        | ${evil.replaceAll('|', '')} |
      Then x
        """
        ${evil}
        """

    Scenario Outline: <x> ${evil}
      Then <x>

      Examples:
        | x       |
        | ${evil.replaceAll('|', '')} |
`;

const feature = 'features/e/evil.feature';
const trace = [
  `   0  turn 1, t = 0 us  host stack -> NDIS  ${evil}(A: ${evil})\n\n`,
  `   1  turn 1, t = 0 us  ${evil} -> x  F(B: M1 [${evil}])\n`,
].join('');

const statement = (at: string, disposition: string): string =>
  `  - at: ${JSON.stringify(at)}\n    says: ${inYaml}\n    kind: sentence\n    is: aaaa bbbb\n    ${disposition}\n`;

const violation = {
  ...{ id: evil, title: evil, state: 'caught', crashes: [], examples: 1, exercisedIn: 1 },
  caughtBy: [{ example: evil, file: evil, line: 1, error: evil, message: evil, happened: evil }],
};

/** A project in which every text that a user or a run can write is hostile. */
export const hostileFiles = {
  'features/contents.yaml': `chapters: [{ title: ${inYaml}, folder: e, pages: [evil] }]`,
  [feature]: gherkin,
  'features/README.md': `# ${evil}\n\n${link} ${evil}\n`,
  'ledger/guide/evil.yaml': [
    'page: guide/evil\nstatements:\n',
    statement('remarks/1', 'rule: [evil.claim]'),
    statement('remarks/2', `informative: ${inYaml}`),
    statement('remarks/3', `untestable: ${inYaml}`),
    statement('remarks/4', `gap: ${inYaml}`),
  ].join(''),
  'ledger/findings/evil.yaml': `id: evil\ntitle: ${inYaml}\nnature: ambiguous\nsides:\n  - { page: guide/evil, at: remarks/1, fingerprint: aaaaaaaaaaaa }\nreading: ${inYaml}\nwhy: ${inYaml}\nremark: evil.claim\n`,
  'reports/messages.ndjson': runMessages(new Map([[feature, gherkin]]), () => ({ trace, failure: evil })),
  'reports/summary.json': JSON.stringify({
    ...{ target: evil, seed: 7, seconds: 1, success: false },
    problems: [{ message: evil }],
  }),
  'reports/proof.json': JSON.stringify({ remarks: [{ id: 'evil.claim', state: 'proven', violations: [violation] }] }),
  'reports/check.json': JSON.stringify({
    pages: [
      {
        ...{ page: evil, state: 'known' },
        statements: [
          {
            ...{ at: evil, line: 1, state: evil, level: evil, levelBefore: evil, remarks: [evil], findings: ['evil'] },
            words: [{ before: [evil, null], after: [evil] }],
          },
        ],
      },
    ],
    problems: [{ what: evil }],
  }),
};
