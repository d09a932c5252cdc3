/**
 * Divides the loop's work at the clouds: a number of steps at a time in each region of each cloud, and part of that for each
 * account, less the fuller the region is. A slow region or account holds up only itself.
 */
import type { Hold } from '../../store/claims/leases.ts';

/** Where a row's next step is made, and with whose account. */
export type CloudTask = Required<Hold>;

export interface RegionLimits {
  /** The task counts as under way until the returned function is called. */
  begin(task: CloudTask): () => void;
  /** Whether the task may begin now. */
  allows(task: CloudTask): boolean;
  /** What may not begin now. */
  hold(): readonly Hold[];
}

/** Steps at a time in a region; the rest of what its endpoint allows is for people who look at images. */
export const maxInRegion = 24;
const maxOfActor = 4;

/**
 * Whether an account that has `own` of the `inside` steps under way in a region may begin no more there: the last places
 * are for accounts that have fewer.
 */
export const hasEnough = (own: number, inside: number): boolean =>
  own >= maxOfActor || own * (maxInRegion / maxOfActor) >= maxInRegion - inside;

export const createRegionLimits = (): RegionLimits => {
  const regions = new Map<string, { readonly place: Hold; readonly own: Map<string, number> }>();
  const keyOf = ({ cloudId, region }: Hold) => JSON.stringify([cloudId, region]);
  const sum = (own: ReadonlyMap<string, number>) => [...own.values()].reduce((all, one) => all + one, 0);
  return {
    begin: ({ cloudId, region, actor }) => {
      const key = keyOf({ cloudId, region });
      const { own } = regions.get(key) ?? { own: new Map<string, number>() };
      regions.set(key, { place: { cloudId, region }, own });
      own.set(actor, (own.get(actor) ?? 0) + 1);
      return () => {
        const left = (own.get(actor) ?? 0) - 1;
        if (left > 0) own.set(actor, left);
        else own.delete(actor);
        if (own.size === 0) regions.delete(key);
      };
    },
    allows: (task) => {
      const own = regions.get(keyOf(task))?.own ?? new Map<string, number>();
      const inside = sum(own);
      return inside < maxInRegion && !hasEnough(own.get(task.actor) ?? 0, inside);
    },
    hold: () =>
      [...regions.values()].flatMap(({ place, own }) => {
        const inside = sum(own);
        if (inside >= maxInRegion) return [place];
        return [...own].filter(([, few]) => hasEnough(few, inside)).map(([actor]) => ({ ...place, actor }));
      }),
  };
};
