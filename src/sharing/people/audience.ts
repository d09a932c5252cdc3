/** Who hears of what a project is offered: the people who speak for it, and whom its cloud does not know. */
import { isChannel, type SlackUserId } from '../../core/ids.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Db } from '../../store/schema/tables.ts';
import type { Store } from '../repositories.ts';
import { maySpeak } from './may-act.ts';

type Project = Pick<Share, 'teamId' | 'cloudId' | 'projectId'>;

export interface Audience {
  /** The people who have linked the project, whether or not they speak for it. */
  readonly owners: ReadonlySet<SlackUserId>;
  /** The people who speak for the project. */
  readonly speakers: ReadonlySet<SlackUserId>;
  /** The owners whom Slack calls deactivated. */
  readonly left: ReadonlySet<SlackUserId>;
  /** People whom an Offer named and who have no account of the project. */
  readonly named: ReadonlySet<SlackUserId>;
  /** People have linked the project, and none of them speaks for it any more. */
  readonly fallen: boolean;
  /** Whether the person, or the project's channel, may hear of it. */
  readonly hears: (recipient: SlackUserId) => boolean;
}

/** @param offers those whose named people count, of this project */
export const audienceOf = async (
  { accounts }: Pick<Store, 'accounts'>,
  db: Db,
  { teamId, cloudId, projectId }: Project,
  offers: readonly Offer[],
): Promise<Audience> => {
  const linked = await accounts.accountsOfProject(db, teamId, cloudId, projectId);
  const owners = new Set(linked.map(({ userId }) => userId));
  const speakers = new Set(linked.filter(maySpeak).map(({ userId }) => userId));
  const named = new Set(
    offers
      .filter(({ tenants }) => tenants.includes(projectId))
      .flatMap(({ people }) => people)
      .filter((userId) => !owners.has(userId)),
  );
  return {
    owners,
    speakers,
    left: new Set(linked.filter(({ suspendedAt }) => suspendedAt !== null).map(({ userId }) => userId)),
    named,
    fallen: linked.length > 0 && speakers.size === 0,
    hears: (recipient) =>
      isChannel(recipient) ? speakers.size > 0 : speakers.has(recipient) || named.has(recipient),
  };
};
