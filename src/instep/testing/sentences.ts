/** Sentences about kettles that have nothing in common, for tests to make pages of. */
export const one = 'The cook opens the lid of the kettle with care.';
export const two = 'The water must not rise above the upper mark.';
export const three = 'A kettle without water switches itself off.';
export const four = 'The spout points away from everybody in the kitchen.';
export const five = 'The cord is kept dry at all times by the cook.';

/** A page of paragraphs. */
export function pageOf(...paragraphs: readonly string[]): string {
  return `# A Page\n\n${paragraphs.join('\n\n')}\n`;
}
