import { createHash } from 'node:crypto';

/** The hash of one word: four characters of the URL-safe base 64. */
export type WordHash = string;

/**
 * Turns words into hashes, so that the ledger can tell which word changed without holding the documentation's text.
 *
 * A wording is the sequence of its words' hashes, separated by blanks. Two wordings are alike when they are the same
 * string. A fingerprint is twelve characters that stand for a whole wording where its words are of no interest.
 */
export class Fingerprints {
  private readonly known = new Map<string, WordHash>();

  constructor(private readonly salt: string) {}

  /** The hash of a word. */
  word(word: string): WordHash {
    let hash = this.known.get(word);
    if (hash === undefined) {
      hash = createHash('sha256').update(`${this.salt}\0${word}`).digest('base64url').slice(0, 4);
      this.known.set(word, hash);
    }
    return hash;
  }

  /** The wording of a statement: its words' hashes, separated by blanks. */
  wording(words: readonly string[]): string {
    return words.map((word) => this.word(word)).join(' ');
  }

  /** The fingerprint of a wording: twelve characters. */
  of(wording: string): string {
    return createHash('sha256').update(`${this.salt}\0${wording}`).digest('base64url').slice(0, 12);
  }
}

/** The form of a wording. */
export const wordingForm = /^[\w-]{4}(?: [\w-]{4})*$/;

/** The form of a fingerprint. */
export const fingerprintForm = /^[\w-]{12}$/;
