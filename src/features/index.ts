/** The explicit list of what the bot can do. A new command is a folder here, a line below and an entry in manifest.yml. */
import type { LinkDeps } from '../accounts/linking.ts';
import type { ReadDeps } from '../accounts/reading.ts';
import type { ClickDeps } from '../sharing/wishes.ts';
import type { Feature } from '../slack/surface.ts';
import { answerShare } from './answer-share/index.ts';
import { imageAccount } from './image-account/index.ts';
import { nothingLinked } from './image-account/messages.ts';
import { imageMembers } from './image-members/index.ts';
import { imageStatus } from './image-status/index.ts';
import { listImages } from './list-images/index.ts';
import { shareImage } from './share-image/index.ts';
import { shareModal } from './share-image/modal.ts';
import { type ShowImageDeps, showImage } from './show-image/index.ts';
import { unshareImage } from './unshare-image/index.ts';

export interface FeatureDeps {
  readonly wishes: ClickDeps;
  readonly linking: LinkDeps;
  readonly reading: ReadDeps;
  /** The regions the operator named for a cloud; empty = whatever its catalog has. */
  readonly regionsOf: (cloud: string) => readonly string[];
}

export const features = ({ wishes, linking, reading, regionsOf }: FeatureDeps): readonly Feature[] => {
  const { accounts, database } = wishes.ledger;
  const unlinked = (typed?: string) => ({ say: nothingLinked(typed) });
  const openShare: ShowImageDeps['openShare'] = async (person, known) => ({
    open: shareModal(
      { tenants: [], people: [], note: null, accept: false, ...known },
      [],
      await accounts.accountsOfPerson(database.kysely, person),
    ),
  });
  return [
    shareImage({ ...wishes, regionsOf, nothingLinked: unlinked }),
    unshareImage({ ...wishes, finding: { ...reading, regionsOf }, nothingLinked: unlinked }),
    imageMembers({ ...wishes, finding: { ...reading, regionsOf }, nothingLinked: unlinked }),
    answerShare(wishes),
    imageStatus({ ...wishes, regionsOf, nothingLinked: unlinked }),
    listImages({ ...wishes, reading, regionsOf, nothingLinked: unlinked }),
    showImage({ ...wishes, finding: { ...reading, regionsOf }, openShare, nothingLinked: unlinked }),
    imageAccount(linking),
  ];
};
