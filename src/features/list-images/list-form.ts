/** The form of `/list-images`: an input for each filter, and the filters that the filled-in form means. Pure. */
import { readWhere, type Where, type WhereChoices } from '../../accounts/account-and-region.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { modalView } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { whereInputs } from '../../slack/blocks/where-inputs.ts';
import type { ModalValues, ModalView, Option, Plain } from '../../slack/feature.ts';
import { checkFilters, type Filters, memberStatuses, statuses, visibilities } from './query.ts';

export const callbackId = 'list-images';
export const title = plain`List images`;

/** The choice that leaves a filter out. */
const none = '*';

/** Characters; longer than any name, id or tag. */
const textMax = 300;

const sorts = {
  [none]: plain`Newest first`,
  'created_at:asc': plain`Oldest first`,
  'updated_at:desc': plain`Recently updated first`,
  'name:asc': plain`Name, A to Z`,
  'name:desc': plain`Name, Z to A`,
  'size:desc': plain`Largest first`,
  'size:asc': plain`Smallest first`,
  'status:asc': plain`Status`,
};

const oneOf = (values: readonly string[], otherwise: Plain): readonly Option[] => [
  { text: otherwise, value: none },
  ...values.map((value) => ({ text: plain`${value}`, value })),
];

const select = (label: Plain, blockId: string, options: readonly Option[], initial: string = none) =>
  input({ label, blockId, kind: 'select', options, initial });

const text = (
  label: Plain,
  blockId: string,
  initial = '',
  more: { hint?: Plain; placeholder?: Plain } = {},
) => input({ label, blockId, kind: 'text', optional: true, max: textMax, initial, ...more });

/** @param filters what the form is filled in with */
export const listForm = (where: WhereChoices, filters: Filters = {}): ModalView =>
  modalView({
    callbackId,
    title,
    submit: plain`List`,
    notify: true,
    blocks: [
      input({
        label: plain`Images`,
        blockId: 'custom',
        kind: 'radio',
        initial: filters.custom ? 'custom' : none,
        options: [
          { text: plain`All images in the project’s list`, value: none },
          { text: plain`The project’s own images that are not public`, value: 'custom' },
        ],
      }),
      select(
        plain`Shared with the project`,
        'memberStatus',
        oneOf(memberStatuses, plain`any image`),
        filters.memberStatus,
      ),
      select(plain`Visibility`, 'visibility', oneOf(visibilities, plain`any`), filters.visibility),
      text(plain`Name`, 'name', filters.name, { hint: plain`The exact name.`, placeholder: plain`nightly` }),
      text(plain`Owner`, 'owner', filters.owner, {
        hint: plain`A project id.`,
        placeholder: plain`883982ae96cf433f89e6c9097d5b8082`,
      }),
      select(plain`Status`, 'status', oneOf(statuses, plain`any`), filters.status),
      text(plain`Tags`, 'tags', filters.tags?.join(' '), {
        hint: plain`Separated by spaces. Lists images that have all of these tags.`,
        placeholder: plain`web stable`,
      }),
      select(
        plain`Sort`,
        'sort',
        Object.entries(sorts).map(([value, words]) => ({ text: words, value })),
        filters.sort?.map((each) => each.join(':')).join(','),
      ),
      ...whereInputs(where),
    ],
  });

/** The filters, or what is wrong with the input. */
export const readForm = (
  values: ModalValues,
): { readonly filters: Filters; readonly where: Where } | Problem => {
  const typed = (name: string) => {
    const value = values[name];
    return typeof value === 'string' && value.trim() !== '' && value !== none ? value.trim() : undefined;
  };
  const known = <Known extends string>(name: string, all: readonly Known[]) =>
    all.find((each) => each === typed(name));
  const sort = typed('sort');
  const filters = checkFilters({
    visibility: known('visibility', visibilities),
    memberStatus: known('memberStatus', memberStatuses),
    name: typed('name'),
    owner: typed('owner'),
    status: known('status', statuses),
    tags: typed('tags')?.split(/\s+/u),
    sort: sort && [sort.split(':')],
    custom: typed('custom') === 'custom' ? true : undefined,
  });
  return 'kind' in filters ? filters : { filters, where: readWhere(values) };
};
