/** The proxies that the environment names, as other tools read them. */
import { Secret } from './secret.ts';

export interface Proxies {
  /** For `http:` addresses, and for all if there is no other. Its URL may contain a password. */
  readonly http: Secret | null;
  readonly https: Secret | null;
  /** Hosts that are reached directly: `example.com` with all below it, `*.example.com`, `host:port`, `*`. */
  readonly noProxy: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** What runs on this machine is never behind a proxy. */
const thisMachine = 'localhost,127.0.0.1,::1';

const inCapitals = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const;

/** All that are read. */
export const proxyVariables: readonly string[] = inCapitals.flatMap((name) => [name.toLowerCase(), name]);

/** Small letters win, as they do for curl. */
const given = (env: Variables, name: (typeof inCapitals)[number]) =>
  [name.toLowerCase(), name]
    .map((each) => [each, env[each]?.trim() ?? ''] as const)
    .find(([, value]) => value);

/** The variable that names the proxy to Slack, for the log. */
export const proxyVariable = (env: Variables): string | undefined =>
  (given(env, 'HTTPS_PROXY') ?? given(env, 'HTTP_PROXY'))?.[0];

const schemes: ReadonlySet<string> = new Set(['http:', 'https:']);

/** The address with its scheme; null if it is none of a proxy. */
const addressOf = (value: string): string | null => {
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  const isOne = url !== null && schemes.has(url.protocol) && url.hostname !== '' && url.search === '';
  return isOne ? url.href : null;
};

/** @returns beside the proxies, null if none is set, what is wrong: a line for each, without a value */
export const readProxies = (
  env: Variables,
): { readonly proxies: Proxies | null; readonly wrong: readonly string[] } => {
  const wrong: string[] = [];
  const read = (name: 'HTTP_PROXY' | 'HTTPS_PROXY') => {
    const [variable, value] = given(env, name) ?? [];
    if (variable === undefined || value === undefined) return null;
    const address = addressOf(value);
    if (address === null)
      wrong.push(`${variable} is not the address of a proxy such as http://proxy.example:3128`);
    return address === null ? null : new Secret(address);
  };
  const [http, https] = [read('HTTP_PROXY'), read('HTTPS_PROXY')];
  const [, direct = ''] = given(env, 'NO_PROXY') ?? [];
  const noProxy = [thisMachine, direct].filter(Boolean).join(',');
  return { proxies: http === null && https === null ? null : { http, https, noProxy }, wrong };
};

const portsOf: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Whether an entry of NO_PROXY is about this host and port. */
const isAbout = (entry: string, hostname: string, port: string): boolean => {
  const [, host = entry, ownPort = port] = /^([^:]+|\[.+\]):(\d+)$/.exec(entry) ?? [];
  if (ownPort !== port) return false;
  const name = host.replace(/^\[|\]$|^\*?\.|\.$/g, '').toLowerCase();
  return name === '*' || hostname.endsWith(`.${name}`) || (hostname === name && !host.startsWith('*'));
};

/** The proxy that a request takes, by the rules of the one that sends it; null: it goes directly. */
export const proxyFor = (proxies: Proxies | null, { protocol, hostname, port }: URL): Secret | null => {
  if (proxies === null) return null;
  const name = hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  const entries = proxies.noProxy.split(/[,\s]+/).filter(Boolean);
  if (entries.some((entry) => isAbout(entry, name, port || (portsOf[protocol] ?? '')))) return null;
  return protocol === 'https:' ? (proxies.https ?? proxies.http) : proxies.http;
};
