/** docs/messages.md: all that the bot says to people, by feature. */
import { ofAccounts, ofHelp, ofHome, ofPreferences } from './of-accounts.ts';
import { ofActs } from './of-acts.ts';
import { ofAnswers } from './of-answers.ts';
import { ofDirectMessages } from './of-direct-messages.ts';
import { ofCardMenus, ofNotifications } from './of-events.ts';
import { ofImages } from './of-images.ts';
import { ofOffers } from './of-offers.ts';
import { ofProblems } from './of-problems.ts';
import { ofWithdrawals } from './of-withdrawals.ts';
import { plainText } from './plain-text.ts';
import type { Chapter } from './sample-rows.ts';

/** All that the bot says, with each view that it shows. */
export const chapters: readonly Chapter[] = [
  ofOffers,
  ofAnswers,
  ofWithdrawals,
  ofImages,
  ofNotifications,
  ofCardMenus,
  ofActs,
  ofHome,
  ofAccounts,
  ofPreferences,
  ofDirectMessages,
  ofHelp,
  ofProblems,
];

const opening = `# Messages

Everything the bot says in Slack, feature by feature, with sample images and people. Alice shares images of project *builds*; Bob and Carol answer for project *web*. Times are in UTC here; Slack shows
each reader their own.

\`[…]\` is a button, \`[⋮ …]\` the menu behind three dots, \`____\` an input, \`~\` small print. \`as text:\` is what notifications and screen readers get in place of the blocks, where the words differ.
A lone \`…\` stands for lines already shown in the chapter.

A test generates this page from the code and fails when it is stale:

\`\`\`
UPDATE_MESSAGES=1 npx vitest run test/unit/features/messages-document.test.ts
\`\`\`
`;

/** What is as short as a button says itself each time. */
const shortLine = 30;

/** The text with `…` in place of lines that the chapter has said already. */
const withoutRepeats = (text: string, said: Set<string>): string => {
  const kept = text.split('\n').map((line) => {
    const again = line.length > shortLine && said.has(line);
    said.add(line);
    return again ? '…' : line;
  });
  return kept.filter((line, at) => line !== '…' || kept[at - 1] !== '…').join('\n');
};

const chapterText = ({ title, said }: Chapter) => {
  const before = new Set<string>();
  return [
    `## ${title}`,
    ...said.map(
      ([heading, it]) => `### ${heading}\n\n\`\`\`text\n${withoutRepeats(plainText(it), before)}\n\`\`\``,
    ),
  ].join('\n\n');
};

export const messagesPage = (): string =>
  `${[opening.trimEnd(), ...chapters.map(chapterText)].join('\n\n')}\n`;
