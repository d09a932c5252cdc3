/** The producer's card, its end: what was not done, why, and the buttons to go on with. Pure. */
import { clipText } from '../../core/plain-text.ts';
import type { Offer } from '../../model/offer.ts';
import type { TenantLine } from '../../sharing/cards/offer-card.ts';
import { canTryAgain } from '../../sharing/intents/make-offer.ts';
import { asksToOpen } from '../../sharing/rules/plan-offer.ts';
import { asksToAdd } from '../../sharing/rules/restored-share.ts';
import { openAnswer, openMemberIntent, projectLabel } from '../../sharing/rules/share-state.ts';
import type { Detail } from '../../slack/blocks/assemble.ts';
import { actions, button } from '../../slack/blocks/builders.ts';
import { firstOf } from '../../slack/blocks/lists.ts';
import { bold, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import { restoredWords } from '../../slack/blocks/restored-question.ts';
import type { Block, Mrkdwn } from '../../slack/feature.ts';

/** How many projects are named; the others are counted. */
const maxNamed = 10;

/** After these problems, trying the same offer again may help; after others, something else has to be typed. */
const retriable = new Set<string>([
  'forbidden',
  'cloud-refused',
  'image-not-found',
  'image-nowhere',
  'image-gone',
  'dropped-after-restore',
  'left-waiting',
]);

/** Why tenants were not accepted at once although the producer asked for that; one text or none. */
export const notAccepted = (
  { accept, producer }: Offer,
  asked: readonly TenantLine[],
  detail: Detail,
): Mrkdwn[] => {
  if (!accept) return [];
  const waiting = asked.filter(
    ({ share }) =>
      share.status === 'pending' && openMemberIntent(share) === null && openAnswer(share) === null,
  );
  const refused = waiting.find(({ share }) => share.answer?.by === producer)?.share.answerProblem;
  const foreign = waiting.filter(({ share }) => share.answer?.by !== producer);
  if (refused) return [mrkdwn`:warning: Not accepted at once. ${problemText(refused, detail)}`];
  if (foreign.length === 0) return [];
  const names = foreign.map(({ share }) => bold(clipText(projectLabel(share), detail.names)));
  return [
    mrkdwn`:warning: Not accepted at once: you have not linked an account of project ${firstOf(names, Math.min(maxNamed, Math.max(detail.listed, 1)))}. Only people in that project can accept.`,
  ];
};

/** After a restore: what the producer had asked for, and decides about; one text or none. */
export const askedAgain = (offer: Offer, asked: readonly TenantLine[], detail: Detail): Mrkdwn[] => {
  const lines = asked.filter(({ share }) => asksToAdd(share));
  const [line] = lines;
  if (line) {
    const names = lines.map(({ share }) => bold(clipText(projectLabel(share), detail.names)));
    const all = firstOf(names, Math.min(maxNamed, Math.max(detail.listed, 1)));
    return [restoredWords(mrkdwn`You shared it with ${all}.`, line.share.asOf ?? 0)];
  }
  return asksToOpen(offer)
    ? [restoredWords(mrkdwn`You shared it, and the bot would have to make it shared first.`, offer.asOf)]
    : [];
};

/** What can be done about failures. */
export const nextSteps = (offer: Offer, asked: readonly TenantLine[], value: () => string): Block[] => {
  const failed = asked.filter(({ share }) => canTryAgain(share));
  const whole = offer.phase === 'failed' && retriable.has(offer.problem?.kind ?? '');
  if (failed.length === 0 && !whole) return [];
  const full = failed.some(({ share }) => share.memberProblem?.kind === 'member-quota');
  return [
    actions(
      button({
        text: failed.length > 1 ? plain`Retry the ${failed.length} that failed` : plain`Try again`,
        actionId: 'offer-retry',
        value: value(),
      }),
      ...(full
        ? [
            button({
              text: plain`Remove all rejected`,
              actionId: 'unshare-rejected',
              style: 'danger',
              value: value(),
              confirm: {
                title: plain`Remove the rejected members?`,
                text: mrkdwn`Projects that rejected the image lose access to it, which makes room for others. Servers made from it are not affected.`,
                confirm: plain`Remove`,
              },
            }),
          ]
        : []),
    ),
  ];
};
