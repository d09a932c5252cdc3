/** The tenants on the producer's card, one by one or grouped by state. Pure. */
import type { Share } from '../../model/share.ts';
import type { TenantLine } from '../../sharing/cards/render.ts';
import { isMember, openAnswer, openMemberIntent } from '../../sharing/rules/share-state.ts';
import { endedBecause, openTerms } from '../../sharing/rules/terms.ts';
import { firstOf, listSections } from '../../slack/blocks/lists.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import type { Block, Mrkdwn } from '../../slack/feature.ts';
import { reasonLine, shortReason } from './offer-again-buttons.ts';

export const lineTitle = ({ projectId, projectName }: Share) =>
  projectName ? mrkdwn`${bold(projectName)} · ${code(projectId)}` : code(projectId);

/** The state of one tenant, in one or two sentences. */
export const lineState = (line: TenantLine): Mrkdwn => {
  const unasked = line.skipped.map(
    ({ userId, why, hasCard }) =>
      mrkdwn` ${mention(userId)} ${whySkipped(why)} and gets no ${hasCard ? mrkdwn`more messages` : mrkdwn`card`}.`,
  );
  const refused = (line.refused ?? []).map(
    ({ userId, code: why }) =>
      mrkdwn` Slack is not accepting messages to ${mention(userId)} (${code(why)}); the bot keeps trying.`,
  );
  return mrkdwn`${memberState(line)}${joined([...unasked, ...refused], mrkdwn``)}`;
};

const whySkipped = (why: string) =>
  ({
    bot: mrkdwn`is a bot`,
    deactivated: mrkdwn`is deactivated in Slack`,
    user_disabled: mrkdwn`is deactivated in Slack`,
    stranger: mrkdwn`belongs to another workspace`,
    unknown: mrkdwn`was not found in Slack`,
  })[why] ?? mrkdwn`cannot be written to in Slack (${escapeText(why)})`;

const memberState = (line: TenantLine): Mrkdwn => {
  const { share, already = false } = line;
  const intent = openMemberIntent(share);
  const waiting = share.lastError ? mrkdwn` ${problemText(share.lastError)}` : '';
  if (intent?.again) return mrkdwn`:hourglass: being offered again…${waiting}`;
  if (intent !== null) {
    return intent.value === 'present'
      ? mrkdwn`:hourglass: being added…${waiting}`
      : mrkdwn`:hourglass: being removed…${waiting}`;
  }
  const failed = share.memberProblem ? mrkdwn`:x: ${problemText(share.memberProblem)}` : null;
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
  const going = answer
    ? mrkdwn` ${mention(answer.by)} chose *${escapeText(answer.value)}*; updating the cloud…${waiting}`
    : '';
  const failure = failed ? mrkdwn`\n${failed}` : '';
  return mrkdwn`${standing(line)}${hiddenWords(share)}${termWords(share)}${was}${going}${failure}${reasonLine(share)}`;
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

const standing = (line: TenantLine): Mrkdwn => {
  const { share, asked } = line;
  const who = share.decided?.by ? mrkdwn`by ${mention(share.decided.by)}` : mrkdwn`outside the bot`;
  const when = share.decided ? mrkdwn` ${time(share.decided.at)}` : '';
  if (share.status === 'accepted') return mrkdwn`:white_check_mark: *accepted* ${who}${when}.`;
  if (share.status === 'rejected')
    return mrkdwn`:heavy_multiplication_x: *rejected* ${who}${when}. The project still has access until you remove it.`;
  if (asked.length > 0)
    return mrkdwn`:hourglass_flowing_sand: *pending* — asked ${firstOf(asked.map(mention), 20)}.`;
  return isLinked(line)
    ? mrkdwn`:hourglass_flowing_sand: *pending*.`
    : mrkdwn`:hourglass_flowing_sand: *pending* — nobody here has linked this project. Check the id for typos, because the cloud accepts any id. If it is right, ask the people in the project to run \`/image-account\`.`;
};

/** Many tenants, grouped by state; each group takes as few sections as possible. */
export const grouped = (lines: readonly TenantLine[]): Block[] => {
  const groups = new Map<Mrkdwn, Mrkdwn[]>();
  for (const line of lines) {
    const { title, text } = short(line);
    groups.set(title, [...(groups.get(title) ?? []), text]);
  }
  return [...groups].flatMap(([title, texts]) => listSections(mrkdwn`*${title}* (${texts.length})`, texts));
};

const short = (line: TenantLine): { title: Mrkdwn; text: Mrkdwn } => {
  const { share, asked } = line;
  const name = share.projectName ? escapeText(share.projectName) : code(share.projectId);
  if (openMemberIntent(share) !== null)
    return { title: share.lastError ? mrkdwn`Waiting` : mrkdwn`In progress`, text: name };
  if (share.memberProblem) return { title: problemText(share.memberProblem), text: name };
  if (share.status === 'accepted' || share.status === 'rejected') {
    const by = share.decided?.by
      ? mrkdwn` (${mention(share.decided.by)}${share.decided ? mrkdwn` ${time(share.decided.at)}` : ''})`
      : '';
    return {
      title: share.status === 'accepted' ? mrkdwn`Accepted` : mrkdwn`Rejected`,
      text: mrkdwn`${name}${by}${shortReason(share)}`,
    };
  }
  if (share.status !== 'pending') return { title: mrkdwn`No longer members`, text: name };
  const [refusal] = line.refused ?? [];
  if (asked.length === 0 && refusal)
    return {
      title: mrkdwn`Pending. Slack is not accepting messages to their people (${code(refusal.code)}); the bot keeps trying`,
      text: name,
    };
  return asked.length > 0 || isLinked(line)
    ? { title: mrkdwn`Pending`, text: name }
    : {
        title: mrkdwn`Pending, and nobody here has linked them. Check the ids, or ask their people to run /image-account`,
        text: name,
      };
};
