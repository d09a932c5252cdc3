/** A person at their Slack: what they can do, and what they see. */
import type { Option, SlackMessage, View } from '../format/wire.ts';

/** How the bot took it. `error` is what Slack shows: `operation_timeout`, `dispatch_failed`, `http_service_error`, `invalid_command`. */
export interface Outcome {
  readonly ackMs: number;
  readonly error?: string;
}

export interface SubmitOutcome extends Outcome {
  /** By label: Slack's own, before the bot is asked, or the bot's. The view stays open. */
  readonly errors?: Record<string, string>;
}

export interface Actor {
  readonly id: string;
  /**
   * Types a slash command; answers are among `ephemerals()`. With `should_escape`, `@name` of somebody known becomes `<@U1|name>`.
   * @param channel the first seeded channel by default
   */
  command(
    name: `/${string}`,
    text?: string,
    channel?: string,
    options?: { verbatim?: boolean },
  ): Promise<Outcome>;
  /** Writes a message to a channel or, by default, to the bot; names and links become Slack's tokens. */
  say(text: string, channel?: string): Promise<SlackMessage>;
  /**
   * Presses a button by its text, `accessibility_label` or `action_id`, or an overflow's option by its text or value, confirming if asked.
   * `place` may be a copy from earlier: then what it showed then is clicked. `within`: its block's `block_id`, a text of
   * it or, for a row of buttons, of the block above, where several are alike.
   */
  click(
    place: SlackMessage | View,
    which: string,
    options?: { confirm?: boolean; within?: string },
  ): Promise<Outcome>;
  /** Chooses in a select, radio group, checkboxes or date picker, or types into an input that dispatches. Options by text or value. */
  choose(place: SlackMessage | View, which: string, value: string | readonly string[]): Promise<Outcome>;
  /** The open modals, top last; copies. */
  readonly views: View[];
  /** Types into or chooses in the top view's inputs, by label, `block_id` or `action_id`; nothing is sent. */
  fill(values: Record<string, string | readonly string[]>): void;
  /** Fills, then presses the submit button. */
  submit(values?: Record<string, string | readonly string[]>): Promise<SubmitOutcome>;
  /** Presses the close button of the top view. */
  close(): Promise<Outcome>;
  /** Types into a select that asks the bot; looks in the top view, else the Home, unless `place` says where. */
  suggest(which: string, typed: string, place?: SlackMessage | View): Promise<Option[]>;
  shortcut(callbackId: string): Promise<Outcome>;
  messageShortcut(message: SlackMessage, callbackId: string): Promise<Outcome>;
  openHome(): Promise<Outcome>;
  home(): View | undefined;
  /** The direct message with the bot as it is now, oldest first; copies. */
  dm(): SlackMessage[];
  /** What only this person sees, oldest first; copies. Slack's own are from `USLACKBOT`. */
  ephemerals(): SlackMessage[];
}
