/** A person in place of a project: what their producer can do, and what is said to both. Pure. */
import type { LinkRequest } from '../../accounts/link-requests.ts';
import type { SlackUserId } from '../../core/ids.ts';
import { actions, button, modalView, section } from '../../slack/blocks/builders.ts';
import { packValue } from '../../slack/blocks/button-value.ts';
import { firstOf } from '../../slack/blocks/lists.ts';
import { bold, joined, mention, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Message, ModalView, Mrkdwn } from '../../slack/feature.ts';

/** How many people are named. */
const maxNamed = 10;

const people = (of: readonly SlackUserId[]): Mrkdwn => firstOf(of.map(mention), maxNamed);

const openForm = (draft: string) =>
  button({ text: plain`Open the form`, actionId: 'ask-form', value: packValue({ draft }) });

const withButtons = (text: Mrkdwn, ...buttons: readonly ReturnType<typeof button>[]): Message => ({
  text,
  blocks: [section(text), actions(...buttons)],
});

/** @param draft what was typed, by its id */
export const nobodyLinked = (asked: readonly SlackUserId[], cloud: string, draft: string): Message =>
  withButtons(
    mrkdwn`${people(asked)} ${asked.length === 1 ? mrkdwn`has` : mrkdwn`have`} linked no project on ${bold(cloud)}, so nothing was shared yet. The bot can ask, and keeps your command for a week; or add a project id yourself.`,
    button({
      text: asked.length === 1 ? plain`Ask them to link an account` : plain`Ask all to link an account`,
      actionId: 'ask-to-link',
      value: packValue({ draft }),
    }),
    openForm(draft),
  );

/** @param projects what the people have linked on the cloud, a few at most */
export const whichProject = (
  asked: readonly SlackUserId[],
  projects: readonly { readonly id: string; readonly name: string }[],
  draft: string,
): Message =>
  withButtons(
    mrkdwn`${people(asked)} ${asked.length === 1 ? mrkdwn`has` : mrkdwn`have`} linked several projects, so nothing was shared yet. Which one do you mean? The form opens with it.`,
    ...projects.map(({ id, name }, at) =>
      button({ text: plain`${name}`, actionId: `ask-form-${at}`, value: packValue({ draft, tenant: id }) }),
    ),
  );

/** The answer to whoever asked. @param waits those whom the bot writes to only tomorrow */
export const askedThem = (
  asked: readonly SlackUserId[],
  waits: readonly SlackUserId[],
  cloud: string,
): Message => ({
  text: joined(
    [
      ...(asked.length > 0
        ? [mrkdwn`The bot asks ${people(asked)} to link an account on ${bold(cloud)}.`]
        : []),
      ...(waits.length > 0
        ? [mrkdwn`${people(waits)}: you asked today already, and the bot asks for you once a day.`]
        : []),
      mrkdwn`It keeps your command for a week, and tells you once an account is linked. Nothing was shared yet.`,
    ],
    mrkdwn` `,
  ),
});

/** The same, in the place of the form. */
export const askedModal = ({ text }: Message): ModalView =>
  modalView({
    callbackId: 'asked-to-link',
    title: plain`Share an image`,
    close: plain`Done`,
    blocks: [section(text)],
  });

/** To the person who has linked nothing on the cloud. */
export const pleaseLink = ({ producer, cloudName }: Pick<LinkRequest, 'producer' | 'cloudName'>): Message =>
  withButtons(
    mrkdwn`${mention(producer.userId)} wants to share an image on ${bold(cloudName)} with you, but you have linked no account there. Link one, and the bot tells them that they can share with your project. If you do not want that, do nothing.`,
    button({ text: plain`Link an account`, actionId: 'account-link', style: 'primary' }),
  );

/** To the producer whose sentence waited. */
export const nowLinked = (
  by: SlackUserId,
  { cloudName }: Pick<LinkRequest, 'cloudName'>,
  draft: string,
): Message =>
  withButtons(
    mrkdwn`${mention(by)} has linked an account on ${bold(cloudName)}. What you wanted to share with them is kept: the form opens with their project filled in.`,
    openForm(draft),
  );
