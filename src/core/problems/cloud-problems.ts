/** Problems with the clouds themselves: not here, not answering, or refusing. */
import { listed, quoted, traceable, type Words, waitText } from './wording.ts';

/** Why there was no whole answer. */
export type Unreached =
  | 'unknown-host'
  | 'refused'
  | 'no-route'
  | 'slow'
  | 'certificate-expired'
  | 'certificate-of-another'
  | 'certificate-wanted'
  | 'certificate-unknown'
  | 'certificate-bad'
  | 'no-tls'
  | 'no-http'
  | 'proxy-refused'
  | 'proxy-password'
  | 'proxy-away'
  | 'cut';

export type CloudProblem =
  | { readonly kind: 'no-such-cloud'; readonly name: string; readonly have: readonly string[] }
  | { readonly kind: 'no-such-region'; readonly region: string; readonly have: readonly string[] }
  | { readonly kind: 'no-image-service'; readonly cloud: string }
  /** `region` null: in all of them. */
  | {
      readonly kind: 'other-interface';
      readonly cloud: string;
      readonly region: string | null;
      readonly have: readonly string[];
    }
  | { readonly kind: 'foreign-cloud'; readonly authUrl: string; readonly have: readonly string[] }
  | { readonly kind: 'cloud-silent'; readonly cloud: string; readonly why: Unreached }
  /** A credential that signs in to no project. */
  | { readonly kind: 'no-project'; readonly cloud: string; readonly scope: 'none' | 'domain' | 'system' }
  /** `until`: when the cloud wants to be asked again, ms UTC; null if soon. */
  | { readonly kind: 'cloud-busy'; readonly cloud: string; readonly until: number | null }
  /** For a person who is waiting. */
  | { readonly kind: 'busy-for-now'; readonly cloud: string; readonly waitMs: number }
  | { readonly kind: 'cloud-away'; readonly cloud: string; readonly why?: Unreached }
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
  /** A sign-in was answered with something that is no token as Keystone writes it. */
  | { readonly kind: 'token-unread'; readonly cloud: string; readonly requestId: string | null }
  | { readonly kind: 'filter-refused'; readonly detail: string }
  | { readonly kind: 'unread'; readonly cloud: string; readonly why: Unreached };

const silences: readonly string[] = ['unread', 'busy-for-now', 'proxy-answered', 'token-refused'];

/** A cloud gave somebody who waits no answer: what they asked for may still be there. */
export const isSilence = ({ kind }: { readonly kind: string }): boolean => silences.includes(kind);

const toOperator = 'Ask the operator of this bot to';
/** What was found, and what helps. */
const unreachedWords: Readonly<Record<Unreached, readonly [found: string, next: string]>> = {
  'unknown-host': [
    'the name of its server is not known',
    `${toOperator} check the address in clouds.yaml, and DNS.`,
  ],
  refused: [
    'its server refuses connections',
    'If this lasts, ask the operator of this bot to check the address in clouds.yaml.',
  ],
  'no-route': [
    'there is no way to its network',
    'If this lasts, ask the operator of this bot to check the network and the proxy.',
  ],
  slow: ['it did not answer in time', 'Try again in a moment.'],
  'certificate-expired': ['its certificate has expired', 'Ask the cloud’s operator to renew it.'],
  'certificate-of-another': [
    'its certificate is for another host name',
    `${toOperator} check the address in clouds.yaml.`,
  ],
  'certificate-wanted': [
    'it wants a certificate of the bot',
    `${toOperator} set \`cert\` and \`key\` in clouds.yaml.`,
  ],
  'certificate-unknown': [
    'the bot does not know who signed its certificate',
    `${toOperator} set \`cacert\` in clouds.yaml.`,
  ],
  'certificate-bad': ['its certificate is not valid', `${toOperator} look into the bot’s log.`],
  'no-tls': [
    'its server does not speak TLS',
    `${toOperator} check whether the address in clouds.yaml begins with http.`,
  ],
  'no-http': ['its server does not speak HTTP', `${toOperator} check the address in clouds.yaml.`],
  'proxy-refused': [
    'the proxy does not let the bot connect to it',
    `${toOperator} have it allowed there: many proxies let only port 443 through.`,
  ],
  'proxy-password': [
    'the proxy asks the bot for a password',
    `${toOperator} write user and password into the proxy’s address.`,
  ],
  'proxy-away': [
    'the proxy on the way to it does not answer',
    `If this lasts, ask the operator of this bot to check the proxy.`,
  ],
  cut: ['it closed the connection', 'Try again in a moment.'],
};

/** The same for the operator, who does it instead of asking for it. */
export const unreachedForOperator = (why: Unreached): { readonly found: string; readonly next: string } => {
  const [found, asked] = unreachedWords[why];
  const act = asked.replace(/^(?:If this lasts, a|A)sk the operator of this bot to /, '');
  return { found, next: `${act.slice(0, 1).toUpperCase()}${act.slice(1)}` };
};

/** Whether the bot tries again, or the person has to. */
const next = ({ waits }: { readonly waits: boolean }) =>
  waits ? 'The bot keeps trying until it does.' : 'Nothing was changed. Send this again in a moment.';

/** The same where only the operator can help. */
const untilMended = ({ waits }: { readonly waits: boolean }) =>
  waits ? 'The bot keeps trying.' : 'Nothing was changed.';

export const cloudWords: Words<CloudProblem> = {
  'no-such-cloud': (problem) =>
    `There is no cloud named ${quoted(problem.name)} here. The operator has set up: ${listed(problem.have)}.`,
  'no-such-region': (problem) =>
    `This account has no region ${quoted(problem.region)}. Its regions: ${listed(problem.have)}.`,
  'no-image-service': (problem) =>
    `${problem.cloud} does not offer this account an image service. Ask the cloud's operator whether the project may use Glance.`,
  'other-interface': ({ cloud, region, have }) =>
    `${cloud} has an image service${region === null ? '' : ` in region ${quoted(region)}`} only for the interface ${listed(have)}, which the bot does not use here. Ask the operator of this bot to set \`interface\` in clouds.yaml.`,
  'foreign-cloud': (problem) =>
    `The file is for ${quoted(problem.authUrl)}, which is not one of the clouds set up here: ${listed(problem.have)}. The bot sends credentials only to these clouds, so nothing was sent.`,
  'cloud-silent': ({ cloud, why }) =>
    `The bot could not sign in to ${cloud}: ${unreachedWords[why][0]}. Nothing was saved. ${unreachedWords[why][1]}`,
  'no-project': ({ cloud, scope }) =>
    `${cloud} accepts this credential, but it gives access to ${{ none: 'no project', domain: 'a domain, not to a project', system: 'the whole system, not to a project' }[scope]}. Images belong to projects: create an application credential in the project whose images you share, or enter that project.`,
  'cloud-away': ({ cloud, why }) =>
    `${cloud} is not answering properly${why === undefined ? '' : `: ${unreachedWords[why][0]}`}. The bot keeps trying until it does.`,
  'proxy-answered': (problem) => {
    const { cloud, status } = problem;
    if (status > 300 && status < 400)
      return `${cloud} answered with a redirect (${status}), which the bot does not follow. ${untilMended(problem)} ${toOperator} write the address to which it leads into clouds.yaml; often it begins with https.`;
    const found = `A proxy in front of ${cloud} answered ${status}, so the cloud itself has not answered.`;
    return status === 407
      ? `${found} ${untilMended(problem)} ${unreachedWords['proxy-password'][1]}`
      : `${found} ${next(problem)}`;
  },
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
  'token-unread': ({ cloud, requestId }) =>
    `${cloud} answered the sign-in with something that the bot cannot read, so nothing was saved. Ask the operator of this bot to check the address in clouds.yaml.${traceable(requestId)}`,
  'filter-refused': (problem) =>
    `The cloud refuses these filters: ${quoted(problem.detail)}. Change or remove the one it names.`,
  unread: ({ cloud, why }) =>
    `The bot could not read from ${cloud}: ${unreachedWords[why][0]}. Nothing was changed. ${unreachedWords[why][1]}`,
};
