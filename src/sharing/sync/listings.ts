/** The requests of one poll of a project's images in one region: lists first, then single reads for what a list does not tell. */
import { AnswerTooLargeError, CloudHttpError, isNotFound } from '../../cloud/errors.ts';
import type { Account } from '../../model/account.ts';
import type { Listed } from '../../model/image.ts';
import type { Member, MemberStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import type { ImageService } from '../image-service.ts';
import {
  compareMembers,
  compareOffered,
  type Described,
  type Listing,
  type Offered,
} from '../rules/plan-project-sync.ts';
import { deletedImage } from './image-change.ts';

/** As many ids as fit into one request's address. */
const idsAtOnce = 50;
const statuses: readonly MemberStatus[] = ['pending', 'accepted', 'rejected'];

/** What one poll found out, and what to read more closely. */
export interface SyncFindings {
  readonly toRead: Set<Share>;
  /** Those that no list tells anything about. */
  readonly unsure: Set<Share>;
  readonly described: Described[];
  readonly adopt: Listing[];
  /** For each image whose members were listed: all of them, and those that nobody asked the bot for. */
  readonly members: {
    readonly share: Share;
    readonly all: readonly Member[];
    readonly added: readonly Member[];
  }[];
  readonly listed: Share[];
}

/** Counts requests as they are sent, repeats included. Each part of a poll is left out once none is left for it. */
export const meterOf = (max: number) => {
  let spent = 0;
  return {
    sent: () => {
      spent += 1;
    },
    /** For reads that follow; false, and nothing counted, if they are too many. */
    reserve: (requests: number) => {
      if (spent + requests > max) return false;
      spent += requests;
      return true;
    },
    left: () => Math.max(0, max - spent),
    spent: () => spent,
  };
};
export type Meter = ReturnType<typeof meterOf>;

/** What others offer to the project. */
export const pollOffered = async (
  images: ImageService,
  region: string,
  { projectId }: Account,
  shares: readonly Share[],
  meter: Meter,
  found: SyncFindings,
) => {
  const everybodys = await images.seesEverything();
  const offered: Offered[] = [];
  // an administrator's lists contain what is shared with anybody, so each image is read on its own
  for (const status of everybodys ? statuses.slice(0, 1) : statuses)
    offered.push(await offeredAs(images, region, status, projectId, meter));
  const { toRead, unsure, describe, adopt } = compareOffered(shares, offered);
  found.described.push(...describe);
  for (const share of everybodys ? shares : [...toRead, ...unsure]) found.toRead.add(share);
  for (const share of everybodys ? shares : unsure) found.unsure.add(share);
  for (const one of adopt)
    if (!everybodys || (await isPending(images, one, projectId, meter))) found.adopt.push(one);
};

/** Null for an image with more properties than the bot reads: it must not hide the others. */
const tooLargeToRead = (error: unknown): null => {
  if (error instanceof AnswerTooLargeError) return null;
  throw error;
};

const offeredAs = async (
  images: ImageService,
  region: string,
  status: MemberStatus,
  projectId: Account['projectId'],
  meter: Meter,
): Promise<Offered> => {
  const listed: Listed[] = [];
  const pages = images.listOffered(status)[Symbol.asyncIterator]();
  while (meter.left() > 0) {
    const page = await pages.next().catch(tooLargeToRead);
    // what stands behind it in the list is told when it has gone
    if (page === null) break;
    if (page.done) return { region, status, listed, whole: true };
    listed.push(...page.value.filter(({ image }) => image.owner !== projectId));
  }
  return { region, status, listed, whole: false };
};

const isPending = async (
  images: ImageService,
  { imageId }: Described,
  projectId: Account['projectId'],
  meter: Meter,
): Promise<boolean> => {
  if (meter.left() === 0) return false;
  try {
    return (await images.showMember(imageId, projectId)).status === 'pending';
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
};

/**
 * Those of the project's own images that are due: their state, many per request, and their members. This shows the status of
 * people who linked nothing here, and who was added without the bot.
 */
export const pollOwn = async (
  images: ImageService,
  region: string,
  due: readonly (readonly Share[])[],
  meter: Meter,
  found: SyncFindings,
) => {
  for (let at = 0; at < due.length && meter.left() > 0; at += idsAtOnce) {
    const some = due.slice(at, at + Math.min(idsAtOnce, meter.left()));
    const ids = some.flatMap(([share]) => share?.imageId ?? []);
    const listed = new Map(
      ((await images.showImages(ids).catch(tooLargeToRead)) ?? []).map((one) => [one.imageId, one.image]),
    );
    for (const shares of some) {
      const [share] = shares;
      if (share === undefined || meter.left() === 0) return;
      const { imageId } = share;
      const image = listed.get(imageId) ?? (await imageOf(images, share));
      if (image) found.described.push({ region, imageId, image });
      if (image?.status === 'deleted') for (const one of shares) found.toRead.add(one);
      else if (!image?.hidesMembers) {
        if (meter.left() === 0) return;
        await pollMembers(images, shares, found);
      }
      found.listed.push(...shares);
    }
  }
};

/** An image that the list left out: it may be hidden, gone, or too large. Null if nothing is learned about it. */
const imageOf = async (images: ImageService, { imageId, image }: Share) => {
  try {
    return await images.showImage(imageId);
  } catch (error) {
    if (!isNotFound(error)) return tooLargeToRead(error);
    return image && deletedImage(image);
  }
};

const pollMembers = async (images: ImageService, shares: readonly Share[], found: SyncFindings) => {
  const [first] = shares;
  if (first === undefined) return;
  try {
    const all = await images.listMembers(first.imageId);
    const { toRead, added } = compareMembers(shares, all);
    for (const share of toRead) found.toRead.add(share);
    found.members.push({ share: first, all, added });
  } catch (error) {
    // changed meanwhile: the image itself says how, and each Share is read
    if (!isNotFound(error) && !(error instanceof CloudHttpError && error.status === 403)) throw error;
    for (const share of shares) found.toRead.add(share);
  }
};
