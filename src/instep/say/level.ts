/** How strongly a statement can bind, the strongest first. */
export const levels = ['must', 'should', 'may'] as const;

/** How strongly a statement binds. */
export type Level = (typeof levels)[number];

/** What denies the word behind it: a word of its own, or the contraction that ends the one before. */
const not = String.raw`(?:\bnot|n't)`;

/** Leaves that deny an obligation: they are permissions, and must not be taken for the obligation they deny. */
const permissionsByDenial = new RegExp(
  String.raw`\b(?:need not|needn't)\b|${not} (?:(?:need|have) to|required|obliged|mandatory)\b|\bno(?: need|t necessary) to\b|` +
    String.raw`\b(?:might|may|could|would) have to\b`,
  'gi',
);

const patterns: readonly (readonly [Level, RegExp])[] = [
  [
    'must',
    new RegExp(
      String.raw`\b(?:must|mustn't|shall|shan't|(?:is|are|be) required|(?:has|have|needs?) to)\b|${not} (?:allowed|permitted)\b`,
      'i',
    ),
  ],
  ['should', /\b(?:should|shouldn't|ought(?: not|n't)? to|(?:is|are)(?: not|n't)? recommended)\b/i],
  // In the middle of a sentence, or before a number, May is a month.
  ['may', /\b(?:may|MAY|can optionally|(?:is|are) (?:allowed|permitted|free) to)\b|(?:^|[.!?:])\W*May\b(?!\W*\d)/],
];

/** What every pattern above contains; most sentences contain none of it. */
const anyModal =
  /\b(?:must|shall|shan|should|ought|recommended|required|obliged|mandatory|allowed|permitted|optionally|may|free|need|needn|needs|necessary|has|have)/i;

/**
 * The level that a text states in plain prose, contractions and capitals at its start included; the strongest, when it
 * states several.
 *
 * @returns null when it states none
 */
export function levelOf(text: string): Level | null {
  if (!anyModal.test(text)) return null;
  const plain = text.replace(/\s+/g, ' ').replaceAll('\u2019', "'");
  const obliging = plain.replace(permissionsByDenial, ' ');
  for (const [level, pattern] of patterns) if (pattern.test(obliging)) return level;
  const denied = plain.match(permissionsByDenial) ?? [];
  return denied.some((words) => /\bnot?\b|n't\b/i.test(words)) ? 'may' : null;
}
