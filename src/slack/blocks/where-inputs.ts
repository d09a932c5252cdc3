/**
 * The inputs of a form that say where: with which account, in which region. A change of either comes at once, so that what
 * depends on it can follow, type-ahead menus among them: Slack sends these nothing of what stands in other inputs, only what
 * the view itself carries as metadata.
 * @see https://github.com/slackapi/bolt-js/issues/1146
 */
import type { Block, Option } from '../feature.ts';
import { input } from './inputs.ts';

/** An input without choices is left out; `regions` null: what there is is not known, so that it is typed. */
export const whereInputs = ({
  accounts,
  account,
  regions,
  region,
}: {
  readonly accounts: readonly Option[];
  readonly account: string;
  readonly regions: readonly Option[] | null;
  readonly region: string;
}): Block[] => [
  ...(accounts.length > 0
    ? [
        input({
          label: 'Account',
          blockId: 'account',
          kind: 'select',
          dispatch: true,
          options: accounts,
          initial: account,
        }),
      ]
    : []),
  ...(regions === null
    ? [
        input({
          label: 'Region',
          blockId: 'region',
          actionId: 'typed-region',
          kind: 'text',
          optional: true,
          max: 255,
          initial: region,
          hint: 'Leave empty to start with the account’s default region.',
        }),
      ]
    : regions.length > 0
      ? [
          input({
            label: 'Region',
            blockId: 'region',
            kind: 'select',
            dispatch: true,
            options: regions,
            initial: region,
          }),
        ]
      : []),
];
