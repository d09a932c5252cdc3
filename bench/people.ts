/** People of a benchmark, and what they type. */
import { randomUUID } from 'node:crypto';
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

/** A `/share-image` of theirs, as Slack sends it, of another image each time. */
export const shareCommand = (teamId: string, userId: string): string => {
  const id = randomUUID();
  return new URLSearchParams({
    token: 'verification-token',
    team_id: teamId,
    team_domain: 'playground',
    channel_id: 'C0GENERAL',
    channel_name: 'general',
    user_id: userId,
    user_name: 'somebody',
    command: '/share-image',
    text: `${id} 883982ae96cf433f89e6c9097d5b8082`,
    api_app_id: 'A0IMAGESHARE',
    is_enterprise_install: 'false',
    response_url: `https://hooks.slack.com/commands/T1/${id}`,
    trigger_id: id,
  }).toString();
};
