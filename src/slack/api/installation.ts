/** Where the bot is installed, and who belongs there. People of other workspaces are strangers, even if they can click. */
import type { Person, SlackUserId, TeamId } from '../../core/ids.ts';

export interface Installation {
  readonly teamId: TeamId;
  /** On Enterprise Grid only. */
  readonly enterpriseId: string | null;
  readonly botUserId: SlackUserId;
}

/** Where somebody belongs, according to a request from Slack or to users.info. */
export interface Belonging {
  readonly teamId: string | undefined;
  readonly enterpriseId: string | undefined;
}

/** `own`: this very team. `sister`: another team of the same enterprise. */
export const relation = (it: Belonging, installation: Installation): 'own' | 'sister' | 'stranger' => {
  if (it.teamId === installation.teamId) return 'own';
  return installation.enterpriseId !== null && it.enterpriseId === installation.enterpriseId
    ? 'sister'
    : 'stranger';
};

/** The person as records refer to them: under the installation's team, because user ids are unique across an enterprise. */
export const personOf = (installation: Installation, userId: SlackUserId): Person => ({
  teamId: installation.teamId,
  enterpriseId: installation.enterpriseId,
  userId,
});
