/** A person in their Slack: what they can do, and what they see. */
import type { Option, SlackMessage, View } from '../format/wire.ts';

/** How the bot answered. `error` is what Slack shows: `operation_timeout`, `dispatch_failed`, `http_service_error`, `invalid_command`. */
export interface Outcome {
  readonly ackMs: number;
  readonly error?: string;
}

export interface SubmitOutcome extends Outcome {
  /** By label: Slack's own, before the bot gets the values, or the bot's. The view stays open. */
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
   * Clicks a button, by its text, `accessibility_label` or `action_id`, or an overflow's option, by text or value; confirms if asked.
   * `place` may be an earlier copy: then the click is on what it showed. `within` selects one of several alike: the `block_id` of
   * its block, a text in it or, for a row of buttons, a text in the block above.
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
  /** Types into the top view's inputs or chooses in them, by label, `block_id` or `action_id`; sends nothing. */
  fill(values: Record<string, string | readonly string[]>): void;
  /** Fills in the values, then clicks the submit button. */
  submit(values?: Record<string, string | readonly string[]>): Promise<SubmitOutcome>;
  /** Clicks the close button of the top view. */
  close(): Promise<Outcome>;
  /** Types into a select that asks the bot; in `place`, or by default in the top view, else the Home. */
  suggest(which: string, typed: string, place?: SlackMessage | View): Promise<Option[]>;
  shortcut(callbackId: string): Promise<Outcome>;
  messageShortcut(message: SlackMessage, callbackId: string): Promise<Outcome>;
  openHome(): Promise<Outcome>;
  home(): View | undefined;
  /** The current direct message with the bot, oldest first; copies. */
  dm(): SlackMessage[];
  /** What only this person sees, oldest first; copies. Slack's own messages are from `USLACKBOT`. */
  ephemerals(): SlackMessage[];
}
