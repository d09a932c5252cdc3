/** The part of the composition root about people's accounts: linked, signed in, acted with, read with, suspended. */
import { markRefused, markSpeech } from './accounts/account-health.ts';
import { readCredential } from './accounts/credential.ts';
import type { LinkDeps } from './accounts/linking.ts';
import { createPresence, type Presence } from './accounts/presence.ts';
import type { ReadDeps } from './accounts/reading.ts';
import { createAccountSessions, createExpiryReader, type SessionsDeps } from './accounts/sessions.ts';
import { type SuspensionDeps, setDeactivated } from './accounts/suspension.ts';
import { imageEndpoints, interfacesIn } from './cloud/catalog.ts';
import { readExpiry } from './cloud/credential-expiry.ts';
import { glanceOf } from './cloud/glance-client.ts';
import type { Http } from './cloud/http.ts';
import { createOneKeystoneHint } from './cloud/one-keystone.ts';
import { readPasted } from './cloud/pasted-credential.ts';
import { createSessions } from './cloud/session.ts';
import { signIn } from './cloud/sign-in.ts';
import type { Token } from './cloud/token.ts';
import type { Log } from './core/log.ts';
import type { Account } from './model/account.ts';
import { tokenGrantsSpeech } from './sharing/people/roles.ts';
import type { Vetted } from './slack/api/messenger.ts';
import { createCredentials } from './store/secrets/credentials.ts';
import { keyedHashes } from './store/secrets/keyed-hash.ts';

type FromLinking = 'store' | 'choices' | 'clock' | 'noteForgotten' | 'scrub' | 'nudge';

interface Deps extends Pick<LinkDeps, FromLinking>, Pick<SessionsDeps, 'cloudOf'> {
  readonly sealed: Parameters<typeof createCredentials>[0];
  readonly http: Http;
  readonly log: Log;
  readonly readOnlyRoles: readonly string[];
  /** What Slack says of somebody now. */
  readonly vet: Presence<Vetted>['vet'];
}

export const createAccounts = (deps: Deps) => {
  const { store, choices, clock, cloudOf, sealed, http, log } = deps;
  const credentials = createCredentials(sealed);
  const sessions = createSessions({ http, clock, log, onToken: createOneKeystoneHint(log) });
  const grantsSpeech = (token: Token) => tokenGrantsSpeech(token, deps.readOnlyRoles);
  const linking: LinkDeps = {
    store,
    choices,
    credentials,
    clock,
    readPasted: (text, chosen) => readPasted(text, choices(), chosen),
    signIn: (cloud, credential, signal) => signIn(http, cloud, credential, { signal }),
    keyedHashes: (parts) => keyedHashes(sealed.keys, parts),
    grantsSpeech,
    regionsOf: (token, cloud) => imageEndpoints(token.catalog, cloud).map(({ region }) => region),
    interfacesOf: (token, cloud, region) => interfacesIn(token.catalog, cloud, region),
    expiryOf: (account, signal) => expiryOf(account, signal),
    keepToken: sessions.keep,
    forgetSession: sessions.forget,
    noteForgotten: deps.noteForgotten,
    scrub: deps.scrub,
    nudge: deps.nudge,
  };
  const suspension: SuspensionDeps = { ...linking, log };
  const presence: Presence<Vetted> = createPresence({
    vet: deps.vet,
    setDeactivated: (userId, isDeactivated) => setDeactivated(suspension, userId, isDeactivated),
    clock,
  });
  const acting = {
    sessions,
    grantsSpeech,
    admit: presence.admit,
    noteSpeech: (account: Account, speaks: boolean) => markSpeech({ store, clock }, account, speaks),
    cloudOf,
    credentialOf: (account: Account) => readCredential(credentials, account),
  };
  const reading: ReadDeps = {
    clock,
    sessionOf: createAccountSessions(acting),
    glanceOf,
    markRefused: (account, act) => markRefused(linking, account, act),
  };
  const expiryOf = createExpiryReader(acting, (...of) => readExpiry(http, ...of));
  return { linking, suspension, presence, acting, reading };
};
