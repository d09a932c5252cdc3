/**
 * Every reader of text from outside, on texts made to hold it up: `npm run bench -- readers`. What a text takes, and one of the same
 * kind that is four times as long, in one run: a reader whose time grows with the square of the text would take sixteen times as long.
 */

import { imageRefSchema } from '../src/accounts/image-ref.ts';
import { readAccessRules } from '../src/cloud/access-rules.ts';
import { catalogSchema, withoutVersion } from '../src/cloud/catalog.ts';
import { readAuthUrl } from '../src/cloud/clouds-file/auth-url.ts';
import { readYaml } from '../src/cloud/clouds-file/yaml-text.ts';
import { imageSchema } from '../src/cloud/glance-image.ts';
import { refusalError } from '../src/cloud/http-answer.ts';
import { shapeOf } from '../src/cloud/json-shape.ts';
import { createKeptJson } from '../src/cloud/kept-json.ts';
import { readRecords } from '../src/cloud/pasted-records.ts';
import { cleanPaste } from '../src/cloud/pasted-text.ts';
import { csvLine } from '../src/core/csv.ts';
import { certificateMistake, readDatabaseUrl } from '../src/core/database-url.ts';
import { timeAfter } from '../src/core/durations.ts';
import { tokenMistake } from '../src/core/env-mistakes.ts';
import type { SlackUserId } from '../src/core/ids.ts';
import { readKeyList } from '../src/core/key-list.ts';
import { nearest } from '../src/core/nearest.ts';
import { clipText, oneLine, withoutMarkup, withoutTrailing, withoutUnseen } from '../src/core/plain-text.ts';
import { readProxies } from '../src/core/proxies.ts';
import { readTime } from '../src/core/read-time.ts';
import { withoutSecrets } from '../src/core/secret.ts';
import { readDay } from '../src/core/typed-day.ts';
import { understand } from '../src/features/direct-message/plain-words.ts';
import { readAsked } from '../src/features/list-images/query.ts';
import { asWords } from '../src/features/share-image/as-words.ts';
import { readMessage } from '../src/features/share-image/from-message.ts';
import { splitTenants } from '../src/features/share-image/tenants-draft.ts';
import { readTerms } from '../src/features/share-image/typed-terms.ts';
import { isProjectId, otherSpellings, readTenants } from '../src/sharing/rules/typed-tenants.ts';
import { retryAfterS } from '../src/slack/api/fetch.ts';
import { unpackValue } from '../src/slack/blocks/button-value.ts';
import { bold, clip, code, escapeLines, escapeText } from '../src/slack/blocks/mrkdwn.ts';
import { quote } from '../src/slack/blocks/quote.ts';
import { readFrame } from '../src/slack/bolt/socket-frames.ts';
import { bodyJson } from '../src/slack/input/body-json.ts';
import { lackingField } from '../src/slack/input/payload.ts';
import { saidInChannel } from '../src/slack/input/said.ts';
import { asTyped, piecesOf } from '../src/slack/input/wire-text.ts';
import { readWords } from '../src/slack/input/words.ts';
import { readFacts } from '../src/store/operator/backup/backup-facts.ts';
import { row } from './report.ts';

const maxRatio = 8;
/** Characters. The longer text is as long as a paste that is read; of longer ones only their beginning is, or they come from Slack itself. */
const shortChars = 4 * 1024;
/** Less is over before anybody notices, and too short to compare. */
const noticedMs = 5;
/** So long for one figure, as the system counts in steps of some milliseconds. */
const measuredMs = 60;
/** What seemed to take long is read so often first: perhaps only the machine was busy. */
const tries = 3;

const jsonOf = (schema: Parameters<typeof shapeOf>[0]) => (text: string) => {
  const json = createKeptJson(shapeOf(schema));
  json.write(Buffer.from(text));
  return json.end();
};
const facts = { method: 'GET', path: '/', safe: true, detail: '', requestId: null, hasToken: true } as const;
const refused =
  (status: number, headers = {}) =>
  (text: string) =>
    refusalError(facts, { status, headers, text }, null, ['a-secret', ' '], 0);
const place = {
  image: '',
  numbered: true,
  known: new Set<string>(),
  named: new Map(),
  after: new Map(),
  asked: () => false,
};
const now = { at: 0, timeZone: 'Europe/Berlin' };
const formOf = (text: string) => ({
  ...{ image: text, tenants: text.split(' '), people: [], note: text, accept: false },
  ...{ answerWithin: text, lasts: text, until: text, region: text, account: text },
});
const viewOf = (text: string) => {
  const values = { [text]: { [text]: { value: text } } };
  const view = {
    id: text,
    type: text,
    callback_id: text,
    private_metadata: text,
    blocks: [],
    state: { values },
  };
  return { type: 'view_submission', user: { id: text }, view };
};
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return { type: 'block_actions', user: { id: text }, actions: [{ action_id: text, value: text }] };
  }
};

/** What reads text that somebody outside has written, by whom and what; one that throws has read it too. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'cloud: an image': jsonOf(imageSchema),
  'cloud: a catalog': jsonOf(catalogSchema),
  'cloud: a refusal': refused(400),
  'cloud: a refusal of a proxy’s': refused(404, { 'www-authenticate': 'x' }),
  'cloud: a request id': (text) => refused(400, { 'x-openstack-request-id': text, 'retry-after': text })(''),
  'cloud: an endpoint': withoutVersion,
  'cloud: access rules': (text) => readAccessRules([{ service: 'image', method: 'GET', path: text }]),
  'cloud: a time': readTime,
  'cloud: a page': withoutMarkup,
  'cloud: what may repeat a secret': (text) => withoutSecrets(text, [text.slice(0, 9), text.slice(3, 30)]),
  'operator: clouds.yaml': readYaml,
  'operator: an auth URL': (text) => [
    readAuthUrl(text, 'v3'),
    readAuthUrl(`https://a.example/${text}`, null),
  ],
  'operator: DATABASE_URL': readDatabaseUrl,
  'operator: ENCRYPTION_KEYS': readKeyList,
  'operator: certificates of DATABASE_URL': (text) => certificateMistake(`postgres://a.example/${text}`),
  'operator: a backup’s JSON': readFacts,
  'operator: a token': (text) => tokenMistake(text, 'bot'),
  'operator: a proxy': (text) => readProxies({ HTTP_PROXY: text, NO_PROXY: text }),
  'person: a pasted credential': (text) => readRecords(cleanPaste(text)),
  'person: a command': (text) => readWords(text, { '--note': 'value', '--for': 'value' }),
  'person: the words of a list': readAsked,
  'person: a sentence': (text) => understand(text, () => null),
  'person: a message shared from': readMessage,
  'person: a mention': (text) => saidInChannel({ channel: 'C1', user: 'U1', text }, 'UBOT' as SlackUserId),
  'person: Slack’s wire format': (text) => [piecesOf(text), asTyped(text)],
  'person: tenants': (text) => [readTenants([text], place), isProjectId(text), otherSpellings([text])],
  'person: many tenants': (text) => readTenants(text.split(/[\s,;]/).slice(0, 200), place),
  'person: the tenants of a form': (text) => [splitTenants(text), asWords(formOf(text))],
  'person: the terms of a form': (text) => readTerms({ answerWithin: text, lasts: text, until: text }, now),
  'person: a day': (text) => readDay(text, 0, null),
  'person: a duration': (text) => timeAfter(text, 0),
  'person: a slip': (text) => nearest(text, [text, 'images', 'members'], 3),
  'Slack: a frame': (text) => readFrame(text, () => false),
  'Slack: a form': (text) => bodyJson(Buffer.from(text), 'application/x-www-form-urlencoded'),
  'Slack: a payload': (text) => lackingField('block_actions', parsed(text)),
  'Slack: a button’s value': (text) => [
    unpackValue(text, imageRefSchema),
    unpackValue(Buffer.from(text).toString('base64url'), imageRefSchema),
  ],
  'Slack: the values of a form': (text) => lackingField('view_submission', viewOf(text)),
  'Slack: Retry-After': (text) => retryAfterS(text, 0),
  'written: text': (text) => [escapeText(text), escapeLines(text), withoutUnseen(text), oneLine(text)],
  'written: bold, code and a quotation': (text) => [bold(text), code(text), quote(text, 100_000)],
  'written: cut': (text) => [
    clip(escapeText(text), 3_000),
    clip(escapeText(text), 4_000, 'bytes'),
    clipText(text, 9_000),
  ],
  'written: the end of a text': (text) => withoutTrailing(text, '/ \n'),
  'written: a cell': (text) => csvLine([text]),
};

/** What is repeated, until there is enough of it. */
const pieces: readonly string[] = [
  ...['<', '>', '&', '/', ' ', '\n', '\t', '\\', '"', "'", '`', '*', '-', '–', '=', ':', ',', ';', '#', '@'],
  ...['(', '[', '{', '}', '.', '0', 'a', '%', '+', '|', '?', '!', '^', '~', '_', '$', '\0', '\u202e'],
  ...[
    '<a',
    '<!',
    '</',
    '<title>',
    '<script',
    '<@',
    '<@U1>',
    '<@U1|',
    '<https://a|',
    '&lt;',
    '&amp',
    '```',
    '“',
    '’',
  ],
  ...[
    '- ',
    '? ',
    '- - ',
    'a: ',
    ' a:\n',
    '&a ',
    '*a ',
    '<<: ',
    '!!',
    '!a ',
    '--- ',
    '...\n',
    '| ',
    '> ',
    '\n\n',
    '#a\n',
  ],
  ...['[[', '{"a":', '{"', '":"', '\\u', '\\"', '[{}', '1e', '-1', 'null,', '"id":"', '"a":1,', '[1,'],
  ...['--a', '--a=', '--note ', '—', 'a"', '"a', "a' ", 'a,', 'a;b', ' @a', '0a', 'a0-', 'make private '],
  ...[
    'OS_A=',
    'export OS_A=b\n',
    'a = "b"\n',
    '| a | b |\n',
    '+--+\n',
    'clouds:\n',
    ' a: &b\n',
    '\n>',
    '> > ',
  ],
  ...[
    'http://',
    '//',
    '/v3',
    '/v2.0',
    'a.',
    'a@',
    ':1',
    '%2f',
    'é',
    '😀',
    '👩‍👩‍👧',
    '\u0301',
    'ش',
    'น้ำ',
    'क्षि',
  ],
  ...['Bearer ', 'Failed validating', '00000000', 'ab12', 'Mon, ', '2026-', '1d', '12:', '="', "\n='"],
];

/** The kinds of text: a piece alone, as a value, and in the middle of other text. */
const kinds: readonly ((chars: number) => string)[] = pieces.flatMap((piece) => {
  const of = (chars: number) => piece.repeat(Math.ceil(chars / piece.length));
  return [
    of,
    (chars: number) => `{"id":"${of(chars)}"}`,
    (chars: number) => `${'a '.repeat(chars / 4)}${of(chars / 2)}b`,
  ];
});

/** What the thread works to read it so many times, in ms: other work on the machine adds nothing. */
const worked = (read: (text: string) => unknown, text: string, times: number): number => {
  const before = process.threadCpuUsage();
  for (let n = 0; n < times; n += 1) {
    try {
      read(text);
    } catch {
      // refused, which took its time too
    }
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
};

/** How many times as long the longer text takes, at worst, and how long that is, in ms. */
const worstOf = (read: (text: string) => unknown) => {
  let worst = { ratio: 0, ms: 0, of: '' };
  for (const kind of kinds) {
    const [short, long] = [kind(shortChars), kind(4 * shortChars)];
    const begun = performance.now();
    worked(read, long, 1);
    if (performance.now() - begun < noticedMs) continue;
    const onceMs = worked(read, long, tries) / tries;
    if (onceMs < noticedMs) continue;
    const times = Math.ceil(measuredMs / onceMs);
    const [one, four] = [worked(read, short, 4 * times) / 4, worked(read, long, times)];
    const [ratio, ms] = [four / one, four / times];
    if (ms >= noticedMs && ratio > worst.ratio) worst = { ratio, ms, of: long.slice(0, 12) };
  }
  return worst;
};

export const readersOfText = async (): Promise<boolean> => {
  console.log(
    `${Object.keys(readers).length} readers, ${kinds.length} kinds of text, ${shortChars} and ${4 * shortChars} characters`,
  );
  let reached = true;
  for (const [name, read] of Object.entries(readers)) {
    const { ratio, ms, of } = worstOf(read);
    reached &&= ratio < maxRatio;
    const measured = ratio === 0 ? `under ${noticedMs} ms` : `${ratio.toFixed(1)} ×`;
    row(name, measured, ratio === 0 ? '' : `under ${maxRatio}: ${ms.toFixed(0)} ms of ${JSON.stringify(of)}`);
  }
  return reached;
};
