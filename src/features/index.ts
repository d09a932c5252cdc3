/** Lists what the bot can do. A new command is a folder here, a line below and an entry in manifest.yml. */
import type { Drafts } from '../accounts/drafts.ts';
import { createImageNamed } from '../accounts/image-named.ts';
import type { LinkRequests } from '../accounts/link-requests.ts';
import type { LinkDeps } from '../accounts/linking.ts';
import { createFindOwnImages } from '../accounts/own-images.ts';
import type { ReadDeps } from '../accounts/reading.ts';
import type { WaitingCommands } from '../accounts/waiting-command.ts';
import type { Person } from '../core/ids.ts';
import type { Policy } from '../core/policy.ts';
import type { CardRenderers } from '../sharing/cards/render.ts';
import type { ClickDeps } from '../sharing/intents/intent.ts';
import type { KeptReplies } from '../sharing/intents/keep-reply.ts';
import { localTimeOf } from '../sharing/people/local-time.ts';
import type { Command, Feature, Presence, Reply, Turn } from '../slack/feature.ts';
import { answerShare } from './answer-share/index.ts';
import { shareCard } from './answer-share/share-card.ts';
import { cardMenu } from './card-menu/index.ts';
import { closedForm, createGiveBack } from './closed-form/index.ts';
import { directMessage } from './direct-message/index.ts';
import { helpModal } from './help/help-messages.ts';
import { help } from './help/index.ts';
import { formerCommand } from './help/old-names.ts';
import { homeBlocks } from './home/home-blocks.ts';
import { home } from './home/index.ts';
import { accountCard, closedCard } from './image-account/account-messages.ts';
import { accountsModal, linkCallbackId, linkModal } from './image-account/account-modal.ts';
import { imageAccount } from './image-account/index.ts';
import { imageMembers } from './image-members/index.ts';
import { imageStatus } from './image-status/index.ts';
import { keptAboutMe } from './kept-about-me/index.ts';
import { createListAgain, listFormOf, listImages } from './list-images/index.ts';
import { notifications } from './notifications/index.ts';
import { digestMessage } from './notifications/notification-messages.ts';
import { actCard } from './pending-acts/act-card.ts';
import { pendingActs } from './pending-acts/index.ts';
import { createPickAgain, pickForm, pickImage } from './pick-image/index.ts';
import { createFindNamed } from './pick-image/known-images.ts';
import type { Picked, Picking } from './pick-image/pick-modal.ts';
import { preferences, preferencesForm } from './preferences/index.ts';
import { presence } from './presence/index.ts';
import { restored } from './restored/index.ts';
import { tellWhoWaits } from './share-image/ask-to-link.ts';
import { createShareForm, shareImage } from './share-image/index.ts';
import { offerCard } from './share-image/offer-messages.ts';
import { shareModal } from './share-image/share-modal.ts';
import { nothingTyped, type Typed } from './share-image/share-request.ts';
import { showImage } from './show-image/index.ts';
import { takeOvers } from './take-over/index.ts';
import { unshareImage } from './unshare-image/index.ts';
import { withdrawalCard } from './unshare-image/withdrawal-card.ts';

/** Draws every kind of card but the replies that are kept as cards. */
export const cardRenderers: Omit<CardRenderers, 'reply'> = {
  offer: offerCard,
  share: shareCard,
  withdrawal: withdrawalCard,
  act: actCard,
  closed: closedCard,
  account: accountCard,
  digest: digestMessage,
  home: homeBlocks,
};

export interface FeatureDeps {
  readonly intents: ClickDeps;
  readonly linking: LinkDeps;
  readonly reading: ReadDeps;
  /** What people typed before they had an account. */
  readonly waiting: WaitingCommands;
  readonly drafts: Drafts;
  readonly linkRequests: LinkRequests;
  readonly replies: KeptReplies;
  readonly policy: Policy;
  /** Slack says that somebody is deactivated, or no longer is. */
  readonly presenceChanged: Presence['changed'];
  /** The regions the operator named for a cloud; empty = whatever its catalog has. */
  readonly regionsOf: (cloud: string) => readonly string[];
}

export const features = ({
  intents,
  linking,
  reading,
  waiting,
  drafts,
  linkRequests,
  replies,
  policy,
  presenceChanged,
  regionsOf,
}: FeatureDeps): readonly Feature[] => {
  const { accounts, database } = intents.store;
  const accountsOf = (person: Person) => accounts.accountsOfPerson(database.kysely, person);
  /** Complete once all features are made. */
  const commands = new Map<string, Command>();

  const nothingLinked = async (person: Person, typed: string): Promise<Reply> => {
    await waiting.keep(person, typed);
    return { open: linkModal({ choices: linking.choices(), waiting: typed }) };
  };
  const run = async (turn: Turn, command: string, text: string): Promise<Reply> =>
    commands.get(command)?.run(turn, text);
  /** Runs the command that waited for an account, as if it were typed now. */
  const goOn = async (turn: Turn): Promise<Reply> => {
    const typed = (await waiting.take(turn.person)) ?? '';
    const [, name = '', text = ''] = /^(\S*) ?([\s\S]*)$/.exec(typed) ?? [];
    return run(turn, name, text);
  };
  const openShare = async (person: Person, known: Partial<Typed> = {}): Promise<Reply> => ({
    open: shareModal(
      { ...nothingTyped, ...known },
      [],
      await accountsOf(person),
      regionsOf,
      await localTimeOf(intents, person),
    ),
  });
  const pickImageFor = async (person: Person, command: Picking, picked?: Picked): Promise<Reply> => ({
    open: await pickForm({ ...intents, regionsOf }, person, command, undefined, picked),
  });
  const findOwnImages = createFindOwnImages(reading);
  const finding = { ...reading, regionsOf };
  const findNamed = createFindNamed({ ...intents, regionsOf, findOwnImages });
  const imageNamed = createImageNamed(findNamed);
  const asking = { ...intents, drafts, linkRequests, replies };
  const giveBack = createGiveBack(drafts);
  const sharing = { ...asking, regionsOf, nothingLinked, findOwnImages, findNamed, giveBack };
  const listAgain = createListAgain({ ...intents, regionsOf });
  const pickAgain = createPickAgain({ ...intents, regionsOf });
  /** What was written in the direct message, as a form; unsharing asks before it does anything. */
  const openForm = async (turn: Turn, command: string, text: string): Promise<Reply> => {
    if (command === '/share-image') return createShareForm(sharing)(turn.person, text);
    if (command !== '/image-status') return run(turn, command, text);
    if ((await accountsOf(turn.person)).length === 0) return nothingLinked(turn.person, command);
    const [image, status] = text.split(' ');
    return pickImageFor(turn.person, command, image ? { image, status } : {});
  };
  /** The form that somebody closed. */
  const reopen = async ({ person }: Turn, command: string, text: string): Promise<Reply> => {
    if ((await accountsOf(person)).length === 0) return nothingLinked(person, `${command} ${text}`);
    if (command === '/share-image') return createShareForm(sharing)(person, text);
    return command === '/list-images' ? listAgain(person, text) : pickAgain(person, command, text);
  };
  const all: readonly Feature[] = [
    shareImage(sharing),
    unshareImage({ ...intents, imageNamed, finding, nothingLinked, pickImage: pickImageFor }),
    imageMembers({ ...intents, imageNamed, finding, nothingLinked, pickImage: pickImageFor }),
    answerShare(intents),
    cardMenu(intents),
    notifications(intents),
    imageStatus({ ...intents, imageNamed, regionsOf, nothingLinked, pickImage: pickImageFor }),
    listImages({ ...intents, reading, regionsOf, nothingLinked, giveBack }),
    showImage({ ...intents, imageNamed, finding, openShare, nothingLinked, pickImage: pickImageFor }),
    pickImage({ ...intents, regionsOf, findOwnImages, run, giveBack }),
    closedForm({ drafts, reopen }),
    imageAccount({
      ...linking,
      waiting,
      linked: async (turn) => {
        // what others wait for must not keep the person from their own command; it waits on for their next account
        await tellWhoWaits(asking, turn.person).catch(() => {});
        return goOn(turn);
      },
      openPreferences: (person) => preferencesForm({ ...intents, policy }, person),
    }),
    preferences({ ...intents, policy }),
    keptAboutMe({ ...linking, linkRequests }),
    pendingActs(intents),
    restored(intents),
    takeOvers(intents),
    presence(presenceChanged),
    home({
      ...intents,
      openShare,
      openList: async (person) => ({ open: await listFormOf({ ...intents, regionsOf }, person) }),
      openAccounts: async (person) => ({ open: accountsModal(await accountsOf(person)) }),
      openHelp: () => ({ open: helpModal(commands) }),
    }),
    help(commands),
    directMessage({
      clock: intents.clock,
      drafts,
      formerly: formerCommand,
      linkForm: linkCallbackId,
      run,
      openForm,
    }),
  ];
  for (const feature of all)
    for (const [name, command] of Object.entries(feature.commands ?? {})) commands.set(name, command);
  return all;
};
