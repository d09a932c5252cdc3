/** The pure parts of /list-images: what is asked for, how a page is read either way, and that it fits into Slack. */
import { describe, expect, it, test } from 'vitest';
import { validateBlocks } from '../../../playground/slack/format/validate-blocks.ts';
import { AnswerTooLargeError, CloudHttpError, CloudSchemaError } from '../../../src/cloud/errors.ts';
import { type Image, imageSchema } from '../../../src/cloud/glance-image.ts';
import type { ProjectId, SlackUserId } from '../../../src/core/ids.ts';
import type { Problem } from '../../../src/core/problems/problem.ts';
import { type ListModel, listMessage } from '../../../src/features/list-images/list-messages.ts';
import { type List, pageSize, readPage } from '../../../src/features/list-images/page.ts';
import { queryOf, readAsked } from '../../../src/features/list-images/query.ts';
import type { Account } from '../../../src/model/account.ts';
import { mrkdwn } from '../../../src/slack/blocks/mrkdwn.ts';
import { onLab } from '../../support/on-lab.ts';

const mine = 'mine-id' as ProjectId;
const account = { projectId: mine, method: 'application_credential' } as const;

const filtersOf = (text: string) => {
  const asked = readAsked(text);
  if ('kind' in asked) throw new Error(asked.kind);
  return asked.filters;
};

const idOf = (number: number) => `33333333-0000-4000-8000-${String(number).padStart(12, '0')}`;

const image = (number: number, more: Partial<Image> = {}): Image =>
  imageSchema.parse({
    id: idOf(number),
    name: `image-${number}`,
    status: 'active',
    visibility: 'shared',
    owner: 'theirs',
    size: 1024,
    created_at: '2026-01-02T03:04:05Z',
    updated_at: '2026-01-02T03:04:05Z',
    ...more,
  });

describe('what is asked for', () => {
  test.each<[string, Problem['kind']]>([
    ['--visibility secret', 'bad-choice'],
    ['--member-status maybe', 'bad-choice'],
    ['--status ready', 'bad-choice'],
    ['--sort bogus:asc', 'bad-choice'],
    ['--sort name:up', 'bad-choice'],
    ['--sort name:asc,:', 'bad-choice'],
    ['web', 'unexpected-word'],
    ['<@U1|bob>', 'unexpected-word'],
    ['--colour red', 'unknown-flag'],
    ['--name', 'flag-without-value'],
    ['--name "web', 'unclosed-quote'],
    ['--custom --owner x', 'flags-clash'],
    ['--custom --member-status pending', 'flags-clash'],
    ['--custom --visibility public', 'flags-clash'],
    ['--member-status pending --visibility private', 'flags-clash'],
    [`--name ${'x'.repeat(2000)}`, 'filters-too-long'],
  ])('“%s” is told: %s', (text, kind) => {
    expect(readAsked(text)).toMatchObject({ kind });
  });

  test.each([
    ['', {}],
    ['--member-status PENDING', { visibility: 'shared', member_status: 'pending' }],
    ['—member-status pending —visibility all', { visibility: 'all', member_status: 'pending' }],
    ['--name "web base"', { name: 'web base' }],
    ['--name ubuntu:24.04', { name: 'eq:ubuntu:24.04' }],
    ['--tag a --tag b --status active', { tag: ['a', 'b'], status: 'active' }],
    ['--custom', { owner: mine }],
  ])('“%s” is %o to Glance', (text, wire) => {
    expect(queryOf(filtersOf(text), account).wire).toEqual(wire);
  });

  it.each([
    ['rackspace_apikey', 'base', false],
    ['rackspace_apikey', 'snapshot', true],
    ['rackspace_apikey', null, true],
    ['password', 'base', true],
  ] as const)('--custom by %s: an own image of the type %s is listed: %s', async (method, type, isListed) => {
    const { wire, keep } = queryOf({ custom: true }, { projectId: mine, method });
    expect(wire).toEqual({ owner: mine });
    expect(await keep?.({ visibility: 'private', image_type: type } as Image)).toBe(isListed);
  });

  it('is sorted so that no two images tie, as typed first', () => {
    const { sort } = queryOf(filtersOf('--sort name,size:desc'), account);
    expect(sort.map((each) => each.join(':'))).toEqual([
      'name:asc',
      'size:desc',
      'created_at:desc',
      'id:desc',
    ]);
  });

  it('leaves my own images out of what is shared with me, and public ones out of --custom', () => {
    const pending = queryOf(filtersOf('--member-status pending'), account).keep;
    expect([pending?.(image(1)), pending?.(image(2, { owner: mine }))]).toEqual([true, false]);
    const custom = queryOf(filtersOf('--custom'), account).keep;
    expect([custom?.(image(1)), custom?.(image(2, { visibility: 'public' }))]).toEqual([true, false]);
    expect(queryOf(filtersOf('--visibility shared'), account).keep).toBeNull();
  });
});

/** A cloud with these images, newest first, that counts what it is asked. */
const cloudOf = (images: readonly Image[]) => {
  const requests: Record<string, unknown>[] = [];
  const list: List = async function* (filters) {
    const { sort = '', limit, marker } = filters;
    const order = sort.startsWith('created_at:asc') ? images.toReversed() : images;
    let at = marker === undefined ? 0 : order.findIndex(({ id }) => id === marker) + 1;
    if (marker !== undefined && at === 0)
      throw new CloudHttpError({
        ...{ method: 'GET', path: '/v2/images', safe: true, status: 400, detail: 'No image found with ID' },
        ...{ requestId: null, retryAfterMs: null, retryable: false },
      });
    for (; at < order.length || requests.length === 0; at += Number(limit)) {
      requests.push(filters);
      yield order.slice(at, at + Number(limit));
    }
  };
  return { list, requests };
};

const numbers = (images: readonly Image[]) => images.map(({ id }) => Number(id.slice(-4)));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const everything = queryOf({}, account);

describe('a page', () => {
  const images = range(1, 25).map((number) => image(number));

  it('is read with one request, and its neighbours from where it ends', async () => {
    const { list, requests } = cloudOf(images);
    const first = await readPage(list, everything, null);
    expect(numbers(first.images)).toEqual(range(1, 10));
    expect(first.previous).toBeNull();
    expect(requests).toHaveLength(1);
    const second = await readPage(list, everything, first.next);
    expect(numbers(second.images)).toEqual(range(11, 20));
    const third = await readPage(list, everything, second.next);
    expect(numbers(third.images)).toEqual(range(21, 25));
    expect(third.next).toBeNull();
    const back = await readPage(list, everything, third.previous);
    expect(numbers(back.images)).toEqual(range(11, 20));
    const start = await readPage(list, everything, back.previous);
    expect(numbers(start.images)).toEqual(range(1, 10));
    expect(start.previous).toBeNull();
    expect(numbers((await readPage(list, everything, start.next)).images)).toEqual(range(11, 20));
  });

  it('that just fills up has no next one', async () => {
    expect((await readPage(cloudOf(images.slice(0, pageSize)).list, everything, null)).next).toBeNull();
  });

  it('begins again where the image it stood on has gone, and says so', async () => {
    const { list } = cloudOf(images);
    const page = await readPage(list, everything, { from: idOf(99), back: false });
    expect(page).toMatchObject({ restarted: true, previous: null });
    expect(numbers(page.images)).toEqual(range(1, 10));
  });

  it('begins again when nothing is left after it', async () => {
    const page = await readPage(cloudOf(images).list, everything, { from: idOf(25), back: false });
    expect(page.restarted).toBe(true);
  });

  it('is the whole first page when few are left before it', async () => {
    const page = await readPage(cloudOf(images).list, everything, { from: idOf(4), back: true });
    expect(numbers(page.images)).toEqual(range(1, 10));
    expect(page.previous).toBeNull();
  });

  describe('with an image that is larger than the bot reads', () => {
    const facts = { method: 'GET', path: '/v2/images', safe: true, requestId: null } as const;
    /** A cloud whose image `large` cannot be read, asked from both ends as the client asks. */
    const cloudWith = (large: number, count = 25): List => {
      const images = range(1, count).map((number) => image(number));
      return async function* ({ sort = '', limit, marker }) {
        const order = sort.startsWith('created_at:asc') ? images.toReversed() : images;
        const from = marker === undefined ? 0 : order.findIndex(({ id }) => id === marker) + 1;
        const at = order.findIndex(({ id }) => id === idOf(large));
        const pages = (some: readonly Image[]) =>
          Array.from({ length: Math.ceil(some.length / Number(limit)) }, (_, n) =>
            some.slice(n * Number(limit), (n + 1) * Number(limit)),
          );
        if (at < from) return yield* pages(order.slice(from));
        yield* pages(order.slice(from, at));
        for (const page of pages(order.slice(at + 1).toReversed()))
          yield Object.assign(page, { fromEnd: true } as const);
        throw new AnswerTooLargeError(facts, 'larger than 50 MiB');
      };
    };

    it('goes on behind it and counts it, there and back', async () => {
      const list = cloudWith(4);
      const first = await readPage(list, everything, null);
      expect(numbers(first.images)).toEqual([1, 2, 3, ...range(5, 11)]);
      expect(first).toMatchObject({ tooLarge: 1, previous: null });
      const second = await readPage(list, everything, first.next);
      expect(numbers(second.images)).toEqual(range(12, 21));
      expect(second.tooLarge).toBe(0);
      expect(numbers((await readPage(list, everything, second.previous)).images)).toEqual(
        numbers(first.images),
      );
    });

    it.each([
      [1, range(2, 11)],
      [25, range(1, 10)],
    ])('at an end of the list: %i', async (large, shown) => {
      expect(numbers((await readPage(cloudWith(large), everything, null)).images)).toEqual(shown);
    });

    it('ends before it when what is behind is more than one page may ask for', async () => {
      const page = await readPage(cloudWith(4, 1_000), everything, null);
      expect(numbers(page.images)).toEqual([1, 2, 3]);
      expect(page).toMatchObject({ tooLarge: 1, endsThere: true, next: null });
    });

    it('another failure is one of the page', async () => {
      const other: List = async function* () {
        yield images.slice(0, 3);
        throw new CloudSchemaError(facts, 'no JSON');
      };
      await expect(readPage(other, everything, null)).rejects.toBeInstanceOf(CloudSchemaError);
    });
  });

  it('is filled past my own images, without asking for ever', async () => {
    const own = range(1, 1500).map((number) => image(number, { owner: mine }));
    const pending = queryOf(filtersOf('--member-status pending'), account);
    const { list, requests } = cloudOf([...own.slice(0, 150), image(1501), ...own.slice(150)]);
    const page = await readPage(list, pending, null);
    expect(numbers(page.images)).toEqual([1501]);
    expect(requests).toHaveLength(10);
    const further = await readPage(list, pending, page.next);
    expect(requests).toHaveLength(16);
    expect(further).toMatchObject({ images: [], next: null });
    expect(numbers((await readPage(list, pending, further.previous)).images)).toEqual([1501]);
  });
});

describe('what is shown', () => {
  const account = {
    id: '6e0b6c4e-0f0f-4a3e-9d57-000000000000',
    name: 'consumer',
    ...onLab,
    projectId: mine,
    projectName: 'consumer',
  } as Account;
  const worst = range(1, pageSize).map((number) =>
    image(number, { name: '&'.repeat(255), status: 'deactivated' }),
  );
  const longest = `--member-status pending --name "${'ü'.repeat(400)}"`;

  it('stays within Slack’s limits at names of 255 ampersands and the longest filters', () => {
    const cursor = { from: idOf(1), back: true };
    const message = listMessage({
      listing: {
        account: account.id,
        region: 'r'.repeat(60),
        filters: filtersOf(longest),
        cursor,
        page: 999,
      },
      account,
      page: { images: worst, previous: cursor, next: cursor, restarted: true, tooLarge: 1 },
      answers: new Map(),
      elsewhere: Array.from({ length: 9 }, (_, at) => `${'r'.repeat(60)}${at}`),
      banner: mrkdwn`done`,
    });
    const reports: string[] = [];
    validateBlocks(message.blocks, 'message', '', (what, where) => reports.push(`${where} ${what}`));
    expect(reports).toEqual([]);
    expect(message.text.length).toBeLessThan(4000);
    expect(message.text).toContain(idOf(10));
  });

  const pending = (answers: ListModel['answers']) => {
    const filters = filtersOf('--member-status pending');
    const page = { images: [image(1)], previous: null, next: null, restarted: false, tooLarge: 0 };
    return listMessage({
      listing: { account: account.id, region: 'IAD', filters, cursor: null, page: 1 },
      account,
      page,
      answers,
    });
  };

  it('has Accept and Reject where an answer is waited for, and who chose what while it is carried out', () => {
    expect(JSON.stringify(pending(new Map()))).toMatch(/list-accept.*list-reject/);
    const answer = {
      value: 'accepted',
      revision: 1,
      by: 'UBOB' as SlackUserId,
      accountId: 'a',
      at: 0,
    } as const;
    const { text, blocks } = pending(new Map([[idOf(1), answer]]));
    for (const said of [text, JSON.stringify(blocks)]) expect(said).toContain('<@UBOB> chose *accepted*');
    expect(JSON.stringify(blocks)).not.toContain('list-accept');
  });

  it('counts an image that is too large to show, also where there is no other', () => {
    for (const shown of [[], [image(1)]]) {
      const { text, blocks } = listMessage({
        listing: { account: account.id, region: 'IAD', filters: {}, cursor: null, page: 1 },
        account,
        page: { images: shown, previous: null, next: null, restarted: false, tooLarge: 1 },
        answers: new Map(),
      });
      for (const said of [text, JSON.stringify(blocks)]) {
        expect(said).toContain('1 image is too large to show');
        expect(said).not.toContain('There are no images here');
      }
    }
  });

  it('is escaped', () => {
    const { text, blocks } = listMessage({
      listing: { account: account.id, region: 'IAD', filters: {}, cursor: null, page: 1 },
      account: { ...account, projectName: '<!here>' },
      page: {
        images: [image(1, { name: '<!channel> & *x*' })],
        previous: null,
        next: null,
        restarted: false,
        tooLarge: 0,
      },
      answers: new Map(),
    });
    expect(`${text}${JSON.stringify(blocks)}`).not.toMatch(/<!(?:channel|here)/);
  });
});
