/** Problems with what somebody typed. */
import { listed, quoted, type Words } from './wording.ts';

export type TypedProblem =
  | { readonly kind: 'not-an-image-id'; readonly typed: string }
  /** `ids`: of that name, newest first, if there are several; `near`: names like it, if there is none. */
  | {
      readonly kind: 'image-name';
      readonly typed: string;
      readonly ids: readonly string[];
      readonly near: readonly string[];
      /** Clouds that did not answer. */
      readonly silent: readonly string[];
    }
  | { readonly kind: 'image-name-read'; readonly typed: string; readonly imageId: string }
  | { readonly kind: 'no-tenant' }
  /** No tenant but people were named; `projects`: what they have linked on the cloud. */
  | {
      readonly kind: 'no-tenant-but-people';
      readonly projects: readonly { readonly id: string; readonly name: string }[];
    }
  | { readonly kind: 'too-many-tenants'; readonly count: number; readonly max: number }
  | {
      readonly kind: 'too-many-people';
      readonly count: number;
      readonly max: number;
      readonly per: 'command' | 'day';
    }
  | { readonly kind: 'bad-tenant'; readonly typed: string; readonly why: 'space' | 'long' | 'character' }
  | { readonly kind: 'own-project'; readonly projectId: string }
  /** `guesses`: the ids that the word may mean. */
  | {
      readonly kind: 'doubtful-tenant';
      readonly typed: string;
      readonly why:
        | 'image'
        | 'length'
        | 'number'
        | 'name'
        | 'inside'
        | 'channel'
        | 'address'
        | 'after-note'
        | 'after-flag'
        | 'filler'
        | 'word';
      readonly guesses: readonly string[];
    }
  | { readonly kind: 'no-image' }
  | { readonly kind: 'no-status' }
  | { readonly kind: 'bad-status'; readonly typed: string }
  | { readonly kind: 'unknown-flag'; readonly flag: string; readonly known: readonly string[] }
  | { readonly kind: 'flag-without-value'; readonly flag: string }
  | { readonly kind: 'flag-twice'; readonly flag: string }
  | { readonly kind: 'unclosed-quote' }
  | { readonly kind: 'id-in-note'; readonly typed: string }
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
  | { readonly kind: 'day-either-way'; readonly typed: string; readonly readings: readonly [string, string] }
  | { readonly kind: 'ends-clash' | 'term-over' }
  | { readonly kind: 'draft-over' }
  | { readonly kind: 'person-not-resolved'; readonly typed: string }
  | { readonly kind: 'field-empty'; readonly field: string }
  | { readonly kind: 'name-taken'; readonly name: string };

export const typedWords: Words<TypedProblem> = {
  'not-an-image-id': (problem) =>
    `${quoted(problem.typed)} is not an image id. Give the image's UUID, such as \`8b818b61-cfbf-44ca-b57e-727da7c9464d\`. \`openstack image list\` shows it.`,
  'image-name': ({ typed, ids, near, silent }) => {
    if (ids.length > 0)
      return `Several images are named ${quoted(typed)}, newest first ${listed(ids)}. Use the id of the one you mean.`;
    const next =
      near.length > 0 ? `The nearest names are ${listed(near)}.` : '/list-images shows your images.';
    return silent.length > 0
      ? `No image named ${quoted(typed)} was found, and it is not an image id. ${new Intl.ListFormat('en-GB').format(silent)} did not answer, so it may be there. Try again in a moment.`
      : `You have no image named ${quoted(typed)}, and it is not an image id. ${next}`;
  },
  'image-name-read': ({ typed, imageId }) =>
    `${quoted(typed)} is the name of the image \`${imageId}\`, which is filled in.`,
  'no-tenant': () =>
    'You did not name a project to share with. Add at least one project id. The consumer finds it with /image-account.',
  'no-tenant-but-people': ({ projects: [first, ...others] }) => {
    if (first === undefined)
      return 'The people you named have linked no project on this cloud. Ask them to run /image-account, or to tell you their project id.';
    if (others.length === 0)
      return `The people you named have linked the project ${quoted(first.name)} on this cloud. Its id is filled in.`;
    const all = [first, ...others].map(({ id, name }) => `${quoted(name)} \`${id}\``);
    return `The people you named have linked several projects on this cloud: ${all.join(', ')}. Add the id of the one you mean.`;
  },
  'too-many-tenants': (problem) =>
    `You named ${problem.count} projects, but an image can have only ${problem.max} members, so nothing was shared. Name ${problem.max} or fewer.`,
  'too-many-people': (problem) =>
    ({
      command: `You named ${problem.count} people who have not linked the project, but the bot writes to only ${problem.max} of them at a time, so nothing was shared. Name fewer, or only the project: its people are asked anyway.`,
      day: `With these, you would name ${problem.count} people in a day who have not linked the project, but the bot writes to only ${problem.max}, so nothing was shared. Name only the project: its people are asked anyway.`,
    })[problem.per],
  'bad-tenant': (problem) =>
    ({
      space: `${quoted(problem.typed)} contains a space, but project ids contain none. Nothing was shared. Check the id.`,
      long: `${quoted(problem.typed)} is longer than the 255 characters that a project id can have. Nothing was shared. Check the id.`,
      character: `${quoted(problem.typed)} is not a project id that the cloud accepts. Nothing was shared. Check the id.`,
    })[problem.why],
  'own-project': (problem) =>
    `\`${problem.projectId}\` is the image's own project, which already has the image. Name the consumer's project.`,
  'doubtful-tenant': ({ typed, why, guesses: [guess = '', ...others] }) => {
    const word = quoted(typed);
    if (others.length > 0)
      return `${word} is the name of several projects, ${listed([guess, ...others])}. Add the id of the one you mean.`;
    return {
      image: `${word} is an image's id, not a project's. It is left out.`,
      length: `${word} has ${typed.length} digits, but a project id has 32. Check it against the original.`,
      number: `${word} is a number, but a project id has 32 digits, 0–9 and a–f. Check it against the original.`,
      name: `${word} is the name of the project \`${guess}\`. Its id is filled in.`,
      inside: `${word} contains the project id \`${guess}\`, which is filled in.`,
      channel: `${word} is a channel, not a project. It is left out.`,
      address: `${word} looks like a person's address, not a project id. It is left out.`,
      'after-note': `Is ${word} part of the note? It is left out. A note may have several words.`,
      'after-flag': `${word} follows a flag that does not take it. It is left out.`,
      filler: `${word} is not a project id. It is left out.`,
      word: `${word} is not a project id as clouds make them: 32 digits, 0–9 and a–f.`,
    }[why];
  },
  'no-image': () =>
    "You did not name an image. Start with the image's UUID. `openstack image list` shows it.",
  'no-status': () => 'You did not name a status. Add accepted, rejected or pending after the image id.',
  'bad-status': (problem) =>
    `${quoted(problem.typed)} is not a member status. Use accepted, rejected or pending.`,
  'unknown-flag': (problem) =>
    `${problem.flag} is not a flag of this command. Its flags are ${listed(problem.known)}.`,
  'flag-without-value': (problem) => `${problem.flag} needs a value. Add one, or leave the flag out.`,
  'flag-twice': (problem) => `${problem.flag} appears twice. Keep one of them.`,
  'unclosed-quote': () => 'A quotation mark is not closed. Close it, or leave it out.',
  'id-in-note': (problem) =>
    `${quoted(problem.typed)} is part of the note. If you meant it as something else, move it to its own input.`,
  'unexpected-word': (problem) =>
    `This command does not take ${quoted(problem.typed)}. Leave it out, or type “help” after the command to see what it takes.`,
  'bad-choice': (problem) =>
    `${quoted(problem.typed)} is not a valid value for ${problem.flag}. Use one of ${listed(problem.known)}.`,
  'flags-clash': (problem) =>
    `${problem.one} and ${problem.other} select different images. Keep one of them.`,
  'members-clash': (problem) =>
    `${problem.one} and ${problem.other} select different members, and --private always selects all of them. Keep one of the two.`,
  'filters-too-long': () => 'These filters are too long to page through. Use fewer or shorter ones.',
  'note-too-long': (problem) =>
    `The note has ${problem.length} characters, but only ${problem.max} fit. Shorten it.`,
  'bad-duration': (problem) =>
    `${quoted(problem.typed)} is not a valid value for ${problem.flag}. Give a number and a unit, such as 12h, 7d, 2 weeks or 1 month. The longest is five years.`,
  'bad-day': (problem) =>
    `${quoted(problem.typed)} is not a date. Give the year, month and day, such as 2027-01-31.`,
  'day-either-way': (problem) =>
    `${quoted(problem.typed)} can be read as ${problem.readings.join(' or as ')}. Write the one you mean.`,
  'day-over': (problem) =>
    `${quoted(problem.typed)} is in the past. Give a later day, or leave it out to share without an end.`,
  'day-too-far': (problem) =>
    `${quoted(problem.typed)} is more than five years ahead. Give an earlier day, or leave it out to share without an end.`,
  'term-over': () =>
    'The end of this share has passed, so nothing was done. Share the image again with a later end, or without one.',
  'ends-clash': () => '--for and --until both say when the share ends. Keep one of them.',
  'draft-over': () =>
    'The bot keeps what you typed for an hour, which is over, so nothing was done. Send the command again.',
  'person-not-resolved': (problem) =>
    `The bot does not know who ${quoted(problem.typed)} is. Type @ and pick the name from Slack's list.`,
  'field-empty': (problem) => `${problem.field} is missing. Fill it in.`,
  'name-taken': (problem) =>
    `You already have an account named ${quoted(problem.name)}. Choose another name.`,
};
