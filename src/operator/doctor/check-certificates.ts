/** Certificates that expire soon: a cloud's own with those that signed it, and those that the operator gave. */
import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, type DetailedPeerCertificate, type PeerCertificate } from 'node:tls';
import type { CloudEntry } from '../../cloud/cloud-config.ts';
import { certificatesIn } from '../../cloud/clouds-file/certificates.ts';
import { tlsOptions } from '../../cloud/tls-dispatchers.ts';
import { createDispatcher, fetchBy } from '../../core/dispatcher.ts';
import { dayMs } from '../../core/durations.ts';
import type { Proxies } from '../../core/proxies.ts';
import { type Finding, warning } from './finding.ts';

const soonMs = 21 * dayMs;

type Expiring = Pick<X509Certificate, 'subject' | 'validToDate'>;

/** @param what whose they are, such as `the certificate of keystone.example` */
export const expiryFindings = (
  certificates: readonly Expiring[],
  what: string,
  now: number,
): readonly Finding[] =>
  certificates
    .filter(({ validToDate }) => validToDate.getTime() - now < soonMs)
    .map(({ subject, validToDate }) => {
      const left = Math.floor((validToDate.getTime() - now) / dayMs);
      const when = validToDate.toISOString().slice(0, 10);
      const named = subject.replaceAll('\n', ', ');
      return warning(
        `${what} (${named}) ${left < 0 ? 'expired' : 'expires'} on ${when}`,
        left < 0 ? 'Renew it.' : `Renew it within ${left} days.`,
      );
    });

/** From the server's own on, up to the authority that signed itself. */
const chainOf = (own: PeerCertificate): readonly X509Certificate[] => {
  const chain = new Map<string, X509Certificate>();
  let next: Partial<DetailedPeerCertificate> | undefined = own;
  while (next?.raw && next.fingerprint256 && !chain.has(next.fingerprint256)) {
    chain.set(next.fingerprint256, new X509Certificate(next.raw));
    next = next.issuerCertificate;
  }
  return [...chain.values()];
};

/** The chain that a cloud shows by the way that the bot takes to it; empty if it is not good, which the next request tells. */
export const chainShownBy = async (
  entry: CloudEntry,
  proxies: Proxies | null,
  signal: AbortSignal,
): Promise<readonly X509Certificate[]> => {
  let chain: readonly X509Certificate[] = [];
  const dispatcher = createDispatcher(proxies, {
    tls: {
      ...tlsOptions(entry),
      checkServerIdentity: (host, own) => {
        chain = chainOf(own);
        return checkServerIdentity(host, own);
      },
    },
  });
  const headers = { accept: 'application/json' };
  await fetchBy(dispatcher)(entry.authUrl, { signal, headers, redirect: 'manual' })
    .then((answer) => answer.body?.cancel())
    .catch(() => {});
  await dispatcher.destroy();
  return chain;
};

/** What clouds.yaml gives: `cacert`, and `cert`. */
export const givenFindings = ({ name, cacert, client }: CloudEntry, now: number): readonly Finding[] => [
  ...(cacert === null ? [] : expiryFindings(certificatesIn('cacert', cacert), `cacert of ${name}`, now)),
  ...(client ? expiryFindings(certificatesIn('cert', client.cert).slice(0, 1), `cert of ${name}`, now) : []),
];
