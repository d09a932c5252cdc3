/** Connections to the clouds: a dispatcher for each manner of checking the other end's certificate. */
import { createDispatcher, type Dispatcher } from '../core/dispatcher.ts';
import type { Proxies } from '../core/proxies.ts';
import type { Tls } from './cloud-config.ts';

/** How the other end's certificate is checked, as the dispatcher takes it. */
export const tlsOptions = ({ verify, cacert, client }: Tls) => ({
  rejectUnauthorized: verify,
  ...(cacert === null ? {} : { ca: cacert }),
  ...(client && { cert: client.cert, key: client.key.reveal() }),
});

export const createTlsDispatchers = (
  proxies: Proxies | null,
  limits: { readonly connections: number; readonly connectTimeoutMs: number },
) => {
  const known = new Map<string, Dispatcher>();
  return {
    to: (tls: Tls): Dispatcher => {
      const key = `${tls.verify} ${tls.cacert} ${tls.client?.cert}`;
      const dispatcher = known.get(key) ?? createDispatcher(proxies, { ...limits, tls: tlsOptions(tls) });
      known.set(key, dispatcher);
      return dispatcher;
    },
    /** Closes every connection; requests in progress get no answer. */
    close: () => Promise.all([...known.values()].map((each) => each.destroy())),
  };
};
