/** The documentation against the code: links, commands, flags, variables and scripts. What it names has to be there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { registryOf } from '../../src/slack/bolt/registry.ts';
import { allFeatures } from '../support/all-features.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const pages = globSync(['*.md', '{docs,.github}/**/*.md', 'bench/*.md']).sort();
const { commands } = registryOf(allFeatures);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** All that a flag or a variable may come from: the code, the scripts beside it, and what npm starts. */
const code = [
  ...globSync('{src,playground,bench}/**/*.{ts,tsx}'),
  ...globSync('test/{faults,mutation,support}/**/*.{ts,sh}'),
  '.ci/run',
  'package.json',
]
  .map(read)
  .join('\n');

const fence = /^( *)```[a-z]*\n([\s\S]*?)^\1```$/gm;
const proseOf = (text: string) => text.replace(fence, '');
/** What is set as code: each line of a block, each span. */
const codeIn = (text: string): readonly string[] => [
  ...[...text.matchAll(fence)].flatMap(([, , block = '']) => block.split('\n').map((line) => line.trim())),
  ...[...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span.trim()),
];
/** Variables of Node's own. */
const ofNode = ['NODE_EXTRA_CA_CERTS'];
/** What no line of the code says; whole words only. */
const unknown = (words: readonly string[]) =>
  words.filter((word) => !new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(code));
const flagsIn = (text: string) => [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);

/** The anchors that GitHub gives a page: its headings', and those written out. */
const anchorsOf = (text: string): ReadonlySet<string> => {
  const seen = new Map<string, number>();
  const headings = [...proseOf(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]);
};

const brokenLinks = (page: string): readonly string[] => {
  const links = [...proseOf(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(read(target)).has(anchor);
    });
};

/** Commands of Slack itself, paths of the bot's server, and the image's volumes. */
const notOurs = new Set(['/invite', '/healthz', '/readyz', '/data', '/forgotten', '/backups']);

describe.each(pages)('%s', (page) => {
  const spans = codeIn(read(page));

  test('has no broken link', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  test('names commands that are there, each with flags that it takes', () => {
    const misnamed = spans.filter((span) => {
      const [, name = ''] = /^(\/[a-z][a-z-]+)(?=\s|$)/.exec(span) ?? [];
      if (name === '' || notOurs.has(name)) return false;
      const command = commands.get(name);
      return !command || flagsIn(span).some((flag) => !flagsIn(command.usage).includes(flag));
    });
    expect(misnamed).toEqual([]);
  });

  test('names npm scripts that are there', () => {
    const named = spans.flatMap((span) =>
      [...span.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)].map(
        ([, script, short]) => script ?? short ?? '',
      ),
    );
    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  test('names flags that the code knows', () => {
    const ours = spans.filter((span) => span.startsWith('--') || /^npm run \S+ -- /.test(span));
    expect(unknown(ours.flatMap(flagsIn))).toEqual([]);
  });

  test('names variables that the code reads', () => {
    const variables = spans.flatMap((span) => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?==|$)/.exec(span) ?? []);
    expect(unknown(variables).filter((name) => !ofNode.includes(name))).toEqual([]);
  });
});

describe('docs/commands.md', () => {
  const sections = read('docs/commands.md').split(/^(?=### `\/)/m);

  test.each([...commands])('explains every flag of %s, and no other', (name, { usage }) => {
    const section = sections.find((each) => each.startsWith(`### \`${name}`)) ?? '';
    const everywhere = new Set(['--region', '--account']);
    const belowHeading = section.split('\n').slice(1).join('\n');
    const explained = new Set(flagsIn(codeIn(belowHeading).join('\n')));
    const taken = new Set(flagsIn(usage));
    expect([...taken].filter((flag) => !explained.has(flag) && !everywhere.has(flag))).toEqual([]);
    expect([...explained].filter((flag) => !taken.has(flag))).toEqual([]);
  });

  test.each([...commands].filter(([name]) => name !== '/list-images'))(
    'has the usage of %s as its heading',
    (name, { usage }) => {
      expect(sections.join('')).toContain(`### \`${name} ${usage}\`\n`);
    },
  );
});

describe('README.md', () => {
  const readme = read('README.md');

  test('is a page or two', () => {
    expect(readme.split('\n').length).toBeLessThan(150);
  });

  test('has each command in its table, linked to its explanation', () => {
    const rows = [...readme.matchAll(/^\| \[`(\/[a-z-]+)`\]\(docs\/commands\.md#([a-z-]+)\)/gm)];
    expect(rows.map(([, name]) => name).sort()).toEqual([...commands.keys()].sort());
    for (const [, name, anchor] of rows) expect(`/${anchor}`).toBe(name);
  });

  test('links every page of docs/', () => {
    for (const page of globSync('docs/*.md')) expect(readme).toContain(`](${page}`);
  });
});

describe('docs/threat-model.md', () => {
  const attacks = read('docs/threat-model.md')
    .split('## What stops them')[1]
    ?.split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:attack|-+) /.test(line));

  test('names for every attack a test that is there', () => {
    expect(attacks?.length).toBeGreaterThan(20);
    const unproven = attacks?.filter((line) => {
      const [, file = ''] = /`(test\/[\w/.-]+\.test\.ts)` +\|$/.exec(line) ?? [];
      return !existsSync(file);
    });
    expect(unproven).toEqual([]);
  });
});

describe('docs/decisions', () => {
  const decisions = globSync('docs/decisions/0*.md').sort();

  test.each(decisions)('%s has a status and a date, and is in the list', (page) => {
    const [, status = ''] = /^- Status: (.+)$/m.exec(read(page)) ?? [];
    const [, date = ''] = /^- Date: (\d{4}-\d{2}-\d{2})$/m.exec(read(page)) ?? [];
    expect(status).toMatch(/^(?:proposed|accepted|replaced)/);
    expect(read('docs/decisions/README.md')).toMatch(
      new RegExp(`\\(${page.split('/').at(-1)}\\).*\\| ${date} +\\|`),
    );
  });
});
