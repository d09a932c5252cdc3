/**
 * A form's inputs for the account and the region. A change of either is sent at once, so that whatever depends on it can
 * follow. Type-ahead menus need that: Slack sends them no values of other inputs, only the view's metadata.
 * @see https://github.com/slackapi/bolt-js/issues/1146
 */
import type { Block, Option } from '../feature.ts';
import { input } from './inputs.ts';

/** Leaves out an input without choices; `regions` null: the choices are unknown, so people type the region. */
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
