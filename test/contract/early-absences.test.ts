/** “Nothing happens”, “nobody is told”, “no second card” is said when the bot is at rest, and not right after the act. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { earlyAbsences } from '../support/early-absences.ts';

test('no story says too early that nothing has happened', () => {
  const files = globSync('test/{e2e,faults}/**/*.ts');
  expect(earlyAbsences(new Map(files.map((path) => [path, readFileSync(path, 'utf8')])))).toEqual([]);
});

const story = (...lines: readonly string[]) =>
  [
    "import { stage } from '../support/story.ts';",
    'const countOf = (name) => stage.cards(name).length;',
    'const share = () => stage.actor("alice").command("/share-image");',
    'const shown = async () => fullText(await stage.card("bob", "Waiting"));',
    'const aMonthLater = () => stage.later(30 * dayMs);',
    'it("is a story", async () => {',
    ...lines,
    '});',
  ].join('\n');
const found = (...lines: readonly string[]) =>
  earlyAbsences(new Map([['test/e2e/planted.test.ts', story(...lines)]]));

test.each([
  ['nobody is told', 'await share();', 'expect(countOf("ben")).toBe(0);'],
  ['no second card', 'await share();', 'expect(stage.cards("bob")).toHaveLength(1);'],
  ['nothing but', 'await share();', 'expect([countOf("bob"), countOf("ben")]).toEqual([1, 0]);'],
  ['not said', 'await share();', 'expect(stage.actor("bob").dm().map(fullText).join()).not.toContain("x");'],
  ['nobody is a member', 'await share();', 'expect(await stage.byHand.statusOf(image, id)).toBeUndefined();'],
  ['at no word', 'await share();', 'expect(stage.cards("ben").some((one) => one.text === "x")).toBe(false);'],
  [
    'one thing is waited for',
    'await share();',
    'await stage.card("bob", "Waiting");',
    'expect(countOf("ben")).toBe(0);',
  ],
  ['done after the rest', 'await stage.atRest();', 'await share();', 'expect(countOf("ben")).toBe(0);'],
  [
    'changed elsewhere after the rest',
    'await stage.atRest();',
    'await stage.byHand.rename(image, "x");',
    'expect(countOf("ben")).toBe(0);',
  ],
  [
    'looked at before the rest',
    'await share();',
    'const all = stage.slack.requests.filter(isSent);',
    'await stage.atRest();',
    'expect(all).toEqual([]);',
  ],
])('finds what is said too early: %s', (_, ...lines) => {
  expect(found(...lines)).toHaveLength(1);
});

test.each([
  ['at rest', 'await share();', 'await stage.atRest();', 'expect(countOf("ben")).toBe(0);'],
  ['a month later', 'await share();', 'await aMonthLater();', 'expect(countOf("ben")).toBe(0);'],
  ['what one message says', 'await share();', 'expect(await shown()).not.toContain("x");'],
  [
    'what was waited for',
    'await share();',
    'const card = await stage.card("bob", "x");',
    'expect(buttons(card)).toEqual([]);',
  ],
  ['what is there', 'await share();', 'expect(await stage.byHand.statusOf(image, id)).toBe("pending");'],
])('lets pass: %s', (_, ...lines) => {
  expect(found(...lines)).toEqual([]);
});
