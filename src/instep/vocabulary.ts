import type { Fingerprints, WordHash } from './fingerprint';

/** Words of plain English that carry a statement's force or hold it together. */
const plainWords =
  `a about above after all also always an and any are as at be because been before being below between both but by
  can cannot could did do does during each either every for from had has have how if in into is it its least many may might more
  most must never no none nor not of on once only optional optionally or other otherwise ought over same shall should so some such
  than that the their then there these they this those through to under unless until up was were what when where whether which
  while who whose why will with within without would`.split(/\s+/);

const greatestNumber = 4096;

/** Tells which word a hash stands for, as far as that can be known. */
export class Vocabulary {
  private readonly words = new Map<WordHash, string>();
  private seeded = false;

  /** @param names names that may be shown: those that the configuration lists */
  constructor(
    private readonly fingerprints: Fingerprints,
    private readonly names: readonly string[],
    /** The words of the pages that lie open anyway; asked for only when a word has to be told. */
    private readonly pageWords: () => Iterable<string> = () => [],
  ) {}

  /** The word; null when it is none that is known. */
  wordOf(hash: WordHash): string | null {
    if (!this.seeded) {
      this.seeded = true;
      this.learn(plainWords);
      this.learn(this.names);
      this.learn(Array.from({ length: greatestNumber + 1 }, (_, number) => String(number)));
      this.learn(this.pageWords());
    }
    return this.words.get(hash) ?? null;
  }

  private learn(words: Iterable<string>): void {
    for (const word of words) this.words.set(this.fingerprints.word(word), word);
  }
}
