import type { ChimneyWorld } from './world';

/** What can happen to an adapter as a whole, as features say it before its number. */
const HAPPENINGS: readonly {
  readonly text: RegExp;
  readonly happens: (world: ChimneyWorld, adapter: number, number: number) => void;
}[] = [
  {
    text: /the media is disconnected from/,
    happens({ stack }, adapter) {
      stack.nics[adapter]?.connect(false);
    },
  },
  {
    text: /the media is connected again to/,
    happens({ stack }, adapter) {
      stack.nics[adapter]?.connect(true);
    },
  },
  {
    text: /NDIS pauses the binding to/,
    happens({ stack }, adapter) {
      stack.pauseBinding(adapter);
    },
  },
  {
    text: /intermediate driver (\d+) fails over from/,
    happens({ stack }, adapter, number) {
      stack.intermediateDrivers[number - 1]?.failOver(adapter);
    },
  },
];

/** Matches whatever can happen to an adapter. */
export const HAPPENING = new RegExp(HAPPENINGS.map(({ text }) => text.source.replace('(', '(?:')).join('|'));

/** Something that happens to the adapter of an index, from 0. */
export type Happening = (world: ChimneyWorld, adapter: number) => void;

/** Reads what happens. @throws SyntaxError for what cannot */
export function parseHappening(written: string): Happening {
  for (const { text, happens } of HAPPENINGS) {
    const match = new RegExp(`^${text.source}$`).exec(written);
    if (match) {
      return (world, adapter) => {
        const { adapters, intermediateDrivers } = world.stack.options;
        const number = Number(match[1] ?? 0);
        if (adapter >= adapters || number > intermediateDrivers) {
          throw new RangeError(
            `"${written} adapter ${String(adapter + 1)}": the example has no such adapter or driver`,
          );
        }
        happens(world, adapter, number);
      };
    }
  }
  throw new SyntaxError(`"${written}" is nothing that happens to an adapter`);
}
