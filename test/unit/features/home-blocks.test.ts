/** The Home stays within Slack's limits whatever the record holds, and calls nobody by accident. */
import { expect, test } from 'vitest';
import { offencesWithin } from '../../../playground/slack/format/mrkdwn-check.ts';
import { validateView } from '../../../playground/slack/format/validate-view.ts';
import type { ProjectId } from '../../../src/core/ids.ts';
import { homeBlocks } from '../../../src/features/home/home-blocks.ts';
import type { Account } from '../../../src/model/account.ts';
import type { Offer } from '../../../src/model/offer.ts';
import { type HomeModel, maxShown } from '../../../src/sharing/cards/home-card.ts';
import type { Block } from '../../../src/slack/feature.ts';
import { alice, bob, imageFacts, intentOf, shareRow } from '../../support/share-row.ts';

const longName = `<!channel> & *x* \`y\` <@U1|z>${'n'.repeat(255)}`.slice(0, 255);
const share = shareRow({
  image: { ...imageFacts, name: longName },
  projectId: longName as ProjectId,
  projectName: longName,
  cloudName: longName,
  region: longName,
});
const { imageId, image, cloudName, region } = share;
const offer = { producer: alice, projectName: longName, imageId, image, cloudName, region } as Offer;
const account = (health: Account['health']): Account => ({
  id: 'a',
  teamId: share.teamId,
  enterpriseId: null,
  userId: bob,
  name: longName,
  cloudId: share.cloudId,
  cloudName: longName,
  cloudGone: false,
  projectId: share.projectId,
  projectName: longName,
  method: 'password',
  region: longName,
  entry: null,
  health,
  speaks: true,
  suspendedAt: null,
  expiresAt: null,
  expiryReadAt: null,
  asOf: null,
  refusedActs: [],
  isDefault: false,
  createdAt: 0,
});
/** As many as somebody may have accounts of. */
const maxProjects = 20;
const value = `${'c'.repeat(36)}.${'h'.repeat(22)}`;
const part = <T>(one: T, total: number) => ({
  shown: Array.from({ length: Math.min(total, maxShown) }, () => one),
  total,
});

const model = (many: number, projects: number): HomeModel => ({
  waiting: part({ share, offer, value }, many),
  shared: part(
    {
      cloudName: longName,
      region: longName,
      shares: [share, ...Array.from({ length: projects - 1 }, () => share)],
    },
    many,
  ),
  left: Array.from({ length: Math.min(many, maxProjects) }, () => ({
    project: account('good'),
    shown: Array.from({ length: Math.min(many, 5) }, () => offer),
    total: many,
    removals: many,
  })),
  accounts: Array.from({ length: many }, (_, n) => account(n % 2 ? 'refused' : 'lost')),
  restoredTo: 1,
  asOf: many,
});

const problemsOf = (blocks: readonly Block[]) => {
  const problems: string[] = [];
  validateView({ type: 'home', blocks }, 'home', (what, where) => problems.push(`${where}: ${what}`));
  return [...problems, ...offencesWithin(blocks)];
};

test.each([
  ['nothing', 0, 1],
  ['one of each', 1, 1],
  ['thousands, with 128 members each and names of 255 characters', 5_000, 128],
])('%s', (_name, many, projects) => {
  const blocks = homeBlocks(model(many, projects));
  expect(problemsOf(blocks)).toEqual([]);
  expect(JSON.stringify(blocks).includes(`and ${many - maxShown} more`)).toBe(many > maxShown);
});

test('an answer that is being carried out has no buttons and says whose it is', () => {
  const answered = shareRow({ answer: intentOf('accepted' as const, 1, bob), intentRevision: 1 });
  const said = JSON.stringify(
    homeBlocks({
      ...model(0, 1),
      accounts: [account('good')],
      waiting: part({ share: answered, offer: null, value: null }, 1),
    }),
  );
  expect(said).toContain('<@UBOB> chose *accepted*');
  expect(said).not.toContain('share-accept');
});

test.each([
  ['private', 'its members have no access until it is shared again'],
  ['community', 'open to everyone'],
])('an image that is %s now says so on either side, and takes no answer', (visibility, words) => {
  const hidden = shareRow({ image: { ...imageFacts, visibility, hidesMembers: true }, status: 'accepted' });
  const { cloudName: cloud, region: where } = hidden;
  const said = homeBlocks({
    ...model(0, 1),
    accounts: [account('good')],
    waiting: part({ share: hidden, offer: null, value }, 1),
    shared: part({ cloudName: cloud, region: where, shares: [hidden] }, 1),
  });
  expect(JSON.stringify(said).split(`The image is ${visibility} now`)).toHaveLength(3);
  expect(JSON.stringify(said).split(words)).toHaveLength(3);
  expect(JSON.stringify(said)).not.toContain('share-accept');
});
