/** Offers that were made long ago and wait for an answer, with their cards as Slack has them: what people click on under load. */

import { randomUUID } from 'node:crypto';
import type { Slack } from '../playground/slack/slack.ts';
import type { CloudId, ImageId, ProjectId, SlackUserId, TeamId } from '../src/core/ids.ts';
import { createLog } from '../src/core/log.ts';
import { shareCard } from '../src/features/answer-share/share-card.ts';
import type { ImageFacts } from '../src/model/image.ts';
import { newCard } from '../src/sharing/cards/refresh.ts';
import { type CardRenderers, renderCard } from '../src/sharing/cards/render.ts';
import { newShare } from '../src/sharing/rules/share-state.ts';
import { openDatabase } from '../src/store/open.ts';
import { repositories } from '../src/store/repositories/all.ts';
import * as cards from '../src/store/repositories/cards.ts';
import { allClouds } from '../src/store/repositories/known-clouds.ts';
import * as shares from '../src/store/repositories/shares.ts';

interface Settled {
  readonly userId: string;
  readonly projectId: string;
}

const unused = (): never => {
  throw new Error('only cards of Shares are drawn here');
};
const renderers: CardRenderers = {
  share: shareCard,
  offer: unused,
  withdrawal: unused,
  closed: unused,
  act: unused,
  account: unused,
  digest: unused,
  home: unused,
  reply: unused,
};

/** Writes so many, one after the other for each of `people`, and returns the clicks on their Accept buttons, form-encoded. */
export const offeredCards = async (
  url: string,
  slack: Slack,
  people: readonly Settled[],
  count: number,
): Promise<string[]> => {
  const database = await openDatabase(url, { log: createLog('warn') });
  const now = Date.now();
  const owner = 'owner-of-all' as ProjectId;
  const teamId = slack.team.id as TeamId;
  const clicks: string[] = [];
  // the people here have linked accounts of the one cloud there is
  const [{ id: cloudId } = { id: '' as CloudId }] = await allClouds(database.kysely);
  await database.transaction(async (tx) => {
    for (let n = 0; n < count; n++) {
      const one = people[n % people.length];
      if (one === undefined) throw new Error('nobody');
      const [imageId, userId] = [randomUUID() as ImageId, one.userId as SlackUserId];
      const image: ImageFacts = {
        name: `offered-${n}`,
        status: 'active',
        visibility: 'shared',
        owner,
        sizeBytes: 2_361_393_152,
        minDiskGb: 10,
        minRamMb: 512,
        checksum: null,
        os: 'debian 12',
        diskFormat: 'qcow2',
        createdAt: null,
      };
      const place = { teamId, enterpriseId: null, cloudId, region: 'IAD', imageId };
      const key = { ...place, projectId: one.projectId as ProjectId };
      const seen = { image, status: 'pending', statusAt: now, ownerProjectId: owner } as const;
      const share = { ...newShare(randomUUID(), key, seen, now), dueAt: now + 3_600_000 };
      await shares.ensureShare(tx, share);
      const channel = `D${userId}`;
      const ts = `${Math.floor(now / 1_000)}.${String(n).padStart(6, '0')}`;
      const person = { teamId, enterpriseId: null, userId };
      const row = { ...newCard('share', share.id, person, now), name: userId, channel, ts, dueAt: null };
      const rendered = await renderCard(repositories, renderers, tx, row, now);
      if (rendered === null) throw new Error('nothing to show');
      await cards.ensureCard(tx, { ...row, shownHash: rendered.hash });
      const elements: readonly object[] = (rendered.message.blocks ?? []).flatMap(
        (block): readonly object[] => (block.type === 'actions' ? block.elements : []),
      );
      const accept = elements.find((element) => JSON.stringify(element).includes('"Accept"'));
      if (accept === undefined) throw new Error('nothing to click');
      clicks.push(clickBody(slack, userId, channel, ts, { ...accept, block_id: 'answer' }));
    }
  });
  await database.close();
  return clicks;
};

const clickBody = (slack: Slack, userId: string, channel: string, ts: string, action: object): string => {
  const { id, domain } = slack.team;
  const payload = {
    type: 'block_actions',
    user: { id: userId, username: userId, name: userId, team_id: id },
    api_app_id: slack.appId,
    token: 'verification-token',
    team: { id, domain },
    enterprise: null,
    is_enterprise_install: false,
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    channel: { id: channel, name: 'directmessage' },
    message: { type: 'message', ts, text: '' },
    state: { values: {} },
    trigger_id: randomUUID(),
    response_url: `${slack.apiUrl}nowhere`,
    actions: [{ ...action, action_ts: ts }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
};
