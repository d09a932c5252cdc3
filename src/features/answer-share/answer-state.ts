/** The state of a share as its consumers read it: the answer, who gave it and when, and what ends when. Pure. */
import { isUnknownStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import { isAsking } from '../../sharing/rules/restored-share.ts';
import {
  cloudGone,
  isMember,
  openAnswer,
  openMemberIntent,
  statusWord,
} from '../../sharing/rules/share-state.ts';
import { endedBecause, openTerms } from '../../sharing/rules/terms.ts';
import { type Detail, everything } from '../../slack/blocks/assemble.ts';
import { escapeText, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import { restoredWords } from '../../slack/blocks/restored-question.ts';
import type { Mrkdwn } from '../../slack/feature.ts';
import { hiddenLine } from './hidden-line.ts';
import { reasonLine } from './undo-and-reason.ts';

/** The last day to answer, and the last day of the share. */
export const termLines = (share: Share): Mrkdwn[] => {
  const { answerBy, endsAt } = openTerms(share);
  return [
    ...(answerBy === null ? [] : [mrkdwn`Answer by ${time(answerBy)}, or the offer ends.`]),
    ...(endsAt === null
      ? []
      : [
          mrkdwn`The share ends ${time(endsAt)} unless the producer extends it. Servers made from the image are not affected.`,
        ]),
  ];
};

/** The answer: who gave it and when. */
export const stateOf = (share: Share, detail: Detail = everything): Mrkdwn => {
  const intent = openMemberIntent(share);
  const answer = openAnswer(share);
  const problem = share.answerProblem ? mrkdwn`\n:x: ${problemText(share.answerProblem, detail)}` : '';
  const waiting = share.lastError ? mrkdwn`\n:hourglass: ${problemText(share.lastError, detail)}` : '';
  // the last content of this message: an offer made again gets a new one
  if (intent?.again)
    return mrkdwn`:hourglass: ${mention(intent.by)} is offering it again, in a new message.${waiting}`;
  if (intent?.value === 'absent')
    return mrkdwn`:hourglass: ${mention(intent.by)} is withdrawing this image…${waiting}`;
  if (answer && isAsking(share))
    return restoredWords(mrkdwn`${mention(answer.by)} chose *${escapeText(answer.value)}*.`, share.asOf ?? 0);
  if (answer)
    return mrkdwn`:hourglass: ${mention(answer.by)} chose *${escapeText(answer.value)}*; updating the cloud…${waiting}`;
  if (!isMember(share)) return mrkdwn`${withdrawn(share)}${problem}`;
  const hidden = hiddenLine(share);
  const when = share.decided ? mrkdwn` ${time(share.decided.at)}` : '';
  const by = share.decided?.by ? mrkdwn`by ${mention(share.decided.by)}` : mrkdwn`outside the bot`;
  if (share.status === 'accepted')
    return mrkdwn`:white_check_mark: *Accepted* ${by}${when}. The image is in the project’s image list.${problem}${hidden}`;
  if (share.status === 'rejected') {
    return mrkdwn`:heavy_multiplication_x: *Rejected* ${by}${when}. The image is hidden from the project’s image list.${reasonLine(share, detail)}${problem}${hidden}`;
  }
  if (isUnknownStatus(share.status))
    return mrkdwn`:grey_question: The cloud reports the status *${escapeText(statusWord(share.status))}*, which the bot does not know. The project can boot the image by its id.${problem}${hidden}`;
  const put = share.decided?.by ? mrkdwn` ${mention(share.decided.by)} set it back to pending${when}.` : '';
  const gone = share.cloudGone ? mrkdwn`\n:warning: ${problemText(cloudGone(share), detail)}` : '';
  return mrkdwn`:hourglass_flowing_sand: *Waiting for an answer.*${put}${problem}${gone}${hidden}`;
};

const withdrawn = (share: Share) => {
  const { decided, answerProblem, status } = share;
  const because = endedBecause(share);
  if (status === null && !answerProblem) return mrkdwn`:hourglass: Loading…`;
  if (status === 'unavailable' && answerProblem?.kind !== 'not-a-member')
    return mrkdwn`:grey_question: *Not available to your project now*: its owner hid it, withdrew it or deleted it. Servers made from it are not affected.`;
  if (because !== null)
    return mrkdwn`:hourglass: *No longer shared*: ${because === 'ended' ? mrkdwn`the share ended as scheduled` : mrkdwn`nobody answered in time`} ${time(decided?.at ?? 0)}. Servers made from it are not affected.`;
  if (decided?.by)
    return mrkdwn`:no_entry_sign: *No longer shared*: withdrawn by ${mention(decided.by)} ${time(decided.at)}. Servers made from it are not affected.`;
  return answerProblem
    ? mrkdwn`:no_entry_sign: *Not shared with this project.*`
    : mrkdwn`:no_entry_sign: *No longer shared*: withdrawn outside the bot, or the image was deleted. Servers made from it are not affected.`;
};
