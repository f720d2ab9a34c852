import { IllegalUse } from '../ddi/illegal-use';
import { CAPABILITIES } from '../ddi/offload-target';
import type { Capability, OffloadTargetModule } from '../ddi/offload-target';
import { capabilities, ReferenceTarget } from './offload-target/offload-target';
import { Stack } from './stack';

/** The reference target, as the module of a target would export it. */
export const REFERENCE_TARGET: OffloadTargetModule = {
  capabilities,
  createOffloadTarget: (environment) => new ReferenceTarget(environment),
  variants: [
    {
      capabilities: [...capabilities, 'goes-on-when-invalidated'],
      createOffloadTarget: (environment) => new ReferenceTarget(environment, { whenInvalidated: 'go on as normal' }),
    },
    {
      capabilities: [...capabilities, 'selective-acknowledgments'],
      createOffloadTarget: (environment) => new ReferenceTarget(environment, { outOfOrder: 'kept' }),
    },
    {
      capabilities: [...capabilities, 'prepares-uploads'],
      createOffloadTarget: (environment) => new ReferenceTarget(environment, { uploads: 'prepared' }),
    },
    {
      capabilities: [...capabilities, 'resets-behind-data'],
      createOffloadTarget: (environment) => new ReferenceTarget(environment, { resets: 'indicated behind data' }),
    },
    {
      capabilities: ['memory', 'completed-sends'],
      createOffloadTarget: (environment) =>
        new ReferenceTarget(environment, { sends: 'completed', sendBacklog: 'not supported' }),
    },
    {
      capabilities: ['memory', 'mixed-sends'],
      createOffloadTarget: (environment) => new ReferenceTarget(environment, { sends: 'handed over when sent' }),
    },
  ],
};

/**
 * Checks that what a module exports can serve as an offload target: it has the exports, and what it creates starts in a
 * stack of its own.
 * @param exported the module's exports
 * @param name how messages name the module
 * @returns the same, as a target's module
 * @throws Error that says what is expected and what is there
 */
export function asTargetModule(exported: unknown, name: string): OffloadTargetModule {
  const module = (exported ?? {}) as Partial<OffloadTargetModule>;
  if (typeof module.createOffloadTarget !== 'function') {
    const found = Object.keys(module).join(', ') || 'nothing';
    throw new Error(`${name} must export a function createOffloadTarget(environment); it exports ${found}`);
  }
  const { createOffloadTarget, capabilities: claimed = [], variants } = module;
  const unknown = Array.isArray(claimed)
    ? claimed.filter((capability) => !isCapability(capability))
    : [String(claimed)];
  if (unknown.length > 0) {
    throw new Error(
      `${name} exports capabilities [${CAPABILITIES.join(', ')}] at most; ${unknown.join(', ')} is none of them`,
    );
  }
  const usable: OffloadTargetModule = {
    capabilities: claimed,
    createOffloadTarget,
    ...(variants === undefined ? {} : { variants: variantsOf(variants, name) }),
  };
  const wrong = whatGoesWrong(usable);
  if (wrong !== null) throw new Error(`${name} cannot be started: ${wrong}`);
  return usable;
}

/** The variants that a module exports, each of which must be a target's module too. */
function variantsOf(variants: unknown, name: string): OffloadTargetModule[] {
  if (!Array.isArray(variants)) throw new Error(`${name} exports variants that are no array of target modules`);
  return variants.map((variant, index) => asTargetModule(variant, `variant ${String(index + 1)} of ${name}`));
}

const isCapability = (name: unknown): name is Capability => (CAPABILITIES as readonly unknown[]).includes(name);

/** Starts a target in a stack of its own. @returns what was expected and what happened instead, or null */
function whatGoesWrong(target: OffloadTargetModule): string | null {
  const describe = (expected: unknown, happened: unknown): string =>
    `expected ${String(expected)}; happened: ${String(happened)}`;
  try {
    const { trace } = new Stack({ seed: 0, intermediateDrivers: 0, adapters: 1, target });
    const misuse = trace.entries.find(({ kind }) => kind === 'illegal use');
    return misuse ? describe(misuse.parameters['expected'], misuse.parameters['happened']) : null;
  } catch (error) {
    if (error instanceof IllegalUse) return describe(error.expected, error.happened);
    return error instanceof Error ? error.message : String(error);
  }
}
