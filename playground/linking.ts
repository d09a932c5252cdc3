/** Links an account as anybody would: through the bot's modal. */
import { texts } from './slack/format/shown.ts';
import type { Slack } from './slack/slack.ts';
import { type Say, untilStalled } from './waiting.ts';

type Credential = Readonly<Record<string, string>>;

/** An application credential, by the modal's labels. */
export const credentialInputs = ({
  id,
  secret,
}: {
  readonly id: string;
  readonly secret: string;
}): Credential => ({
  'Application credential ID': id,
  'Application credential secret': secret,
});

/** What Slack shows if the bot takes longer than Slack waits; the person then tries again. */
const tooSlow = 'operation_timeout';
const maxAttempts = 20;

/** The view in the form's place while the cloud takes its time. */
const signingIn = 'looking';

/**
 * Links an account; tries again if this machine was too busy for the three seconds that Slack waits.
 * @param credential by label; `Sign in with` is chosen first, because the other inputs depend on it
 * @throws Error with the bot's words if it refuses the account
 */
export const linkAccount = async (
  slack: Pick<Slack, 'on' | 'person'>,
  userId: string,
  credential: Credential,
  say: Say = () => {},
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const error = await linkOnce(slack, userId, credential, say);
    if (error === null) return;
    if (error !== tooSlow || attempt === maxAttempts) throw new Error(error);
    say(`The bot took longer than Slack waits to link the account of ${userId}. Trying again.`);
  }
};

/** Types `/image-account link`, fills in the modal and submits it. Returns what went wrong. */
const linkOnce = async (
  slack: Pick<Slack, 'on' | 'person'>,
  userId: string,
  { 'Sign in with': method, ...values }: Credential,
  say: Say,
): Promise<string | null> => {
  const actor = slack.person(userId);
  const until = (look: () => boolean, what: string) => untilStalled(slack, look, { what, say });
  const closed = async (error: string) => {
    while (actor.views.length > 0) await actor.close();
    return error;
  };
  const typed = await actor.command('/image-account', 'link');
  if (typed.error) return closed(typed.error);
  await until(() => actor.views.length > 0, `the modal of ${userId}`);
  const [modal] = actor.views;
  if (method && modal) {
    const chosen = await actor.choose(modal, 'Sign in with', method);
    if (chosen.error) return closed(chosen.error);
    await until(() => actor.views.at(-1)?.hash !== modal.hash, `the inputs for ${method}`);
  }
  const form = actor.views.at(-1);
  const { errors, error } = await actor.submit(values);
  if (errors || error) return closed(error ?? Object.values(errors ?? {}).join(' '));
  const isAnswered = () => {
    const view = actor.views.at(-1);
    return view !== undefined && view.hash !== form?.hash && view.callback_id !== signingIn;
  };
  await until(isAnswered, `the linked account of ${userId}`);
  const answer = actor.views.at(-1);
  if (answer?.submit) return closed(texts(answer.blocks)[0] ?? '');
  await actor.close();
  return null;
};
