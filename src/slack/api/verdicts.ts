/** What each of Slack's error codes means for whoever made the call. One table for every method, since a code means the same everywhere. */

/**
 * What a call that Slack did not carry out can hope for.
 *
 * - `wait`: it passes by itself.
 * - `ratelimited`: the same, and Slack says when.
 * - `operator`: somebody has to change the token, its scopes, the app's settings or the bot's version first.
 * - `person`: this person cannot be written to, in this or any other message.
 * - `place`: this conversation takes no messages from the bot.
 * - `message`: this message can no longer be changed or deleted; a new one can be posted.
 * - `trigger`: the person's click is too old to open a form, or has opened one already.
 * - `view`: the form that was to be changed is closed, or nothing more fits on top of it.
 * - `bug`: the call itself is wrong, so that only another version of the bot can make it right.
 */
export type Verdict =
  | 'wait'
  | 'ratelimited'
  | 'operator'
  | 'person'
  | 'place'
  | 'message'
  | 'trigger'
  | 'view'
  | 'bug';

const codes: Readonly<Record<Verdict, string>> = {
  wait: `internal_error fatal_error service_unavailable request_timeout update_failed team_added_to_org
    org_login_required ekm_access_denied accesslimited external_channel_migrating team_not_found
    message_limit_exceeded streaming_state_conflict invalid_cursor pagination_not_available`,
  ratelimited: 'ratelimited rate_limited',
  operator: `invalid_auth not_authed token_revoked token_expired account_inactive missing_scope no_permission
    not_allowed_token_type access_denied team_access_not_granted messages_tab_disabled not_enabled
    enterprise_is_restricted two_factor_setup_required forbidden_team is_bot missing_args
    metadata_must_be_sent_from_app method_deprecated deprecated_endpoint unknown_method upgrade_required`,
  person:
    'user_not_found users_not_found user_not_visible user_disabled cannot_dm_bot invalid_user_combination',
  place: `channel_not_found not_in_channel is_archived is_inactive channel_is_limited_access
    restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel
    restricted_action_non_threadable_channel restricted_action_thread_locked
    slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked`,
  message: `message_not_found cant_update_message cant_delete_message edit_window_closed block_mismatch
    compliance_exports_prevent_deletion`,
  trigger: 'expired_trigger_id exchanged_trigger_id trigger_expired trigger_exchanged',
  view: 'not_found hash_conflict push_limit_reached',
  bug: `invalid_arguments invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type
    missing_post_type insecure_request invalid_json json_not_object
    no_text msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format invalid_attachments
    too_many_attachments too_many_contact_cards attachment_payload_limit_exceeded markdown_text_conflict
    invalid_metadata_format invalid_metadata_schema metadata_too_large missing_file_data
    as_user_not_supported cant_broadcast_message no_dual_broadcast_content_update cannot_reply_to_message
    duplicate_channel_not_found duplicate_message_not_found
    invalid_ts_latest invalid_ts_oldest invalid_metadata_filter_keys
    method_not_supported_for_channel_type not_enough_users too_many_users users_list_not_supplied
    view_too_large duplicate_external_id invalid_trigger_id missing_profile_id not_implemented`,
};

const verdicts: ReadonlyMap<string, Verdict> = new Map(
  Object.entries(codes).flatMap(([verdict, listed]) =>
    listed.split(/\s+/).map((code) => [code, verdict as Verdict] as const),
  ),
);

/** Whether the bot has heard of the code; an unknown one is waited out like any other fault of Slack's. */
export const isKnownCode = (code: string): boolean => verdicts.has(code);

/** What the code means. `wait` if nobody has heard of it: to give up for good takes a reason that is understood. */
export const verdictOf = (code: string): Verdict => verdicts.get(code) ?? 'wait';

/** Codes about the token itself, not about what it may do. */
const tokenCodes: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'not_allowed_token_type',
]);

/** Whether Slack refuses the token, so that no call can work. */
export const isAboutToken = (code: string): boolean => tokenCodes.has(code);

/** Codes with which Slack says that part of the work may be done. An unknown code may say so too. */
const unsureCodes: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
]);

/** Whether a call that ended with this code may have been carried out all the same, so that one has to look before repeating it. */
export const mayBeDone = (code: string): boolean => unsureCodes.has(code) || !isKnownCode(code);
