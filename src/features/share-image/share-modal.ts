/** The modal of `/share-image`: opened without words, or filled in from words that had a mistake. */
import { createHash } from 'node:crypto';
import { carriedWith, carryWhere, readWhere, whereChoices } from '../../accounts/account-and-region.ts';
import type { SlackUserId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { LocalTime } from '../../sharing/people/local-time.ts';
import { context, modalView } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { compositionLimits, elementLimits } from '../../slack/blocks/limits.ts';
import { mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { problemBlocks } from '../../slack/blocks/problem-blocks.ts';
import { whereInputs } from '../../slack/blocks/where-inputs.ts';
import type { ModalValues, ModalView } from '../../slack/feature.ts';
import { filledInFor, peopleBlocks, theirProjects } from './people-inputs.ts';
import { noteMax, type Surroundings, type Typed } from './share-request.ts';
import { splitTenants, tenantsSummary } from './tenants-draft.ts';
import { termInputs, termValues } from './typed-terms.ts';

export const callbackId = 'share-image';

/** Type-ahead menus, by `action_id`. */
export const ownImageMenu = 'own-image';
export const knownProjectMenu = 'known-project';

/** Whether the modal can hold everything that was typed but the tenants; otherwise the text is better returned as it is. */
export const fits = ({ note, image, region }: Typed): boolean =>
  image.length <= compositionLimits.optionValueChars &&
  [note ?? '', region ?? ''].every((text) => text.length <= elementLimits.plainTextInputChars);

/** Stands for a word in the metadata, which 128 words at their longest would not fit into. */
const hashOf = (word: string) => createHash('sha256').update(word).digest('base64url').slice(0, 8);

const doubted = (problems: readonly Problem[]): readonly string[] =>
  problems.flatMap((problem) => (problem.kind === 'doubtful-tenant' ? [problem.typed] : []));

/** The draft that holds the tenants of the form with this metadata; '' if they are in the form. */
export const draftIn = (metadata: string): string => carriedWith(metadata, 'draft');

/** Whether the form with this metadata asked about a word. */
export const askedIn = (metadata: string): ((word: string) => boolean) => {
  const asked = new Set(carriedWith(metadata, 'asked').split(' '));
  return (word) => asked.has(hashOf(word));
};

/** The words that the form asks about or fills in, and those that remain in it from when it last asked. */
const askedOf = (problems: readonly Problem[], { tenants }: Typed, before: (word: string) => boolean) =>
  [...new Set([...doubted(problems), ...filledInFor(problems), ...tenants.filter(before)])]
    .map(hashOf)
    .join(' ');

/**
 * @param own the producer's accounts; not empty
 * @param asked whether the form has already asked about a word
 * @param draft the draft that holds the tenants; '' if the input does
 */
export const shareModal = (
  typed: Typed,
  problems: readonly Problem[],
  own: readonly Account[],
  regionsOf: Surroundings['regionsOf'],
  localTime: LocalTime,
  asked: (word: string) => boolean = () => false,
  draft = '',
): ModalView => {
  const asks = askedOf(problems, typed, asked);
  const where = whereChoices(own, typed, regionsOf, { region: 'Wherever the image is' });
  return modalView({
    callbackId,
    title: plain`Share an image`,
    submit: plain`Share`,
    notify: true,
    metadata: carryWhere(where, { asked: asks, ...(draft && { draft }) }),
    blocks: [
      ...problemBlocks(problems),
      ...(doubted(problems).length > 0
        ? [
            context(
              mrkdwn`*Share* shares with exactly the tenants that are in the form. If you mean a person, remove the name there and type it under *Projects*, which finds what they have linked.`,
            ),
          ]
        : []),
      ...peopleBlocks(problems),
      input({
        label: plain`Image`,
        blockId: 'image',
        kind: 'suggest',
        actionId: ownImageMenu,
        initial: typed.image ? { text: plain`${typed.image}`, value: typed.image } : undefined,
        placeholder: plain`Type a name, or an id such as 8b818b61-cfbf-44ca-b57e-727da7c9464d`,
      }),
      input({
        label: plain`Projects`,
        blockId: 'projects',
        kind: 'suggest-many',
        actionId: knownProjectMenu,
        optional: true,
        placeholder: plain`Type a project or a person`,
        hint: plain`Projects that people in this workspace have linked.`,
      }),
      draft ? tenantsSummary(typed.tenants) : tenantsInput(typed, asks),
      ...whereInputs(where),
      ...offerInputs(typed),
      ...termInputs(typed, localTime),
      context(
        mrkdwn`Everyone in the projects you choose can use the image whether or not they accept it, but only in the image’s own region.`,
      ),
    ],
  });
};

const tenantsInput = ({ tenants }: Typed, asks: string) =>
  input({
    label: plain`Tenants`,
    blockId: inputId('tenants', asks),
    // an input keeps what stands in it as long as its ids stay
    actionId: 'tenants',
    kind: 'lines',
    optional: true,
    initial: tenants.join('\n'),
    placeholder: plain`883982ae96cf433f89e6c9097d5b8082`,
    hint: plain`Ids of other projects, separated by spaces or line breaks. You can share with up to 128 projects. People find their id with /image-account.`,
  });

/** Who else to ask, and what to tell them. */
const offerInputs = (typed: Typed) => [
  input({
    label: plain`Also ask`,
    blockId: 'people',
    kind: 'people',
    optional: true,
    initial: typed.people,
    hint: plain`These people get the offer too, in addition to those who have linked an account of the project.`,
  }),
  input({
    label: plain`Note`,
    blockId: 'note',
    kind: 'lines',
    optional: true,
    max: noteMax,
    initial: typed.note ?? '',
  }),
  input({
    label: plain`Answer`,
    blockId: 'answer',
    kind: 'radio',
    initial: typed.accept ? 'accept' : 'ask',
    options: [
      { text: plain`Ask the people in each project`, value: 'ask' },
      { text: plain`Accept at once where I have linked an account of the project`, value: 'accept' },
    ],
  }),
];

/** The id of an input that is filled in afresh whenever the form asks something else. */
const inputId = (input: string, asks: string) =>
  asks === '' ? input : `${input}:${createHash('sha256').update(asks).digest('base64url').slice(0, 8)}`;

/** The `block_id` of the tenants' input in a form that was sent. */
const tenantsIn = (values: ModalValues): string =>
  Object.keys(values).find((id) => id.split(':')[0] === 'tenants') ?? 'tenants';

/** The values of the modal's inputs. */
export const readValues = (values: ModalValues): Typed => {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '');
  const many = (name: string) => (Array.isArray(values[name]) ? values[name] : []);
  return {
    image: text('image').trim(),
    tenants: [...many('projects'), ...many(theirProjects), ...splitTenants(text(tenantsIn(values)))],
    people: many('people') as SlackUserId[],
    ...readWhere(values),
    note: text('note') || null,
    accept: text('answer') === 'accept',
    ...termValues(values),
  };
};
