/** Every input for an id, a duration, a day or a filter shows an example of what belongs in it. */
import { expect, test } from 'vitest';
import { whereChoices } from '../../../src/accounts/account-and-region.ts';
import { extendModal } from '../../../src/features/card-menu/extend-modal.ts';
import { linkModal } from '../../../src/features/image-account/account-modal.ts';
import { listForm } from '../../../src/features/list-images/list-form.ts';
import { pickModal } from '../../../src/features/pick-image/pick-modal.ts';
import { shareModal } from '../../../src/features/share-image/share-modal.ts';
import { nothingTyped } from '../../../src/features/share-image/share-request.ts';
import type { ModalView } from '../../../src/slack/feature.ts';
import { account, producerAccount, share } from '../../support/messages/sample-rows.ts';
import { labChoice } from '../../support/on-lab.ts';

/** Regions are typed here. */
const where = whereChoices([account()], { account: null, region: null }, () => [], { region: '' });

/** These take words of one's own. */
const free = new Set('note name secret apiKey password username userDomain project projectDomain'.split(' '));
const filled = /^(plain_text_input|external_select|multi_external_select|datepicker)$/;

const forms: Readonly<Record<string, ModalView>> = {
  share: shareModal(nothingTyped, [], [producerAccount()], () => [], { at: 0, timeZone: null }),
  list: listForm(where),
  show: pickModal('/show-image', where),
  link: linkModal({ choices: [labChoice] }),
  'link, pasted': linkModal({ choices: [labChoice], method: 'pasted' }),
  'link, by password': linkModal({ choices: [labChoice], method: 'password' }),
  extend: extendModal({ share: share(), which: 'endsAt', at: 0, suggested: '2027-01-31' }),
};

test.each(Object.entries(forms))('%s', (_, { blocks }) => {
  const lacking = blocks.flatMap((block) => {
    if (block.type !== 'input' || !('element' in block)) return [];
    if (!filled.test(block.element.type) || free.has(block.block_id ?? '')) return [];
    return 'placeholder' in block.element && block.element.placeholder ? [] : [block.block_id];
  });
  expect(lacking).toEqual([]);
});
