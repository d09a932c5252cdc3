/** What becomes of a producer's request that a colleague be the producer: for the one and for the other. Pure. */
import type { SlackUserId } from '../../core/ids.ts';
import { wordProblem } from '../../core/problems/problem.ts';
import type { ActCardModel } from '../../sharing/cards/render.ts';
import { imageName } from '../../sharing/rules/share-state.ts';
import { actions, button, section } from '../../slack/blocks/builders.ts';
import { bold, code, escapeText, mention, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, CardMessage, Mrkdwn } from '../../slack/feature.ts';

const nameOf = ({ offer }: ActCardModel): Mrkdwn =>
  offer === null ? mrkdwn`an image` : mrkdwn`${bold(imageName(offer))} · ${code(offer.imageId)}`;

/** For whoever is to be the producer. */
const forColleague = (model: ActCardModel, from: SlackUserId): Mrkdwn => {
  const { phase, problem, lastError, projectName } = model.act;
  const what = mrkdwn`the sharing of ${nameOf(model)} from ${mention(from)}`;
  switch (phase) {
    case 'asked':
      return mrkdwn`:handshake: ${mention(from)} asks you to take over the sharing of ${nameOf(model)} from project ${bold(projectName)}. If you accept, you become its producer: you get the cards and notifications, and the bot uses your account when something ends.`;
    case 'proving':
      return mrkdwn`:hourglass: You take over ${what}, once the cloud confirms that your account may do this. ${lastError ? escapeText(wordProblem(lastError)) : ''}`;
    case 'done':
      return mrkdwn`:white_check_mark: You took over ${what}.`;
    case 'declined':
      return mrkdwn`:no_entry_sign: You declined to take over ${what}.`;
    case 'cancelled':
      return mrkdwn`:no_entry_sign: You are no longer asked to take over ${what}.`;
    case 'refused':
      if (problem?.kind === 'taken-over' && problem.by !== null)
        return mrkdwn`:x: You cannot take over ${what}: ${mention(problem.by)} is the producer now.`;
      return mrkdwn`:x: You could not take over ${what}. ${problem ? escapeText(wordProblem(problem)) : ''}`;
    default:
      return phase satisfies never;
  }
};

/** For the producer: not why a colleague's account was refused. */
const forProducer = (model: ActCardModel): Mrkdwn => {
  const { phase, userId } = model.act;
  const what = nameOf(model);
  switch (phase) {
    case 'asked':
    case 'proving':
      return mrkdwn`:handshake: You asked ${mention(userId)} to take over the sharing of ${what}. You stay the producer until they accept.`;
    case 'done':
      return mrkdwn`:white_check_mark: ${mention(userId)} took over the sharing of ${what}. You are no longer its producer.`;
    case 'declined':
      return mrkdwn`:no_entry_sign: ${mention(userId)} declined to take over the sharing of ${what}. You are still its producer.`;
    case 'cancelled':
      return mrkdwn`:no_entry_sign: ${mention(userId)} is no longer asked to take over the sharing of ${what}.`;
    case 'refused':
      return mrkdwn`:x: ${mention(userId)} accepted, and could not take over the sharing of ${what}: the cloud does not let them act for its project, or somebody else has it by now.`;
    default:
      return phase satisfies never;
  }
};

const buttonsFor = ({ act: { phase, userId }, viewer }: ActCardModel, value: () => string): Block[] => {
  if (phase !== 'asked' && phase !== 'proving') return [];
  const decline = { actionId: 'hand-over-decline', value: value() };
  if (viewer !== userId) return [actions(button({ text: plain`Take back`, ...decline }))];
  if (phase === 'proving') return [actions(button({ text: plain`Decline`, ...decline }))];
  return [
    actions(
      button({ text: plain`Accept`, actionId: 'hand-over-accept', style: 'primary', value: value() }),
      button({ text: plain`Decline`, ...decline }),
    ),
  ];
};

export const handOverCard = (model: ActCardModel, from: SlackUserId, value: () => string): CardMessage => {
  const words = model.viewer === model.act.userId ? forColleague(model, from) : forProducer(model);
  return { text: words, plain: { text: words }, blocks: [section(words), ...buttonsFor(model, value)] };
};
