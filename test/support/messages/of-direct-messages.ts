/** What the bot answers to plain words in its direct message. */
import { closedMessage } from '../../../src/features/closed-form/closed-message.ts';
import {
  askFirst,
  linkFirst,
  opensForm,
  whatItDoes,
  whereItIs,
} from '../../../src/features/direct-message/direct-messages.ts';
import { lackingScopes } from '../../../src/slack/bolt/lacking-scopes.ts';
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
    [
      'With the reply to whoever shares or answers, once: scopes are missing',
      { text: lackingScopes(['users:read', 'im:write']) },
    ],
    [
      'After a form was closed',
      closedMessage('/share-image', `${imageId} --note "for &lt;you&gt;"`, 'value'),
    ],
    ['What is undone on a message', whereItIs('undo', null, value)],
    ['What is undone on a message, about an image', whereItIs('undo', imageId, value)],
    ['What is extended on a message', whereItIs('extend', imageId, value)],
    ['What is blocked on a message', whereItIs('block', null, value)],
    ['Who is reminded on a message', whereItIs('remind', null, value)],
    ['What is taken over on the Home', whereItIs('take over', null, value)],
    ['What only a form can answer', opensForm('Show an image', 'value')],
    ['What needs an account first', linkFirst('Link a cloud account', 'value')],
  ],
};
