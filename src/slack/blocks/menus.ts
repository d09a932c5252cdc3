/** The menu behind the three dots of a card. All menus share one `action_id`: the chosen option's value says what to do. */
import type { types } from '@slack/bolt';
import type { CardMessage, Mrkdwn } from '../feature.ts';
import { actions, button, overflow, section } from './builders.ts';
import { joined } from './mrkdwn.ts';
import { plain } from './plain.ts';

export const cardMenuId = 'card-menu';

/** What a menu can offer, by the word for it in a value. Slack shows at most five options. */
const texts = {
  'not-now': plain`Not now`,
  remind: plain`Remind`,
  extend: plain`Extend…`,
  refresh: plain`Refresh`,
  timeline: plain`Timeline`,
  'hand-over': plain`Hand over to…`,
  block: plain`Block…`,
} as const;

export type MenuAct = keyof typeof texts;

/** @param value the card's button value; for the menu of a line, the line's subject */
export const cardMenu = (value: string, acts: readonly MenuAct[]): types.Overflow =>
  overflow({
    actionId: cardMenuId,
    options: acts.map((act) => ({ text: texts[act], value: `${act}:${value}` })),
  });

/** What a card says at the least: what it is about, its state, and a Refresh. */
export const plainCard = (title: Mrkdwn, state: Mrkdwn, value: string): CardMessage['plain'] => {
  const text = joined([title, state]);
  const refresh = button({ text: texts.refresh, actionId: cardMenuId, value: `refresh:${value}` });
  return { text, blocks: [section(text), actions(refresh)] };
};

/** The chosen act, and the card's value; null if it is not from one of these menus. */
export const readMenu = (chosen: string): { readonly act: MenuAct; readonly value: string } | null => {
  const at = chosen.indexOf(':');
  const act = chosen.slice(0, at);
  return at > 0 && act in texts ? { act: act as MenuAct, value: chosen.slice(at + 1) } : null;
};
