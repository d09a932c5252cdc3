/** `/show-image`: one image in full, with buttons for what the caller may do. */
import { chooseAccount } from '../../accounts/choose-account.ts';
import { type FindDeps, type FoundImage, findImage } from '../../accounts/find-image.ts';
import type { ImageNamed } from '../../accounts/image-named.ts';
import { type ImageRef, imageRefSchema, ownAccount } from '../../accounts/image-ref.ts';
import { memberStatusOf } from '../../accounts/read-member-status.ts';
import { readAs } from '../../accounts/reading.ts';
import type { ImageId, Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { CloudStatus, MemberStatus } from '../../model/member.ts';
import { answerImage } from '../../sharing/intents/answer.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { openAnswer } from '../../sharing/rules/share-state.ts';
import { readImageId } from '../../sharing/rules/typed-ids.ts';
import { unpackValue } from '../../slack/blocks/button-value.ts';
import type { Button, Feature, Message, Reply } from '../../slack/feature.ts';
import { readWords } from '../../slack/input/words.ts';
import { answerTaken, imageMessage } from './image-messages.ts';

export interface ShowImageDeps extends IntentDeps {
  readonly finding: FindDeps;
  /** Keeps what somebody without an account typed, and asks them to link one. */
  readonly nothingLinked: (person: Person, typed: string) => Promise<Reply>;
  readonly imageNamed: ImageNamed;
  /** The form that asks for the image. */
  readonly pickImage: (person: Person, command: '/show-image') => Promise<Reply>;
  /** The form that shares an image, filled in. */
  readonly openShare: (
    person: Person,
    image: { readonly image: ImageId; readonly region: string; readonly account: string },
  ) => Promise<Reply>;
}

export const showImage = (deps: ShowImageDeps): Feature => {
  const { store, finding } = deps;

  const shown = async (person: Person, found: FoundImage, taken?: MemberStatus): Promise<Message> => {
    const { image, account } = found;
    const [member, answer, ownerName] = await Promise.all([
      memberStatus(finding, found),
      answerOnRecord(deps, person, found),
      ownerNameOf(deps, person, account, image.owner),
    ]);
    const banner = taken && answerTaken(image.name ?? image.id, taken, account);
    return imageMessage({ ...found, member, answer, ownerName, ...(banner && { banner }) });
  };

  /** The image that a button stands for, with the account of the person who clicked. */
  const imageRefOf = async (
    person: Person,
    value: string,
  ): Promise<{ imageRef: ImageRef; account: Account }> => {
    const imageRef = unpackValue(value, imageRefSchema);
    return { imageRef, account: await ownAccount(store, person, imageRef.account) };
  };

  const again = async (
    person: Person,
    { imageRef, account }: Awaited<ReturnType<typeof imageRefOf>>,
    taken?: MemberStatus,
  ) => shown(person, await findImage(finding, [account], imageRef.image, imageRef.region), taken);

  const answer = (status: MemberStatus): Button => ({
    run: async ({ person }, value) => {
      const at = await imageRefOf(person, value);
      const { imageRef, account } = at;
      await answerImage(deps, person, { account, region: imageRef.region, imageId: imageRef.image, status });
      try {
        return { replace: await again(person, at, status) };
      } catch (error) {
        // The answer is recorded, whether or not the image can be read again.
        if (!(error instanceof UserError)) throw error;
        return { say: { text: answerTaken(imageRef.image, status, account) } };
      }
    },
  });

  return {
    commands: {
      '/show-image': {
        summary: 'Show the details of an image',
        usage: '<uuid> [--region R] [--account NAME]',
        examples: ['/show-image 8b818b61-cfbf-44ca-b57e-727da7c9464d'],
        reads: true,
        run: async ({ person }, text) => {
          const linked = await store.accounts.accountsOfPerson(store.database.kysely, person);
          if (linked.length === 0) return deps.nothingLinked(person, `/show-image ${text}`);
          if (text.trim() === '') return deps.pickImage(person, '/show-image');
          const { args, flags, problems } = readWords(text, { '--region': 'value', '--account': 'value' });
          const [typed, extra] = args;
          const named = readImageId(typed, { onlyImages: true });
          const account = chooseAccount(linked, flags['--account'] ?? null);
          const [problem] = problems;
          if (problem) throw new UserError(problem);
          if (extra !== undefined) throw new UserError({ kind: 'unexpected-word', typed: extra });
          if ('kind' in account) throw new UserError(account);
          const imageId = await deps.imageNamed(person, named, {
            account: flags['--account'] ?? null,
            region: flags['--region'] ?? null,
          });
          const others = flags['--account'] === undefined ? linked.filter(({ id }) => id !== account.id) : [];
          const found = await findImage(finding, [account, ...others], imageId, flags['--region'] ?? null);
          return { say: await shown(person, found) };
        },
      },
    },
    buttons: {
      'image-show': {
        run: async ({ person }, value) => ({ say: await again(person, await imageRefOf(person, value)) }),
      },
      'show-share': {
        run: async ({ person }, value) => {
          const { imageRef, account } = await imageRefOf(person, value);
          return deps.openShare(person, {
            image: imageRef.image,
            region: imageRef.region,
            account: account.name,
          });
        },
      },
      'show-accept': answer('accepted'),
      'show-reject': answer('rejected'),
    },
  };
};

/** The status of the account's project; null if it owns the image or, as an administrator's, is not a member. */
const memberStatus = async (
  deps: FindDeps,
  { account, region, image }: FoundImage,
): Promise<CloudStatus | null> => {
  const { owner, visibility } = image;
  if (owner === account.projectId || visibility === 'public' || visibility === 'community') return null;
  return readAs(deps, account, (glanceIn) => memberStatusOf(glanceIn(region), image.id, account.projectId));
};

const answerOnRecord = async (
  { store }: IntentDeps,
  { teamId }: Person,
  { account: { cloudId, projectId }, region, image }: FoundImage,
) => {
  const key = { teamId, cloudId, region, imageId: image.id, projectId };
  const share = await store.shares.findShareByMember(store.database.kysely, key);
  return share && openAnswer(share);
};

const ownerNameOf = async (
  { store }: IntentDeps,
  { teamId }: Person,
  { cloudId, projectId, projectName }: Account,
  owner: string | null,
): Promise<string | null> => {
  if (owner === projectId) return projectName;
  if (owner === null) return null;
  const linked = await store.accounts.accountsOfProject(
    store.database.kysely,
    teamId,
    cloudId,
    owner as Account['projectId'],
  );
  return linked[0]?.projectName ?? null;
};
