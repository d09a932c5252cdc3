/** `/image-status`: answers by the image's id, even for images shared without the bot. */
import { chooseAccount, chooseRegion } from '../../accounts/choose-account.ts';
import type { ImageNamed } from '../../accounts/image-named.ts';
import type { CloudId, Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import { answerImage } from '../../sharing/intents/answer.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { readImageId } from '../../sharing/rules/typed-ids.ts';
import type { Feature, Reply } from '../../slack/feature.ts';
import { readWords } from '../../slack/input/words.ts';
import { statusTaken } from './status-messages.ts';

/** What people write for a status. */
const verbs: Readonly<Record<string, MemberStatus>> = {
  accept: 'accepted',
  accepted: 'accepted',
  reject: 'rejected',
  rejected: 'rejected',
  pending: 'pending',
};

const statuses: readonly string[] = ['accepted', 'rejected', 'pending'] satisfies MemberStatus[];

export interface ImageStatusDeps extends IntentDeps {
  readonly regionsOf: (cloudId: CloudId) => readonly string[];
  /** Keeps what somebody without an account typed, and asks them to link one. */
  readonly nothingLinked: (person: Person, typed: string) => Promise<Reply>;
  /** The form that asks for the image. */
  readonly imageNamed: ImageNamed;
  readonly pickImage: (
    person: Person,
    command: '/image-status',
    picked?: { readonly image: string; readonly status: MemberStatus },
  ) => Promise<Reply>;
}

export const imageStatus = (deps: ImageStatusDeps): Feature => ({
  commands: {
    '/image-status': {
      summary: 'Accept or reject an image that is shared with you, or set it back to pending',
      usage: '<uuid> accepted|rejected|pending [--region R] [--account NAME]',
      examples: ['/image-status 8b818b61-cfbf-44ca-b57e-727da7c9464d accepted'],
      tellsOthers: true,
      run: async ({ person }, text) => {
        const { accounts, database } = deps.store;
        const linked = await accounts.accountsOfPerson(database.kysely, person);
        if (linked.length === 0) return deps.nothingLinked(person, `/image-status ${text}`);
        if (text.trim() === '') return deps.pickImage(person, '/image-status');
        const words = readWords(text, { '--region': 'value', '--account': 'value' });
        const [problem] = words.problems;
        if (problem) throw new UserError(problem);
        const [first = '', second] = words.args;
        const [image, typedStatus] = first.toLowerCase() in verbs ? [second, first] : [first, second];
        const imageId = readImageId(image, { onlyImages: true });
        if (typedStatus === undefined)
          throw new UserError(typeof imageId === 'string' ? { kind: 'no-status' } : imageId);
        const status = verbs[typedStatus.toLowerCase()] ?? typedStatus.toLowerCase();
        if (typeof imageId !== 'string' && isStatus(status)) {
          // a name may be that of another image: the form shows which it is
          const where = {
            region: words.flags['--region'] ?? null,
            account: words.flags['--account'] ?? null,
          };
          const named = await deps.imageNamed(person, imageId, where);
          return deps.pickImage(person, '/image-status', { image: named, status });
        }
        if (typeof imageId !== 'string') throw new UserError(imageId);
        if (!isStatus(status)) throw new UserError({ kind: 'bad-status', typed: typedStatus });
        const known = await sharesFor(deps, person, imageId, linked);
        const target = choose(known, linked, words.flags, deps.regionsOf);
        const share = await answerImage(deps, person, { ...target, imageId, status });
        return { say: statusTaken(share, status) };
      },
    },
  },
});

const isStatus = (typed: string): typed is MemberStatus => statuses.includes(typed);

/** The Shares of the image that the person's accounts may answer. */
const sharesFor = async (
  { store }: IntentDeps,
  person: Person,
  imageId: Share['imageId'],
  linked: readonly Account[],
) => {
  const shares = await store.shares.sharesOfImage(store.database.kysely, person.teamId, imageId);
  return shares.flatMap((share) => {
    const account = linked.find(
      ({ cloudId, projectId }) => cloudId === share.cloudId && projectId === share.projectId,
    );
    return account ? [{ share, account }] : [];
  });
};

/** The account and region: as typed, else those of the offer on record, else the defaults. */
const choose = (
  known: readonly { share: Share; account: Account }[],
  linked: readonly Account[],
  flags: { readonly '--account'?: string; readonly '--region'?: string },
  regionsOf: ImageStatusDeps['regionsOf'],
): { account: Account; region: string } => {
  const { '--account': name = null, '--region': typed = null } = flags;
  const account = chooseAccount(linked, name);
  if ('kind' in account) throw new UserError(account);
  const offered = known.find(
    (one) =>
      (name === null ||
        (one.account.projectId === account.projectId && one.account.cloudId === account.cloudId)) &&
      (typed === null || one.share.region.toLowerCase() === typed.toLowerCase()),
  );
  if (offered) return { account: name === null ? offered.account : account, region: offered.share.region };
  const region = chooseRegion(typed, account, regionsOf(account.cloudId));
  if (typeof region !== 'string') throw new UserError(region);
  return { account, region };
};
