/** The producer's card of a Withdrawal: each member and whether it is gone, then whether the image is private. Pure. */
import { wordProblem } from '../../core/problems.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { WithdrawalPicture } from '../../sharing/cards/render.ts';
import { imageName, isMember, openMemberWish } from '../../sharing/rules/share-state.ts';
import { actions, button, context, divider, section } from '../../slack/blocks/builders.ts';
import { listSections } from '../../slack/blocks/lists.ts';
import { bold, code, escapeText, mention, time } from '../../slack/blocks/mrkdwn.ts';
import type { Block, Message } from '../../slack/feature.ts';

/** More members than this are grouped by how they stand. */
const mostSingly = 10;

/** What may go better next time; with anything else the command has to be typed anew. */
const retriable = new Set<string>(['members-left', 'forbidden', 'cloud-refused', 'image-not-found']);

export const withdrawalCard = (
  { withdrawal, shares, undoable }: WithdrawalPicture,
  value: () => string,
): Message => {
  const name = bold(imageName(withdrawal));
  const where = `project ${escapeText(withdrawal.projectName)} (${escapeText(withdrawal.cloudName)}, ${escapeText(withdrawal.region)})`;
  const state = stateOf(withdrawal, shares);
  const members = withdrawal.stage === 'placing' ? [] : shares.map(lineOf);
  const stay = 'Servers and snapshots that were made from it stay.';
  return {
    text: [
      `Stop sharing ${name} of ${where}`,
      ...members.map(({ who, how }) => `${who}: ${how}`),
      ...(state ? [state] : []),
      stay,
    ].join('\n'),
    blocks: [
      section(`${name} · ${code(withdrawal.imageId)}\nYou stop sharing it from ${where}`),
      ...(members.length > 0 ? [divider()] : []),
      ...(members.length <= mostSingly
        ? members.map(({ who, how }) => section(`${who}\n${how}`))
        : grouped(members)),
      ...(state ? [section(state)] : []),
      ...(withdrawal.stage === 'failed' && retriable.has(withdrawal.problem?.kind ?? '')
        ? [actions(button({ text: 'Try again', actionId: 'unshare-retry', value: value() }))]
        : []),
      ...(undoable.length > 0 ? [actions(undo(undoable, withdrawal, value))] : []),
      context(stay),
    ],
  };
};

/** Says what comes of it before it is pressed: what was accepted is not accepted any more. */
const undo = ({ length }: readonly Share[], { makePrivate }: Withdrawal, value: () => string) =>
  button({
    text: 'Undo',
    actionId: 'unshare-undo',
    value: value(),
    confirm: {
      title: length === 1 ? 'Add the member again?' : `Add the ${length} members again?`,
      text: `${makePrivate ? 'The image becomes shared again. ' : ''}${length === 1 ? 'Its project is' : 'Their projects are'} asked anew, also where the image had been accepted.`,
      confirm: length === 1 ? 'Add it again' : 'Add them again',
    },
  });

/** How far the whole has come; empty while each member speaks for itself. */
const stateOf = (withdrawal: Withdrawal, shares: readonly Share[]): string => {
  const { stage, opened, problem, trouble } = withdrawal;
  if (stage === 'failed' || (stage === 'closing' && problem)) {
    return `:x: ${problem ? escapeText(wordProblem(problem)) : ''}${opened && stage === 'failed' ? leftAs(withdrawal) : ''}`;
  }
  if (trouble) return `:hourglass: Waiting. ${escapeText(wordProblem(trouble))}`;
  switch (stage) {
    case 'opening':
      return ':hourglass: The image is private; sharing it for a moment to reach its members…';
    case 'listing':
      return ':hourglass: Reading its members…';
    case 'placing':
      return ':hourglass: Removing members…';
    case 'closing':
      return ':hourglass: Making the image private…';
    case 'done':
      return doneOf(withdrawal, shares);
    default:
      return '';
  }
};

/** How an image that we opened was left. */
const leftAs = ({ image }: Withdrawal) =>
  image.visibility === 'private'
    ? ' The image is private, as it was before.'
    : ' The image is still shared, and its members from before can use it: make it private with `openstack image set --private`.';

const doneOf = ({ makePrivate, scope, opened, projectName }: Withdrawal, shares: readonly Share[]) => {
  const none = shares.length === 0 ? 'There was no such member; nothing was removed. ' : '';
  if (!makePrivate) return none && `:information_source: ${none.trim()}`;
  const kept =
    opened && scope !== 'all'
      ? ' Members that were not removed are kept, hidden, and come back once it is shared again.'
      : '';
  return `:lock: ${none}*Private*: only project ${escapeText(projectName)} can use the image.${kept}`;
};

interface Line {
  readonly who: string;
  readonly how: string;
  readonly group: string;
}

const lineOf = (share: Share): Line => {
  const { projectId, projectName, decided, memberProblem, trouble } = share;
  const who = projectName ? `${bold(projectName)} · ${code(projectId)}` : code(projectId);
  const waiting = trouble ? ` ${escapeText(wordProblem(trouble))}` : '';
  const wish = openMemberWish(share);
  if (wish?.wish === 'absent')
    return { who, how: `:hourglass: being removed…${waiting}`, group: trouble ? 'Waiting' : 'Being removed' };
  if (wish) return { who, how: `:hourglass: ${mention(wish.by)} adds it again…`, group: 'Being added again' };
  if (!isMember(share)) {
    const by = decided?.by ? ` by ${mention(decided.by)} ${time(decided.at)}` : '';
    return { who, how: `:no_entry_sign: removed${by}`, group: 'Removed' };
  }
  if (share.member?.wish === 'absent' && memberProblem) {
    const words = escapeText(wordProblem(memberProblem));
    return { who, how: `:x: ${words}`, group: words };
  }
  return { who, how: 'a member again: it was added since', group: 'Members again' };
};

/** Many members: by how they stand. */
const grouped = (members: readonly Line[]): Block[] =>
  [...Map.groupBy(members, ({ group }) => group)].flatMap(([group, lines]) =>
    listSections(
      `*${group}* (${lines.length})`,
      lines.map(({ who }) => who),
    ),
  );
