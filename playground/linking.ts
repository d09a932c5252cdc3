/** Linking an account as anybody would: through the bot's modal. */
import type { Slack } from './slack/slack.ts';

/**
 * Types `/image-account link`, fills the modal in and sends it.
 * @param values by label; `Sign in with` is chosen first, as the inputs below depend on it
 * @throws Error with the bot's words when the account is not taken
 */
export const linkAccount = async (
  slack: Slack,
  userId: string,
  { 'Sign in with': method, ...values }: Readonly<Record<string, string>>,
): Promise<void> => {
  const actor = slack.person(userId);
  await actor.command('/image-account', 'link');
  await slack.until(() => actor.views.length > 0, { what: `the modal of ${userId}` });
  const [modal] = actor.views;
  if (method && modal) {
    await actor.choose(modal, 'Sign in with', method);
    await slack.until(() => actor.views.at(-1)?.hash !== modal.hash, { what: `the inputs for ${method}` });
  }
  const { errors, error } = await actor.submit(values);
  if (errors || error) {
    await actor.close();
    throw new Error(error ?? Object.values(errors ?? {}).join(' '));
  }
  await slack.until(() => actor.views.at(-1)?.submit === null, { what: `the account of ${userId} linked` });
  await actor.close();
};
