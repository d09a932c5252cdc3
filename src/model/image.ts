/** An image, as far as the bot shows it. */
import type { ImageId, ProjectId } from '../core/ids.ts';

/** The facts about an image that the bot shows, as Glance last reported them. `createdAt` is Glance's own text. */
export interface ImageFacts {
  readonly name: string | null;
  readonly status: string;
  readonly visibility: string;
  /** Its members are kept, but can be neither seen nor changed: everyone may use it now, or only its owner. */
  readonly hidesMembers?: true;
  readonly owner: ProjectId;
  readonly sizeBytes: number | null;
  readonly minDiskGb: number;
  readonly minRamMb: number;
  readonly checksum: string | null;
  readonly os: string | null;
  readonly diskFormat: string | null;
  readonly createdAt: string | null;
}

/** An image in a list. */
export interface Listed {
  readonly imageId: ImageId;
  readonly image: ImageFacts;
}
