/** `npm run make-key`: a new key for ENCRYPTION_KEYS. */
import { randomBytes } from 'node:crypto';
import { environmentWithFiles } from '../core/secret-files.ts';
import { nameOf, parseKeys } from '../store/secrets/keys.ts';
import { type Command, UsageError } from './command.ts';

/** Prints a new key under the next free name. */
export const makeKey: Command = async (words, env, { stdout, stderr }) => {
  if (words.length > 0) throw new UsageError();
  const current = environmentWithFiles(env).ENCRYPTION_KEYS?.trim();
  const taken = new Set(current ? [...parseKeys(current).byKid.keys()].map(nameOf) : []);
  let number = taken.size + 1;
  while (taken.has(`k${number}`)) number += 1;
  stdout.write(`k${number}:${randomBytes(32).toString('base64')}\n`);
  stderr.write(
    current
      ? 'Put it in front of the keys in ENCRYPTION_KEYS, followed by a comma: the first key encrypts, and all of them decrypt. The bot then seals everything again under the first; npm run keys says when an older one is safe to remove.\n'
      : 'Set ENCRYPTION_KEYS to it, in .env or wherever the bot gets its environment. Keep a copy: without the key, everyone has to link again.\n',
  );
};
