/** What a failed start or command exits with, so that a supervisor knows whether trying again can help. */
import { SetupError } from './core/setup-error.ts';

/** sysexits.h EX_CONFIG (78): trying again changes nothing before the operator did something. 1: anything else. */
export const exitCodeOf = (error: unknown): 78 | 1 => (error instanceof SetupError ? 78 : 1);

/** An error's message, or its code: a host of several addresses that refuses at each has no message. */
export const wordsOf = (error: Error): string => error.message || String((error as { code?: unknown }).code);

/** The message alone: a stack says nothing to an operator who has to mend a setting. */
export const reasonOf = (error: unknown): string =>
  `image-share: ${error instanceof Error ? wordsOf(error) : String(error)}\n`;
