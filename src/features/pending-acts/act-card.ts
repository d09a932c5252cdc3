/** What became of an act that waits for its proof, or was refused it. Pure. */
import { wordProblem } from '../../core/problems/problem.ts';
import type { ActCardModel } from '../../sharing/cards/render.ts';
import { imageName, projectLabel } from '../../sharing/rules/share-state.ts';
import { actions, button, section } from '../../slack/blocks/builders.ts';
import { bold, escapeText, mention, time } from '../../slack/blocks/mrkdwn.ts';
import type { Message } from '../../slack/feature.ts';

/** What was asked for, as the beginning of a sentence. */
const whatOf = ({ act: { terms, projectName }, share }: ActCardModel): string => {
  const image = share ? bold(imageName(share)) : 'the image';
  const project = `project ${bold(share ? projectLabel(share) : projectName)}`;
  switch (terms.kind) {
    case 'extend':
      return `Moving the end of ${image} for ${project} to ${time(terms.at)}`;
    case 'remind':
      return `Reminding ${project} about ${image}`;
    case 'give-reason':
      return `Telling why you rejected ${image}`;
    case 'set-channel':
      return `Sending offers to ${project} to ${mention(terms.channel)}`;
    case 'prove':
      return `Checking ${project}`;
    default:
      return terms satisfies never;
  }
};

const stateOf = ({ act: { phase, problem, lastError } }: ActCardModel): string => {
  switch (phase) {
    case 'proving':
      return `:hourglass: waiting: the cloud has to confirm first that your account may do this. ${lastError ? escapeText(wordProblem(lastError)) : ''}`;
    case 'done':
      return ':white_check_mark: done.';
    case 'refused':
      return `:x: refused. Nothing was changed, and nobody was told. ${problem ? escapeText(wordProblem(problem)) : ''}`;
    case 'cancelled':
      return ':no_entry_sign: cancelled.';
    default:
      return phase satisfies never;
  }
};

export const actCard = (model: ActCardModel, value: () => string): Message => {
  const words = `${whatOf(model)} — ${stateOf(model).trim()}`;
  return {
    text: words,
    blocks: [
      section(words),
      ...(model.act.phase === 'proving'
        ? [actions(button({ text: 'Cancel', actionId: 'act-cancel', value: value() }))]
        : []),
    ],
  };
};
