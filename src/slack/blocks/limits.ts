/**
 * The limits of Slack that matter here; each name says what it counts: characters, bytes of UTF-8, elements or milliseconds.
 * What Slack calls characters is counted in UTF-16 units here, the strictest of its possible meanings.
 */

/** @see https://docs.slack.dev/reference/block-kit/blocks */
export const blockLimits = {
  messageBlocks: 50,
  modalBlocks: 100,
  blockIdChars: 255,
  headerChars: 150,
  sectionChars: 3000,
  fields: 10,
  fieldChars: 2000,
  contextElements: 10,
  contextChars: 3000,
  actionsElements: 25,
  inputLabelChars: 2000,
  inputHintChars: 2000,
} as const;

/** @see https://docs.slack.dev/reference/block-kit/block-elements */
export const elementLimits = {
  actionIdChars: 255,
  buttonChars: 75,
  buttonValueChars: 2000,
  placeholderChars: 150,
  plainTextInputChars: 3000,
  selectOptions: 100,
  radioOptions: 10,
  overflowOptions: 5,
} as const;

/** @see https://docs.slack.dev/reference/block-kit/composition-objects */
export const compositionLimits = {
  optionChars: 75,
  optionValueChars: 150,
  optionDescriptionChars: 75,
  confirmTitleChars: 100,
  confirmTextChars: 300,
  confirmButtonChars: 30,
} as const;

/** @see https://docs.slack.dev/reference/views/modal-views */
export const viewLimits = {
  titleChars: 24,
  submitChars: 24,
  closeChars: 24,
  callbackIdChars: 255,
  privateMetadataChars: 3000,
} as const;

/**
 * For all blocks of a message that is posted or updated; not for acknowledgements, a response_url, modals and the Home. Slack refuses
 * from some 12,000 characters on, an overhead of its own included, and publishes neither: 11,341 characters in many blocks were refused.
 * @see https://github.com/slackapi/bolt-js/issues/2509
 */
export const messageBudget = { chars: 10_000, charsPerBlock: 100 } as const;

/**
 * For `text` of chat.update, where more is an error. What is posted keeps to it too, because it may have to be updated.
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
export const messageTextBytes = 4000;

/**
 * Commands, clicks, submissions and options requests must be acknowledged within 3 s, and a `trigger_id` expires after as long.
 * Giving up half a second earlier leaves time for an answer.
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
export const ackTimeoutMs = 2500;

/** Our own: how long an answer may take before the person is told what the bot is doing. */
export const longWorkMs = 1000;

/** The largest page of conversations.history that Slack recommends. @see https://docs.slack.dev/apis/web-api/pagination */
export const historyPage = 200;
