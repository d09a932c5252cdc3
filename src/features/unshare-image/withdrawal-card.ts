/** The producer's card of a Withdrawal: each member, whether it is gone, and whether the image is private. Pure. */
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { WithdrawalCardModel } from '../../sharing/cards/render.ts';
import { imageName, isMember, openMemberIntent } from '../../sharing/rules/share-state.ts';
import { actions, button, context, divider, section } from '../../slack/blocks/builders.ts';
import { listSections } from '../../slack/blocks/lists.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import type { Block, Message, Mrkdwn } from '../../slack/feature.ts';

/** More members than this are grouped by their state. */
const maxSingly = 10;

/** After these problems, trying again may help; after others, the command has to be typed again. */
const retriable = new Set<string>(['members-left', 'forbidden', 'cloud-refused', 'image-not-found']);

export const withdrawalCard = (
  { withdrawal, shares, undoable }: WithdrawalCardModel,
  value: () => string,
): Message => {
  const name = bold(imageName(withdrawal));
  const where = mrkdwn`project ${escapeText(withdrawal.projectName)} (${escapeText(withdrawal.cloudName)}, ${escapeText(withdrawal.region)})`;
  const state = stateOf(withdrawal, shares);
  const members = withdrawal.phase === 'placing' ? [] : shares.map(lineOf);
  const stay = mrkdwn`Servers and snapshots made from it are not affected.`;
  return {
    text: joined([
      mrkdwn`You asked to stop sharing ${name} of ${where}`,
      ...members.map(({ who, how }) => mrkdwn`${who}: ${how}`),
      ...(state ? [state] : []),
      stay,
    ]),
    blocks: [
      section(
        mrkdwn`${name} · ${code(withdrawal.imageId)}\nYou asked to stop sharing this image of ${where}`,
      ),
      ...(members.length > 0 ? [divider()] : []),
      ...(members.length <= maxSingly
        ? members.map(({ who, how }) => section(mrkdwn`${who}\n${how}`))
        : grouped(members)),
      ...(state ? [section(state)] : []),
      ...(withdrawal.phase === 'failed' && retriable.has(withdrawal.problem?.kind ?? '')
        ? [actions(button({ text: plain`Try again`, actionId: 'unshare-retry', value: value() }))]
        : []),
      ...(undoable.length > 0 ? [actions(undo(undoable, withdrawal, value))] : []),
      context(stay),
    ],
  };
};

/** Warns before the click that answers are lost. */
const undo = ({ length }: readonly Share[], { makePrivate }: Withdrawal, value: () => string) =>
  button({
    text: plain`Undo`,
    actionId: 'unshare-undo',
    value: value(),
    confirm: {
      title: length === 1 ? plain`Add the member again?` : plain`Add the ${length} members again?`,
      text: mrkdwn`${makePrivate ? mrkdwn`The image becomes shared again. ` : ''}${length === 1 ? mrkdwn`Its people are asked again, even if they had accepted the image.` : mrkdwn`Their people are asked again, even those who had accepted the image.`}`,
      confirm: length === 1 ? plain`Add it again` : plain`Add them again`,
    },
  });

/** The state of the whole; empty while the members' lines say it all. */
const stateOf = (withdrawal: Withdrawal, shares: readonly Share[]): Mrkdwn => {
  const { phase, opened, problem, lastError } = withdrawal;
  if (phase === 'failed' || (phase === 'closing' && problem)) {
    return mrkdwn`:x: ${problem ? problemText(problem) : ''}${opened && phase === 'failed' ? leftAs(withdrawal) : ''}`;
  }
  if (lastError) return mrkdwn`:hourglass: Waiting. ${problemText(lastError)}`;
  switch (phase) {
    case 'opening':
      return mrkdwn`:hourglass: The image is private. Sharing it for a moment to reach its members…`;
    case 'listing':
      return mrkdwn`:hourglass: Reading its members…`;
    case 'placing':
      return mrkdwn`:hourglass: Removing members…`;
    case 'closing':
      return mrkdwn`:hourglass: Making the image private…`;
    case 'done':
      return doneOf(withdrawal, shares);
    default:
      return '';
  }
};

/** The visibility of an image that the bot had shared for a moment. */
const leftAs = ({ image }: Withdrawal) =>
  image.visibility === 'private'
    ? mrkdwn` The image is private, as it was before.`
    : mrkdwn` The image is still shared, and its earlier members can use it. Make it private with \`openstack image set --private\`.`;

const doneOf = ({ makePrivate, scope, opened, projectName }: Withdrawal, shares: readonly Share[]) => {
  const none = shares.length === 0 ? mrkdwn`There was no member to remove. ` : '';
  if (!makePrivate) return none && mrkdwn`:information_source: There was no member to remove.`;
  const kept =
    opened && scope !== 'all'
      ? mrkdwn` Members that were not removed are hidden, and come back when the image is shared again.`
      : '';
  return mrkdwn`:lock: ${none}*Private*: only project ${escapeText(projectName)} can use the image.${kept}`;
};

interface Line {
  readonly who: Mrkdwn;
  readonly how: Mrkdwn;
  readonly group: Mrkdwn;
}

const lineOf = (share: Share): Line => {
  const { projectId, projectName, decided, memberProblem, lastError } = share;
  const who = projectName ? mrkdwn`${bold(projectName)} · ${code(projectId)}` : code(projectId);
  const waiting = lastError ? mrkdwn` ${problemText(lastError)}` : '';
  const intent = openMemberIntent(share);
  if (intent?.value === 'absent')
    return {
      who,
      how: mrkdwn`:hourglass: being removed…${waiting}`,
      group: lastError ? mrkdwn`Waiting` : mrkdwn`Being removed`,
    };
  if (intent)
    return {
      who,
      how: mrkdwn`:hourglass: ${mention(intent.by)} is adding it again…`,
      group: mrkdwn`Being added again`,
    };
  if (!isMember(share)) {
    const by = decided?.by ? mrkdwn` by ${mention(decided.by)} ${time(decided.at)}` : '';
    return { who, how: mrkdwn`:no_entry_sign: removed${by}`, group: mrkdwn`Removed` };
  }
  if (share.member?.value === 'absent' && memberProblem) {
    const words = problemText(memberProblem);
    return { who, how: mrkdwn`:x: ${words}`, group: words };
  }
  return {
    who,
    how: mrkdwn`a member again: it was added back after the removal`,
    group: mrkdwn`Members again`,
  };
};

/** Many members, grouped by state. */
const grouped = (members: readonly Line[]): Block[] =>
  [...Map.groupBy(members, ({ group }) => group)].flatMap(([group, lines]) =>
    listSections(
      mrkdwn`*${group}* (${lines.length})`,
      lines.map(({ who }) => who),
    ),
  );
