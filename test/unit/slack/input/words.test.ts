/** What people type, as Slack delivers it, and what the bot makes of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationGoesOn } from '../../../../src/core/durations.ts';
import { dayGoesOn } from '../../../../src/core/typed-day.ts';
import { parseWords } from '../../../../src/slack/input/tokens.ts';
import { readWords } from '../../../../src/slack/input/words.ts';

const uuid = '8b818b61-cfbf-44ca-b57e-727da7c9464d';
const spec = {
  '--region': 'value',
  '--note': 'text',
  '--tag': 'list',
  '--accept': 'flag',
  '--for': { goesOn: durationGoesOn },
  '--until': { goesOn: dayGoesOn },
} as const;
const known = Object.keys(spec);

type Expected = Partial<Omit<ReturnType<typeof readWords<typeof spec>>, 'after'>>;

const cases: readonly (readonly [name: string, typed: string, expected: Expected])[] = [
  ['nothing', '', {}],
  ['blanks alone', ' \u00A0\n\t\u200B ', {}],
  ['an image and a tenant', `${uuid} 5821`, { args: [uuid, '5821'] }],
  [
    'line breaks and no-break spaces part words',
    `${uuid}\u00A05821\n5822\u202F5823`,
    { args: [uuid, '5821', '5822', '5823'] },
  ],
  ['zero-width spaces part words', `${uuid}\u200B5821`, { args: [uuid, '5821'] }],
  ['other invisible marks vanish', `\uFEFF${uuid}\u2060 58\u00AD21\u200E`, { args: [uuid, '5821'] }],
  [
    'commas between tenants',
    `${uuid} 5821,5822, 5823 ,5824`,
    { args: [uuid, '5821', '5822', '5823', '5824'] },
  ],
  ['semicolons between tenants', '5821; 5822;5823;', { args: ['5821', '5822', '5823'] }],
  ['back-ticks round the id', `\`${uuid}\` 5821`, { args: [uuid, '5821'] }],
  ['back-ticks round everything', `\`\`\`${uuid} 5821\`\`\``, { args: [uuid, '5821'] }],
  ['typographic hyphens in the id', uuid.replaceAll('-', '\u2011'), { args: [uuid] }],
  ['en dashes in the id', uuid.replaceAll('-', '–'), { args: [uuid] }],
  ['hyphens in names stay as typed', 'web‑01 a–b', { args: ['web‑01', 'a–b'] }],
  ['a negative number is a word', '-5', { args: ['-5'] }],

  ['a flag', `${uuid} --region IAD`, { args: [uuid], flags: { '--region': 'IAD' } }],
  ['a flag with =', '--region=IAD 5821', { args: ['5821'], flags: { '--region': 'IAD' } }],
  ['an em dash', '—region IAD', { flags: { '--region': 'IAD' } }],
  ['an en dash', '–region IAD', { flags: { '--region': 'IAD' } }],
  ['two en dashes', '––region=IAD', { flags: { '--region': 'IAD' } }],
  ['an em dash and a hyphen', '—-region IAD', { flags: { '--region': 'IAD' } }],
  [
    'a minus and a horizontal bar',
    '−−accept ―region IAD',
    { flags: { '--accept': true, '--region': 'IAD' } },
  ],
  ['one hyphen', '-region IAD', { flags: { '--region': 'IAD' } }],
  ['a capital from the phone', '—Region IAD', { flags: { '--region': 'IAD' } }],
  ['back-ticks round the value', '--region=`IAD`', { flags: { '--region': 'IAD' } }],
  ['a comma after the value', '--region IAD, 5821', { args: ['5821'], flags: { '--region': 'IAD' } }],
  ['a comma after =value', '--region=IAD; 5821', { args: ['5821'], flags: { '--region': 'IAD' } }],
  ['a comma inside a value', '--note a,b', { flags: { '--note': 'a,b' } }],
  [
    'a note without quotes',
    "5821 --note Bob's build",
    { args: ['5821'], flags: { '--note': "Bob's build" } },
  ],
  [
    'a note without quotes ends at the next known flag, not at another',
    '--note for you,  see --force — and “this” --accept 5821',
    { args: ['5821'], flags: { '--note': 'for you,  see --force — and “this”', '--accept': true } },
  ],
  ['a note that begins with an apostrophe', "--note 'tis done", { flags: { '--note': "'tis done" } }],
  ['a note after =', '--note=Hi, all --accept', { flags: { '--note': 'Hi, all', '--accept': true } }],
  [
    'a note with an id and a person in it',
    `--note for ${'a'.repeat(32)}, ${uuid} and 58213 or <@U1|ann>`,
    {
      flags: { '--note': `for ${'a'.repeat(32)}, ${uuid} and 58213 or @ann` },
      problems: ['a'.repeat(32), uuid, '58213', '@ann'].map((typed) => ({
        kind: 'id-in-note' as const,
        typed,
      })),
    },
  ],
  ['an apostrophe that begins a word', "5821 'tis 5822 don't", { args: ['5821', "'tis", '5822', "don't"] }],
  [
    'a number and its unit',
    '5821 --for 30 days 5822',
    { args: ['5821', '5822'], flags: { '--for': '30 days' } },
  ],
  ['a number without a unit', '--for 30 5822', { args: ['5822'], flags: { '--for': '30' } }],
  ['a duration after =', '--for=1 month, 5822', { args: ['5822'], flags: { '--for': '1 month' } }],
  [
    'a day of several words',
    '--until 31 January 2027 5822',
    { args: ['5822'], flags: { '--until': '31 January 2027' } },
  ],
  ['a day of one word', '--until tomorrow 5822', { args: ['5822'], flags: { '--until': 'tomorrow' } }],
  ['a flag without value', '--accept 5821', { args: ['5821'], flags: { '--accept': true } }],
  ['a repeated list', '--tag a --tag=b —tag "c d"', { flags: { '--tag': ['a', 'b', 'c d'] } }],
  ['-- ends the flags', `-- --region ${uuid}`, { args: ['--region', uuid] }],
  ['a dash alone ends them too', '— --note=x', { args: ['--note=x'] }],

  ['straight quotes', '--note "for the launch, really"', { flags: { '--note': 'for the launch, really' } }],
  ['curly quotes', '—note “for the launch”', { flags: { '--note': 'for the launch' } }],
  [
    'curly quotes after =',
    '--note=“for the launch” 5821',
    { args: ['5821'], flags: { '--note': 'for the launch' } },
  ],
  ['German quotes', '--note „für euch“', { flags: { '--note': 'für euch' } }],
  ['guillemets', '--note «pour vous»', { flags: { '--note': 'pour vous' } }],
  ['guillemets inwards', '--note »für euch«', { flags: { '--note': 'für euch' } }],
  ['quotes of two kinds', '--note “for you"', { flags: { '--note': 'for you' } }],
  ['single quotes', "--note 'for you'", { flags: { '--note': 'for you' } }],
  ['curly single quotes', '--note ‘for you’ 5821', { args: ['5821'], flags: { '--note': 'for you' } }],
  ['an apostrophe in a word', 'don’t it’s rock’n’roll', { args: ['don’t', 'it’s', 'rock’n’roll'] }],
  ['an apostrophe in single quotes', '--note ‘don’t stop’', { flags: { '--note': 'don’t stop' } }],
  ['an apostrophe in double quotes', '--note "don\'t stop"', { flags: { '--note': "don't stop" } }],
  ['inches', '19"', { args: ['19"'] }],
  ['a quoted tenant keeps its comma and space', '"my project, ours"', { args: ['my project, ours'] }],
  ['quoted tenants between commas', '"a b","c d",5821,"e f"', { args: ['a b', 'c d', '5821', 'e f'] }],
  ['a quoted flag is a word', '"--region" IAD', { args: ['--region', 'IAD'] }],
  ['a value that looks like a flag', '--note "--region"', { flags: { '--note': '--region' } }],
  ['an empty value', '--note "" 5821', { args: ['5821'], flags: { '--note': '' } }],
  ['an empty word is none', '"" 5821', { args: ['5821'] }],
  ['line breaks inside quotes stay', '--note "a\nb"', { flags: { '--note': 'a\nb' } }],
  ['emoji and back-ticks inside quotes stay', '--note "👩‍💻 `x`"', { flags: { '--note': '👩‍💻 `x`' } }],

  ['entities, once', '--note "a &amp;&lt;b&gt; &amp;lt;"', { flags: { '--note': 'a &<b> &lt;' } }],
  ['a person', '<@U1|ann>', { people: ['U1'] as never }],
  [
    'people without a space or a name',
    `${uuid}<@U1><@W2>,<@U1|ann>`,
    { args: [uuid], people: ['U1', 'W2'] as never },
  ],
  [
    'a person in a note',
    '--note "thanks <@U1|ann> and <@U2>"',
    { flags: { '--note': 'thanks @ann and @U2' } },
  ],
  ['a link', '<http://example.com|example.com>', { args: ['example.com'] }],
  [
    'a link without label',
    '<https://example.com/a?b=1&amp;c=2>',
    { args: ['https://example.com/a?b=1&c=2'] },
  ],
  [
    'an address',
    '<mailto:a@b.example|a@b.example> <mailto:c@d.example>',
    { args: ['a@b.example', 'c@d.example'] },
  ],
  ['a telephone number', '<tel:5821|5821>', { args: ['5821'] }],
  ['a link inside a word', 'x.<http://y.io|y.io>,5821', { args: ['x.y.io', '5821'] }],
  ['a channel', '<#C1|general> <#C2>', { args: ['#general', '#C2'] }],

  [
    'an unknown flag',
    '--force 5821',
    { args: ['5821'], problems: [{ kind: 'unknown-flag', flag: '--force', known }] },
  ],
  [
    'a mistyped flag takes its value along',
    'a --regoin DFW',
    { args: ['a'], problems: [{ kind: 'unknown-flag', flag: '--regoin DFW', known }] },
  ],
  [
    'a mistyped flag with its value leaves the next word alone',
    '--regoin=DFW web',
    { args: ['web'], problems: [{ kind: 'unknown-flag', flag: '--regoin', known }] },
  ],
  [
    'a value where none goes leaves the next word alone',
    '--accept=yes web',
    { args: ['web'], problems: [{ kind: 'unknown-flag', flag: '--accept=yes', known }] },
  ],
  ['an unknown flag as typed', '—force=now', { problems: [{ kind: 'unknown-flag', flag: '—force', known }] }],
  [
    'a value where none goes',
    '--accept=yes',
    { problems: [{ kind: 'unknown-flag', flag: '--accept=yes', known }] },
  ],
  [
    'a value missing at the end',
    '5821 --region',
    { args: ['5821'], problems: [{ kind: 'flag-without-value', flag: '--region' }] },
  ],
  [
    'a value missing before a flag',
    '--region --accept',
    { flags: { '--accept': true }, problems: [{ kind: 'flag-without-value', flag: '--region' }] },
  ],
  [
    'a value missing before a person',
    '--region <@U1>',
    { people: ['U1'] as never, problems: [{ kind: 'flag-without-value', flag: '--region' }] },
  ],
  ['the value after = and a space', '--region= IAD', { flags: { '--region': 'IAD' } }],
  ['nothing after =', '--region=', { problems: [{ kind: 'flag-without-value', flag: '--region' }] }],
  [
    'a flag twice: the first stands',
    '--region IAD --region=ORD',
    { flags: { '--region': 'IAD' }, problems: [{ kind: 'flag-twice', flag: '--region' }] },
  ],
  [
    'an open quote: the rest is the quotation',
    '5821 --note "for the',
    { args: ['5821'], flags: { '--note': 'for the' }, problems: [{ kind: 'unclosed-quote' }] },
  ],
  ['a person not resolved', '@ann', { problems: [{ kind: 'person-not-resolved', typed: '@ann' }] }],
  [
    'a channel is no person',
    '<!channel>',
    { problems: [{ kind: 'person-not-resolved', typed: '@channel' }] },
  ],
  ['nor is a group', '<!subteam^S1|@ops>', { problems: [{ kind: 'person-not-resolved', typed: '@ops' }] }],
  [
    'several things at once',
    '@ann --force',
    {
      problems: [
        { kind: 'person-not-resolved', typed: '@ann' },
        { kind: 'unknown-flag', flag: '--force', known },
      ],
    },
  ],
];

test.each(cases)('%s', (_name, typed, expected) => {
  const { after: _after, ...read } = readWords(typed, spec);
  expect(read).toEqual({ args: [], people: [], flags: {}, problems: [], ...expected });
});

test('an argument knows the flag that it comes after', () => {
  const { args, after } = readWords('a --accept yes --note "Bob" build a', spec);
  expect(args).toEqual(['a', 'yes', 'build', 'a']);
  expect([...after]).toEqual([
    ['yes', '--accept'],
    ['build', '--note'],
  ]);
});

describe('any text', () => {
  const char = fc.constantFrom(
    ...'aA1 -—–=,;"“”‘’\'`<>@#!|&\n\u00A0\u200B\uFEFF😀',
    '&amp;',
    '&lt;',
    '<@U1|a>',
    '<@',
    '--note',
  );

  test('is read without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: char }), fc.string({ unit: 'binary' })), (text) => {
        expect(() => readWords(text, spec)).not.toThrow();
      }),
    );
  });

  test('keeps every word', () => {
    const word = fc.stringMatching(/^[a-z0-9._]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word), fc.constantFrom(' ', ', ', ';', '\n', '\u00A0'), (words, between) => {
        expect(readWords(words.join(between), spec).args).toEqual(words);
      }),
    );
  });

  test('comes back as it was once quoted and escaped', () => {
    const escaped = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const text = fc.string({ unit: 'grapheme' }).filter((it) => !/["“”„‟«»＂]/.test(it));
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('--note ', '--note=', '—note '),
        fc.constantFrom('""', '“”', '«»'),
        (note, flag, quotes) => {
          const typed = `${uuid} ${flag}${quotes[0]}${escaped(note)}${quotes[1]} <@U1>`;
          expect(readWords(typed, spec)).toMatchObject({
            args: [uuid],
            people: ['U1'],
            flags: { '--note': note },
            problems: [],
          });
        },
      ),
    );
  });

  test('a note without quotes is never split', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z0-9._']{1,12}$/),
      fc.constantFrom("Bob's", 'a,b', '–', '--force', 'it’s', '«x»', '#images', '(no)', 'a;'),
    );
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1 }),
        fc.constantFrom('', ' --accept', ' —for 3d'),
        (words, end) => {
          const note = `note: ${words.join(' ')}`;
          const { args, flags } = readWords(`${uuid} --note ${note}${end}`, spec);
          expect({ args, note: flags['--note'] }).toEqual({ args: [uuid], note });
        },
      ),
    );
  });

  test('takes 10 kB in linear time', () => {
    expect(parseWords(`--note "${'x’ '.repeat(40_000)}"`).tokens).toHaveLength(2);
  });
});
