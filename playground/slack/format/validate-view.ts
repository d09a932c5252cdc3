/** What Slack requires of a view. @see https://docs.slack.dev/reference/views */
import { limits } from './limits.ts';
import { boolean, byType, type Check, isObject, object, type Report, string } from './shape.ts';
import { validateBlocks } from './validate-blocks.ts';
import { plainText } from './validate-elements.ts';

const blocks: Check = () => {}; // checked apart, as they depend on the surface
const base = {
  'type!': string(50),
  'blocks!': blocks,
  private_metadata: string(limits.privateMetadata, 0),
  callback_id: string(limits.callbackId, 0),
  external_id: string(limits.externalId, 0),
};
const view = byType({
  modal: object({
    ...base,
    'title!': plainText(limits.viewTitle),
    submit: plainText(limits.viewButton),
    close: plainText(limits.viewButton),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  }),
  home: object(base),
});

/** Reports whatever Slack would refuse in a view of that kind. */
export const validateView = (value: unknown, kind: 'modal' | 'home', report: Report): void => {
  view(value, '/view', report);
  if (!isObject(value)) return;
  if (value.type !== kind) report(`must be ${kind}`, '/view/type');
  validateBlocks(value.blocks, kind, '/view/blocks', report);
  const asks =
    Array.isArray(value.blocks) && value.blocks.some((block) => isObject(block) && block.type === 'input');
  if (kind === 'modal' && asks && value.submit === undefined)
    report('submit is required when an input block is there', '/view/submit');
};
