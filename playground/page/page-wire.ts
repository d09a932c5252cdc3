/** What travels between the page and its server. Both sides read this file, so it imports only types. */
import type { CloudAct, CloudSnapshot, Outcome } from '../cloud-snapshot.ts';
import type { SlackMessage, View } from '../slack/format/wire.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  /** Their role, in two or three words. */
  readonly role: string;
  /** How many messages they have not read, everywhere. */
  readonly unread: number;
}

export interface Conversation {
  readonly id: string;
  readonly name: string;
  /** The direct message with the bot. */
  readonly isIm: boolean;
  /** Oldest first, including those that only this person sees. */
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

/** Everything that one person's window shows. */
export interface Snapshot {
  readonly me: string;
  /** The zone in which they read times. */
  readonly timeZone: string | undefined;
  readonly team: string;
  readonly bot: { readonly id: string; readonly name: string; readonly isUp: boolean };
  readonly people: readonly Person[];
  readonly conversations: readonly Conversation[];
  /** The open modals, the top one last. */
  readonly views: readonly View[];
  readonly hasHome: boolean;
  readonly home: View | null;
  readonly commands: readonly CommandHint[];
  readonly shortcuts: readonly Shortcut[];
  /** Commands that work right away, to begin with. */
  readonly suggestions: readonly string[];
  readonly cloud: CloudSnapshot;
  readonly wire: readonly WireLine[];
  readonly faults: Readonly<Record<FaultName, boolean>>;
}

/** Where an element is: a message by channel and `ts`, or a view by its id. */
export type Place = { readonly channel: string; readonly ts: string } | { readonly view: string };
/** Texts, option values or ids. */
export type InputValue = string | readonly string[];
/** By `block_id`: the current values of the view's inputs. */
export type InputValues = Readonly<Record<string, InputValue>>;

/** What a person does in their window. */
export type Act =
  | { readonly do: 'be'; readonly person: string }
  /** Everything up to `ts` has been read. */
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
