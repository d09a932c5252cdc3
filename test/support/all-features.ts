/** Every feature as data, to be read and not run: nothing that it would need is there. */
import { type FeatureDeps, features } from '../../src/features/index.ts';

/** Is called, read and called again, and is always itself. */
const nothing: unknown = new Proxy(() => nothing, { get: () => nothing });

/** Features spread these into deps of their own, which only names that are there survive. */
const spread = { store: nothing, clock: nothing, renderers: nothing, nudge: nothing };

const deps = new Proxy({ intents: spread } as object, {
  get: (given: Record<string, unknown>, name: string) => given[name] ?? nothing,
});

export const allFeatures = features(deps as FeatureDeps);
