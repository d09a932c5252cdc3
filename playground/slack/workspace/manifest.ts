/** The parts of an app's manifest that Slack acts on: commands, scopes, events, shortcuts, interactivity. */

/** The parts of a parsed manifest.yml that this Slack reads. @see https://docs.slack.dev/reference/app-manifest */
export interface Manifest {
  readonly display_information?: { readonly name?: string };
  readonly features?: {
    readonly app_home?: { readonly home_tab_enabled?: boolean; readonly messages_tab_enabled?: boolean };
    readonly slash_commands?: readonly {
      readonly command: string;
      readonly url?: string;
      readonly description?: string;
      readonly usage_hint?: string;
      readonly should_escape?: boolean;
    }[];
    readonly shortcuts?: readonly {
      readonly name?: string;
      readonly callback_id: string;
      readonly type: 'global' | 'message';
      readonly description?: string;
    }[];
  };
  readonly oauth_config?: { readonly scopes?: { readonly bot?: readonly string[] } };
  readonly settings?: {
    readonly event_subscriptions?: { readonly bot_events?: readonly string[]; readonly request_url?: string };
    readonly interactivity?: {
      readonly is_enabled?: boolean;
      readonly request_url?: string;
      readonly message_menu_options_url?: string;
    };
  };
}

/** Where Slack posts each kind of request over signed HTTP. */
export interface Addresses {
  readonly commands: Pick<ReadonlyMap<string, string>, 'get'>;
  readonly interactivity: string | undefined;
  /** Of menus that are typed into. */
  readonly menus: string | undefined;
  readonly events: string | undefined;
}

/** Those that a manifest names. */
export const addressesOf = ({ features, settings }: Manifest): Addresses => ({
  commands: new Map(features?.slash_commands?.flatMap(({ command, url }) => (url ? [[command, url]] : []))),
  interactivity: settings?.interactivity?.request_url,
  menus: settings?.interactivity?.message_menu_options_url,
  events: settings?.event_subscriptions?.request_url,
});

/** The manifest in the form that the rest of this Slack uses. */
export interface App {
  readonly name: string;
  readonly commands: ReadonlyMap<string, { readonly shouldEscape: boolean }>;
  readonly shortcuts: ReadonlyMap<string, 'global' | 'message'>;
  readonly scopes: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  readonly homeTab: boolean;
  readonly interactivity: boolean;
}

const everyScope = [
  'app_mentions:read',
  'commands',
  'chat:write',
  'im:read',
  'im:write',
  'im:history',
  'channels:read',
  'channels:history',
  'groups:history',
  'users:read',
  'team:read',
];

/** A mere list of commands stands for an app that may do everything. */
export const readManifest = (given: Manifest | readonly string[]): App => {
  const manifest: Manifest = isList(given)
    ? {
        features: {
          app_home: { home_tab_enabled: true, messages_tab_enabled: true },
          slash_commands: given.map((command) => ({ command, should_escape: true })),
        },
        oauth_config: { scopes: { bot: everyScope } },
        settings: {
          event_subscriptions: { bot_events: ['app_home_opened', 'app_mention', 'message.im'] },
          interactivity: { is_enabled: true },
        },
      }
    : given;
  const { features, settings } = manifest;
  return {
    name: manifest.display_information?.name ?? 'Bot',
    commands: new Map(
      features?.slash_commands?.map(({ command, should_escape }) => [
        command,
        { shouldEscape: should_escape ?? false },
      ]),
    ),
    shortcuts: new Map(features?.shortcuts?.map(({ callback_id, type }) => [callback_id, type])),
    scopes: new Set(manifest.oauth_config?.scopes?.bot),
    events: new Set(settings?.event_subscriptions?.bot_events),
    homeTab: features?.app_home?.home_tab_enabled ?? false,
    interactivity: settings?.interactivity?.is_enabled ?? false,
  };
};

const isList = (given: Manifest | readonly string[]): given is readonly string[] => Array.isArray(given);
