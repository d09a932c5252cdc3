/** The producer's card of a Withdrawal: each member, whether it is gone, and whether the image is private. Pure. */
import { clipText } from '../../core/plain-text.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { WithdrawalCardModel } from '../../sharing/cards/render.ts';
import { asksToAdd } from '../../sharing/rules/restored-share.ts';
import { imageName, isMember, openMemberIntent, projectLabel } from '../../sharing/rules/share-state.ts';
import { assemble, type Detail, everything, least } from '../../slack/blocks/assemble.ts';
import { actions, button, context, divider, section } from '../../slack/blocks/builders.ts';
import { listSections, named } from '../../slack/blocks/lists.ts';
import { plainCard } from '../../slack/blocks/menus.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { pagedModal, showAll } from '../../slack/blocks/pages.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import type { Block, CardMessage, Message, ModalView, Mrkdwn } from '../../slack/feature.ts';

/** More members than this are grouped by their state. */
const maxSingly = 10;

/** After these problems, trying again may help; after others, the command has to be typed again. */
const retriable = new Set<string>([
  'members-left',
  'forbidden',
  'cloud-refused',
  'image-not-found',
  'dropped-after-restore',
  'left-waiting',
]);

export const withdrawalCard = (model: WithdrawalCardModel, value: () => string): CardMessage => {
  const { withdrawal, shares } = model;
  const state = stateOf(withdrawal, shares, least) || counted(shares.map((share) => lineOf(share, least)));
  const title = mrkdwn`${bold(clipText(imageName(withdrawal), least.names))} · ${code(withdrawal.imageId)}`;
  return {
    ...assemble((detail) => withdrawalInDetail(model, value, detail)),
    plain: plainCard(title, state, value()),
  };
};

/** The card that shows `detail` of what it could show. */
const withdrawalInDetail = (
  { withdrawal, shares, undoable }: WithdrawalCardModel,
  value: () => string,
  detail: Detail,
): Message => {
  const short = (text: string) => clipText(text, detail.names);
  const name = bold(short(imageName(withdrawal)));
  const where = mrkdwn`project ${escapeText(short(withdrawal.projectName))} (${escapeText(short(withdrawal.cloudName))}, ${escapeText(short(withdrawal.region))})`;
  const state = stateOf(withdrawal, shares, detail);
  const members = withdrawal.phase === 'placing' ? [] : shares.map((share) => lineOf(share, detail));
  const stay = mrkdwn`Servers and snapshots made from it are not affected.`;
  return {
    text: joined([
      mrkdwn`You asked to stop sharing ${name} of ${where}`,
      ...(state ? [state] : []),
      ...(detail.listed < members.length ? [counted(members)] : []),
      ...(detail.listed === 0 ? [] : named(members, detail.listed, ({ who, how }) => mrkdwn`${who}: ${how}`)),
      stay,
    ]),
    blocks: [
      section(
        mrkdwn`${name} · ${code(withdrawal.imageId)}\nYou asked to stop sharing this image of ${where}`,
      ),
      ...(members.length > 0 ? [divider()] : []),
      ...(members.length <= maxSingly && detail.singly
        ? members.map(({ who, how }) => section(mrkdwn`${who}\n${how}`))
        : grouped(members, detail)),
      ...(state ? [section(state)] : []),
      ...(withdrawal.phase === 'failed' && retriable.has(withdrawal.problem?.kind ?? '')
        ? [actions(button({ text: plain`Try again`, actionId: 'unshare-retry', value: value() }))]
        : []),
      ...(undoable.length > 0 ? [actions(undo(undoable, withdrawal, value, detail))] : []),
      context(stay),
      ...(detail === everything || members.length === 0 ? [] : [showAll('withdrawal', value())]),
    ],
  };
};

/** All its members, for when the card holds less. */
export const allMembers = (
  { withdrawal, shares }: WithdrawalCardModel,
  value: () => string,
  page: number,
): ModalView =>
  pagedModal(
    'withdrawal',
    {
      title: mrkdwn`${bold(imageName(withdrawal))} · ${code(withdrawal.imageId)}`,
      entries: shares.map((share) => {
        const { who, how } = lineOf(share, everything);
        return [section(mrkdwn`${who}\n${how}`)];
      }),
    },
    value(),
    page,
  );

/** Warns before the click that answers are lost. */
const undo = (
  { 0: first, length }: readonly Share[],
  withdrawal: Withdrawal,
  value: () => string,
  { names }: Detail,
) => {
  const image = bold(clipText(imageName(withdrawal), names));
  const shared = withdrawal.makePrivate ? mrkdwn`The image becomes shared again. ` : '';
  const back =
    first && length === 1
      ? mrkdwn`Project ${bold(clipText(projectLabel(first), names))} becomes a member of ${image} again. The people of the project are asked again, even if they had accepted it.`
      : mrkdwn`${length} projects become members of ${image} again. Their people are asked again, even those who had accepted it.`;
  return button({
    text: plain`Undo`,
    actionId: 'unshare-undo',
    value: value(),
    confirm: {
      title: length === 1 ? plain`Add the member again?` : plain`Add the ${length} members again?`,
      text: mrkdwn`${shared}${back}`,
      confirm: length === 1 ? plain`Add it again` : plain`Add them again`,
    },
  });
};

/** The state of the whole; empty while the members' lines say it all. */
const stateOf = (withdrawal: Withdrawal, shares: readonly Share[], detail: Detail): Mrkdwn => {
  const { phase, opened, problem, lastError } = withdrawal;
  if (phase === 'failed' || (phase === 'closing' && problem)) {
    return mrkdwn`:x: ${problem ? problemText(problem, detail) : ''}${opened && phase === 'failed' ? leftAs(withdrawal) : ''}`;
  }
  if (lastError) return mrkdwn`:hourglass: Waiting. ${problemText(lastError, detail)}`;
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
      return doneOf(withdrawal, shares, detail);
    default:
      return '';
  }
};

/** The visibility of an image that the bot had shared for a moment. */
const leftAs = ({ image }: Withdrawal) =>
  image.visibility === 'private'
    ? mrkdwn` The image is private, as it was before.`
    : mrkdwn` The image is still shared, and its earlier members can use it. Make it private with \`openstack image set --private\`.`;

const doneOf = (
  { makePrivate, scope, opened, projectName }: Withdrawal,
  shares: readonly Share[],
  { names }: Detail,
) => {
  const none = shares.length === 0 ? mrkdwn`There was no member to remove. ` : '';
  if (!makePrivate) return none && mrkdwn`:information_source: There was no member to remove.`;
  const kept =
    opened && scope !== 'all'
      ? mrkdwn` Members that were not removed are hidden, and come back when the image is shared again.`
      : '';
  return mrkdwn`:lock: ${none}*Private*: only project ${escapeText(clipText(projectName, names))} can use the image.${kept}`;
};

interface Line {
  readonly who: Mrkdwn;
  readonly how: Mrkdwn;
  readonly group: Mrkdwn;
}

const lineOf = (share: Share, detail: Detail): Line => {
  const { projectId, projectName, decided, memberProblem, lastError } = share;
  const id = code(clipText(projectId, detail.names));
  const who = projectName ? mrkdwn`${bold(clipText(projectName, detail.names))} · ${id}` : id;
  const waiting = lastError ? mrkdwn` ${problemText(lastError, detail)}` : '';
  const intent = openMemberIntent(share);
  if (intent?.value === 'absent')
    return {
      who,
      how: mrkdwn`:hourglass: being removed…${waiting}`,
      group: lastError ? mrkdwn`Waiting` : mrkdwn`Being removed`,
    };
  if (asksToAdd(share))
    return {
      who,
      how: mrkdwn`:grey_question: not a member; whether it is added again is asked on the card of its offer`,
      group: mrkdwn`Waiting for a decision`,
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
    const words = problemText(memberProblem, detail);
    return { who, how: mrkdwn`:x: ${words}`, group: words };
  }
  return {
    who,
    how: mrkdwn`a member again: it was added back after the removal`,
    group: mrkdwn`Members again`,
  };
};

/** Many members, grouped by state. */
const grouped = (members: readonly Line[], { listed }: Detail): Block[] =>
  listed === 0
    ? [section(counted(members))]
    : [...Map.groupBy(members, ({ group }) => group)].flatMap(([group, lines]) =>
        listSections(
          mrkdwn`*${group}* (${lines.length})`,
          named(lines, listed, ({ who }) => who),
        ),
      );

/** How many groups are counted; the others, of different problems, are counted together. */
const maxGroups = 8;

/** How many members are in each state. */
const counted = (members: readonly Line[]): Mrkdwn =>
  joined(
    named(
      [...Map.groupBy(members, ({ group }) => group)],
      maxGroups,
      ([group, { length }]) => mrkdwn`${length}: ${group}`,
    ),
  );
