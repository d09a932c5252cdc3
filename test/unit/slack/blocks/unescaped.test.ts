/** Text that was not escaped does not compile: `npm run types` fails once one of these lines does. */
import { expect, test } from 'vitest';
import type { ProjectId } from '../../../../src/core/ids.ts';
import { button, context, header, section } from '../../../../src/slack/blocks/builders.ts';
import { input } from '../../../../src/slack/blocks/inputs.ts';
import { joined, mrkdwn } from '../../../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../../../src/slack/blocks/plain.ts';
import type { Message, Option } from '../../../../src/slack/feature.ts';

const name: string = '<!here>';
const projectId = 'p1' as ProjectId;

test('a name and an id reach no block as they are', () => {
  const refused = [
    // @ts-expect-error not escaped
    section(name),
    // @ts-expect-error not escaped
    section(`*${name}*`),
    // @ts-expect-error not escaped
    section(mrkdwn`*${name}*`),
    // @ts-expect-error not escaped
    section(mrkdwn`${projectId}`),
    // @ts-expect-error plain text is not escaped
    section(plain`${name}`),
    // @ts-expect-error not escaped
    section(mrkdwn`x`, { fields: [name] }),
    // @ts-expect-error not escaped
    context(joined([name])),
    // @ts-expect-error not escaped
    { text: name } satisfies Message,
    // @ts-expect-error may hold what is not seen
    header(name),
    // @ts-expect-error shows its mrkdwn
    header(mrkdwn`*x*`),
    // @ts-expect-error may hold what is not seen
    button({ text: name, actionId: 'a' }),
    // @ts-expect-error may hold what is not seen
    input({ label: name, blockId: 'b', kind: 'text' }),
    // @ts-expect-error may hold what is not seen
    { text: name, value: 'v' } satisfies Option,
  ];
  expect(refused).toHaveLength(13);
});

test('plain text drops what is not seen', () => {
  expect(plain`Remove ${'a\u202eb\u0000'} & ${2}`).toBe('Remove ab & 2');
});
