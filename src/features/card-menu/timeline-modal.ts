/** A share's timeline in a modal: newest first, who did what and when, with which account, and the cloud's request id. Pure. */
import { type AuditAct, type CloudWriteAct, isCloudWriteAct } from '../../model/audit-line.ts';
import type { Moment, Timeline } from '../../sharing/cards/timeline.ts';
import { imageName } from '../../sharing/rules/share-state.ts';
import { context, modalView, section } from '../../slack/blocks/builders.ts';
import { bold, code, escapeText, mention, time } from '../../slack/blocks/mrkdwn.ts';
import type { ModalView } from '../../slack/feature.ts';

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
          ? 'These are the latest entries, not all of them. The operator of this bot can export the rest.'
          : 'There are no older entries.',
      ),
    ],
  });

const words = (moment: Moment): string => {
  const { by, act } = moment.line;
  if (by === null) return isCloudWriteAct(act) ? `Request to the cloud: ${what(moment)}` : what(moment);
  const who = by.userId === null ? null : mention(by.userId);
  return isCloudWriteAct(act)
    ? `Request to the cloud for ${who ?? 'a person whose data was erased'}: ${what(moment)}`
    : `${who ?? 'A person whose data was erased'} ${what(moment)}`;
};

/** The small print: when, with which account, from where, and what the cloud calls the request. */
const print = ({ line }: Moment): string => {
  const { at, account, detail, requestId } = line;
  return [
    time(at),
    ...(account === null ? [] : [`account ${bold(account)}`]),
    ...(typeof detail.from === 'string' ? [`via ${escapeText(detail.from)}`] : []),
    ...(requestId === null ? [] : [code(requestId)]),
  ].join(' · ');
};

const what = ({ line, project }: Moment): string => {
  const { act, detail } = line;
  const to = project === null ? 'the project' : `project ${bold(project)}`;
  const texts: Readonly<Record<Exclude<AuditAct, CloudWriteAct>, string>> = {
    'link-account': 'linked an account',
    'unlink-account': 'unlinked an account',
    'sign-in-refused': 'tried to link an account, but the cloud refused',
    'set-project-channel': `chose where offers to ${to} are posted`,
    offer: `shared it with ${count(detail.tenants)}`,
    'offer-again': `offered it to ${to} again`,
    'retry-offer': 'retried what had failed',
    'find-region': `It was found in ${bold(String(detail.region))}.`,
    'answer-accepted': `accepted it for ${to}`,
    'answer-rejected': `rejected it for ${to}`,
    'answer-pending': `set it back to pending for ${to}`,
    'undo-answer': `undid the answer for ${to}`,
    'give-reason': `said why it was rejected for ${to}`,
    'remove-reason': `withdrew the reason for rejecting it for ${to}`,
    extend: `gave ${to} more time`,
    withdraw: detail.makePrivate ? 'stopped sharing it and asked to make it private' : 'stopped sharing it',
    'withdraw-member': `withdrew it from ${to}`,
    'withdraw-members': `is removing ${count(detail.projects)}`,
    'retry-withdrawal': 'retried the removal',
    'end-share': `The share with ${to} ended as scheduled.`,
    'end-unanswered': `The offer to ${to} ended unanswered.`,
    'observed-unavailable': `Outside the bot, ${to} lost sight of the image: it was hidden, withdrawn or deleted.`,
    'observed-absent': `Outside the bot, ${to} was removed or the image was deleted.`,
    'observed-pending': `Outside the bot, it was offered to ${to}.`,
    'observed-accepted': `Outside the bot, it was accepted for ${to}.`,
    'observed-rejected': `Outside the bot, it was rejected for ${to}.`,
    'observed-member-added': `Outside the bot, ${to} was made a member.`,
    'observed-image-changed': 'Outside the bot, the image was changed.',
  };
  const writes: Readonly<Record<CloudWriteAct, string>> = {
    'add-member': `add ${to} as a member`,
    'remove-member': `remove ${to} as a member`,
    'set-status': `set the status of ${to} to ${escapeText(String(detail.to))}`,
    'make-shared': 'make the image shared',
    'make-private': 'make the image private',
  };
  return isCloudWriteAct(act) ? `${writes[act]} — ${outcome(detail)}` : texts[act];
};

const count = (projects: unknown) => {
  const many = Array.isArray(projects) ? projects.length : 0;
  return many === 1 ? 'one project' : `${many} projects`;
};

const outcome = ({ outcome: came, status }: Moment['line']['detail']): string => {
  if (came === 'done') return ':white_check_mark: done';
  return came === 'refused' ? `:x: refused (${status})` : ':grey_question: the response was lost';
};
