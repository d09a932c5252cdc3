/** What the operator set that lets others read or change what the bot sends. It is allowed, and a warning at every start. */
import { stat } from 'node:fs/promises';
import { platform } from 'node:os';
import type { CloudConfig } from './cloud/cloud-config.ts';
import { isPlainHttp, isReadOnTheWay } from './core/plain-http.ts';

interface Settings {
  readonly clouds: readonly CloudConfig[];
  readonly slackApiUrl: string | null;
  /** The rights of `.env`; null if there is none. */
  readonly envFileMode: number | null;
}

/** Fields and message of a line of the log. */
type Warning = readonly [fields: { readonly cloud?: string }, message: string];

const ofCloud = ({ name, authUrl, verify }: CloudConfig): readonly Warning[] => [
  ...(isPlainHttp(authUrl)
    ? [[{ cloud: name }, 'auth_url is http: passwords and tokens travel unencrypted'] as const]
    : []),
  ...(verify
    ? []
    : [[{ cloud: name }, 'verify: false, so anyone on the way can pose as this cloud; use cacert'] as const]),
];

/** A warning for each setting that exposes something; empty if none does. */
export const exposedSettings = ({ clouds, slackApiUrl, envFileMode }: Settings): readonly Warning[] => [
  ...clouds.flatMap(ofCloud),
  ...(slackApiUrl !== null && isReadOnTheWay(slackApiUrl)
    ? [[{}, 'SLACK_API_URL is http: tokens and messages travel unencrypted'] as const]
    : []),
  ...(envFileMode !== null && (envFileMode & 0o077) !== 0
    ? [[{}, 'other users of this machine can reach .env; run: chmod 600 .env'] as const]
    : []),
];

/** The rights of the working folder's `.env`; null if there is none, or the system has no such rights. */
export const envFileMode = async (): Promise<number | null> =>
  platform() === 'win32'
    ? null
    : stat('.env').then(
        ({ mode }) => mode,
        () => null,
      );
