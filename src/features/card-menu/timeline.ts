/** A share's timeline in a modal: newest first, who did what and when, with which account, and the cloud's request id. Pure. */
import { imageName } from '../../sharing/share.ts';
import type { Moment, Timeline } from '../../sharing/timeline.ts';
import { context, modalView, section } from '../../slack/blocks.ts';
import { bold, code, escapeText, mention, time } from '../../slack/mrkdwn.ts';
import type { ModalView } from '../../slack/surface.ts';

export const timelineModal = ({ of, moments, more }: Timeline): ModalView =>
  modalView({
    callbackId: 'timeline',
    title: 'Timeline',
    close: 'Close',
    blocks: [
      section(`${bold(imageName(of))} · ${code(of.imageId)}`),
      ...moments.flatMap((moment) => [section(words(moment)), context(print(moment))]),
      context(
        more
          ? `These are the last ${moments.length}; the operator of this bot can export all.`
          : 'That is all.',
      ),
    ],
  });

const words = (moment: Moment): string => {
  const { userId } = moment.line;
  return `${userId === null ? '' : `${mention(userId)} `}${what(moment)}`;
};

/** The small print: when, with which account, from where, and what the cloud calls the request. */
const print = ({ line, account }: Moment): string => {
  const { at, detail, requestId } = line;
  return [
    time(at),
    ...(account === null ? [] : [`account ${bold(account)}`]),
    ...(typeof detail.from === 'string' ? [`by ${escapeText(detail.from)}`] : []),
    ...(requestId === null ? [] : [code(requestId)]),
  ].join(' · ');
};

const what = ({ line, project }: Moment): string => {
  const { act, detail } = line;
  const to = project === null ? 'the project' : `project ${bold(project)}`;
  const wished: Readonly<Record<string, string>> = {
    offer: `shared it with ${count(detail.tenants)}`,
    'offer-again': 'had what failed tried again',
    'offer-found': `It was found in ${bold(String(detail.region))}.`,
    'answer-accepted': `accepted it for ${to}`,
    'answer-rejected': `rejected it for ${to}`,
    'answer-pending': `put it back to pending for ${to}`,
    'offer-anew': `offered it to ${to} anew`,
    'undo-answer': `took the answer for ${to} back`,
    reason: `said why it was rejected for ${to}`,
    'reason-removed': `took back why it was rejected for ${to}`,
    extend: `gave ${to} more time`,
    withdraw: project === null ? `is removing ${count(detail.projects)}` : `withdrew it from ${to}`,
    unshare: detail.makePrivate ? 'stopped sharing it, and wants it private' : 'stopped sharing it',
    'unshare-again': 'had the removal tried again',
    end: `The share with ${to} ended, as agreed.`,
    'end-unanswered': `The offer to ${to} ended unanswered.`,
    'seen-absent': `Outside the bot, ${to} was removed, or the image deleted.`,
    'seen-pending': `Outside the bot, it was offered to ${to}.`,
    'seen-accepted': `Outside the bot, it was accepted for ${to}.`,
    'seen-rejected': `Outside the bot, it was rejected for ${to}.`,
    'seen-member-added': `Outside the bot, ${to} was made a member.`,
    'seen-image': 'Outside the bot, the image was changed.',
  };
  const deeds: Readonly<Record<string, string>> = {
    'add-member': `adding ${to} as a member`,
    'remove-member': `removing the member ${to}`,
    'set-status': `setting the status of ${to} to ${escapeText(String(detail.to))}`,
    'make-shared': 'making the image shared',
    'make-private': 'making the image private',
  };
  const deed = deeds[act];
  return deed === undefined ? (wished[act] ?? act.replaceAll('-', ' ')) : `${deed}: ${outcome(detail)}`;
};

const count = (projects: unknown) => {
  const many = Array.isArray(projects) ? projects.length : 0;
  return many === 1 ? 'one project' : `${many} projects`;
};

const outcome = ({ outcome: came, status }: Moment['line']['detail']): string => {
  if (came === 'done') return ':white_check_mark: done';
  return came === 'refused' ? `:x: refused (${status})` : ':grey_question: the answer was lost';
};
