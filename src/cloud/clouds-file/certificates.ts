/** Certificates and keys that an entry names: by a path, or as the PEM text itself. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isAbsolute, resolve } from 'node:path';
import { Secret } from '../../core/secret.ts';
import type { Tls } from '../cloud-config.ts';
import { EntryError } from './entry-error.ts';
import { booleanAt, type Fields, textAt, verifyAt } from './entry-values.ts';

/** Where a path of an entry begins. */
export interface Places {
  readonly cwd: string;
  readonly home: string;
  /** The folder of clouds.yaml. */
  readonly beside: string;
  /** The text of a file; null if there is none. @throws whatever keeps it from being read */
  readonly read: (path: string) => Promise<string | null>;
}

const begins = '-----BEGIN ';

const pem = async ({ cwd, home, beside, read }: Places, key: string, value: string): Promise<string> => {
  if (value.includes(begins)) return value;
  const path = value.replace(/^~(?=\/)/, home);
  const paths = isAbsolute(path) ? [path] : [resolve(cwd, path), resolve(beside, path)];
  for (const one of paths) {
    const text = await read(one).catch(() => {
      throw new EntryError(key, 'names a file that cannot be read, or a folder');
    });
    if (text !== null) return text;
  }
  throw new EntryError(key, 'names a file that is not there');
};

/** All certificates in the text; `key` named them. @throws EntryError one that cannot be read */
export const certificatesIn = (key: string, text: string): readonly X509Certificate[] => {
  const blocks = text.split(`${begins}CERTIFICATE-----`).slice(1);
  try {
    return blocks.map((block) => new X509Certificate(`${begins}CERTIFICATE-----${block}`));
  } catch {
    throw new EntryError(key, 'holds a certificate that cannot be read');
  }
};

const authority = async (places: Places, key: string, value: string): Promise<string> => {
  const text = await pem(places, key, value);
  if (certificatesIn(key, text).length === 0) throw new EntryError(key, 'holds no PEM certificate');
  return text;
};

/** A file may hold the certificate and its key. */
const client = async (places: Places, fields: Fields): Promise<Pick<Tls, 'client'>> => {
  const named = textAt(fields, 'cert');
  if (named === null) return {};
  const cert = await authority(places, 'cert', named);
  const keyNamed = textAt(fields, 'key');
  const key = keyNamed === null ? cert : await pem(places, 'key', keyNamed);
  const said = keyNamed === null ? 'cert' : 'key';
  const [own] = certificatesIn('cert', cert);
  let fits: boolean | undefined;
  try {
    fits = own?.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new EntryError(said, 'holds no PEM private key, or an encrypted one');
  }
  if (!fits) throw new EntryError(said, 'holds a key that is not the certificate’s');
  return { client: { cert, key: new Secret(key) } };
};

/** @throws EntryError a file that is not there, or text that is no PEM */
export const readTls = async (places: Places, fields: Fields): Promise<Tls> => {
  const own = await client(places, fields);
  const verify = booleanAt(fields, 'insecure') !== true && verifyAt(fields);
  if (verify === false) return { verify: false, cacert: null, ...own };
  const named = textAt(fields, 'cacert');
  if (named !== null) return { verify: true, cacert: await authority(places, 'cacert', named), ...own };
  const cacert = verify === true ? null : await authority(places, 'verify', verify.cacert);
  return { verify: true, cacert, ...own };
};
