/** The menus behind the three dots of a card and of its lines: refresh, timeline, remind, not now, extend, hand over, block. */
import type { Person, SlackUserId } from '../../core/ids.ts';
import { readValue } from '../../sharing/cards/render.ts';
import { readTimeline } from '../../sharing/cards/timeline.ts';
import { blockable, blockProducer } from '../../sharing/intents/block-producer.ts';
import { extend, extendable } from '../../sharing/intents/extend.ts';
import { askToTakeOver, handOverable } from '../../sharing/intents/hand-over.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import { refreshCard } from '../../sharing/intents/refresh-card.ts';
import { putOff, remind } from '../../sharing/intents/remind.ts';
import { cardMenuId, type MenuAct, readMenu } from '../../slack/blocks/menus.ts';
import type { Button, Feature } from '../../slack/feature.ts';
import { blockAsked, blockCallbackId, blockModal } from './block-modal.ts';
import { dayAsked, extendCallbackId, extendModal } from './extend-modal.ts';
import { colleagueAsked, handOverCallbackId, handOverModal } from './hand-over-modal.ts';
import { putOffUntil, reminded } from './reminder-messages.ts';
import { timelineModal } from './timeline-modal.ts';

/** The Share that a line's menu is about. */
const subjectOf = (value: string) => readValue(value)?.subject ?? '';

export const cardMenu = (deps: ClickDeps): Feature => {
  const openExtend = async (person: Person, shareId: string) => ({
    open: extendModal(await extendable(deps, person, shareId)),
  });
  const acts: Readonly<Record<MenuAct, Button['run']>> = {
    'not-now': async ({ person }, value) => ({ say: putOffUntil(await putOff(deps, person, value)) }),
    remind: async ({ person }, value) => ({ say: reminded(await remind(deps, person, subjectOf(value))) }),
    extend: ({ person }, value) => openExtend(person, subjectOf(value)),
    block: async ({ person }, value) => ({ open: blockModal(await blockable(deps, person, value), value) }),
    'hand-over': async ({ person }, value) => ({
      open: handOverModal(await handOverable(deps, person, value), value),
    }),
    refresh: async ({ person }, value) => {
      await refreshCard(deps, person, value);
      return undefined;
    },
    timeline: async ({ person }, value) => ({
      open: timelineModal(await readTimeline(deps, person, value)),
    }),
  };
  return {
    modals: {
      [blockCallbackId]: {
        submit: async ({ person }, values, value) => {
          await blockProducer(deps, person, value, blockAsked(values));
          return { close: true };
        },
      },
      [handOverCallbackId]: {
        tellsOthers: () => true,
        submit: async ({ person }, values, value) => {
          await askToTakeOver(deps, person, value, colleagueAsked(values) as SlackUserId);
          return { close: true };
        },
      },
      [extendCallbackId]: {
        tellsOthers: () => true,
        submit: async ({ person }, values, shareId) => {
          await extend(deps, person, shareId, dayAsked(values));
          return { close: true };
        },
      },
    },
    buttons: {
      // on a warning, which names only the share
      'share-extend': { run: ({ person }, shareId) => openExtend(person, shareId) },
      [cardMenuId]: {
        run: async (turn, chosen) => {
          const read = readMenu(chosen);
          return read === null ? undefined : acts[read.act](turn, read.value);
        },
      },
    },
  };
};
