/** What the buttons of a list of members carry: the image, the page, and for a Remove the member. */
import { z } from 'zod';
import { imageRefSchema } from '../../accounts/image-ref.ts';
import type { ProjectId } from '../../core/ids.ts';

export const pageSchema = imageRefSchema.extend({ page: z.int().positive() });

export type MembersPage = z.infer<typeof pageSchema>;

export const removalSchema = pageSchema.extend({
  member: z
    .string()
    .max(255)
    .transform((id) => id as ProjectId),
});
