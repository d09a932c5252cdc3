/** What Slack refuses, in the scripts of the world: names and notes near their limits, and every card true in the end. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../playground/slack/web-api/slack-faults.ts';
import { onPlayground } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, onStage, stage } from '../support/story.ts';

const minuteMs = 60_000;
const minutes = async (count: number) => {
  for (let n = 0; n < count; n++) await stage.later(minuteMs);
  await stage.atRest();
};

const aboutBob = ({ user, users, channel, user_id }: Readonly<Record<string, unknown>>) =>
  [user, users, user_id].includes('UBOB') || channel === 'DBOB';
const refuse = (method: string, how: object) =>
  stage.slack.faults.add({ method, when: aboutBob, times: Number.POSITIVE_INFINITY, ...how } as Fault);
const code = (error: string) => ({ do: 'error', error });

const scripts: readonly [script: string, words: string][] = [
  ['Cyrillic', 'Сборка образа за ночь, щука '],
  ['Greek', 'Χρειαζόμαστε τη μικρή εικόνα ΐ '],
  ['Arabic', 'نحتاج إلى الصورة الصغيرة لأنّ القرص ممتلئ '],
  ['Thai', 'เราต้องการอิมเมจขนาดเล็กเพราะดิสก์ไม่พอ'],
  ['Devanagari', 'हमें छोटी छवि चाहिए क्योंकि क्षेत्र '],
  ['joined emoji', '👩‍👩‍👧‍👦🏳️‍🌈👍🏽'],
  ['marks of direction', 'a\u202eb\u2066c\u200f\u200e '],
  ['&<>', '&<>&amp;<!channel><@UBOB>'],
];
/** So many units of UTF-16, whole characters only. */
const filled = (words: string, units: number) => {
  const all = [...new Intl.Segmenter().segment(words.repeat(Math.ceil(units / words.length)))];
  let text = '';
  for (const { segment } of all) {
    if (text.length + segment.length > units) break;
    text += segment;
  }
  return text.trim();
};
/** Each line of what Slack does: its refusal, and what bob's card is like meanwhile. */
const refusals: readonly [what: string, method: string, how: object][] = [
  ['users.info says accesslimited', 'users.info', code('accesslimited')],
  ['users.info is a proxy’s 404', 'users.info', { do: 'status', status: 404, body: '<html>' }],
  ['the post says team_added_to_org', 'chat.postMessage', code('team_added_to_org')],
  ['the post is a proxy’s 403', 'chat.postMessage', { do: 'status', status: 403, body: '<html>' }],
  ['the post’s answer is lost', 'chat.postMessage', { do: 'drop-after-effect', times: 1 }],
  ['no change: cant_update_message', 'chat.update', code('cant_update_message')],
  ['no change: update_failed', 'chat.update', code('update_failed')],
  ['no change: a code of next year', 'chat.update', code('a_code_of_next_year')],
];

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, linked: ['alice', 'bob', 'ben'] });

  it.each(scripts.map(([script, words], n) => ({ script, words, n })))(
    '$script',
    async ({ words, n: nth }) => {
      await minutes(2);
      // two lines with each script, and each line with two of them
      const its = [nth, nth + 3].map((at) => refusals[at % refusals.length] as (typeof refusals)[number]);
      for (const [n, [what, method, how]] of its.entries()) {
        const image = await stage.byHand.image({ name: filled(`${n} ${words}`, 250) });
        const cards = (name: Name) => stage.cards(name, image).map(fullText);
        const lift = refuse(method, how);
        const note = filled(words, 1_900);
        await stage.actor('alice').command('/share-image', `${image.id} ${consumer} --note "${note}"`);
        await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
        await minutes(12);
        expect(cards('alice').join(), what).not.toContain('gets no card');
        lift();
        await minutes(6);
        for (const name of ['bob', 'ben'] as const) {
          expect(cards(name), what).toHaveLength(1);
          expect(cards(name)[0], what).toContain('*Accepted* by <@UBEN>');
          expect(cards(name)[0], what).not.toContain('Waiting for an answer');
        }
        expect(cards('alice').at(-1), what).toContain('*accepted* by <@UBEN>');
        expect(cards('alice').at(-1), what).not.toContain('not accepting');
      }
      const refused = stage.slack.requests.filter(({ answer }) =>
        ['msg_too_long', 'msg_blocks_too_long', 'invalid_blocks'].includes(String(answer)),
      );
      expect(refused).toEqual([]);
    },
  );
});
