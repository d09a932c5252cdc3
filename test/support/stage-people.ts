/** The people of a stage, and how they link their accounts. */
import assert from 'node:assert/strict';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import type { Actor } from '../../playground/slack/people/actor.ts';
import type { Slack } from '../../playground/slack/slack.ts';
import type { Lab } from './cloud-lab.ts';

/** alice produces; bob and ben consume for one project, carol for another; newt has no account. */
export const people = {
  alice: 'UALICE',
  bob: 'UBOB',
  ben: 'UBEN',
  carol: 'UCAROL',
  newt: 'UNEWT',
  gone: 'UGONE',
  robot: 'UROBOT',
  stranger: 'USTRANGER',
} as const;

export type Name = keyof typeof people;
type User = keyof Lab['users'];

interface At {
  readonly actor: (name: Name) => Actor;
  readonly slack: Pick<Slack, 'until'>;
  readonly lab: Lab;
  readonly cloud: Cloud | null;
  /** The bot's log. */
  readonly lines: readonly string[];
}

export const createLinking = ({ actor, slack, lab, cloud, lines }: At) => {
  /** Opens `name`'s link modal. */
  const openLink = async (name: Name) => {
    await actor(name).command('/image-account', 'link');
    await slack.until(() => actor(name).views.length > 0, { what: `the link modal of ${name}` });
  };

  /** Fills in the link modal that is open for `name`; what it turns into then is closed. What linking asks of the cloud is over then, and not counted. */
  const fillLink = async (name: Name, values: Record<string, string>) => {
    const person = actor(name);
    const linkings = () =>
      lines.filter(
        (line) => line.includes('"name":"link-account"') && line.includes('"msg":"handled a slack request"'),
      ).length;
    const before = linkings();
    const outcome = await person.submit(values);
    assert.equal(outcome.errors, undefined);
    await slack.until(() => linkings() > before, { what: `what linking sets off for ${name}` });
    if (cloud) cloud.requests.length = 0;
    await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked', {
      what: `${name}'s account linked`,
    });
    await person.close();
  };

  /** What the link modal wants of a person of the lab: the application credential. */
  const applicationCredential = (as: User) => {
    const { id, secret } = lab.users[as].app_credentials.bot;
    return { 'Application credential ID': id, 'Application credential secret': secret };
  };

  /** Links `name`'s application credential (ben uses bob's user) through the modal; `more` fills in further inputs. */
  const link = async (
    name: Name,
    as: User = name === 'ben' ? 'bob' : (name as User),
    more: Record<string, string> = {},
  ) => {
    await openLink(name);
    await fillLink(name, { ...applicationCredential(as), ...more });
  };

  /** Links an account by password: the cloud admin's own unless said. */
  const linkPassword = async (name: Name, { user, password, project } = lab.admin, userDomain?: string) => {
    await openLink(name);
    const [view] = actor(name).views;
    if (view) await actor(name).choose(view, 'Sign in with', 'Password');
    await slack.until(() => JSON.stringify(actor(name).views).includes('"User domain"'), {
      what: 'the inputs for a password',
    });
    const domain = userDomain === undefined ? {} : { 'User domain': userDomain };
    await fillLink(name, { Username: user, Password: password, Project: project, ...domain });
  };

  return { openLink, fillLink, applicationCredential, link, linkPassword };
};
