/** The App Home: what is waiting for me, what I share and with whom, my accounts; few buttons. Pure. */
import { clipText } from '../../core/plain-text.ts';
import { wordProblem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import { isUnknownStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import type { HomeModel, LeftShares, SharedImage, WaitingShare } from '../../sharing/cards/home-card.ts';
import { whyNotUsed } from '../../sharing/people/may-act.ts';
import { maxTakenOver } from '../../sharing/rules/left-behind.ts';
import { isAsking } from '../../sharing/rules/restored-share.ts';
import {
  cloudGone,
  imageName,
  memberStatusOf,
  openAnswer,
  openMemberIntent,
  projectLabel,
} from '../../sharing/rules/share-state.ts';
import { actions, button, context, divider, header, section } from '../../slack/blocks/builders.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { takeOverAll } from '../../slack/blocks/take-over-button.ts';
import type { Block, Mrkdwn } from '../../slack/feature.ts';

/** How many projects of one image are named; the others are counted. */
const maxNamed = 6;
/** More than anybody is likely to link. */
const maxAccounts = 10;
/** Of how many projects the shares without a producer are shown. */
const maxLeftProjects = 5;

export const homeBlocks = ({
  waiting,
  shared,
  left,
  accounts,
  asOf,
  restoredTo,
  refused = null,
}: HomeModel): readonly Block[] => {
  if (accounts.length === 0) return welcome;
  return [
    actions(
      button({ text: plain`Share an image`, actionId: 'home-share', style: 'primary' }),
      button({ text: plain`List images`, actionId: 'home-list' }),
      button({ text: plain`My accounts`, actionId: 'home-accounts' }),
      button({ text: plain`Preferences`, actionId: 'preferences' }),
      button({ text: plain`Help`, actionId: 'home-help' }),
    ),
    ...(refused === null
      ? []
      : [section(mrkdwn`:warning: ${escapeText(wordProblem({ kind: 'slack-refuses', code: refused }))}`)]),
    ...(restoredTo === null
      ? []
      : [
          context(
            mrkdwn`:warning: The bot was restored from a backup of ${time(restoredTo)} and is reading your clouds. Until this line is gone, what you see here may be out of date.`,
          ),
        ]),
    ...(asOf === null
      ? []
      : [
          context(
            mrkdwn`As of ${time(asOf)}. The bot asks each cloud only so often, and reads the rest within a minute.`,
          ),
        ]),
    header(plain`Waiting for your answer`),
    ...(waiting.total === 0 ? [context(mrkdwn`Nothing. Offers to your projects appear here.`)] : []),
    ...waiting.shown.flatMap(waitingBlocks),
    ...more(waiting, mrkdwn`\`/list-images --member-status pending\` shows them all.`),
    ...leftBlocks(left),
    divider(),
    header(plain`What you share`),
    ...(shared.total === 0 ? [context(mrkdwn`Nothing yet. Share an image with \`/share-image\`.`)] : []),
    ...shared.shown.map((image) => section(sharedText(image))),
    ...more(shared, mrkdwn`\`/image-members\` lists the members of an image.`),
    divider(),
    header(plain`Your accounts`),
    ...accounts.slice(0, maxAccounts).map(accountBlock),
    ...more(
      { shown: accounts.slice(0, maxAccounts), total: accounts.length },
      mrkdwn`“My accounts” shows them.`,
    ),
  ];
};

const welcome: readonly Block[] = [
  header(plain`Share cloud images between accounts`),
  section(
    mrkdwn`Link your cloud account. You can then share your images, and this page shows what others offer to your projects.`,
  ),
  actions(
    button({ text: plain`Link an account`, actionId: 'account-link', style: 'primary' }),
    button({ text: plain`Help`, actionId: 'home-help' }),
  ),
];

const more = ({ shown, total }: { shown: readonly unknown[]; total: number }, how: Mrkdwn): Block[] =>
  total > shown.length ? [context(mrkdwn`and ${total - shown.length} more. ${how}`)] : [];

const place = ({ cloudName, region }: { readonly cloudName: string; readonly region: string }) =>
  mrkdwn`${escapeText(cloudName)}, ${escapeText(region)}`;

const leftBlocks = (left: readonly LeftShares[]): Block[] =>
  left.length === 0
    ? []
    : [
        divider(),
        header(plain`Shares without a producer`),
        ...left.slice(0, maxLeftProjects).flatMap((of) => [
          section(
            mrkdwn`${bold(of.project.projectName)} on ${escapeText(of.project.cloudName)}: whoever shared this has left. Take it over, and you get its cards and notifications.`,
            { accessory: takeOverAll(of.project, maxTakenOver) },
          ),
          ...of.shown.map((offer) =>
            section(
              mrkdwn`${bold(imageName(offer))} · ${code(offer.imageId)} (${place(offer)}), shared by ${mention(offer.producer)}`,
              {
                accessory: button({ text: plain`Take over`, actionId: 'take-over', value: offer.id }),
              },
            ),
          ),
          ...more(of, mrkdwn`“Take over all” includes them.`),
          ...(of.removals === 0
            ? []
            : [
                context(
                  mrkdwn`Removals that wait for somebody who has left: ${of.removals}. “Take over all” ends them, and you can try them again.`,
                ),
              ]),
        ]),
        ...more(
          { shown: left.slice(0, maxLeftProjects), total: left.length },
          mrkdwn`They appear here once these are taken over.`,
        ),
      ];

/** Its owner changed who can see it; the members are kept. */
const hiddenText = ({ image }: Share): Mrkdwn | '' => {
  if (!image?.hidesMembers) return '';
  return image.visibility === 'private'
    ? mrkdwn`\n:lock: The image is private now: its members have no access until it is shared again.`
    : mrkdwn`\n:globe_with_meridians: The image is ${escapeText(image.visibility)} now, so it is open to everyone.`;
};

const waitingBlocks = ({ share, offer, value }: WaitingShare): Block[] => {
  const from = offer
    ? mrkdwn`${mention(offer.producer)} is sharing it from project ${bold(offer.projectName)}`
    : mrkdwn`Shared`;
  const answer = openAnswer(share);
  const state = isAsking(share)
    ? mrkdwn`\n:grey_question: Its card asks about an answer from before a backup.`
    : answer
      ? mrkdwn`\n:hourglass: ${mention(answer.by)} chose *${escapeText(answer.value)}*; updating the cloud…`
      : '';
  const words = section(
    mrkdwn`${bold(imageName(share))} · ${code(share.imageId)}\n${from} with project ${bold(projectLabel(share))} (${place(share)}).${state}${hiddenText(share)}`,
  );
  if (value === null || share.image?.hidesMembers) return [words];
  return [
    words,
    actions(
      button({ text: plain`Accept`, actionId: 'share-accept', style: 'primary', value }),
      button({ text: plain`Reject`, actionId: 'share-reject', value }),
    ),
  ];
};

/** In this order they are counted. */
const states = ['accepted', 'pending', 'rejected', 'in progress', 'of unknown status'] as const;

const stateOf = (share: Share): (typeof states)[number] => {
  const status = openMemberIntent(share) === null ? memberStatusOf(share) : null;
  return isUnknownStatus(status) ? 'of unknown status' : (status ?? 'in progress');
};

const sharedText = ({ shares, ...where }: SharedImage): Mrkdwn => {
  const counts = states
    .map((state) => ({ state, count: shares.filter((share) => stateOf(share) === state).length }))
    .filter(({ count }) => count > 0);
  const named = shares
    .slice(0, maxNamed)
    .map((share) => mrkdwn`${project(share)} ${escapeText(stateOf(share))}`);
  const rest = shares.length - named.length;
  return joined([
    mrkdwn`${bold(imageName(shares[0]))} · ${code(shares[0].imageId)} (${place(where)})`,
    mrkdwn`${joined(
      counts.map(({ state, count }) => mrkdwn`${count} ${escapeText(state)}`),
      mrkdwn`, `,
    )}: ${joined(named, mrkdwn`, `)}${rest > 0 ? mrkdwn` and ${rest} more` : ''}${hiddenText(shares[0])}`,
  ]);
};

const project = (share: Share) =>
  share.projectName ? escapeText(share.projectName) : code(clipText(share.projectId, 40));

const healthText = ({ health, speaks }: Account) =>
  ({
    good: speaks ? '' : mrkdwn`\n:warning: The cloud lets it only read. You can look images up with it.`,
    refused: mrkdwn`\n:warning: The cloud refuses it. Link it again, and everything that is waiting for it continues.`,
    lost: mrkdwn`\n:warning: Its credential can no longer be read. Link it again, and everything that is waiting for it continues.`,
  })[health];

const expiresText = ({ expiresAt }: Account) =>
  expiresAt === null ? '' : mrkdwn`\nIts application credential expires ${time(expiresAt)}.`;

const unconfirmedText = (account: Account) =>
  account.asOf === null ? '' : mrkdwn`\n:warning: ${escapeText(wordProblem(whyNotUsed(account)))}`;

const goneText = (account: Account) =>
  account.cloudGone ? mrkdwn`\n:warning: ${escapeText(wordProblem(cloudGone(account)))}` : '';

const accountBlock = (account: Account): Block =>
  section(
    mrkdwn`${bold(account.name)}${account.isDefault ? mrkdwn` · default` : ''} — project ${escapeText(account.projectName)} on ${escapeText(account.cloudName)}\nProject id: ${code(account.projectId)}${expiresText(account)}${healthText(account)}${unconfirmedText(account)}${goneText(account)}`,
    account.health === 'good' && account.expiresAt === null
      ? {}
      : { accessory: button({ text: plain`Link again`, actionId: 'account-link', value: account.id }) },
  );
