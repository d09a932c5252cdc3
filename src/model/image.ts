/** An image, as far as it is shown. */
import type { ImageId, ProjectId } from '../core/ids.ts';

/** What is shown of an image, as Glance last told it. `createdAt` is Glance's own text. */
export interface ImageFacts {
  readonly name: string | null;
  readonly status: string;
  readonly visibility: string;
  readonly owner: ProjectId;
  readonly sizeBytes: number | null;
  readonly minDiskGb: number;
  readonly minRamMb: number;
  readonly checksum: string | null;
  readonly os: string | null;
  readonly diskFormat: string | null;
  readonly createdAt: string | null;
}

/** An image as a list has it. */
export interface Listed {
  readonly imageId: ImageId;
  readonly image: ImageFacts;
}
