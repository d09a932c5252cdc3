/** Parts of answers that are read as far as they can be: one odd value hides none of its neighbours. */
import { z } from 'zod';

/** The names of fields that could not be read, while {@link notingOdd} reads. */
let noted: Set<string> | null = null;

/** Reads at once, and names the fields that were there and could not be read. */
export const notingOdd = <T>(read: () => T): { readonly value: T; readonly odd: readonly string[] } => {
  const odd = new Set<string>();
  noted = odd;
  try {
    return { value: read(), odd: [...odd] };
  } finally {
    noted = null;
  }
};

/** `otherwise` for what cannot be read; what is missing or null is not odd. zod asks for it once with nothing, for its description. */
export const oddly =
  <T>(field: string, otherwise: T) =>
  (of?: { readonly input?: unknown }): T => {
    if (of?.input !== undefined && of.input !== null) noted?.add(field);
    return otherwise;
  };

/** A list without the items that do not fit; empty if it is none. */
export const readableList = <T extends z.ZodType>(item: T, field: string) =>
  z
    .array(item.nullable().catch(oddly(field, null)))
    .catch(oddly<never[]>(field, []))
    .transform((items) => items.filter((one) => one !== null) as z.output<T>[]);

/** Words, also where a service writes a number or a truth value; null for anything else. */
export const readableText = (field: string) =>
  z
    .union([z.string(), z.number().transform(String), z.boolean().transform(String)])
    .nullable()
    .catch(oddly(field, null));

/** An id, also where a service writes a number. */
export const readableId = z.union([z.string(), z.number().int().transform(String)]);

/** A number, also in words; `otherwise` for anything else. */
export const readableNumber = <T extends number | null>(field: string, otherwise: T) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,18}$/)
        .transform(Number),
    ])
    .catch(oddly(field, otherwise as number)) as z.ZodType<number | T>;

/** A truth value, also as a word; false for anything else. */
export const readableFlag = (field: string) =>
  z
    .union([z.boolean(), z.enum(['true', 'True', 'false', 'False']).transform((word) => /^t/i.test(word))])
    .catch(oddly(field, false));
