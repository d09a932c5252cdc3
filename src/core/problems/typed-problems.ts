/** Problems with what somebody typed. */
import { listed, quoted, type Words } from './wording.ts';

export type TypedProblem =
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
  | { readonly kind: 'name-taken'; readonly name: string };

export const typedWords: Words<TypedProblem> = {
  'not-an-image-id': (problem) =>
    `${quoted(problem.typed)} is not an image id. Give the image's UUID, such as \`8b818b61-cfbf-44ca-b57e-727da7c9464d\`; \`openstack image list\` shows it.`,
  'no-tenant': () =>
    'No tenant was given. Name at least one project id to share with; the consumer finds it with /image-account.',
  'too-many-tenants': (problem) =>
    `${problem.count} tenants are more than the ${problem.max} members an image can have, so nothing was shared. Name ${problem.max} or fewer.`,
  'bad-tenant': (problem) =>
    ({
      space: `${quoted(problem.typed)} has a space in it, which no project id has. Nothing was shared; check the id.`,
      long: `${quoted(problem.typed)} is longer than the 255 characters a project id can have. Nothing was shared; check the id.`,
      character: `${quoted(problem.typed)} cannot be a project id: the cloud could not find such a member again. Nothing was shared; check the id.`,
    })[problem.why],
  'own-project': (problem) =>
    `\`${problem.projectId}\` is the image's own project, which has the image already. Name the consumer's project.`,
  'project-name': (problem) =>
    `${quoted(problem.typed)} is a project's name; the cloud goes by ids. Did you mean \`${problem.projectId}\`? Put the id in its place.`,
  'no-image': () => "No image was given. Begin with the image's UUID; `openstack image list` shows it.",
  'no-status': () => 'No status was given. Say accepted, rejected or pending after the image id.',
  'bad-status': (problem) =>
    `${quoted(problem.typed)} is not a member status. Use accepted, rejected or pending.`,
  'unknown-flag': (problem) =>
    `There is no ${problem.flag} here. This command knows ${listed(problem.known)}.`,
  'flag-without-value': (problem) => `${problem.flag} needs a value after it. Add it, or leave the flag out.`,
  'flag-twice': (problem) => `${problem.flag} was given twice. Keep one of them.`,
  'unclosed-quote': () => 'A quotation mark is opened and never closed. Close it, or leave it out.',
  'unexpected-word': (problem) =>
    `${quoted(problem.typed)} has no place in this command. Leave it out; “help” after the command's name shows what it takes.`,
  'bad-choice': (problem) =>
    `${quoted(problem.typed)} is nothing that ${problem.flag} knows. It takes ${listed(problem.known)}.`,
  'flags-clash': (problem) =>
    `${problem.one} and ${problem.other} ask for different images. Keep one of them.`,
  'members-clash': (problem) =>
    `${problem.one} and ${problem.other} ask for different members; --private removes all of them first. Keep one of the two.`,
  'filters-too-long': () => 'These filters are too long to page through. Use fewer or shorter ones.',
  'note-too-long': (problem) => `The note has ${problem.length} characters; ${problem.max} fit. Shorten it.`,
  'bad-duration': (problem) =>
    `${quoted(problem.typed)} is not how long ${problem.flag} can be. Give a number and its unit, such as 12h, 7d or 2w.`,
  'bad-day': (problem) =>
    `${quoted(problem.typed)} is not a day. Give year, month and day, such as 2027-01-31.`,
  'day-over': (problem) =>
    `${quoted(problem.typed)} is over already. Give a later day, or leave it out to share without an end.`,
  'day-too-far': (problem) =>
    `${quoted(problem.typed)} is more than five years ahead. Give an earlier day, or leave it out to share without an end.`,
  'term-over': () =>
    'The share was to end before now, so nothing was done. Share the image again, with another end or with none.',
  'ends-clash': () => '--for and --until both say when the share ends. Keep one of them.',
  'person-not-resolved': (problem) =>
    `${quoted(problem.typed)} did not reach the bot as a person. Pick the name from Slack's list while typing @.`,
  'field-empty': (problem) => `${problem.field} is missing. Fill it in.`,
  'name-taken': (problem) =>
    `You have an account named ${quoted(problem.name)} already. Choose another name.`,
};
