/**
 * A button's value: a small record, packed so that Slack returns it unchanged. It says what the click means, never who may
 * click: the reader checks the clicker's own rights.
 */
import { z } from 'zod';
import { UserError } from '../../core/problems/problem.ts';
import { elementLimits } from './limits.ts';

/** Bytes of JSON that fit. */
export const valueBytes = Math.floor((elementLimits.buttonValueChars * 3) / 4);

/** @throws RangeError if it is longer than a button's value can be */
export const packValue = (record: Readonly<Record<string, unknown>>): string => {
  const packed = Buffer.from(JSON.stringify(record)).toString('base64url');
  if (packed.length > elementLimits.buttonValueChars)
    throw new RangeError(`${packed.length} characters do not fit into a button`);
  return packed;
};

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

/** @throws UserError `outdated` if another version of the bot drew the button */
export const unpackValue = <Schema extends z.ZodType>(value: string, schema: Schema): z.output<Schema> => {
  const read = json.pipe(schema).safeParse(Buffer.from(value, 'base64url').toString());
  if (!read.success) throw new UserError({ kind: 'outdated' });
  return read.data;
};
