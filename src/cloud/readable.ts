/** Parts of answers that are read as far as they can be: one odd value hides none of its neighbours. */
import { z } from 'zod';

/** A list without the items that do not fit; empty if it is none. */
export const readableList = <T extends z.ZodType>(item: T) =>
  z
    .array(item.nullable().catch(null))
    .catch([])
    .transform((items) => items.filter((one) => one !== null) as z.output<T>[]);

/** Words, also where a service writes a number or a truth value; null for anything else. */
export const readableText = z
  .union([z.string(), z.number().transform(String), z.boolean().transform(String)])
  .nullable()
  .catch(null);

/** A number, also in words; `otherwise` for anything else. */
export const readableNumber = <T extends number | null>(otherwise: T) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,18}$/)
        .transform(Number),
    ])
    .catch(otherwise as number) as z.ZodType<number | T>;

/** A truth value, also as a word; false for anything else. */
export const readableFlag = z
  .union([z.boolean(), z.enum(['true', 'True', 'false', 'False']).transform((word) => /^t/i.test(word))])
  .catch(false);
