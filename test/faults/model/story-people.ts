/** Alice, who owns an image, and Bob, whom she shares it with: what each does with what the bot has posted to them. */
import { type LinkDeps, linkAccount, unlinkAccount } from '../../../src/accounts/linking.ts';
import { factsOf } from '../../../src/accounts/sessions.ts';
import { imageSchema } from '../../../src/cloud/glance-image.ts';
import type { ImageId, Person, ProjectId, SlackUserId, TeamId } from '../../../src/core/ids.ts';
import { UserError } from '../../../src/core/problems/problem.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { Account } from '../../../src/model/account.ts';
import type { MemberStatus } from '../../../src/model/member.ts';
import { answerCard, answerImage } from '../../../src/sharing/intents/answer.ts';
import type { ClickDeps } from '../../../src/sharing/intents/intent.ts';
import { offerImage } from '../../../src/sharing/intents/make-offer.ts';
import { offerImageAgain } from '../../../src/sharing/intents/offer-again.ts';
import { remind } from '../../../src/sharing/intents/remind.ts';
import { undoAnswer } from '../../../src/sharing/intents/undo.ts';
import { withdraw, withdrawMember } from '../../../src/sharing/intents/withdraw.ts';
import { labChoice, labCloud } from '../../support/on-lab.ts';
import type { PersonsAct } from './acts.ts';
import type { Change } from './expected.ts';
import { region } from './in-process-glance.ts';
import type { Posted } from './in-process-slack.ts';

const person = (id: string): Person => ({
  teamId: 'T1' as TeamId,
  enterpriseId: null,
  userId: id as SlackUserId,
});
export const alice = person('UALICE');
export const bob = person('UBOB');
export const producer = 'producer' as ProjectId;
export const consumer = 'consumer' as ProjectId;

/** What Glance says of the image; null if it is gone. */
type ImageAtCloud = () => unknown;

/** The state that a consumer's card names. */
export const statusOnCard = ({ message }: Pick<Posted, 'message'>): MemberStatus | 'absent' | null => {
  if (message.text.includes('*Waiting for an answer.*')) return 'pending';
  if (message.text.includes('*Accepted*')) return 'accepted';
  if (message.text.includes('*Rejected*')) return 'rejected';
  return /\*No longer shared\*|\*Not shared with this project\.\*|\*Not available to your project now\*/.test(
    message.text,
  )
    ? 'absent'
    : null;
};

export const createPeople = (
  deps: ClickDeps,
  imageId: ImageId,
  imageAtCloud: ImageAtCloud,
  posted: readonly Posted[],
) => {
  const { store } = deps;
  const linkDeps = (projectId: ProjectId): LinkDeps => ({
    ...deps,
    choices: () => [{ ...labChoice, cloud: { ...labCloud, regions: [region] } }],
    readPasted: () => ({ kind: 'outdated' }),
    signIn: async () => ({
      id: new Secret('token'),
      lifeMs: Number.POSITIVE_INFINITY,
      project: { id: projectId, name: projectId, domainName: 'Default' },
      user: { id: projectId, name: projectId },
      roles: ['member'],
      catalog: [],
      applicationCredentialId: null,
      accessRules: null,
    }),
    expiryOf: async () => null,
    regionsOf: () => [region],
    interfacesOf: () => [],
    grantsSpeech: () => true,
    keyedHashes: (parts) => [parts.join(' ')],
    credentials: {
      seal: async () => async () => {},
      get: async () => undefined,
      remove: async () => {},
    } as unknown as LinkDeps['credentials'],
    keepToken: () => {},
    forgetSession: () => {},
    scrub: () => {},
  });
  const projectOf = (who: Person) => (who === alice ? producer : consumer);
  const accountOf = async (who: Person): Promise<Account | undefined> =>
    (await store.accounts.accountsOfPerson(store.database.kysely, who))[0];
  const link = async (who: Person) => {
    const credential = { method: 'application_credential', id: 'id', secret: new Secret('secret') } as const;
    await linkAccount(linkDeps(projectOf(who)), who, {
      cloud: labChoice.id,
      credential,
      name: null,
      region: null,
    });
  };
  const unlink = async (who: Person) => {
    const account = await accountOf(who);
    if (account) await unlinkAccount(linkDeps(projectOf(who)), who, account.id);
  };

  /** The value of the newest such button in somebody's messages, and the message. */
  const button = (who: Person, actionId: string) => {
    const pattern = new RegExp(`"action_id":"${actionId}","value":"([^"]+)"`);
    for (const one of posted.toReversed()) {
      const [, value] =
        one.channel === `D${who.userId}` ? (pattern.exec(JSON.stringify(one.message)) ?? []) : [];
      if (value) return { value, status: statusOnCard(one) };
    }
    return null;
  };
  /** Alice's newest card of an offer, as a button of the line of Bob's project has it. */
  const line = async () => {
    const [share] = await store.shares.sharesOfImage(store.database.kysely, alice.teamId, imageId);
    const card = button(alice, 'card-menu') ?? button(alice, 'offer-again');
    return share && card ? `${card.value}.${share.id}` : null;
  };

  /** What Bob's card said before each answer: what an undo on the card with that answer sets again. */
  const before = new Map<MemberStatus, MemberStatus>();
  let isByCommand = false;
  const answer = async (actionId: string, status: MemberStatus): Promise<Change | null> => {
    const card = button(bob, actionId);
    if (card === null) return null;
    const { kind } = await answerCard(deps, bob, card.value, status);
    if (kind === 'older') return null;
    // the button may be in a reminder, which names no status
    const said = posted.filter(({ channel }) => channel === `D${bob.userId}`).map(statusOnCard);
    const last = said.findLast((one) => one !== null) ?? 'absent';
    if (last !== 'absent' && last !== status) before.set(status, last);
    isByCommand = false;
    return { wants: 'answer', answer: status };
  };

  const acts: Record<PersonsAct, () => Promise<Change | null>> = {
    'Alice offers the image': async () => {
      const account = await accountOf(alice);
      if (!account) return null;
      const { already } = await offerImage(deps, alice, {
        account,
        region,
        regionNamed: true,
        imageId,
        tenants: [consumer],
        people: [],
        note: null,
        accept: false,
      });
      return already ? null : { wants: 'offer' };
    },
    'Alice withdraws the image': async () => {
      const account = await accountOf(alice);
      const image = imageSchema.safeParse(imageAtCloud());
      if (!account || !image.success) return null;
      await withdraw(deps, alice, {
        account,
        region,
        imageId,
        image: factsOf(image.data),
        scope: 'all',
        members: [],
        makePrivate: false,
      });
      return { wants: 'withdraw' };
    },
    'Alice removes the member on her card': async () => {
      const value = await line();
      if (value === null) return null;
      const { kind } = await withdrawMember(deps, alice, value);
      return kind === 'older' ? null : { wants: 'remove' };
    },
    'Alice offers it again to who rejected': async () => {
      const card = button(alice, 'offer-again');
      if (card === null) return null;
      await offerImageAgain(deps, alice, card.value);
      return { wants: 'again' };
    },
    'Alice has Bob reminded': async () => {
      const [share] = await store.shares.sharesOfImage(store.database.kysely, alice.teamId, imageId);
      if (share) await remind(deps, alice, share.id);
      return null;
    },
    'Bob accepts on his card': () => answer('share-accept', 'accepted'),
    'Bob rejects on his card': () => answer('share-reject', 'rejected'),
    'Bob undoes his answer': async () => {
      const card = button(bob, 'share-undo');
      if (card === null) return null;
      const { kind } = await undoAnswer(deps, bob, card.value);
      const restored = card.status === null || card.status === 'absent' ? undefined : before.get(card.status);
      // after a command, the bot takes the click for the second of two
      if (kind !== 'undone' || restored === undefined || isByCommand) return null;
      return { wants: 'answer', answer: restored };
    },
    'Bob sets it to pending by command': async () => {
      const account = await accountOf(bob);
      if (account?.health !== 'good') return null;
      await answerImage(deps, bob, { account, region, imageId, status: 'pending' });
      isByCommand = true;
      return { wants: 'answer', answer: 'pending' };
    },
    'Alice unlinks her account': () => unlink(alice).then(() => null),
    'Alice links her account': () => link(alice).then(() => null),
    'Bob unlinks his account': () => unlink(bob).then(() => null),
    'Bob links his account': () => link(bob).then(() => null),
  };
  return {
    link,
    areLinked: async () =>
      (await accountOf(alice))?.health === 'good' && (await accountOf(bob))?.health === 'good',
    /** What somebody asked for and was acknowledged; null if nothing was. */
    act: (act: PersonsAct): Promise<Change | null> =>
      acts[act]().catch((error: unknown) => {
        if (error instanceof UserError) return null;
        throw error;
      }),
  };
};
