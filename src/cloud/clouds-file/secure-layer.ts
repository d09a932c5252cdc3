/** secure.yaml, which operators keep apart from clouds.yaml for its secrets: it lies on top, key by key. Pure. */
import { isMapping, type Mapping } from './yaml-text.ts';

/** At every depth; what is a mapping in one and not in the other stays as it is below. */
export const overlaid = (below: Mapping, above: Mapping): Mapping => {
  const all = new Map(below);
  for (const [key, value] of above) {
    const under = below.get(key);
    if (under === undefined) all.set(key, value);
    else if (isMapping(under) && isMapping(value)) all.set(key, overlaid(under, value));
    else if (!isMapping(under) && !isMapping(value)) all.set(key, value);
  }
  return all;
};
