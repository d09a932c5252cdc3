/** What people read about images: lists, one image, and the form that asks for one. */
import { whereChoices } from '../../../src/accounts/account-and-region.ts';
import { listForm } from '../../../src/features/list-images/list-form.ts';
import { answerTaken, type ListModel, listMessage } from '../../../src/features/list-images/list-messages.ts';
import { type Filters, readAsked } from '../../../src/features/list-images/query.ts';
import { pickModal } from '../../../src/features/pick-image/pick-modal.ts';
import { bootable } from '../../../src/features/show-image/image-facts.ts';
import { type ImageModel, imageMessage } from '../../../src/features/show-image/image-messages.ts';
import { imageOptions } from '../../../src/sharing/rules/image-menu-options.ts';
import { answerInPlace } from '../../../src/slack/blocks/in-place.ts';
import { plain } from '../../../src/slack/blocks/plain.ts';
import { readingMessage } from '../../../src/slack/bolt/long-work.ts';
import {
  account,
  bob,
  type Chapter,
  image,
  imageId,
  intent,
  producerAccount,
  regionsOf,
  type Said,
} from './sample-rows.ts';

const filters = (text: string): Filters => {
  const asked = readAsked(text);
  if ('kind' in asked) throw new Error(asked.kind);
  return asked.filters;
};
const cursor = { from: imageId, back: false };
const list = (text: string, page: Partial<ListModel['page']> = {}, more: Partial<ListModel> = {}) =>
  listMessage({
    listing: { account: 'account', region: 'IAD', filters: filters(text), cursor: null, page: 1 },
    account: account(),
    page: { images: [], previous: null, next: null, restarted: false, tooLarge: 0, ...page },
    answers: new Map(),
    ...more,
  });
const one = { images: [image()] };

const show = (more: Partial<ImageModel> = {}) =>
  imageMessage({
    image: image(),
    account: account(),
    region: 'IAD',
    missed: [],
    ownerName: 'builds',
    member: null,
    answer: null,
    ...more,
  });
const where = whereChoices(
  [account(), producerAccount({ id: 'other', isDefault: false })],
  { account: null, region: null },
  regionsOf,
  { account: 'Any of mine', region: 'Wherever the image is' },
);
const typedWhere = whereChoices([account()], { account: null, region: null }, () => [], { region: '' });
const statuses = ['active', 'queued', 'saving', 'deactivated', 'killed', 'deleted', 'strange'];
const waitingPage = answerInPlace(plain`Show an image`, async () => undefined);

export const ofImages: Chapter = {
  title: 'Looking at images: list-images, show-image and pick-image',
  said: [
    [
      'A cloud takes longer than a second',
      readingMessage(['IAD', 'DFW'].map((place) => ({ place, account: 'producer' }))),
    ],
    ['The list’s form', listForm(typedWhere)],
    ['A list', list('', one)],
    ['The project’s own images, while two others wait', list('--custom', one, { waiting: 2 })],
    ['A list, where the account has other regions', list('', one, { elsewhere: ['DFW', 'ORD'] })],
    ['Waiting for an answer', list('--member-status pending', one)],
    [
      'After an answer',
      list('--member-status pending', one, {
        banner: answerTaken('ubuntu-24.04', 'accepted', account()),
        answers: new Map([[imageId, intent('accepted' as const, bob)]]),
      }),
    ],
    [
      'With all filters',
      list(
        '--visibility all --member-status all --name "web base" --owner x --status active --tag a --sort name:asc',
        one,
      ),
    ],
    ['Shared with the project, in any status', list('--member-status all', one)],
    [
      'Custom; the second page of several',
      list('--custom', { ...one, previous: cursor, next: cursor, restarted: true }),
    ],
    ['Not active', list('', { images: [image({ status: 'queued', size: null })] })],
    ['Without an image that is too large', list('', { ...one, tooLarge: 1 })],
    ['Ends at an image that is too large', list('', { ...one, tooLarge: 1, endsThere: true })],
    ['With an image that could not be read', list('', { ...one, unread: 1 })],
    ['Empty: nothing at all', list('')],
    ['Empty: no offers', list('--member-status pending')],
    ['Empty: with filters', list('--name web --status active')],
    ['Empty: custom', list('--custom')],
    ['Empty: more to search', list('--custom', { next: cursor })],
    ['Empty: the end', list('--custom', { previous: cursor })],
    ['One image, of another project', show()],
    [
      'One’s own image, protected and hidden',
      show({
        account: producerAccount(),
        image: image({ protected: true, os_hidden: true, hw_disk_bus: 'scsi' }),
      }),
    ],
    ...(['pending', 'accepted', 'rejected'] as const).map(
      (member): Said => [`Offered: ${member}`, show({ member })],
    ),
    [
      'Found elsewhere',
      show({
        missed: [
          { account: 'play', regions: ['IAD', 'DFW'] },
          { account: 'test', regions: ['ORD'] },
        ],
      }),
    ],
    [
      'Found elsewhere, while others are silent',
      show({
        missed: [
          { account: 'play', regions: ['IAD'], silent: ['DFW'] },
          { account: 'test', regions: [], silent: ['acme'] },
        ],
      }),
    ],
    ['Answer being carried out', show({ member: 'pending', answer: intent('accepted', bob) })],
    ...(['public', 'community', 'shared', 'private'] as const).map(
      (visibility): Said => [
        `Visibility: ${visibility}`,
        show({ image: image({ visibility, owner: null }) })
          .text.split('\n')
          .filter((line) => /^(?:Visibility|Owner)/.test(line))
          .join('\n'),
      ],
    ),
    ...statuses.map((status): Said => [`Status: ${status}`, bootable(image({ status }))]),
    ['Form: /show-image', pickModal('/show-image', where)],
    ['Form: /image-members', pickModal('/image-members', where)],
    ['Form: /unshare-image', pickModal('/unshare-image', where)],
    ['Form: /image-status', pickModal('/image-status', where)],
    ['The form’s menu, for an id', imageOptions([], imageId)[0]?.text ?? ''],
    ['While the form is answered', 'meanwhile' in waitingPage ? waitingPage.meanwhile : ''],
  ],
};
