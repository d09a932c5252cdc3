/** Sends a reply to the person: in the acknowledgement, as a modal, in place of what was clicked, or as a message. */
import type { RespondFn, ViewOutput, webApi } from '@slack/bolt';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { wordProblem } from '../../core/problems/problem.ts';
import { type SlackCallError, toCallError } from '../api/call-error.ts';
import { modalView, section } from '../blocks/builders.ts';
import { code, escapeText, mrkdwn } from '../blocks/mrkdwn.ts';
import { plain } from '../blocks/plain.ts';
import type { Message, ModalView, Mrkdwn, Reply } from '../feature.ts';
import { asTyped } from '../input/wire-text.ts';
import { tellOfReading } from './long-work.ts';
import { type Answering, ephemeral, problemOf } from './turn.ts';

/** Where a reply can go besides the person. */
export interface Place {
  readonly triggerId: string;
  /** The view that contains the button: a modal, or the Home. */
  readonly view?: Pick<ViewOutput, 'id' | 'type' | 'callback_id' | 'title'> | undefined;
  readonly respond?: RespondFn | undefined;
  /** What the person typed, returned to them if no modal opens. */
  readonly typed?: string;
}

/** The modal, with `message` as its content. */
export const sameModal = (
  { callback_id, title }: Pick<ViewOutput, 'callback_id' | 'title'>,
  { text, blocks }: Message,
): ModalView =>
  modalView({
    callbackId: callback_id,
    title: plain`${title.text}`,
    close: plain`Done`,
    blocks: blocks ?? [section(text)],
  });

/** Why the form is not there, and whether trying again helps. */
const notOpened = (error: SlackCallError, log: Log): Mrkdwn => {
  switch (error.verdict) {
    case 'bug':
      return escapeText(wordProblem(problemOf(error, log)));
    case 'trigger':
    case 'view':
      return mrkdwn`Slack did not open the form, so nothing was done. Try again.`;
    default:
      return mrkdwn`Slack is not answering the bot, so the form did not open and nothing was done. Try again in a few minutes.`;
  }
};

/** What `run` returns, or words for what it threw; if that takes long, the person is told what is being read. */
export const createReplyOf =
  (clock: Clock) =>
  async (it: Answering, run: () => Promise<Reply>): Promise<Reply> => {
    const attempted = await tellOfReading({ clock, tell: it.tell }, () => it.attempt(run));
    return 'done' in attempted
      ? attempted.done
      : { say: { text: escapeText(wordProblem(attempted.failed)) } };
  };

export interface ReplyDeps {
  /** Tries once and gives up before a trigger expires. */
  readonly views: webApi.WebClient;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sends replies. Each one acknowledges the turn, and never throws. */
export const createSendReply = ({ views, clock, log }: ReplyDeps) => {
  const replyOf = createReplyOf(clock);

  const show = async (
    view: ModalView,
    { triggerId, view: below, typed }: Place,
    how: 'open' | 'update',
    it: Answering,
    gone?: Message,
  ) => {
    try {
      if (below?.type !== 'modal') await views.views.open({ trigger_id: triggerId, view });
      else if (how === 'update') await views.views.update({ view_id: below.id, view });
      else await views.views.push({ trigger_id: triggerId, view });
    } catch (error) {
      const failed = toCallError('views', error);
      log.warn({ callbackId: view.callback_id, why: failed.message }, 'failed to open a modal');
      const kept = typed ? mrkdwn` You typed ${code(asTyped(typed))}` : mrkdwn``;
      await it.turn.sendPrivately(gone ?? { text: mrkdwn`${notOpened(failed, log)}${kept}` });
    }
  };

  /** Fails if the person has closed the modal. */
  const inModal = (view: NonNullable<Place['view']>, message: Message) =>
    views.views.update({ view_id: view.id, view: sameModal(view, message) });

  /** Opens a modal on top for words about a click in a modal: anywhere else, the modal would hide them. */
  const onTop = async ({ triggerId, view }: Place, message: Message): Promise<boolean> => {
    if (view?.type !== 'modal') return false;
    return views.views
      .push({ trigger_id: triggerId, view: sameModal(view, message) })
      .then(Boolean, () => false);
  };

  const sendReply = async (reply: Reply, place: Place, it: Answering): Promise<void> => {
    if (reply && 'say' in reply) {
      // A command's acknowledgement can contain the words. A click's cannot, so its words go first: if the bot died after the
      // acknowledgement, the person would believe that the click had worked, and not repeat it.
      if (it.turn.source === 'command' && (await it.ack(ephemeral(reply.say)))) return;
      const shown = it.turn.source === 'button' && (await onTop(place, reply.say));
      if (!shown) await it.turn.sendPrivately(reply.say);
      await it.ack();
      return;
    }
    await it.ack();
    if (!reply) return;
    if ('open' in reply) await show(reply.open, place, 'open', it);
    else if ('update' in reply) {
      await show(reply.update, place, 'update', it, reply.gone);
      if (reply.after) await sendReply(await replyOf(it, reply.after), place, it);
    } else if (place.view?.type === 'home') return;
    else if (place.view)
      await inModal(place.view, reply.replace).catch(() => it.turn.sendPrivately(reply.replace));
    else if (!place.respond) await it.turn.sendPrivately(reply.replace);
    else {
      const replaced = place.respond({ replace_original: true, ...ephemeral(reply.replace) });
      await replaced.catch(() => it.turn.sendPrivately(reply.replace));
    }
  };

  return sendReply;
};
