/** What a producer reads before removing members: who loses access, what is not affected, and the button. Pure. */
import type { KnownProject } from '../../accounts/membership.ts';
import type { ImageId, ProjectId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { CloudStatus } from '../../model/member.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { imageName, statusWord } from '../../sharing/rules/share-state.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { firstOf, fitting } from '../../slack/blocks/lists.ts';
import { bold, code, escapeText, joined, mention, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import type { Message, Mrkdwn, Plain } from '../../slack/feature.ts';

export interface Subject {
  readonly image: ImageFacts;
  readonly imageId: ImageId;
  readonly account: Account;
  readonly region: string;
}

type Known = ReadonlyMap<ProjectId, KnownProject>;
type Listed = readonly { readonly projectId: ProjectId; readonly status: CloudStatus | null }[];

/** How many people are named per project. */
const maxPeople = 5;

const stays = mrkdwn`Servers and snapshots made from the image are not affected. The bot notifies the people it knows in these projects.`;

const questionWords = (withdrawal: Withdrawal, hidden: boolean): readonly Mrkdwn[] => {
  const { members, makePrivate } = withdrawal;
  const name = bold(imageName(withdrawal));
  const where = mrkdwn`${escapeText(withdrawal.cloudName)}, ${escapeText(withdrawal.region)}`;
  return [
    ...(hidden
      ? [
          mrkdwn`${name} (${where}) is private, which hides any earlier members. To remove them, the bot has to share the image for a moment, which gives them access for that moment. Then the bot removes ${removedThen(withdrawal)} and makes the image private again. Do you want that?`,
        ]
      : [mrkdwn`Stop sharing ${name} (${where})${makePrivate ? mrkdwn` and make it private` : ''}?`]),
    ...(members.length > 0 && !hidden
      ? [
          mrkdwn`${members.length === 1 ? mrkdwn`This project loses` : mrkdwn`These ${members.length} projects lose`} access:`,
        ]
      : []),
    ...(members.length === 0 && !hidden
      ? [mrkdwn`It has no members, so the bot only makes it private.`]
      : []),
  ];
};

const questionNotes = (
  withdrawal: Withdrawal,
  hidden: boolean,
  missing: readonly ProjectId[],
): readonly Mrkdwn[] => {
  const { makePrivate, scope } = withdrawal;
  return [
    ...(missing.length > 0
      ? [
          mrkdwn`Not a member, so not removed: ${fitting(
            missing.map((id) => code(id)),
            mrkdwn`, `,
          )}`,
        ]
      : []),
    ...(makePrivate && scope === 'all' && !hidden
      ? [
          mrkdwn`Projects that become members before the bot is done are removed too. Otherwise they would come back when the image is shared again.`,
        ]
      : []),
    stays,
  ];
};

/** Asks for confirmation; the button carries the id of exactly what was shown. */
export const confirmQuestion = (
  withdrawal: Withdrawal,
  {
    hidden,
    missing,
    known,
  }: { readonly hidden: boolean; readonly missing: readonly ProjectId[]; readonly known: Known },
): Message => {
  const { members } = withdrawal;
  const label = buttonLabel(withdrawal, hidden);
  const words = questionWords(withdrawal, hidden);
  const list = members.length > 0 ? [lines(members, known)] : [];
  const notes = questionNotes(withdrawal, hidden, missing);
  return {
    text: joined([...words, ...list, ...notes]),
    blocks: [
      ...[...words, ...list].map((text) => section(text)),
      context(...notes),
      actions(
        button({
          text: label,
          actionId: 'unshare-confirm',
          value: withdrawal.id,
          style: 'danger',
          confirm: {
            title: plain`${label}?`,
            text: hidden
              ? mrkdwn`Earlier members have access again while this runs.`
              : members.length === 0
                ? mrkdwn`After that, only its own project can use it.`
                : mrkdwn`${members.length === 1 ? mrkdwn`The member loses` : mrkdwn`The members lose`} access to the image at once. If you share the image with ${members.length === 1 ? mrkdwn`that project again, its` : mrkdwn`those projects again, their`} people are asked again.`,
            confirm: plain`Continue`,
          },
        }),
      ),
    ],
  };
};

const buttonLabel = ({ members, makePrivate }: Withdrawal, hidden: boolean): Plain => {
  if (hidden) return plain`Share it for a moment, then remove members`;
  if (members.length === 0) return plain`Make it private`;
  const removal = members.length === 1 ? plain`Remove 1 member` : plain`Remove ${members.length} members`;
  return makePrivate ? plain`${removal} and make it private` : removal;
};

const removedThen = ({ scope, members }: Withdrawal): Mrkdwn => {
  if (scope === 'all') return mrkdwn`all of them`;
  if (scope === 'rejected') return mrkdwn`those that rejected the image (the others stay, hidden)`;
  return mrkdwn`${members.length === 1 ? mrkdwn`this project if it is a member` : mrkdwn`those of these ${members.length} projects that are members`} (the others stay, hidden)`;
};

/** The reply if no members were named: who they are, and how to name them. `listed` null: the image hides them. */
export const whom = (subject: Subject, listed: Listed | null, known: Known): Message => {
  const { imageId } = subject;
  const name = bold(imageName(subject));
  if (listed === null) {
    return {
      text: mrkdwn`${name} is private, so only its own project can use it. To remove any earlier members, type ${code(`/unshare-image ${imageId} --all`)}.`,
    };
  }
  if (listed.length === 0) return { text: mrkdwn`${name} has no members: only its own project can use it.` };
  const how = mrkdwn`Which members do you want to remove? Add their project ids to the command, or type ${code(`/unshare-image ${imageId} --all`)} or ${code(`/unshare-image ${imageId} --rejected`)}. ${code(`/image-members ${imageId}`)} shows a Remove button for each.`;
  const title = mrkdwn`${name} is shared with ${listed.length === 1 ? mrkdwn`one project` : mrkdwn`${listed.length} projects`}:`;
  const list = lines(listed, known);
  return { text: joined([title, list, how]), blocks: [section(title), section(list), section(how)] };
};

/** There is nothing to remove. */
export const nobody = (
  subject: Subject,
  which: readonly ProjectId[] | 'rejected' | 'cleanup' | 'all',
): Message => {
  const name = bold(imageName(subject));
  const words = {
    all: mrkdwn`${name} has no members: only its own project can use it.`,
    rejected: mrkdwn`No member of ${name} has rejected it, so there is nothing to clean up.`,
    cleanup: mrkdwn`${name} no longer has any members to clean up.`,
  };
  if (typeof which === 'string') return { text: words[which] };
  const ids = fitting(
    which.map((id) => code(id)),
    mrkdwn`, `,
  );
  return {
    text: mrkdwn`Nothing was removed: ${ids} ${which.length === 1 ? mrkdwn`is not a member` : mrkdwn`are not members`} of ${name}. ${code(`/image-members ${subject.imageId}`)} lists the members.`,
  };
};

/** Says that some members can be removed by nobody, before what else there is to say; null: nothing else. */
export const withUnread = (
  subject: Pick<Subject, 'image' | 'imageId'>,
  count: number,
  message: Message | null,
): Message => {
  if (count === 0 && message !== null) return message;
  const note = mrkdwn`:warning: ${problemText({ kind: 'members-unread', image: imageName(subject), count })}`;
  if (message === null) return { text: note };
  const { text, blocks = [section(text)] } = message;
  return { text: joined([note, text]), blocks: [section(note), ...blocks] };
};

/** The removal is recorded; the card shows the outcome. */
export const begun = (withdrawal: Withdrawal): Message => ({
  text: mrkdwn`The bot is about to stop sharing ${bold(imageName(withdrawal))}. A card in your direct messages shows the progress.`,
});

const lines = (listed: Listed, known: Known): Mrkdwn =>
  fitting(
    listed.map(({ projectId, status }) => {
      const { name = null, people = [] } = known.get(projectId) ?? {};
      const who = firstOf(people.map(mention), maxPeople);
      return mrkdwn`• ${name ? mrkdwn`${bold(name)} ` : ''}${code(projectId)}${status ? mrkdwn` — ${escapeText(statusWord(status))}` : ''}${people.length > 0 ? mrkdwn` · ${who}` : ''}`;
    }),
    mrkdwn`\n`,
  );

/** An Undo that came too late. */
export const undoOver: Message = {
  text: mrkdwn`It is too late to undo this: you had one minute. To share the image again, type \`/share-image\`.`,
};
