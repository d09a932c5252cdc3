/** The explicit list of what the bot can do. A new command is a folder here, a line below and an entry in manifest.yml. */
import type { LinkDeps } from '../accounts/linking.ts';
import type { ClickDeps } from '../sharing/wishes.ts';
import type { Feature } from '../slack/surface.ts';
import { answerShare } from './answer-share/index.ts';
import { imageAccount } from './image-account/index.ts';
import { nothingLinked } from './image-account/messages.ts';
import { imageStatus } from './image-status/index.ts';
import { shareImage } from './share-image/index.ts';

export interface FeatureDeps {
  readonly wishes: ClickDeps;
  readonly linking: LinkDeps;
  /** The regions the operator named for a cloud; empty = whatever its catalog has. */
  readonly regionsOf: (cloud: string) => readonly string[];
}

export const features = ({ wishes, linking, regionsOf }: FeatureDeps): readonly Feature[] => {
  const unlinked = (typed?: string) => ({ say: nothingLinked(typed) });
  return [
    shareImage({ ...wishes, regionsOf, nothingLinked: unlinked }),
    answerShare(wishes),
    imageStatus({ ...wishes, regionsOf, nothingLinked: unlinked }),
    imageAccount(linking),
  ];
};
