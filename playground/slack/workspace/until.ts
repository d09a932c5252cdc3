/** Waits, without sleeping, until something can be seen; if it cannot, describes what was there instead. */
import { shownText } from '../format/shown.ts';
import type { Workspace } from './workspace.ts';

/** `look` may read other things than this Slack, which do not announce their changes. */
const syncIntervalMs = 50;

/** The only time limit: a Slack in which nothing has changed for this long is no longer used. */
const longestWaitMs = 110_000;

/**
 * Resolves once the bot has nothing in progress and nothing due soon, or as soon as `enough` says so.
 * From then on, waiting for the bot to do something is pointless.
 */
export type AtRest = (enough?: () => boolean) => Promise<void>;

/** @see Slack.until in slack.ts */
export const until = async <T>(
  workspace: Workspace,
  look: () => T | undefined | null | false,
  { what = 'what was looked for' }: { what?: string } = {},
  atRest?: AtRest,
): Promise<T> => {
  let found: { readonly value: T } | undefined;
  let thrown: unknown;
  const over = Promise.withResolvers<void>();
  const check = () => {
    if (found) return;
    thrown = undefined;
    try {
      const value = look();
      if (value === undefined || value === null || value === false) return;
      found = { value };
      over.resolve();
    } catch (error) {
      thrown = error;
    }
  };
  const isFound = () => {
    check();
    return found !== undefined;
  };
  let why = `and nothing has moved for ${longestWaitMs / 1000} s`;
  const rest = async () => {
    await atRest?.(isFound);
    why = 'and the bot is at rest';
  };
  const again = setInterval(check, syncIntervalMs);
  const limit = setTimeout(over.resolve, longestWaitMs);
  const changed = () => {
    limit.refresh();
    check();
  };
  workspace.listeners.add(changed);
  try {
    if (!isFound()) await Promise.race([over.promise, ...(atRest ? [rest()] : [])]);
    check();
  } finally {
    workspace.listeners.delete(changed);
    clearInterval(again);
    clearTimeout(limit);
  }
  if (found) return found.value;
  const last = thrown ? `\nThe last poll threw: ${String(thrown)}` : '';
  throw new Error(`Not seen, ${why}: ${what}.${last}\n${describe(workspace)}`);
};

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
