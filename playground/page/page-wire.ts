/** What travels between the page and its server; read by both sides, so it imports nothing but types. */
import type { CloudAct, CloudSnapshot, Outcome } from '../cloud-snapshot.ts';
import type { SlackMessage, View } from '../slack/format/wire.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  /** What they are for, in two or three words. */
  readonly role: string;
  /** Messages not yet looked at, everywhere. */
  readonly unread: number;
}

export interface Conversation {
  readonly id: string;
  readonly name: string;
  /** The direct message with the bot. */
  readonly isIm: boolean;
  /** Those that only this person sees stand among the others, oldest first. */
  readonly messages: readonly SlackMessage[];
  readonly unread: number;
}

export interface CommandHint {
  readonly command: string;
  readonly description: string;
  readonly usage: string;
}

export interface Shortcut {
  readonly callbackId: string;
  readonly name: string;
  readonly type: 'global' | 'message';
}

/** One request or payload, as one line. */
export interface WireLine {
  readonly id: string;
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly what: string;
  readonly outcome: string;
  readonly isGood: boolean;
  /** `null` while there is no answer. */
  readonly ms: number | null;
}

export const faultNames = ['slack-429', 'cloud-503'] as const;
export type FaultName = (typeof faultNames)[number];

/** All that one person's window shows. */
export interface Snapshot {
  readonly me: string;
  /** In which they read times. */
  readonly timeZone: string | undefined;
  readonly team: string;
  readonly bot: { readonly id: string; readonly name: string; readonly isUp: boolean };
  readonly people: readonly Person[];
  readonly conversations: readonly Conversation[];
  /** Open modals, top last. */
  readonly views: readonly View[];
  readonly hasHome: boolean;
  readonly home: View | null;
  readonly commands: readonly CommandHint[];
  readonly shortcuts: readonly Shortcut[];
  /** Commands that work now, to begin with. */
  readonly suggestions: readonly string[];
  readonly cloud: CloudSnapshot;
  readonly wire: readonly WireLine[];
  readonly faults: Readonly<Record<FaultName, boolean>>;
}

/** Where an element stands: a message by channel and `ts`, or a view by its id. */
export type Place = { readonly channel: string; readonly ts: string } | { readonly view: string };
/** Texts, option values or ids. */
export type InputValue = string | readonly string[];
/** By `block_id`: what stands in the inputs of the view now. */
export type InputValues = Readonly<Record<string, InputValue>>;

/** What a person does in their window. */
export type Act =
  | { readonly do: 'be'; readonly person: string }
  /** Everything up to `ts` was looked at. */
  | { readonly do: 'read'; readonly channel: string; readonly ts: string }
  | { readonly do: 'type'; readonly channel: string; readonly text: string }
  | {
      readonly do: 'click';
      readonly place: Place;
      readonly block: string;
      /** The button's `action_id`, or the value of the menu's option. */
      readonly which: string;
      readonly values?: InputValues | undefined;
    }
  | {
      readonly do: 'choose';
      readonly place: Place;
      /** The element's `action_id` in a row of actions, else its `block_id`. */
      readonly which: string;
      readonly value: InputValue;
      readonly values?: InputValues | undefined;
    }
  | { readonly do: 'suggest'; readonly place: Place; readonly which: string; readonly typed: string }
  | { readonly do: 'submit'; readonly view: string; readonly values: InputValues }
  | { readonly do: 'close'; readonly all: boolean }
  | { readonly do: 'openHome' }
  | {
      readonly do: 'shortcut';
      readonly callbackId: string;
      readonly message?: { channel: string; ts: string } | undefined;
    }
  | CloudAct
  | { readonly do: 'fault'; readonly name: FaultName; readonly on: boolean }
  | { readonly do: 'expireTokens' }
  | { readonly do: 'restartBot' };

export interface Request {
  readonly id: number;
  readonly act: Act;
}

export type Push =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'outcome'; readonly id: number; readonly outcome: Outcome };
