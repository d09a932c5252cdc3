/** DATABASE_URL as the operator writes it: which database it names. */
import { readPlainFile } from './plain-file.ts';

export type DatabasePlace =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres' };

/** What is wrong with it and what may be there instead, to follow the variable's name. */
export const databaseUrlMistake = (problem: string) =>
  `${problem}. Use sqlite:<path>, such as sqlite:data/image-share.db, or postgres://user:password@host/database.`;

/** A URL may name no host, but a socket's folder in its query; only PostgreSQL's own libraries take that. */
const isAddress = (url: string) => URL.canParse(url.replace('@/', '@socket/'));

const escapes = 'check host and port, and in user and password write %23 for #, %2F for / and %3F for ?';

/** What it names; or its mistake, which shows only the scheme: the rest may contain a password. */
export const readDatabaseUrl = (url: string): DatabasePlace | string => {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return databaseUrlMistake('has no scheme');
  if (scheme === 'postgres' || scheme === 'postgresql')
    return isAddress(url) ? { kind: 'postgres' } : databaseUrlMistake(`cannot be read: ${escapes}`);
  if (scheme !== 'sqlite') return databaseUrlMistake(`has the scheme ${scheme}:, which is not supported`);
  const path = url.slice('sqlite:'.length);
  return path ? { kind: 'sqlite', path } : databaseUrlMistake('has no path');
};

const certificateFiles = ['sslrootcert', 'sslcert', 'sslkey'] as const;
/** Bytes; a bundle of all public authorities has a quarter of it. */
const maxCertificate = 1024 ** 2;

/**
 * What is wrong with the files that a URL of PostgreSQL's names, to follow the variable's name; null: nothing. The driver reads them
 * whatever they are, and waits for a pipe for ever.
 */
export const certificateMistake = (url: string): string | null => {
  const { searchParams } = URL.parse(url.replace('@/', '@socket/')) ?? {};
  for (const name of certificateFiles)
    for (const path of searchParams?.getAll(name) ?? []) {
      const read = path === '' ? {} : readPlainFile(path, maxCertificate);
      if ('wrong' in read) return `cannot be used: ${name} names ${path}, which ${read.wrong}.`;
    }
  return null;
};
