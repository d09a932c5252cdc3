/** What the bot answers to plain words in its direct message. */
import { askFirst, opensForm, whatItDoes } from '../../../src/features/direct-message/direct-messages.ts';
import { type Chapter, imageId, projectId } from './sample-rows.ts';

const value = () => 'value';

export const ofDirectMessages: Chapter = {
  title: 'Plain words in the direct message: direct-message',
  said: [
    ['Hello', whatItDoes(value, true)],
    ['Not understood', whatItDoes(value, false)],
    [
      'Something that shares',
      askFirst('/share-image', `${imageId} ${projectId} &lt;@U1&gt; <@U1|bob>`, 'value'),
    ],
    ['Something that removes', askFirst('/unshare-image', `${imageId} ${projectId}`, 'value')],
    ['What only a form can answer', opensForm('Link a cloud account', 'value')],
  ],
};
