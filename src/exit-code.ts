/** What a failed start or command exits with, so that a supervisor knows whether trying again can help. */
import { CloudsFileError } from './cloud/clouds.ts';
import { ConfigError } from './config.ts';
import { SlackTokenError } from './slack/receivers.ts';
import { UnknownKeyError } from './store/credentials.ts';
import { DatabaseUrlError } from './store/database.ts';
import { KeyNotLostError } from './store/forget-key.ts';
import { DatabaseInUseError } from './store/in-use.ts';
import { FileRightsError } from './store/private-file.ts';
import { SchemaVersionError } from './store/schema-version.ts';
import { EncryptionKeysError } from './store/sealed.ts';

const configErrors = [
  ConfigError,
  CloudsFileError,
  DatabaseUrlError,
  DatabaseInUseError,
  FileRightsError,
  SchemaVersionError,
  EncryptionKeysError,
  UnknownKeyError,
  KeyNotLostError,
  SlackTokenError,
];

/** sysexits.h EX_CONFIG (78): trying again changes nothing before the operator did something. 1: anything else. */
export const exitCodeOf = (error: unknown): 78 | 1 =>
  configErrors.some((kind) => error instanceof kind) ? 78 : 1;

/** An error's message, or its code: a host of several addresses that refuses at each has no message. */
export const wordsOf = (error: Error): string => error.message || String((error as { code?: unknown }).code);

/** The message alone: a stack says nothing to an operator who has to mend a setting. */
export const reasonOf = (error: unknown): string =>
  `image-share: ${error instanceof Error ? wordsOf(error) : String(error)}\n`;
