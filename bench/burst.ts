/**
 * 500 offers at once by five people, on a Slack that enforces its limits: `npm run bench -- burst`. What counts is that Slack
 * need not say “too many”, that everybody reads of theirs in order, and how near to what Slack allows that goes.
 */
import { shownText } from '../playground/slack/format/shown.ts';
import type { Actor } from '../playground/slack/people/actor.ts';
import { settle } from './people.ts';
import { row } from './report.ts';
import { createScene } from './scene.ts';

const people = 5;
const each = 100;
const tenant = '883982ae96cf433f89e6c9097d5b8082';

export const burst = async (): Promise<boolean> => {
  const { cloud, slack, close } = await createScene('burst', people, { enforceRates: true });
  try {
    const offered: { readonly person: Actor; readonly ids: readonly string[] }[] = [];
    for (let n = 0; n < people; n++) {
      const { userId, projectId: owner } = await settle(slack, cloud, n);
      const images = Array.from({ length: each }, (_, one) =>
        cloud.state.addImage('IAD', { name: `burst-${n}-${one}`, owner }),
      );
      offered.push({ person: slack.person(userId), ids: images.map(({ id }) => id) });
    }
    const started = performance.now();
    for (let one = 0; one < each; one++)
      for (const { person, ids } of offered)
        while ((await person.command('/share-image', `${ids[one]} ${tenant}`)).error);
    const seconds = () => ((performance.now() - started) / 1_000).toFixed(0);
    const offeredAfter = seconds();
    await slack.until(() => offered.every(({ person }) => person.dm().length >= each));
    const toldAfter = seconds();
    const inOrder = offered.every(({ person, ids }) =>
      person.dm().every((card, n) => shownText(card).includes(ids[n] ?? 'no more')),
    );
    const refused = slack.requests.filter(({ answer }) => answer === 'ratelimited').length;
    console.log(`${people * each} offers by ${people} people, all sent within ${offeredAfter} s`);
    row('the last of the cards is there', `${toldAfter} s`, `${each - 3} s at Slack’s one a second`);
    row('each person’s in order', inOrder ? 'yes' : 'no', 'yes');
    row(`“too many” from Slack, of ${slack.requests.length} calls`, String(refused), 'none');
    for (const method of new Set(slack.requests.map((request) => request.method))) {
      const calls = slack.requests.filter((request) => request.method === method).length;
      row(`  ${method}`, String(calls), '');
    }
    return inOrder && refused === 0;
  } finally {
    await close();
  }
};
