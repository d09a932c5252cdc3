/** TLS before a service that has none, as operators have it: what the service says of its own address is put right on the way. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { listenHere } from '../../playground/listen.ts';

const made = new Map<number, { readonly key: string; readonly cert: string }>();

/** A certificate of 127.0.0.1 and `cloud.test` that signed itself, and its key; both PEM, and made once. */
export const ownCertificate = (days: number) => {
  const known = made.get(days);
  if (known) return known;
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
  const subject = ['-subj', '/CN=cloud.example', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:cloud.test'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', String(days), ...subject, ...files],
    { stdio: 'ignore' },
  );
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  made.set(days, pair);
  return pair;
};

/**
 * @param target such as `http://127.0.0.1:5000`
 * @param name what it calls this machine; `cloud.test` is one that only a proxy knows
 */
export const startTlsFront = async (
  target: string,
  { days, name = '127.0.0.1' }: { readonly days: number; readonly name?: string },
) => {
  const { key, cert } = ownCertificate(days);
  const server = createServer({ key, cert }, async (asked, answer) => {
    const { host: _, connection: __, ...headers } = asked.headers;
    const passed = await fetch(target + asked.url, {
      method: asked.method ?? 'GET',
      headers: headers as Record<string, string>,
      body: asked.method === 'GET' ? null : await buffer(asked),
    });
    const body = (await passed.text()).replaceAll(target, url);
    const told = [...passed.headers].filter(
      ([name]) => !/^(content-length|connection|keep-alive|transfer-encoding)$/.test(name),
    );
    answer.writeHead(passed.status, Object.fromEntries(told)).end(body);
  });
  const url: string = `https://${(await listenHere(server, 0)).replace('127.0.0.1', name)}`;
  return {
    url,
    cert,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
