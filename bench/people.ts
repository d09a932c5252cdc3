/** People of a benchmark. */
import type { Cloud } from '../playground/cloud/cloud-server.ts';
import type { Slack } from '../playground/slack/slack.ts';

/** Makes `UPERSONn`, whom the workspace has, speak for a project of their own: links an account of it through the bot. */
export const settle = async (slack: Slack, cloud: Cloud, n: number) => {
  const project = cloud.state.addProject(`project-${n}`);
  const user = cloud.state.addUser(`person-${n}`, project.id);
  const { id, secret } = cloud.state.addApplicationCredential(user, project.id, 'bot');
  const person = slack.person(`UPERSON${n}`);
  await person.command('/image-account', 'link');
  await slack.until(() => person.views.length > 0);
  await person.submit({ 'Application credential ID': id, 'Application credential secret': secret });
  await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked');
  await person.close();
  return { userId: `UPERSON${n}`, projectId: project.id };
};
