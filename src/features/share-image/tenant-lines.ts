/** The tenants on the producer's card, one by one or grouped by state. Pure. */
import { clipText } from '../../core/plain-text.ts';
import { isUnknownStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import type { TenantLine } from '../../sharing/cards/offer-card.ts';
import { waitsForAnswer } from '../../sharing/intents/remind.ts';
import { asksToAdd, isAsking } from '../../sharing/rules/restored-share.ts';
import { isMember, openAnswer, openMemberIntent, statusWord } from '../../sharing/rules/share-state.ts';
import { endedBecause, openTerms } from '../../sharing/rules/terms.ts';
import { type Detail, everything } from '../../slack/blocks/assemble.ts';
import { section } from '../../slack/blocks/builders.ts';
import { firstOf, listSections, named } from '../../slack/blocks/lists.ts';
import { cardMenu, type MenuAct } from '../../slack/blocks/menus.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import type { Block, Mrkdwn } from '../../slack/feature.ts';
import { reasonLine, shortReason } from './offer-again-buttons.ts';

export const lineTitle = ({ projectId, projectName }: Share, { names } = everything) => {
  const id = code(clipText(projectId, names));
  return projectName ? mrkdwn`${bold(clipText(projectName, names))} · ${id}` : id;
};

/** The state of one tenant, in one or two sentences. */
export const lineState = (line: TenantLine, detail: Detail = everything): Mrkdwn => {
  const { skipped, refused = [] } = line;
  const unasked = skipped
    .slice(0, detail.people)
    .map(
      ({ userId, why, hasCard }) =>
        mrkdwn` ${mention(userId)} ${whySkipped(why)} and gets no ${hasCard ? mrkdwn`more messages` : mrkdwn`card`}.`,
    );
  const waiting = refused
    .slice(0, detail.people)
    .map(
      ({ userId, code: why }) =>
        mrkdwn` Slack is not accepting messages to ${mention(userId)} (${code(why)}); the bot keeps trying.`,
    );
  const nobody =
    line.fallen && isMember(line.share)
      ? mrkdwn` :warning: Nobody here may act for this project any more, so nobody gets a card of it.`
      : '';
  const rest = skipped.length + refused.length - unasked.length - waiting.length;
  return mrkdwn`${memberState(line, detail)}${nobody}${joined([...unasked, ...waiting], '')}${rest > 0 ? mrkdwn` ${rest} more people get no messages.` : ''}`;
};

const whySkipped = (why: string) =>
  ({
    bot: mrkdwn`is a bot`,
    deactivated: mrkdwn`is deactivated in Slack`,
    user_disabled: mrkdwn`is deactivated in Slack`,
    stranger: mrkdwn`belongs to another workspace`,
    unknown: mrkdwn`was not found in Slack`,
  })[why] ?? mrkdwn`cannot be written to in Slack (${escapeText(clipText(why, 80))})`;

const memberState = (line: TenantLine, detail: Detail): Mrkdwn => {
  const { share, already = false } = line;
  const intent = openMemberIntent(share);
  const waiting = share.lastError ? mrkdwn` ${problemText(share.lastError, detail)}` : '';
  if (asksToAdd(share)) return mrkdwn`:grey_question: waits for your decision`;
  if (intent?.again) return mrkdwn`:hourglass: being offered again…${waiting}`;
  if (intent !== null) {
    return intent.value === 'present'
      ? mrkdwn`:hourglass: being added…${waiting}`
      : mrkdwn`:hourglass: being removed…${waiting}`;
  }
  const failed = share.memberProblem ? mrkdwn`:x: ${problemText(share.memberProblem, detail)}` : null;
  if (!isMember(share)) {
    if (failed) return failed;
    if (share.status === 'unavailable')
      return mrkdwn`:grey_question: not available to this project now. Link an account of the image’s project to see why.`;
    const by = share.decided?.by;
    const because = endedBecause(share);
    if (because !== null)
      return mrkdwn`:hourglass: ${because === 'ended' ? mrkdwn`removed: the share ended as scheduled` : mrkdwn`removed: nobody answered in time`} ${time(share.decided?.at ?? 0)}`;
    return by
      ? mrkdwn`:no_entry_sign: removed by ${mention(by)} ${time(share.decided?.at ?? 0)}`
      : mrkdwn`:no_entry_sign: no longer a member: removed outside the bot, or the image was deleted`;
  }
  const answer = openAnswer(share);
  const was = already ? mrkdwn` The project was already a member.` : '';
  const chose = answer ? mrkdwn` ${mention(answer.by)} chose *${escapeText(answer.value)}*` : '';
  const going = isAsking(share)
    ? mrkdwn`${chose} before the backup to which the bot was put back, and is asked again.`
    : answer
      ? mrkdwn`${chose}; updating the cloud…${waiting}`
      : '';
  const failure = failed ? mrkdwn`\n${failed}` : '';
  return mrkdwn`${standing(line, detail)}${hiddenWords(share)}${termWords(share)}${was}${going}${failure}${reasonLine(share, detail)}`;
};

/** The member is kept, whoever can see the image now. */
const hiddenWords = ({ image }: Share): Mrkdwn | '' => {
  if (!image?.hidesMembers) return '';
  return image.visibility === 'private'
    ? mrkdwn` :lock: The image is private now: the project is hidden as a member, and has no access until the image is shared again.`
    : mrkdwn` :globe_with_meridians: The image is ${escapeText(image.visibility)} now, so it is open to everyone.`;
};

/** The ends that were agreed. */
const termWords = (share: Share): Mrkdwn => {
  const { answerBy, endsAt } = openTerms(share);
  const answer = answerBy === null ? '' : mrkdwn` The offer ends ${time(answerBy)} unless somebody answers.`;
  return mrkdwn`${answer}${endsAt === null ? '' : mrkdwn` The share ends ${time(endsAt)}.`}`;
};

/** Whoever could answer has no card yet, or cannot get one: that nobody has linked the project would be untrue. */
const isLinked = ({ linked = false, refused = [] }: TenantLine): boolean => linked || refused.length > 0;

const standing = (line: TenantLine, { people }: Detail): Mrkdwn => {
  const { share, asked } = line;
  const who = share.decided?.by ? mrkdwn`by ${mention(share.decided.by)}` : mrkdwn`outside the bot`;
  const when = share.decided ? mrkdwn` ${time(share.decided.at)}` : '';
  if (share.status === 'accepted') return mrkdwn`:white_check_mark: *accepted* ${who}${when}.`;
  if (share.status === 'rejected')
    return mrkdwn`:heavy_multiplication_x: *rejected* ${who}${when}. The project still has access until you remove it with \`/unshare-image\`.`;
  if (isUnknownStatus(share.status))
    return mrkdwn`:grey_question: the cloud reports the status *${escapeText(statusWord(share.status))}*, which the bot does not know. The project has access until you remove it.`;
  if (asked.length > 0)
    return mrkdwn`:hourglass_flowing_sand: *pending* — asked ${firstOf(asked.map(mention), people)}.`;
  return isLinked(line)
    ? mrkdwn`:hourglass_flowing_sand: *pending*.`
    : mrkdwn`:hourglass_flowing_sand: *pending* — nobody here has linked this project. Check the id for typos, because the cloud accepts any id. If it is right, ask the people in the project to run \`/image-account\`.`;
};

interface Group {
  readonly title: Mrkdwn;
  /** The group in a count, such as `61 accepted`. */
  readonly counted: Mrkdwn;
}

/** Many tenants, grouped by state; each group takes as few sections as possible. */
export const grouped = (lines: readonly TenantLine[], detail: Detail = everything): Block[] => {
  const groups = [...Map.groupBy(lines, (line) => groupOf(line, detail).title)];
  if (detail.listed === 0) return [section(countedTenants(lines, detail))];
  return groups.flatMap(([title, members]) =>
    listSections(
      mrkdwn`*${title}* (${members.length})`,
      named(members, detail.listed, (line) => entry(line, detail)),
    ),
  );
};

/** How many tenants are in each state, and what is wrong with some of them. */
export const countedTenants = (lines: readonly TenantLine[], detail: Detail): Mrkdwn => {
  const counts = [...Map.groupBy(lines, (line) => groupOf(line, detail).counted)].map(
    ([counted, { length }]) => mrkdwn`${length} ${counted}`,
  );
  const failed = lines.filter(isFailed).map((line) => mrkdwn`:x: ${groupOf(line, detail).title}`);
  const problems = [...new Set(failed)];
  return joined([joined(counts, mrkdwn`, `), ...named(problems, 3, (problem) => problem)]);
};

const isFailed = ({ share }: TenantLine) => openMemberIntent(share) === null && share.memberProblem !== null;

const groupOf = (line: TenantLine, detail: Detail): Group => {
  const { share } = line;
  const same = (title: Mrkdwn, counted: Mrkdwn): Group => ({ title, counted });
  if (openMemberIntent(share) !== null)
    return share.lastError
      ? same(mrkdwn`Waiting`, mrkdwn`waiting`)
      : same(mrkdwn`In progress`, mrkdwn`in progress`);
  if (share.memberProblem) return same(problemText(share.memberProblem, detail), mrkdwn`failed`);
  switch (share.status) {
    case 'accepted':
      return same(mrkdwn`Accepted`, mrkdwn`accepted`);
    case 'rejected':
      return same(mrkdwn`Rejected`, mrkdwn`rejected`);
    case 'pending':
      return pendingGroup(line);
    default:
      if (isUnknownStatus(share.status))
        return same(mrkdwn`Of a status that the bot does not know`, mrkdwn`of unknown status`);
      return same(mrkdwn`No longer members`, mrkdwn`no longer members`);
  }
};

const pendingGroup = (line: TenantLine): Group => {
  const { asked, refused: [refusal] = [] } = line;
  if (asked.length === 0 && line.fallen)
    return {
      title: mrkdwn`Pending, and nobody here may act for them any more`,
      counted: mrkdwn`pending without anybody who may act for them`,
    };
  if (asked.length === 0 && refusal)
    return {
      title: mrkdwn`Pending. Slack is not accepting messages to their people (${code(refusal.code)}); the bot keeps trying`,
      counted: mrkdwn`pending, to whose people Slack is not accepting messages`,
    };
  return asked.length > 0 || isLinked(line)
    ? { title: mrkdwn`Pending`, counted: mrkdwn`pending` }
    : {
        title: mrkdwn`Pending, and nobody here has linked them. Check the ids, or ask their people to run /image-account`,
        counted: mrkdwn`pending that nobody here has linked (check the ids)`,
      };
};

/** One tenant in a group: whoever answered, and when. */
const entry = ({ share }: TenantLine, detail: Detail): Mrkdwn => {
  const name = share.projectName
    ? escapeText(clipText(share.projectName, detail.names))
    : code(clipText(share.projectId, detail.names));
  const answered =
    openMemberIntent(share) === null &&
    share.memberProblem === null &&
    (share.status === 'accepted' || share.status === 'rejected');
  if (!answered) return name;
  const by = share.decided?.by ? mrkdwn` (${mention(share.decided.by)} ${time(share.decided.at)})` : '';
  return mrkdwn`${name}${by}${shortReason(share, detail)}`;
};

/** The menu of one tenant's line. */
export const lineMenu = ({ share }: TenantLine, value: (subject?: string) => string) => {
  const { answerBy, endsAt } = openTerms(share);
  const acts: MenuAct[] = [
    ...(waitsForAnswer(share) ? (['remind'] as const) : []),
    ...(answerBy !== null || endsAt !== null ? (['extend'] as const) : []),
  ];
  return acts.length === 0 ? {} : { accessory: cardMenu(value(share.id), acts) };
};
