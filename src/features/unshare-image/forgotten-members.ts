/** The members that “Clean up” considers forgotten. Pure. */
import type { KnownProject } from '../../accounts/membership.ts';
import type { Member } from '../../cloud/members.ts';
import type { ProjectId } from '../../core/ids.ts';
import { readTime } from '../../core/read-time.ts';
import { forgottenMs } from '../../sharing/rules/plan-timers.ts';

/** Members that were offered the image long ago, never answered, and are in a project that nobody here has linked. */
export const forgottenMembers = (
  members: readonly Member[],
  known: ReadonlyMap<ProjectId, KnownProject>,
  now: number,
): ReadonlySet<ProjectId> =>
  new Set(
    members
      .filter(
        ({ member_id, status, updated_at }) =>
          status === 'pending' &&
          (readTime(updated_at) ?? now) <= now - forgottenMs &&
          (known.get(member_id)?.people ?? []).length === 0,
      )
      .map(({ member_id }) => member_id),
  );
