/** Why there was no answer, for the words that people read: from the error codes of Node and undici. */
import type { Unreached } from '../core/problems/cloud-problems.ts';

/** The first that matches counts: a certificate's own fault before that there is one. */
const reasons: readonly (readonly [RegExp, Unreached])[] = [
  [/^PROXY_407$/, 'proxy-password'],
  [/^PROXY_\d/, 'proxy-refused'],
  [/^(PROXY_|UND_ERR_PRX)/, 'proxy-away'],
  [/^(ENOTFOUND|EAI_|ENODATA$)/, 'unknown-host'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/, 'no-route'],
  [/^(timeout|aborted|ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/, 'slow'],
  [/^CERT_HAS_EXPIRED$/, 'certificate-expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'certificate-of-another'],
  [/ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE)/, 'certificate-wanted'],
  [/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_UNTRUSTED|INVALID_CA/, 'certificate-unknown'],
  [/CERT/, 'certificate-bad'],
  [/^(EPROTO$|ERR_SSL_(WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST))/, 'no-tls'],
  [/^(HPE_|HTTPParserError$)/, 'no-http'],
];

/** @param code Node's or undici's, or `timeout` or `aborted`; for one that says nothing else, the connection was cut */
export const unreached = (code: string): Unreached =>
  reasons.find(([codes]) => codes.test(code))?.[1] ?? 'cut';
