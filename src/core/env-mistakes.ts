/** Mistakes that are made when `.env` is filled in, recognized without showing a value: placeholders, mixed-up tokens, misspelled names. */

type Variables = Readonly<Record<string, string | undefined>>;

/** What `.env.example` has where a token belongs. */
const placeholders: ReadonlySet<string | undefined> = new Set(['xoxb-', 'xapp-']);

/** The same without placeholders that were left in place: nothing is set there. */
export const withoutPlaceholders = (env: Variables, names: readonly string[]): Variables => {
  const left = names.filter((name) => placeholders.has(env[name]?.trim()));
  return left.length === 0 ? env : { ...env, ...Object.fromEntries(left.map((name) => [name, undefined])) };
};

type Kind = 'bot' | 'app' | 'user' | 'rotating' | 'session' | 'secret';

const belongs: Readonly<
  Record<'bot' | 'app' | 'secret', { readonly variable: string; readonly where: string }>
> = {
  bot: { variable: 'SLACK_BOT_TOKEN', where: 'the bot token (xoxb-…) is on “OAuth & Permissions”' },
  app: { variable: 'SLACK_APP_TOKEN', where: 'the app-level token (xapp-…) is on “Basic Information”' },
  secret: {
    variable: 'SLACK_SIGNING_SECRET',
    where: 'the signing secret (32 hex digits) is on “Basic Information”',
  },
};

const called: Readonly<Record<Kind, string>> = {
  bot: 'a bot token (xoxb-…), which belongs in SLACK_BOT_TOKEN',
  app: 'an app-level token (xapp-…), which belongs in SLACK_APP_TOKEN',
  secret: 'a signing secret, which belongs in SLACK_SIGNING_SECRET',
  user: 'a user token (xoxp-…)',
  rotating: 'a token that expires (xoxe…): switch token rotation off in the Slack app',
  session: 'a browser’s session (xoxc-… or xoxd-…)',
};

const prefixes: readonly (readonly [prefix: string, kind: Kind])[] = [
  ['xoxb-', 'bot'],
  ['xapp-', 'app'],
  ['xoxp-', 'user'],
  ['xoxe.', 'rotating'],
  ['xoxe-', 'rotating'],
  ['xoxc-', 'session'],
  ['xoxd-', 'session'],
];

const kindOf = (value: string): Kind | undefined =>
  /^[0-9a-f]{32}$/.test(value) ? 'secret' : prefixes.find(([prefix]) => value.startsWith(prefix))?.[1];

/** What is wrong with a token or the signing secret, to follow the variable's name; null if nothing is. */
export const tokenMistake = (value: string, wanted: keyof typeof belongs): string | null => {
  const { where } = belongs[wanted];
  if (/["'`‘’“”„«»]/.test(value)) return 'contains a quotation mark: set the value alone';
  if (/\s/.test(value)) return 'contains a blank: copy it again';
  // no request can carry it
  if (/[^!-~]/.test(value))
    return 'contains a character that no token has, perhaps one that is not seen: copy it again';
  const kind = kindOf(value);
  if (kind === wanted) return null;
  if (kind !== undefined) return `holds ${called[kind]}; ${where}`;
  return wanted === 'secret' ? null : `is not ${wanted === 'bot' ? 'a bot' : 'an app-level'} token; ${where}`;
};

/** How many letters have to be added, removed or changed, at most 3: what is further apart is not counted. */
const lettersApart = (one: string, other: string): number => {
  if (Math.abs(one.length - other.length) > 2) return 3;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [at, wanted] of [...other].entries())
      next.push(
        Math.min((row[at] ?? 3) + Number(letter !== wanted), (row[at + 1] ?? 3) + 1, (next[at] ?? 3) + 1),
      );
    row = next;
  }
  return Math.min(3, row.at(-1) ?? 3);
};

/** Names that are set and nearly a known one: the bot does not read them. A short name needs to be closer: HOME is not HOST. */
export const misspelledNames = (
  env: Variables,
  known: readonly string[],
): { readonly name: string; readonly meant: string }[] =>
  Object.keys(env)
    .filter((name) => name.length < 64 && !known.includes(name))
    .flatMap((name) => {
      const meant = known.find(
        (other) => lettersApart(name.toUpperCase(), other) <= (other.length < 8 ? 1 : 2),
      );
      return meant === undefined ? [] : [{ name, meant }];
    });

/** For an operator who has set nothing at all. */
export const firstSteps = `Nothing is set yet: neither SLACK_BOT_TOKEN, SLACK_APP_TOKEN nor ENCRYPTION_KEYS.
1. Create the Slack app from manifest.yml on https://api.slack.com/apps and install it to your workspace.
2. cp .env.example .env && chmod 600 .env, then fill in the bot token (xoxb-…) and the app-level token (xapp-…).
3. Run npm run make-key and put what it prints into ENCRYPTION_KEYS.
docs/install.md explains each step.`;
