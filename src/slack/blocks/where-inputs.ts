/**
 * A form's inputs for the account and the region. A change of either is sent at once, so that whatever depends on it can
 * follow. Type-ahead menus need that: Slack sends them no values of other inputs, only the view's metadata.
 * @see https://github.com/slackapi/bolt-js/issues/1146
 */
import type { Block } from '../feature.ts';
import { input } from './inputs.ts';
import { plain } from './plain.ts';
import { optionsOf } from './texts.ts';

interface Choice {
  readonly text: string;
  readonly value: string;
}

/** Leaves out an input without choices; `regions` null: the choices are unknown, so people type the region. */
export const whereInputs = ({
  accounts,
  account,
  regions,
  region,
}: {
  readonly accounts: readonly Choice[];
  readonly account: string;
  readonly regions: readonly Choice[] | null;
  readonly region: string;
}): Block[] => [
  ...(accounts.length > 0
    ? [
        input({
          label: plain`Account`,
          blockId: 'account',
          kind: 'select',
          dispatch: true,
          options: optionsOf(accounts),
          initial: account,
        }),
      ]
    : []),
  ...(regions === null
    ? [
        input({
          label: plain`Region`,
          blockId: 'region',
          actionId: 'typed-region',
          kind: 'text',
          optional: true,
          max: 255,
          initial: region,
          placeholder: plain`IAD`,
          hint: plain`Leave empty to start with the account’s default region.`,
        }),
      ]
    : regions.length > 0
      ? [
          input({
            label: plain`Region`,
            blockId: 'region',
            kind: 'select',
            dispatch: true,
            options: optionsOf(regions),
            initial: region,
          }),
        ]
      : []),
];
