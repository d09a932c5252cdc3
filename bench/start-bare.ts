/** What a start is compared with: Bolt in Socket Mode, with its compile cache, and a listener that acknowledges. */
import { enableCompileCache, flushCompileCache } from 'node:module';

enableCompileCache();
const { App, LogLevel } = await import('@slack/bolt');

const app = new App({
  token: process.env.SLACK_BOT_TOKEN ?? '',
  appToken: process.env.SLACK_APP_TOKEN ?? '',
  socketMode: true,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL ?? '' },
  logLevel: LogLevel.ERROR,
});
app.command(/^/, async ({ ack }) => {
  await ack();
});
await app.start();
flushCompileCache();
console.log('ready');
