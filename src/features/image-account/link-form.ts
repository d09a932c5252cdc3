/** The form that links an account, from its submission to the account: the cloud may take longer to answer than Slack waits. */
import type { z } from 'zod';
import { type LinkDeps, type Linked, linkAccount } from '../../accounts/linking.ts';
import type { WaitingCommands } from '../../accounts/waiting-command.ts';
import type { Person } from '../../core/ids.ts';
import { type Problem, UserError, wordProblem } from '../../core/problems/problem.ts';
import { answerSoonOrInPlace } from '../../slack/blocks/in-place.ts';
import { readModal } from '../../slack/blocks/modals.ts';
import type { Modal, ModalView, Reply, Turn } from '../../slack/feature.ts';
import {
  credentialOf,
  filledIn,
  filledOf,
  inputOf,
  linkForm,
  type Method,
  methodIn,
  otherRadio,
  valuesFor,
  withPasted,
} from './account-form.ts';
import { goOnByHand, linkedMessage, notLinkedMessage, withLinkedLine } from './account-messages.ts';
import { type LinkModalState, linkedModal, signingInModal } from './account-modal.ts';

export interface LinkFormDeps extends LinkDeps {
  readonly waiting: Pick<WaitingCommands, 'peek'>;
  /** Runs once an account is linked and its owner has been told. */
  readonly linked: (turn: Turn) => Promise<Reply>;
}

type Outcome = { readonly linked: Linked } | { readonly problem: Problem };

const outcomeOf = async (linking: Promise<Linked>): Promise<Outcome> => {
  try {
    return { linked: await linking };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.problem };
  }
};

/** The way that the form comes back with; what was pasted as an id comes back as one. */
const wayAgain: { readonly [M in z.output<typeof linkForm>['method']]: Method } = {
  application_credential: 'application_credential',
  named_application_credential: 'pasted',
  password: 'password',
  rackspace_apikey: 'application_credential',
};

/** @param form the form in that state */
export const createLinkForm = (
  deps: LinkFormDeps,
  form: (person: Person, state: Omit<LinkModalState, 'choices' | 'waiting'>) => Promise<ModalView>,
): Modal => {
  /** What waited for the account. A form cannot come on top any more, so it takes the place of the news. */
  const goOnLate = async (turn: Turn, { account }: Linked): Promise<Reply> => {
    const typed = await deps.waiting.peek(turn.person);
    const reply = await deps.linked(turn);
    return reply && 'open' in reply
      ? { update: withLinkedLine(reply.open, account), gone: goOnByHand(typed ?? '') }
      : reply;
  };

  return {
    submit: async (turn, values, metadata) => {
      const { person } = turn;
      const asked = valuesFor(values, deps.choices());
      const known = filledOf({ ...filledIn(metadata), ...values });
      if (asked === null)
        return { update: await form(person, { cloud: String(values.cloud), filled: known }) };
      const given = withPasted(asked, deps.readPasted);
      if ('problem' in given) return { errors: { cloudsYaml: wordProblem(given.problem) } };
      if ('filled' in given) {
        const filled = { ...known, ...given.filled };
        const byBot = { method: 'password', radio: otherRadio(values) } as const;
        return { update: await form(person, { ...given, filled, ...byBot }) };
      }
      const read = readModal(given.values, linkForm);
      if ('errors' in read) return read;
      const { cloud, name, region, method } = read.data;
      const credential = credentialOf(read.data);
      const label = deps.choices().find(({ id }) => id === cloud)?.label ?? cloud;
      const linking = outcomeOf(linkAccount(deps, person, { cloud, name, region, credential }));
      return answerSoonOrInPlace(deps.clock, linking, {
        waiting: signingInModal(label),
        soon: (outcome) =>
          'linked' in outcome
            ? { update: linkedModal(outcome.linked), after: () => deps.linked(turn) }
            : { errors: { [inputOf(outcome.problem, values)]: wordProblem(outcome.problem) } },
        late: async (outcome) => {
          if ('linked' in outcome) {
            const { linked } = outcome;
            const after = () => goOnLate(turn, linked);
            return { update: linkedModal(linked), gone: linkedMessage(linked), after };
          }
          const { problem } = outcome;
          const filled = { ...known, ...filledOf(given.values) };
          const again = { cloud, filled, problem, method: wayAgain[method] };
          return { update: await form(person, again), gone: notLinkedMessage(label, problem) };
        },
      });
    },
    changed: async ({ person }, values, metadata) =>
      form(person, {
        ...methodIn(values),
        cloud: typeof values.cloud === 'string' ? values.cloud : null,
        filled: filledOf({ ...filledIn(metadata), ...values }),
      }),
  };
};
