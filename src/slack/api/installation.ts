/** Where the bot is installed, and who belongs there. A person of another workspace is a stranger, whatever they can click. */
import type { Person, SlackUserId, TeamId } from '../../core/ids.ts';

export interface Installation {
  readonly teamId: TeamId;
  /** On Enterprise Grid only. */
  readonly enterpriseId: string | null;
  readonly botUserId: SlackUserId;
}

/** What a request from Slack, or users.info, says about where somebody belongs. */
export interface Belonging {
  readonly teamId: string | undefined;
  readonly enterpriseId: string | undefined;
}

/** `own`: of this very team. `sister`: of another team of the same enterprise. */
export const relation = (it: Belonging, installation: Installation): 'own' | 'sister' | 'stranger' => {
  if (it.teamId === installation.teamId) return 'own';
  return installation.enterpriseId !== null && it.enterpriseId === installation.enterpriseId
    ? 'sister'
    : 'stranger';
};

/** The person as our records have them: under the installation's team, because user ids are unique across an enterprise. */
export const personOf = (installation: Installation, userId: SlackUserId): Person => ({
  teamId: installation.teamId,
  enterpriseId: installation.enterpriseId,
  userId,
});
