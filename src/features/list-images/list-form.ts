/** The form of `/list-images`: an input for each filter, and the filters that the filled-in form means. Pure. */
import { readWhere, type Where, type WhereChoices } from '../../accounts/account-and-region.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { modalView } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { whereInputs } from '../../slack/blocks/where-inputs.ts';
import type { ModalValues, ModalView } from '../../slack/feature.ts';
import { checkFilters, type Filters, memberStatuses, statuses, visibilities } from './query.ts';

export const callbackId = 'list-images';
export const title = 'List images';

/** The choice that leaves a filter out. */
const none = '*';

/** Characters; longer than any name, id or tag. */
const textMax = 300;

const sorts = {
  [none]: 'Newest first',
  'created_at:asc': 'Oldest first',
  'updated_at:desc': 'Recently updated first',
  'name:asc': 'Name, A to Z',
  'name:desc': 'Name, Z to A',
  'size:desc': 'Largest first',
  'size:asc': 'Smallest first',
  'status:asc': 'Status',
};

const oneOf = (values: readonly string[], otherwise: string) => [
  { text: otherwise, value: none },
  ...values.map((value) => ({ text: value, value })),
];

const select = (label: string, blockId: string, options: readonly { text: string; value: string }[]) =>
  input({ label, blockId, kind: 'select', options, initial: none });

const text = (label: string, blockId: string, hint?: string) =>
  input({ label, blockId, kind: 'text', optional: true, max: textMax, ...(hint && { hint }) });

export const listForm = (where: WhereChoices): ModalView =>
  modalView({
    callbackId,
    title,
    submit: 'List',
    blocks: [
      input({
        label: 'Images',
        blockId: 'custom',
        kind: 'radio',
        initial: none,
        options: [
          { text: 'All images in the project’s list', value: none },
          { text: 'The project’s own images that are not public', value: 'custom' },
        ],
      }),
      select('Shared with the project', 'memberStatus', oneOf(memberStatuses, 'any image')),
      select('Visibility', 'visibility', oneOf(visibilities, 'any')),
      text('Name', 'name', 'The exact name.'),
      text('Owner', 'owner', 'A project id.'),
      select('Status', 'status', oneOf(statuses, 'any')),
      text('Tags', 'tags', 'Separated by spaces. Lists images that have all of these tags.'),
      select(
        'Sort',
        'sort',
        Object.entries(sorts).map(([value, words]) => ({ text: words, value })),
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
