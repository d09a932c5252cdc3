/** People of a benchmark. */
import type { Cloud } from '../playground/cloud/cloud-server.ts';
import { credentialInputs, linkAccount } from '../playground/linking.ts';
import type { Slack } from '../playground/slack/slack.ts';

/** Makes `UPERSONn`, whom the workspace has, speak for a project of their own: links an account of it through the bot. */
export const settle = async (slack: Slack, cloud: Cloud, n: number) => {
  const project = cloud.state.addProject(`project-${n}`);
  const user = cloud.state.addUser(`person-${n}`, project.id);
  const credential = cloud.state.addApplicationCredential(user, project.id, 'bot');
  await linkAccount(slack, `UPERSON${n}`, credentialInputs(credential));
  return { userId: `UPERSON${n}`, projectId: project.id };
};
