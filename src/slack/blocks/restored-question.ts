/** After a restore: the question whether to carry out what was asked for before the backup. Pure. */
import type { Block, Mrkdwn } from '../feature.ts';
import { actions, button } from './builders.ts';
import { mrkdwn, time } from './mrkdwn.ts';
import { plain } from './plain.ts';

/** @param what was asked for, as a sentence; @param asOf the backup's time, ms UTC */
export const restoredWords = (what: Mrkdwn, asOf: number): Mrkdwn =>
  mrkdwn`:grey_question: ${what} The bot was restored from a backup of ${time(asOf)}, so it does not know whether somebody has undone that since. It does nothing until you decide.`;

export const restoredButtons = (value: string): Block[] => [
  actions(
    button({ text: plain`Carry out`, actionId: 'restored-carry-out', value }),
    button({ text: plain`Drop`, actionId: 'restored-drop', value }),
  ),
];
