/** The tenants on the producer's card, one by one or grouped by state. Pure. */
import type { Share } from '../../model/share.ts';
import type { TenantLine } from '../../sharing/cards/render.ts';
import { openAnswer, openMemberIntent } from '../../sharing/rules/share-state.ts';
import { endedBecause, openTerms } from '../../sharing/rules/terms.ts';
import { firstOf, listSections } from '../../slack/blocks/lists.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import type { Block, Mrkdwn } from '../../slack/feature.ts';
import { reasonLine, shortReason } from './offer-again-buttons.ts';

export const lineTitle = ({ projectId, projectName }: Share) =>
  projectName ? mrkdwn`${bold(projectName)} · ${code(projectId)}` : code(projectId);

/** The state of one tenant, in one or two sentences. */
export const lineState = ({ share, asked, skipped, already = false }: TenantLine): Mrkdwn => {
  const unasked = joined(
    skipped.map(({ userId, why }) => mrkdwn` ${mention(userId)} ${whySkipped(why)}.`),
    '',
  );
  return mrkdwn`${memberState(share, asked, already)}${unasked}`;
};

const whySkipped = (why: string) =>
  ({
    bot: mrkdwn`is a bot and gets no card`,
    deactivated: mrkdwn`is deactivated in Slack and gets no card`,
    user_disabled: mrkdwn`is deactivated in Slack and gets no card`,
    stranger: mrkdwn`belongs to another workspace and gets no card`,
    unknown: mrkdwn`was not found in Slack and gets no card`,
  })[why] ?? mrkdwn`gets no card: Slack refused it (${escapeText(why)})`;

const memberState = (share: Share, asked: TenantLine['asked'], already: boolean): Mrkdwn => {
  const intent = openMemberIntent(share);
  const waiting = share.lastError ? mrkdwn` ${problemText(share.lastError)}` : '';
  if (intent?.again) return mrkdwn`:hourglass: being offered again…${waiting}`;
  if (intent !== null) {
    return intent.value === 'present'
      ? mrkdwn`:hourglass: being added…${waiting}`
      : mrkdwn`:hourglass: being removed…${waiting}`;
  }
  const failed = share.memberProblem ? mrkdwn`:x: ${problemText(share.memberProblem)}` : null;
  if (share.status === null || share.status === 'absent') {
    if (failed) return failed;
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
  return mrkdwn`${standing(share, asked)}${termWords(share)}${was}${going}${failure}${reasonLine(share)}`;
};

/** The ends that were agreed. */
const termWords = (share: Share): Mrkdwn => {
  const { answerBy, endsAt } = openTerms(share);
  const answer = answerBy === null ? '' : mrkdwn` The offer ends ${time(answerBy)} unless somebody answers.`;
  return mrkdwn`${answer}${endsAt === null ? '' : mrkdwn` The share ends ${time(endsAt)}.`}`;
};

const standing = (share: Share, asked: TenantLine['asked']): Mrkdwn => {
  const who = share.decided?.by ? mrkdwn`by ${mention(share.decided.by)}` : mrkdwn`outside the bot`;
  const when = share.decided ? mrkdwn` ${time(share.decided.at)}` : '';
  if (share.status === 'accepted') return mrkdwn`:white_check_mark: *accepted* ${who}${when}.`;
  if (share.status === 'rejected')
    return mrkdwn`:heavy_multiplication_x: *rejected* ${who}${when}. The project still has access until you remove it.`;
  return asked.length > 0
    ? mrkdwn`:hourglass_flowing_sand: *pending* — asked ${firstOf(asked.map(mention), 20)}.`
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
  return asked.length > 0
    ? { title: mrkdwn`Pending`, text: name }
    : {
        title: mrkdwn`Pending, and nobody here has linked them. Check the ids, or ask their people to run /image-account`,
        text: name,
      };
};
