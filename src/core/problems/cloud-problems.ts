/** Problems with the clouds themselves: not here, not answering, or refusing. */
import { listed, quoted, traceable, type Words, waitText } from './wording.ts';

export type CloudProblem =
  | { readonly kind: 'no-such-cloud'; readonly name: string; readonly have: readonly string[] }
  | { readonly kind: 'no-such-region'; readonly region: string; readonly have: readonly string[] }
  | { readonly kind: 'no-image-service'; readonly cloud: string }
  | { readonly kind: 'foreign-cloud'; readonly authUrl: string; readonly have: readonly string[] }
  | { readonly kind: 'cloud-silent'; readonly cloud: string }
  /** `until`: when the cloud wants to be asked again, ms UTC; null if soon. */
  | { readonly kind: 'cloud-busy'; readonly cloud: string; readonly until: number | null }
  /** For a person who is waiting. */
  | { readonly kind: 'busy-for-now'; readonly cloud: string; readonly waitMs: number }
  | { readonly kind: 'cloud-away'; readonly cloud: string }
  /** Something between the bot and the cloud answered in its place. */
  | {
      readonly kind: 'proxy-answered';
      readonly cloud: string;
      readonly status: number;
      readonly waits: boolean;
    }
  /** The image service refuses tokens that the identity service has just issued. */
  | {
      readonly kind: 'token-refused';
      readonly cloud: string;
      readonly hasRules: boolean;
      readonly waits: boolean;
    }
  | {
      readonly kind: 'bad-endpoint';
      readonly cloud: string;
      readonly region: string;
      readonly why: string;
    }
  | { readonly kind: 'cloud-gone'; readonly cloud: string; readonly waits: boolean }
  | { readonly kind: 'cloud-refused'; readonly status: number; readonly requestId: string | null }
  | { readonly kind: 'filter-refused'; readonly detail: string }
  | { readonly kind: 'unread'; readonly cloud: string };

/** Whether the bot tries again, or the person has to. */
const next = ({ waits }: { readonly waits: boolean }) =>
  waits ? 'The bot keeps trying until it does.' : 'Nothing was changed. Send this again in a moment.';

export const cloudWords: Words<CloudProblem> = {
  'no-such-cloud': (problem) =>
    `There is no cloud named ${quoted(problem.name)} here. The operator has set up: ${listed(problem.have)}.`,
  'no-such-region': (problem) =>
    `This account has no region ${quoted(problem.region)}. Its regions: ${listed(problem.have)}.`,
  'no-image-service': (problem) =>
    `${problem.cloud} does not offer this account an image service. Ask the cloud's operator whether the project may use Glance.`,
  'foreign-cloud': (problem) =>
    `The file is for ${quoted(problem.authUrl)}, which is not one of the clouds set up here: ${listed(problem.have)}. The bot sends credentials only to these clouds, so nothing was sent.`,
  'cloud-silent': (problem) =>
    `${problem.cloud} did not answer in time. Nothing was saved. Try again in a moment.`,
  'cloud-away': (problem) =>
    `${problem.cloud} is not answering properly. The bot keeps trying until it does.`,
  'proxy-answered': (problem) =>
    `A proxy in front of ${problem.cloud} answered ${problem.status}, so the cloud itself has not answered. ${next(problem)}`,
  'token-refused': (problem) =>
    `The image service of ${problem.cloud} refuses the token that the cloud has just issued. ${next(problem)} ${problem.hasRules ? 'Some clouds cannot check access rules: if this lasts, link an application credential without them with /image-account.' : 'If this lasts, ask the cloud’s operator whether Glance can reach Keystone.'}`,
  'cloud-gone': (problem) =>
    `The operator of this bot removed ${problem.cloud} from the list of clouds. Ask the operator to put it back, ${problem.waits ? 'and this continues on its own' : 'then send this again'}.`,
  'bad-endpoint': (problem) =>
    `${problem.cloud} sends image requests for region ${quoted(problem.region)} to an address that the bot does not use (${problem.why}), so nothing was sent there. Ask the operator of this bot to put the right address into clouds.yaml as \`image_endpoint_override\`.`,
  'cloud-busy': (problem) =>
    `${problem.cloud} limits how often the bot may call it. The bot ${problem.until === null ? 'waits, then continues' : `tries again at ${new Date(problem.until).toISOString().slice(11, 16)} UTC`}.`,
  'busy-for-now': (problem) =>
    `${problem.cloud} limits how often the bot may call it, so the bot did not ask. Send this again in ${waitText(problem.waitMs)}.`,
  'cloud-refused': (problem) =>
    `The cloud answered with status ${problem.status}, which the bot did not expect. Try again later.${traceable(problem.requestId)}`,
  'filter-refused': (problem) =>
    `The cloud refuses these filters: ${quoted(problem.detail)}. Change or remove the one it names.`,
  unread: (problem) =>
    `${problem.cloud} did not answer in time. Nothing was changed. Send this again in a moment.`,
};
