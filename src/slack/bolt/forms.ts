/** Forms that somebody sends or closes. */
import type {
  App,
  BlockAction,
  BlockSuggestion,
  GlobalShortcut,
  MessageShortcut,
  ViewClosedAction,
  ViewOutput,
  ViewSubmitAction,
} from '@slack/bolt';
import type { SlackUserId } from '../../core/ids.ts';
import { modalValues } from '../blocks/modals.ts';
import { mrkdwn } from '../blocks/mrkdwn.ts';
import { problemMessage } from '../blocks/problem-blocks.ts';
import type { Modal, ModalAnswer, ModalValues, Reply } from '../feature.ts';
import { formAgain, refused, shownErrors } from './form-again.ts';
import type { createScopesToTell } from './lacking-scopes.ts';
import { noticed, noticedView } from './notice.ts';
import type { Registry } from './registry.ts';
import { type createSendReply, type Place, sameModal } from './reply.ts';
import type { SeenForms } from './seen-forms.ts';
import type { Answering, Incoming, TurnDeps } from './turn.ts';

export type TakeTurn = (incoming: Incoming, answer: (answering: Answering) => Promise<void>) => Promise<void>;

type Interaction = Pick<
  BlockAction | BlockSuggestion | ViewSubmitAction | ViewClosedAction | GlobalShortcut | MessageShortcut,
  'team' | 'user' | 'enterprise'
>;

export const incomingOf = (
  source: Incoming['source'],
  name: string,
  { team, user, enterprise }: Interaction,
  { ack, respond }: Pick<Incoming, 'ack'> & Partial<Pick<Incoming, 'respond'>>,
): Incoming => ({
  source,
  name,
  userId: user.id as SlackUserId,
  userName: ('name' in user && user.name) || ('username' in user ? user.username : undefined),
  belonging: { teamId: user.team_id ?? team?.id, enterpriseId: enterprise?.id ?? team?.enterprise_id },
  respond,
  ack,
});

type Metadata = Pick<ViewOutput, 'private_metadata'>;

interface FormDeps extends Pick<TurnDeps, 'log'> {
  readonly registry: Registry;
  readonly seen: SeenForms;
  readonly turn: TakeTurn;
  readonly replyOf: (it: Answering, run: () => Promise<Reply>) => Promise<Reply>;
  readonly sendReply: ReturnType<typeof createSendReply>;
  readonly scopesToTell: ReturnType<typeof createScopesToTell>;
}

export const mountForms = (app: App, deps: FormDeps): void => {
  const { registry, seen, log, turn, replyOf, sendReply } = deps;
  /** What the person should know now that the form has done its work. */
  const noticeOf = ({ turn: { person } }: Answering, view: Metadata & Pick<ViewOutput, 'callback_id'>) => {
    const modal = registry.modals.get(view.callback_id);
    return modal?.tellsOthers?.(view.private_metadata) ? deps.scopesToTell(person) : null;
  };

  /** What becomes of a form that waits for its answer: in its place the answer, or the form again with what is wrong. */
  const answerLate = async (it: Answering, answer: () => Promise<Reply>, place: Place, view: ViewOutput) => {
    const attempted = await it.attempt(answer);
    if ('done' in attempted) {
      const reply = attempted.done;
      if (!reply || !('say' in reply)) return sendReply(reply, place, it);
      return sendReply({ replace: noticed(reply.say, noticeOf(it, view)) }, place, it);
    }
    const modal = registry.modals.get(view.callback_id);
    const problems = [attempted.failed];
    const given = modal?.closed && (await givenBack(it, modal, view, modalValues(view.state.values)));
    // a secret is not written into a form
    const update = formAgain(modal?.closed ? view : { ...view, state: { values: {} } }, problems);
    await sendReply({ update, gone: problemMessage(problems, given) }, place, it);
  };

  const givenBack = async (it: Answering, modal: Modal, view: Metadata, values: ModalValues) => {
    const attempted = await it.attempt(async () => modal.closed?.(it.turn, values, view.private_metadata));
    return 'done' in attempted ? attempted.done : undefined;
  };

  app.view<ViewSubmitAction>({ callback_id: /^/, type: 'view_submission' }, ({ body, view, ack }) => {
    const { callback_id: name } = view;
    const modal = registry.modals.get(name);
    if (modal?.closed) seen.saw(view.id, view.state.values);
    return turn(incomingOf('modal', name, body, { ack }), async (it) => {
      if (!modal) log.warn({ name }, 'unknown modal, opened by another version of the bot');
      const run = async (): Promise<ModalAnswer> =>
        modal
          ? modal.submit(it.turn, modalValues(view.state.values), view.private_metadata)
          : { close: true };
      const attempted = await it.attempt(run);
      const given = 'done' in attempted ? attempted.done : { problems: [attempted.failed] };
      const answer = 'problems' in given ? refused(view, given.problems) : given;
      const place: Place = { triggerId: body.trigger_id, view };
      if ('errors' in answer) await it.ack({ response_action: 'errors', errors: shownErrors(answer.errors) });
      else if ('update' in answer) {
        const { update } = answer;
        // the same form again has done nothing yet
        const notice = update.callback_id === name ? null : noticeOf(it, view);
        await it.ack({ response_action: 'update', view: noticedView(update, notice) });
        if (answer.after) await sendReply(await replyOf(it, answer.after), place, it);
      } else if ('meanwhile' in answer) {
        await it.ack({ response_action: 'update', view: answer.meanwhile });
        await answerLate(it, answer.answer, place, view);
      } else if ('push' in answer) await it.ack({ response_action: 'push', view: answer.push });
      else {
        const notice = noticeOf(it, view);
        // without a scope that it may lack, no direct message arrives
        if (notice) {
          const message = noticed(answer.say ?? { text: mrkdwn`Done.` }, notice);
          return void (await it.ack({ response_action: 'update', view: sameModal(view, message) }));
        }
        await it.ack({ response_action: 'clear' });
        if (answer.say) await it.turn.sendPrivately(answer.say);
      }
    });
  });

  app.view<ViewClosedAction>({ callback_id: /^/, type: 'view_closed' }, ({ body, view, ack }) => {
    const { callback_id: name } = view;
    return turn(incomingOf('modal', name, body, { ack }), async (it) => {
      await it.ack();
      const modal = registry.modals.get(name);
      const values = modal?.closed && seen.closed(view);
      const given = values && modal && (await givenBack(it, modal, view, values));
      if (given) await it.turn.sendPrivately(given);
    });
  });
};
