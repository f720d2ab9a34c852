/** How strongly a statement binds. */
export type Level = 'must' | 'should' | 'may';

/** Leaves that deny an obligation: they are permissions, and must not be taken for the obligation they deny. */
const permissionsByDenial =
  /\b(?:need not|not (?:(?:need|have) to|required|obliged|mandatory)\b|(?:might|may|could|would) have to)\b/g;

const patterns: readonly (readonly [Level, RegExp])[] = [
  ['must', /\b(?:must|shall|(?:is|are|be) required|(?:has|have|needs?) to|not (?:allowed|permitted))\b/],
  ['should', /\b(?:should|ought to|(?:is|are) recommended)\b/],
  ['may', /\b(?:may|can optionally|(?:is|are) (?:allowed|permitted|free) to)\b/],
];

/** What every pattern above contains; most sentences contain none of it. */
const anyModal =
  /\b(?:must|shall|should|ought|recommended|required|obliged|mandatory|allowed|permitted|optionally|may|free|need|needs|have|has)\b/;

/**
 * The level that a text states in plain lower-case prose; the strongest, when it states several.
 *
 * @returns null when it states none
 */
export function levelOf(text: string): Level | null {
  if (!anyModal.test(text)) return null;
  const plain = text.replace(/\s+/g, ' ');
  const obliging = plain.replace(permissionsByDenial, ' ');
  for (const [level, pattern] of patterns) if (pattern.test(obliging)) return level;
  const denied = plain.match(permissionsByDenial) ?? [];
  return denied.some((words) => /\bnot\b/.test(words)) ? 'may' : null;
}
