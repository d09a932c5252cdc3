/** What became of an act that waits for its proof, or was refused it. Pure. */
import { type Problem, wordProblem } from '../../core/problems/problem.ts';
import type { ActTerms } from '../../model/pending-act.ts';
import type { ActCardModel } from '../../sharing/cards/render.ts';
import { imageName, projectLabel } from '../../sharing/rules/share-state.ts';
import { actions, button, section } from '../../slack/blocks/builders.ts';
import { bold, escapeText, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { CardMessage, Mrkdwn } from '../../slack/feature.ts';
import { handOverCard } from './hand-over-card.ts';

/** What was asked for, as the beginning of a sentence. */
const whatOf = (
  { act: { projectName }, share }: ActCardModel,
  terms: Exclude<ActTerms, { readonly kind: 'hand-over' }>,
): Mrkdwn => {
  const image = share ? bold(imageName(share)) : mrkdwn`the image`;
  const project = mrkdwn`project ${bold(share ? projectLabel(share) : projectName)}`;
  switch (terms.kind) {
    case 'extend':
      return mrkdwn`Moving the end of ${image} for ${project} to ${time(terms.at)}`;
    case 'remind':
      return mrkdwn`Reminding ${project} about ${image}`;
    case 'give-reason':
      return mrkdwn`Telling why you rejected ${image}`;
    case 'set-channel':
      return mrkdwn`Sending offers to ${project} to ${mention(terms.channel)}`;
    case 'take-over':
      if (terms.offerIds.length === 0) return mrkdwn`Taking over removals of ${project}`;
      return terms.offerIds.length === 1
        ? mrkdwn`Taking over a share of ${project}`
        : mrkdwn`Taking over ${terms.offerIds.length} shares of ${project}`;
    case 'prove':
      return mrkdwn`Checking ${project}`;
    default:
      return terms satisfies never;
  }
};

const takenOver = ({ by }: Extract<Problem, { readonly kind: 'taken-over' }>): Mrkdwn =>
  by === null
    ? mrkdwn`:x: there is nothing left to take over.`
    : mrkdwn`:x: ${mention(by)} was first and is the producer now. Nothing was changed.`;

const stateOf = ({ act: { phase, problem, lastError } }: ActCardModel): Mrkdwn => {
  switch (phase) {
    case 'proving':
      return mrkdwn`:hourglass: waiting: the cloud has to confirm first that your account may do this. ${lastError ? escapeText(wordProblem(lastError)) : ''}`;
    case 'done':
      return mrkdwn`:white_check_mark: done.`;
    case 'refused':
      if (problem?.kind === 'taken-over') return takenOver(problem);
      return mrkdwn`:x: refused. Nothing was changed, and nobody was told. ${problem ? escapeText(wordProblem(problem)) : ''}`;
    case 'cancelled':
    case 'asked':
    case 'declined':
      return mrkdwn`:no_entry_sign: cancelled.`;
    default:
      return phase satisfies never;
  }
};

export const actCard = (model: ActCardModel, value: () => string): CardMessage => {
  const { terms, phase } = model.act;
  if (terms.kind === 'hand-over') return handOverCard(model, terms.from, value);
  const words = mrkdwn`${whatOf(model, terms)} — ${stateOf(model)}`;
  return {
    text: words,
    plain: { text: words },
    blocks: [
      section(words),
      ...(phase === 'proving'
        ? [actions(button({ text: plain`Cancel`, actionId: 'act-cancel', value: value() }))]
        : []),
    ],
  };
};
