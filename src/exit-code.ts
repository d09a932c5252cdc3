/** The exit code of a failed start or command, which tells a supervisor whether trying again can help. */
import { InUseError, SetupError } from './core/setup-error.ts';

/**
 * sysexits.h EX_TEMPFAIL (75): another process has the database; start again. EX_CONFIG (78): trying again changes nothing until
 * the operator acts. 1: anything else. docs/operations.md lists them for operators.
 */
export const exitCodeOf = (error: unknown): 75 | 78 | 1 => {
  if (error instanceof InUseError) return 75;
  return error instanceof SetupError ? 78 : 1;
};

/** An error's message, or its code: a host with several addresses that all refuse gives no message. */
export const wordsOf = (error: Error): string => error.message || String((error as { code?: unknown }).code);

/** The message alone: a stack tells nothing to an operator who has to fix a setting. */
export const reasonOf = (error: unknown): string =>
  `image-share: ${error instanceof Error ? wordsOf(error) : String(error)}\n`;
