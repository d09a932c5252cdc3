/**
 * What can go wrong for a person, as plain data: it is stored on rows and shown on cards.
 * Every kind is worded here and nowhere else: what happened, what it means, what to do next.
 */
import type { ImageId } from './ids.ts';

export type Problem =
  // what was typed
  | { readonly kind: 'not-an-image-id'; readonly typed: string }
  | { readonly kind: 'no-tenant' }
  | { readonly kind: 'too-many-tenants'; readonly count: number; readonly max: number }
  | { readonly kind: 'bad-tenant'; readonly typed: string; readonly why: 'space' | 'long' | 'character' }
  | { readonly kind: 'own-project'; readonly projectId: string }
  | { readonly kind: 'project-name'; readonly typed: string; readonly projectId: string }
  | { readonly kind: 'no-image' }
  | { readonly kind: 'no-status' }
  | { readonly kind: 'bad-status'; readonly typed: string }
  | { readonly kind: 'unknown-flag'; readonly flag: string; readonly known: readonly string[] }
  | { readonly kind: 'flag-without-value'; readonly flag: string }
  | { readonly kind: 'flag-twice'; readonly flag: string }
  | { readonly kind: 'unclosed-quote' }
  | { readonly kind: 'unexpected-word'; readonly typed: string }
  | {
      readonly kind: 'bad-choice';
      readonly flag: string;
      readonly typed: string;
      readonly known: readonly string[];
    }
  | { readonly kind: 'flags-clash'; readonly one: string; readonly other: string }
  | { readonly kind: 'members-clash'; readonly one: string; readonly other: string }
  | { readonly kind: 'filters-too-long' }
  | { readonly kind: 'note-too-long'; readonly length: number; readonly max: number }
  | { readonly kind: 'bad-duration'; readonly flag: string; readonly typed: string }
  | { readonly kind: 'bad-day' | 'day-over' | 'day-too-far'; readonly typed: string }
  | { readonly kind: 'ends-clash' | 'term-over' }
  | { readonly kind: 'person-not-resolved'; readonly typed: string }
  | { readonly kind: 'field-empty'; readonly field: string }
  | { readonly kind: 'name-taken'; readonly name: string }
  // accounts
  | { readonly kind: 'no-account' }
  | { readonly kind: 'no-such-account'; readonly name: string; readonly have: readonly string[] }
  | { readonly kind: 'no-account-for-project'; readonly project: string; readonly cloud: string }
  | { readonly kind: 'account-unlinked'; readonly project: string; readonly cloud: string }
  | { readonly kind: 'account-refused'; readonly account: string; readonly cloud: string }
  | { readonly kind: 'credential-lost'; readonly account: string }
  | { readonly kind: 'no-such-cloud'; readonly name: string; readonly have: readonly string[] }
  | { readonly kind: 'no-such-region'; readonly region: string; readonly have: readonly string[] }
  | { readonly kind: 'no-image-service'; readonly cloud: string }
  | { readonly kind: 'credentials-refused'; readonly what: 'id' | 'secret' | 'password' | 'apiKey' }
  | { readonly kind: 'bad-clouds-yaml'; readonly why: 'unreadable' | 'no-credential' | 'several' }
  | { readonly kind: 'foreign-cloud'; readonly authUrl: string; readonly have: readonly string[] }
  | { readonly kind: 'cloud-silent'; readonly cloud: string }
  | { readonly kind: 'cloud-busy'; readonly cloud: string }
  | { readonly kind: 'cloud-away'; readonly cloud: string }
  | { readonly kind: 'cloud-gone'; readonly cloud: string; readonly waits: boolean }
  | { readonly kind: 'cloud-refused'; readonly status: number; readonly requestId: string | null }
  | { readonly kind: 'filter-refused'; readonly detail: string }
  | {
      readonly kind: 'link-again';
      readonly account: string;
      readonly cloud: string;
      readonly why: 'refused' | 'lost';
    }
  | { readonly kind: 'unread'; readonly cloud: string }
  // the image and its members
  | { readonly kind: 'image-not-found'; readonly imageId: ImageId; readonly region: string }
  | {
      readonly kind: 'image-nowhere';
      readonly imageId: ImageId;
      readonly searched: readonly { readonly account: string; readonly regions: readonly string[] }[];
    }
  | { readonly kind: 'image-gone'; readonly imageId: ImageId }
  | { readonly kind: 'image-not-yours'; readonly image: string; readonly project: string }
  | {
      readonly kind: 'image-needs-no-members';
      readonly image: string;
      readonly visibility: 'public' | 'community';
    }
  | {
      readonly kind: 'image-open-to-all';
      readonly image: string;
      readonly visibility: 'public' | 'community';
    }
  | { readonly kind: 'image-unusable'; readonly image: string; readonly status: string }
  | { readonly kind: 'member-quota'; readonly max: number | null }
  /** `stays`: it was to become private, and is as it was. */
  | {
      readonly kind: 'members-left';
      readonly image: string;
      readonly count: number;
      readonly stays: boolean;
    }
  | {
      readonly kind: 'forbidden';
      readonly act: 'share' | 'answer' | 'remove' | 'read-member' | 'open' | 'read';
      /** The role that the account's user lacks, where nothing else can be the reason. */
      readonly role?: string | null;
      readonly requestId: string | null;
    }
  | { readonly kind: 'offer-withdrawn'; readonly imageId: ImageId }
  | { readonly kind: 'not-a-member'; readonly imageId: ImageId; readonly project: string }
  // Slack
  | { readonly kind: 'stale-card' }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'outsider' }
  | { readonly kind: 'unknown'; readonly reference: string };

/** A {@link Problem} on its way to the person who caused it; `message` is its wording. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(wordProblem(problem));
    this.problem = problem;
  }
}

/** At most 80 characters of what somebody typed, so that a long paste does not drown the sentence. */
const quoted = (typed: string) => `“${typed.length > 80 ? `${typed.slice(0, 79)}…` : typed}”`;

const listed = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ') || 'none yet';

/** The problem in plain words, one or two sentences; backticks mark ids. Not escaped for mrkdwn: the Slack side does that. */
export const wordProblem = (problem: Problem): string => {
  switch (problem.kind) {
    case 'not-an-image-id':
      return `${quoted(problem.typed)} is not an image id. Give the image's UUID, such as \`8b818b61-cfbf-44ca-b57e-727da7c9464d\`; \`openstack image list\` shows it.`;
    case 'no-tenant':
      return 'No tenant was given. Name at least one project id to share with; the consumer finds it with /image-account.';
    case 'too-many-tenants':
      return `${problem.count} tenants are more than the ${problem.max} members an image can have, so nothing was shared. Name ${problem.max} or fewer.`;
    case 'bad-tenant':
      return {
        space: `${quoted(problem.typed)} has a space in it, which no project id has. Nothing was shared; check the id.`,
        long: `${quoted(problem.typed)} is longer than the 255 characters a project id can have. Nothing was shared; check the id.`,
        character: `${quoted(problem.typed)} cannot be a project id: the cloud could not find such a member again. Nothing was shared; check the id.`,
      }[problem.why];
    case 'own-project':
      return `\`${problem.projectId}\` is the image's own project, which has the image already. Name the consumer's project.`;
    case 'project-name':
      return `${quoted(problem.typed)} is a project's name; the cloud goes by ids. Did you mean \`${problem.projectId}\`? Put the id in its place.`;
    case 'no-image':
      return "No image was given. Begin with the image's UUID; `openstack image list` shows it.";
    case 'no-status':
      return 'No status was given. Say accepted, rejected or pending after the image id.';
    case 'bad-status':
      return `${quoted(problem.typed)} is not a member status. Use accepted, rejected or pending.`;
    case 'unknown-flag':
      return `There is no ${problem.flag} here. This command knows ${listed(problem.known)}.`;
    case 'flag-without-value':
      return `${problem.flag} needs a value after it. Add it, or leave the flag out.`;
    case 'flag-twice':
      return `${problem.flag} was given twice. Keep one of them.`;
    case 'unclosed-quote':
      return 'A quotation mark is opened and never closed. Close it, or leave it out.';
    case 'unexpected-word':
      return `${quoted(problem.typed)} has no place in this command. Leave it out; “help” after the command's name shows what it takes.`;
    case 'bad-choice':
      return `${quoted(problem.typed)} is nothing that ${problem.flag} knows. It takes ${listed(problem.known)}.`;
    case 'flags-clash':
      return `${problem.one} and ${problem.other} ask for different images. Keep one of them.`;
    case 'members-clash':
      return `${problem.one} and ${problem.other} ask for different members; --private removes all of them first. Keep one of the two.`;
    case 'filters-too-long':
      return 'These filters are too long to page through. Use fewer or shorter ones.';
    case 'note-too-long':
      return `The note has ${problem.length} characters; ${problem.max} fit. Shorten it.`;
    case 'bad-duration':
      return `${quoted(problem.typed)} is not how long ${problem.flag} can be. Give a number and its unit, such as 12h, 7d or 2w.`;
    case 'bad-day':
      return `${quoted(problem.typed)} is not a day. Give year, month and day, such as 2027-01-31.`;
    case 'day-over':
      return `${quoted(problem.typed)} is over already. Give a later day, or leave it out to share without an end.`;
    case 'day-too-far':
      return `${quoted(problem.typed)} is more than five years ahead. Give an earlier day, or leave it out to share without an end.`;
    case 'term-over':
      return 'The share was to end before now, so nothing was done. Share the image again, with another end or with none.';
    case 'ends-clash':
      return '--for and --until both say when the share ends. Keep one of them.';
    case 'person-not-resolved':
      return `${quoted(problem.typed)} did not reach the bot as a person. Pick the name from Slack's list while typing @.`;
    case 'field-empty':
      return `${problem.field} is missing. Fill it in.`;
    case 'name-taken':
      return `You have an account named ${quoted(problem.name)} already. Choose another name.`;
    case 'no-account':
      return 'You have no linked cloud account yet. Link one with /image-account, then send this again.';
    case 'no-such-account':
      return `You have no account named ${quoted(problem.name)}. Yours: ${listed(problem.have)}.`;
    case 'no-account-for-project':
      return `This needs an account of project ${quoted(problem.project)} on ${problem.cloud}, and you have none linked. Link one with /image-account, then try again.`;
    case 'account-unlinked':
      return `The account of project ${quoted(problem.project)} on ${problem.cloud} was unlinked before this was done. It waits, and goes on once the account is linked again with /image-account.`;
    case 'account-refused':
      return `${problem.cloud} refuses the account ${quoted(problem.account)}: the credential was revoked, has expired or lost its role. Link it again with /image-account; this goes on by itself then.`;
    case 'credential-lost':
      return `The credential of ${quoted(problem.account)} can no longer be read, as its encryption key was given up. Link it again with /image-account; this goes on by itself then.`;
    case 'no-such-cloud':
      return `There is no cloud ${quoted(problem.name)} here. The operator set up: ${listed(problem.have)}.`;
    case 'no-such-region':
      return `There is no region ${quoted(problem.region)} for this account. It has: ${listed(problem.have)}.`;
    case 'no-image-service':
      return `${problem.cloud} offers this account no image service. Ask the cloud's operator whether the project may use Glance.`;
    case 'credentials-refused':
      return {
        id: 'The cloud knows no application credential with this id. Copy the id again from the output of the create command.',
        secret:
          'The cloud refuses this secret. It is shown only once, when the credential is made; if it is lost, make a new credential.',
        password:
          'The cloud refuses this user, password and project together. Check each, also the two domains.',
        apiKey:
          'The cloud refuses this username with this API key. Copy the key again from your profile in the Control Panel; a reset there ends the old one.',
      }[problem.what];
    case 'bad-clouds-yaml':
      return {
        unreadable:
          'This is no clouds.yaml. Paste the whole file that the dashboard offers after it made the application credential.',
        'no-credential':
          'This clouds.yaml has no application credential with its secret in it. Download it right after making the credential.',
        several:
          'This clouds.yaml has several application credentials. Leave one in it, and link the others one by one.',
      }[problem.why];
    case 'foreign-cloud':
      return `The file is for ${quoted(problem.authUrl)}, which is none of the clouds set up here: ${listed(problem.have)}. The bot sends credentials to these only; nothing was sent.`;
    case 'cloud-silent':
      return `${problem.cloud} did not answer in time. Nothing was kept; try again in a moment.`;
    case 'cloud-away':
      return `${problem.cloud} does not answer as it should. The bot keeps trying; this goes on by itself.`;
    case 'cloud-gone':
      return `The operator of this bot took ${problem.cloud} out of its clouds. Ask the operator to put it back; ${problem.waits ? 'this then goes on by itself' : 'then send this again'}.`;
    case 'cloud-busy':
      return `${problem.cloud} limits how often it may be asked. The bot waits as long as it has to; this goes on by itself.`;
    case 'cloud-refused':
      return `The cloud answered ${problem.status}, which the bot did not expect. Try again later; the operator finds it under request ${problem.requestId ?? 'without id'}.`;
    case 'filter-refused':
      return `The cloud refuses these filters: ${quoted(problem.detail)}. Change or leave out the one it names.`;
    case 'link-again':
      return problem.why === 'lost'
        ? `The credential of ${quoted(problem.account)} can no longer be read, as its encryption key was given up. Link it again with /image-account, then send this again.`
        : `${problem.cloud} refuses the account ${quoted(problem.account)}: the credential was revoked, has expired or lost its role. Link it again with /image-account, then send this again.`;
    case 'unread':
      return `${problem.cloud} did not answer in time, and nothing was changed. Send this again in a moment.`;
    case 'image-not-found':
      return `There is no image \`${problem.imageId}\` in ${problem.region} that your account can see. Check the id, or name another region with --region.`;
    case 'image-nowhere': {
      const where = problem.searched.map(
        ({ account, regions }) => `${regions.join(', ')} with ${quoted(account)}`,
      );
      return `You can see no image \`${problem.imageId}\`: looked in ${where.join('; ')}. Check the id, or ask its owner whether it is still there and shared with your project.`;
    }
    case 'image-gone':
      return `The image \`${problem.imageId}\` is no longer there. It was deleted, or is no longer visible to its owner's account.`;
    case 'image-not-yours':
      return `${problem.image} belongs to another project than ${problem.project}, so it is not yours to share. Use an account of the owner's project with --account.`;
    case 'image-needs-no-members':
      return `${problem.image} is ${problem.visibility}: everyone on this cloud can use it already. There is nothing to share; send its id.`;
    case 'image-open-to-all':
      return `${problem.image} is ${problem.visibility}: everyone on this cloud can use it, so it has no members. Its owner changes that with \`openstack image set --private\`.`;
    case 'image-unusable':
      return `${problem.image} is ${problem.status} and cannot be shared. Share an image that is active.`;
    case 'member-quota':
      return `The image has as many members as the cloud allows${problem.max ? ` (${problem.max})` : ''}; rejected ones count too. Remove some, then share again.`;
    case 'members-left': {
      const left = problem.count === 1 ? 'One member' : `${problem.count} members`;
      return problem.stays
        ? `${left} of ${problem.image} could not be removed, so it was not made private: whoever is a member then comes back once it is shared again. The lines above say why; mend that, then try again.`
        : `${left} of ${problem.image} could not be removed. The lines above say why; mend that, then try again.`;
    }
    case 'forbidden': {
      const act = {
        share: 'add a member',
        answer: 'change the status',
        remove: 'remove the member',
        'read-member': 'read the member',
        open: 'change who can see the image',
        read: 'read images',
      };
      if (problem.role)
        return `The cloud did not let this account ${act[problem.act]}: its user lacks the role \`${problem.role}\`. Ask the owner of the cloud account to give that role, then try again.`;
      return `The cloud did not let this account ${act[problem.act]}. Its role or its access rules may not allow it; the operator finds it under request ${problem.requestId ?? 'without id'}.`;
    }
    case 'offer-withdrawn':
      return `The image \`${problem.imageId}\` is no longer shared with this project: it was withdrawn or deleted meanwhile. Ask the producer if you still need it.`;
    case 'not-a-member':
      return `Project ${quoted(problem.project)} is not a member of \`${problem.imageId}\`. If the image is its own there is nothing to answer; else ask its owner to share it with this project first.`;
    case 'stale-card':
      return 'This card has changed since you saw it, so nothing was done. It shows now what is so; press again if you still want to.';
    case 'outdated':
      return 'This was shown by an older version of the bot, or for an account that is no longer linked, so nothing was done. Send the command again.';
    case 'outsider':
      return 'This bot serves the workspace it is installed in. Ask somebody there to share with you in another way.';
    case 'unknown':
      return `Something went wrong on the bot's side. Try again; if it stays, give the operator this reference: ${problem.reference}.`;
    default:
      return problem satisfies never;
  }
};
