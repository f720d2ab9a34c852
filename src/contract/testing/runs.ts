import { Rig } from '../../stack/testing/rig';
import { breachesOf } from '../contract';

/** The tree that the tests of the contract offload. */
export const TREE = { N1: { PATH1: ['TCP1', 'TCP2'], placeholder: [] } } as const;
export const TARGET = 'offload target';

/** What a run broke: `offload target: update.completed-once`, each once, in the order in which it showed. */
export const broken = (rig: Rig): string[] => [
  ...new Set(breachesOf(rig.trace).map(({ remark, layer }) => `${layer}: ${remark}`)),
];
/** The first breach, in words. */
export const first = (rig: Rig): string => {
  const [breach] = breachesOf(rig.trace);
  return breach ? `expected ${breach.expected}; happened: ${breach.happened}` : '';
};
/** A stack with nothing offloaded. */
export const stack = (intermediateDrivers = 0, adapters = 1): Rig => new Rig({ intermediateDrivers, adapters });
/** A stack with the tree offloaded. */
export const offloaded = (intermediateDrivers = 0, adapters = 1): Rig =>
  stack(intermediateDrivers, adapters).offload(TREE);
/** Invalidates the tree. */
export const invalidate = (rig: Rig): Rig => rig.run('invalidate', TREE);
