/** What a search says of the regions and clouds that do not answer it: they hide none that do. */
import { expect, test } from 'vitest';
import { type FindDeps, findImage } from '../../../src/accounts/find-image.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { accountRefused, answered, silence } from '../../support/cloud-answers.ts';
import { account, imageId } from '../../support/store-rows.ts';

const image = { id: imageId, name: 'web-base' };
const mine = account({ id: 'mine', name: 'mine', cloudName: 'near', region: 'IAD' });
const other = account({ id: 'other', name: 'other', cloudName: 'far', region: 'IAD' });

type Answer = 'image' | 'none' | 'silent' | 'refused' | 'forbidden';
const answers = {
  image: async () => image,
  none: () => Promise.reject(answered(404)),
  silent: () => Promise.reject(silence()),
  refused: () => Promise.reject(accountRefused()),
  forbidden: () => Promise.reject(answered(403)),
};

/** Each account’s IAD and DFW answer as said. */
const search = async (told: Readonly<Record<string, readonly [Answer, Answer]>>) => {
  const deps = {
    clock: systemClock,
    sessionOf: ({ id }: { id: string }) => ({ id, regions: async () => ['IAD', 'DFW'] }),
    regionsOf: () => ['IAD', 'DFW'],
    markRefused: async () => {},
    glanceOf: ({ id }: { id: string }, region: string) => ({
      showImage: answers[told[id]?.[region === 'IAD' ? 0 : 1] ?? 'none'],
    }),
  } as unknown as FindDeps;
  const accounts = [mine, other].filter(({ id }) => id in told);
  const found = await findImage(deps, accounts, imageId, null).catch((error) => error.problem);
  return 'kind' in found ? found : { region: found.region, missed: found.missed };
};

test.each<[string, Parameters<typeof search>[0], object]>([
  ['found at once', { mine: ['image', 'silent'] }, { region: 'IAD', missed: [] }],
  [
    'found beside a region that is silent',
    { mine: ['silent', 'image'] },
    { region: 'DFW', missed: [{ account: 'mine', regions: [], silent: ['IAD'] }] },
  ],
  [
    'in none that answers',
    { mine: ['none', 'silent'] },
    { kind: 'image-nowhere', searched: [{ account: 'mine', regions: ['IAD'], silent: ['DFW'] }] },
  ],
  ['nothing answers', { mine: ['silent', 'silent'] }, { kind: 'unread', cloud: 'near' }],
  [
    'one is silent, one refuses: it may be there',
    { mine: ['forbidden', 'silent'] },
    { kind: 'unread', cloud: 'near' },
  ],
  [
    'found with another account, while the first one’s cloud is silent',
    { mine: ['silent', 'silent'], other: ['image', 'none'] },
    { region: 'IAD', missed: [{ account: 'mine', regions: [], silent: ['near'] }] },
  ],
  [
    'in none, while another account’s cloud is silent',
    { mine: ['none', 'none'], other: ['silent', 'silent'] },
    {
      kind: 'image-nowhere',
      searched: [
        { account: 'mine', regions: ['IAD', 'DFW'] },
        { account: 'other', regions: [], silent: ['far'] },
      ],
    },
  ],
  [
    'two clouds are silent: the first is named',
    { mine: ['silent', 'silent'], other: ['silent', 'silent'] },
    { kind: 'unread', cloud: 'near' },
  ],
  [
    'the first account is refused',
    { mine: ['refused', 'refused'], other: ['none', 'none'] },
    { kind: 'link-again', account: 'mine' },
  ],
])('%s', async (_, told, expected) => {
  expect(await search(told)).toMatchObject(expected);
});
