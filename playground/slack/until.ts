/** Waiting for something to be seen, without sleeping; and words for what was seen instead. */
import { shownText } from './shown.ts';
import type { Workspace } from './workspace.ts';

/** `look` may read other things than this Slack, whose changes nobody announces. */
const lookEveryMs = 50;

/** @see Slack.until in slack.ts */
export const until = <T>(
  workspace: Workspace,
  look: () => T | undefined | null | false,
  { timeoutMs = 5000, what = 'what was looked for' }: { timeoutMs?: number; what?: string } = {},
): Promise<T> =>
  new Promise((resolve, reject) => {
    let thrown: unknown;
    const stop = () => {
      workspace.listeners.delete(check);
      clearInterval(again);
      clearTimeout(deadline);
    };
    const check = () => {
      try {
        const found = look();
        if (found === undefined || found === null || found === false) return;
        stop();
        resolve(found);
      } catch (error) {
        thrown = error;
      }
    };
    const again = setInterval(check, lookEveryMs);
    const deadline = setTimeout(() => {
      stop();
      const last = thrown ? `\nThe last look threw: ${String(thrown)}` : '';
      reject(new Error(`Not seen within ${timeoutMs} ms: ${what}.${last}\n${describe(workspace)}`));
    }, timeoutMs);
    workspace.listeners.add(check);
    check();
  });

/** Everything there is to see, as readable lines. */
const describe = ({ messages, ephemerals, modals, homes, surprises, channels }: Workspace): string => {
  const indent = (text: string) => text.replaceAll('\n', '\n    ');
  const lines = [
    ...[...messages].flatMap(([id, list]) => {
      const channel = channels.get(id);
      const where = channel?.is_im ? `direct message with ${channel.user}` : `#${channel?.name ?? id}`;
      return list.map((message) => `${where}: ${message.user} ${message.ts}\n${shownText(message)}`);
    }),
    ...[...ephemerals].flatMap(([user, list]) =>
      list.map((message) => `only ${user}: ${shownText(message)}`),
    ),
    ...[...modals].flatMap(([user, views]) => views.map((view) => `modal of ${user}: ${shownText(view)}`)),
    ...[...homes].map(([user, view]) => `Home of ${user}: ${shownText(view)}`),
    ...surprises.map(({ where, error, detail }) => `SURPRISE ${where}: ${error} ${detail}`),
  ];
  return lines.length > 0 ? lines.map((line) => `  - ${indent(line)}`).join('\n') : '  (nothing to see)';
};
