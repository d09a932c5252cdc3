/** A share's timeline in a modal: newest first, who did what and when, with which account, and the cloud's request id. Pure. */
import { type AuditAct, type CloudWriteAct, isCloudWriteAct } from '../../model/audit-line.ts';
import type { Moment, Timeline } from '../../sharing/cards/timeline.ts';
import { imageName } from '../../sharing/rules/share-state.ts';
import { context, modalView, section } from '../../slack/blocks/builders.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { ModalView, Mrkdwn } from '../../slack/feature.ts';

export const timelineModal = ({ of, moments, more }: Timeline): ModalView =>
  modalView({
    callbackId: 'timeline',
    title: plain`Timeline`,
    close: plain`Close`,
    blocks: [
      section(mrkdwn`${bold(imageName(of))} · ${code(of.imageId)}`),
      ...moments.flatMap((moment) => [section(words(moment)), context(print(moment))]),
      context(
        more
          ? mrkdwn`These are the latest entries, not all of them. The operator of this bot can export the rest.`
          : mrkdwn`There are no older entries.`,
      ),
    ],
  });

const words = (moment: Moment): Mrkdwn => {
  const { by, act } = moment.line;
  if (by === null) return isCloudWriteAct(act) ? mrkdwn`Request to the cloud: ${what(moment)}` : what(moment);
  const who = by.userId === null ? null : mention(by.userId);
  return isCloudWriteAct(act)
    ? mrkdwn`Request to the cloud for ${who ?? mrkdwn`somebody who was forgotten`}: ${what(moment)}`
    : mrkdwn`${who ?? mrkdwn`Somebody who was forgotten`} ${what(moment)}`;
};

const ways: Readonly<Record<string, Mrkdwn>> = {
  button: mrkdwn`by a button`,
  home: mrkdwn`on the Home`,
  message: mrkdwn`by a message`,
  modal: mrkdwn`by a form`,
  shortcut: mrkdwn`by a shortcut`,
};

/** How somebody asked. @param from such as `command /share-image` or `button share-accept` */
const wayOf = (from: string): Mrkdwn => {
  const [source = '', name = ''] = from.split(' ');
  return source === 'command' ? code(name) : (ways[source] ?? escapeText(from));
};

/** The small print: when, with which account, from where, and what the cloud calls the request. */
const print = ({ line }: Moment): Mrkdwn => {
  const { at, account, detail, requestId } = line;
  return joined(
    [
      time(at),
      ...(account === null ? [] : [mrkdwn`account ${bold(account)}`]),
      ...(typeof detail.from === 'string' ? [wayOf(detail.from)] : []),
      ...(requestId === null ? [] : [code(requestId)]),
    ],
    mrkdwn` · `,
  );
};

const what = ({ line, project }: Moment): Mrkdwn => {
  const { act, detail } = line;
  const to = project === null ? mrkdwn`the project` : mrkdwn`project ${bold(project)}`;
  const texts: Readonly<Record<Exclude<AuditAct, CloudWriteAct>, Mrkdwn>> = {
    'link-account': mrkdwn`linked an account`,
    'unlink-account': mrkdwn`unlinked an account`,
    'sign-in-refused': mrkdwn`tried to link an account, but the cloud refused`,
    'set-project-channel': mrkdwn`chose where offers to ${to} are posted`,
    'block-producer': mrkdwn`blocked a producer`,
    'unblock-producer': mrkdwn`unblocked a producer`,
    offer: mrkdwn`shared it with ${count(detail.tenants)}`,
    'offer-again': mrkdwn`offered it to ${to} again`,
    'retry-offer': mrkdwn`retried what had failed`,
    'find-region': mrkdwn`It was found in ${bold(String(detail.region))}.`,
    'answer-accepted': mrkdwn`accepted it for ${to}`,
    'answer-rejected': mrkdwn`rejected it for ${to}`,
    'answer-pending': mrkdwn`set it back to pending for ${to}`,
    'undo-answer': mrkdwn`undid the answer for ${to}`,
    'give-reason': mrkdwn`said why it was rejected for ${to}`,
    'remove-reason': mrkdwn`withdrew the reason for rejecting it for ${to}`,
    extend: mrkdwn`gave ${to} more time`,
    withdraw: detail.makePrivate
      ? mrkdwn`stopped sharing it and asked to make it private`
      : mrkdwn`stopped sharing it`,
    'withdraw-member': mrkdwn`withdrew it from ${to}`,
    'withdraw-members': mrkdwn`is removing ${count(detail.projects)}`,
    'retry-withdrawal': mrkdwn`retried the removal`,
    'take-over': mrkdwn`took over from the producer before`,
    'hand-over': mrkdwn`asked somebody to take over`,
    'end-share': mrkdwn`The share with ${to} ended as scheduled.`,
    'end-unanswered': mrkdwn`The offer to ${to} ended unanswered.`,
    'suspend-account': mrkdwn`The owner of an account was deactivated in Slack.`,
    'resume-account': mrkdwn`The owner of an account came back to Slack.`,
    'keep-account': mrkdwn`kept an account after a restore`,
    'carry-out-restored': mrkdwn`asked to carry out for ${to} what was asked for before a backup`,
    'drop-restored': mrkdwn`dropped for ${to} what was asked for before a backup`,
    restore: mrkdwn`The bot was restored from a backup.`,
    'remove-account': mrkdwn`An account whose owner left Slack was removed.`,
    'remove-old-lines': mrkdwn`The oldest days of the audit trail were removed.`,
    'forget-person': mrkdwn`Somebody was forgotten.`,
    'observed-unavailable': mrkdwn`Outside the bot, ${to} lost sight of the image: it was hidden, withdrawn or deleted.`,
    'observed-absent': mrkdwn`Outside the bot, ${to} was removed or the image was deleted.`,
    'observed-pending': mrkdwn`Outside the bot, it was offered to ${to}.`,
    'observed-accepted': mrkdwn`Outside the bot, it was accepted for ${to}.`,
    'observed-rejected': mrkdwn`Outside the bot, it was rejected for ${to}.`,
    'observed-member-added': mrkdwn`Outside the bot, ${to} was made a member.`,
    'observed-image-changed': mrkdwn`Outside the bot, the image was changed.`,
  };
  const writes: Readonly<Record<CloudWriteAct, Mrkdwn>> = {
    'add-member': mrkdwn`add ${to} as a member`,
    'remove-member': mrkdwn`remove ${to} as a member`,
    'set-status': mrkdwn`set the status of ${to} to ${escapeText(String(detail.to))}`,
    'make-shared': mrkdwn`make the image shared`,
    'make-private': mrkdwn`make the image private`,
  };
  return isCloudWriteAct(act) ? mrkdwn`${writes[act]} — ${outcome(detail)}` : texts[act];
};

const count = (projects: unknown) => {
  const many = Array.isArray(projects) ? projects.length : 0;
  return many === 1 ? mrkdwn`one project` : mrkdwn`${many} projects`;
};

const outcome = ({ outcome: came, status }: Moment['line']['detail']): Mrkdwn => {
  if (came === 'done') return mrkdwn`:white_check_mark: done`;
  return came === 'refused'
    ? mrkdwn`:x: refused (${escapeText(String(status))})`
    : mrkdwn`:grey_question: the response was lost`;
};
