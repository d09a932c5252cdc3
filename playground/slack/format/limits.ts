/** Slack's published limits, by name; characters unless the name says bytes, ms or what it counts. Each group names its page. */
export const limits = {
  // https://docs.slack.dev/reference/block-kit/blocks
  messageBlocks: 50,
  // https://docs.slack.dev/reference/views
  viewBlocks: 100,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3000,
  callbackId: 255,
  externalId: 255,
  /** A root view and two pushed ones. https://docs.slack.dev/reference/methods/views.push */
  viewStack: 3,
  viewBytes: 250_000,
  // https://docs.slack.dev/reference/methods/chat.postMessage
  messageText: 40_000,
  // https://docs.slack.dev/reference/methods/chat.update: of UTF-8; others measured that it is bytes
  updateTextBytes: 4000,
  blockId: 255,
  actionId: 255,
  // https://docs.slack.dev/reference/block-kit/composition-objects/text-object
  text: 3000,
  // https://docs.slack.dev/reference/block-kit/blocks/section-block
  sectionText: 3000,
  sectionFields: 10,
  fieldText: 2000,
  // https://docs.slack.dev/reference/block-kit/blocks/header-block
  headerText: 150,
  // https://docs.slack.dev/reference/block-kit/blocks/context-block
  contextElements: 10,
  // https://docs.slack.dev/reference/block-kit/blocks/actions-block
  actionsElements: 25,
  // https://docs.slack.dev/reference/block-kit/blocks/image-block
  altText: 2000,
  imageUrl: 3000,
  imageTitle: 2000,
  // https://docs.slack.dev/reference/block-kit/blocks/input-block
  inputLabel: 2000,
  inputHint: 2000,
  // https://docs.slack.dev/reference/block-kit/blocks/markdown-block: all of a message's together
  markdownText: 12_000,
  // https://docs.slack.dev/reference/block-kit/blocks/table-block
  tablesPerMessage: 1,
  tableRows: 100,
  tableColumns: 20,
  // https://docs.slack.dev/reference/block-kit/block-elements/button-element
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  accessibilityLabel: 75,
  // https://docs.slack.dev/reference/block-kit/composition-objects/option-object
  optionText: 75,
  optionValue: 150,
  optionDescription: 75,
  // https://docs.slack.dev/reference/block-kit/composition-objects/option-group-object
  optionGroups: 100,
  optionGroupLabel: 75,
  // https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
  selectOptions: 100,
  // https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
  overflowOptions: 5,
  // https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element, …/checkboxes-element
  choiceOptions: 10,
  placeholder: 150,
  // https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
  inputValue: 3000,
  // https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  // https://docs.slack.dev/interactivity/handling-user-interaction
  ackMs: 3000,
  triggerMs: 3000,
  responseUrlUses: 5,
  responseUrlMs: 30 * 60_000,
  // https://docs.slack.dev/apis/events-api/using-socket-mode
  sockets: 10,
  // https://docs.slack.dev/reference/methods/conversations.history
  historyPage: 999,
  historyPageDefault: 100,
} as const;
