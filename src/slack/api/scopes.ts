/** The bot token's scopes, and what does not work without each. A test holds them equal to manifest.yml's. */

/** By scope: what is lost without it. */
export const neededScopes: Readonly<Record<string, string>> = {
  'app_mentions:read': 'nobody who names the bot in a channel is answered',
  commands: 'no command works',
  'chat:write': 'no message can be sent',
  'im:write': 'no direct message can be opened',
  'im:history':
    'nothing that people write to the bot is heard, and a message whose posting got no answer cannot be found again',
  'channels:history': 'a message in a channel whose posting got no answer cannot be found again',
  'groups:history': 'a message in a private channel whose posting got no answer cannot be found again',
  'channels:read': 'no channel gets offers, because the bot cannot see whether strangers read them',
  'groups:read': 'no private channel gets offers, because the bot cannot see whether strangers read them',
  'users:read': 'nobody can be asked or told, because the bot cannot look people up',
};

/** Without these, the bot is of no use. */
export const essentialScopes: ReadonlySet<string> = new Set(['commands', 'chat:write']);

/** Those of {@link neededScopes} that are not among the granted ones. */
export const missingScopes = (granted: readonly string[]): string[] =>
  Object.keys(neededScopes).filter((scope) => !granted.includes(scope));
