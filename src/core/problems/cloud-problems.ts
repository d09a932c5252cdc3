/** Problems with the clouds themselves: not here, not answering, or refusing. */
import { listed, quoted, type Words } from './wording.ts';

export type CloudProblem =
  | { readonly kind: 'no-such-cloud'; readonly name: string; readonly have: readonly string[] }
  | { readonly kind: 'no-such-region'; readonly region: string; readonly have: readonly string[] }
  | { readonly kind: 'no-image-service'; readonly cloud: string }
  | { readonly kind: 'foreign-cloud'; readonly authUrl: string; readonly have: readonly string[] }
  | { readonly kind: 'cloud-silent'; readonly cloud: string }
  | { readonly kind: 'cloud-busy'; readonly cloud: string }
  | { readonly kind: 'cloud-away'; readonly cloud: string }
  | { readonly kind: 'cloud-gone'; readonly cloud: string; readonly waits: boolean }
  | { readonly kind: 'cloud-refused'; readonly status: number; readonly requestId: string | null }
  | { readonly kind: 'filter-refused'; readonly detail: string }
  | { readonly kind: 'unread'; readonly cloud: string };

export const cloudWords: Words<CloudProblem> = {
  'no-such-cloud': (problem) =>
    `There is no cloud ${quoted(problem.name)} here. The operator set up: ${listed(problem.have)}.`,
  'no-such-region': (problem) =>
    `There is no region ${quoted(problem.region)} for this account. It has: ${listed(problem.have)}.`,
  'no-image-service': (problem) =>
    `${problem.cloud} offers this account no image service. Ask the cloud's operator whether the project may use Glance.`,
  'foreign-cloud': (problem) =>
    `The file is for ${quoted(problem.authUrl)}, which is none of the clouds set up here: ${listed(problem.have)}. The bot sends credentials to these only; nothing was sent.`,
  'cloud-silent': (problem) =>
    `${problem.cloud} did not answer in time. Nothing was kept; try again in a moment.`,
  'cloud-away': (problem) =>
    `${problem.cloud} does not answer as it should. The bot keeps trying; this goes on by itself.`,
  'cloud-gone': (problem) =>
    `The operator of this bot took ${problem.cloud} out of its clouds. Ask the operator to put it back; ${problem.waits ? 'this then goes on by itself' : 'then send this again'}.`,
  'cloud-busy': (problem) =>
    `${problem.cloud} limits how often it may be asked. The bot waits as long as it has to; this goes on by itself.`,
  'cloud-refused': (problem) =>
    `The cloud answered ${problem.status}, which the bot did not expect. Try again later; the operator finds it under request ${problem.requestId ?? 'without id'}.`,
  'filter-refused': (problem) =>
    `The cloud refuses these filters: ${quoted(problem.detail)}. Change or leave out the one it names.`,
  unread: (problem) =>
    `${problem.cloud} did not answer in time, and nothing was changed. Send this again in a moment.`,
};
