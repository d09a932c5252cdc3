/** What the bot is compared with: Bolt, its HTTP receiver, and a listener that acknowledges. Tells its port over IPC. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

const receiver = new HTTPReceiver({
  signingSecret: process.env.SLACK_SIGNING_SECRET ?? '',
  endpoints: ['/slack/events'],
  logLevel: LogLevel.ERROR,
});
const app = new App({
  receiver,
  token: 'xoxb-nobody',
  botId: 'B1',
  botUserId: 'U1',
  tokenVerificationEnabled: false,
  logLevel: LogLevel.ERROR,
});
app.command(/^/, async ({ ack }) => {
  await ack();
});
const server = (await receiver.start(0)) as Server;
process.send?.((server.address() as AddressInfo).port);
