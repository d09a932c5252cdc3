/** What people write to the bot as to a person, and what it makes of it: each sentence a row. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  readingCommands,
  understand,
  writingCommands,
} from '../../../src/features/direct-message/plain-words.ts';
import { formerCommand } from '../../../src/features/help/old-names.ts';

const image = '8b818b61-cfbf-44ca-b57e-727da7c9464d';
const project = '883982ae96cf433f89e6c9097d5b8082';

const meaning = (text: string) => {
  const understood = understand(text, formerCommand);
  if (understood.kind === 'place') return [understood.place, understood.image].filter(Boolean).join(': ');
  return 'command' in understood
    ? `${understood.kind}: ${`${understood.command} ${understood.text}`.trim()}`
    : understood.kind;
};

test.each([
  ['hi', 'hello'],
  ['hello?', 'hello'],
  ['Hey there!', 'hello'],
  ['what can you do', 'read: /image-help'],
  ['how does this work', 'read: /image-help'],
  ['?', 'read: /image-help'],
  ['help me share an image', 'read: /image-help share-image'],
  ['help', 'read: /image-help'],
  ['list my images', 'read: /list-images'],
  ['images', 'read: /list-images'],
  ['show me my images please', 'read: /list-images'],
  ['list --custom', 'read: /list-images --custom'],
  ["what's waiting for me?", 'read: /list-images --member-status pending'],
  ['do I have anything to accept?', 'read: /list-images --member-status pending'],
  ['pending', 'read: /list-images --member-status pending'],
  ['show pending offers', 'read: /list-images --member-status pending'],
  ['accept the image alice sent me', 'read: /list-images --member-status pending'],
  ['reject it', 'read: /list-images --member-status pending'],
  [`accept ${image}`, `write: /image-status ${image} accepted`],
  [`please decline ${image}.`, `write: /image-status ${image} rejected`],
  [`mark ${image} as accepted`, `write: /image-status ${image} accepted`],
  ['share golden-debian with bob', 'write: /share-image golden-debian bob'],
  ['can you share golden-debian with <@U1>', 'write: /share-image golden-debian <@U1>'],
  [`share ${image} with ${project}`, `write: /share-image ${image} ${project}`],
  [
    `I\u2019d like to share ${image} with ${project}, please --note for you`,
    `write: /share-image ${image} ${project}, --note for you`,
  ],
  ['share an image', 'write: /share-image'],
  ['give finance access to build-1042', 'write: /share-image build-1042 finance'],
  [`share "my image" with ${project}`, `write: /share-image "my image" ${project}`],
  [image, `read: /show-image ${image}`],
  [`<https://horizon.example/images/${image}>`, `read: /show-image https://horizon.example/images/${image}`],
  [
    `<https://horizon.example/images/${image}|nightly>`,
    `read: /show-image https://horizon.example/images/${image}`,
  ],
  ['<https://horizon.example/images/|images>', 'read: /list-images'],
  [
    `<https://horizon.example/identity/${project}/detail/>`,
    `write: /share-image https://horizon.example/identity/${project}/detail/`,
  ],
  [
    `https://skyline.example/identity/project-admin/detail/${project}`,
    `write: /share-image https://skyline.example/identity/project-admin/detail/${project}`,
  ],
  [project, `write: /share-image ${project}`],
  [`${image} ${project}`, `write: /share-image ${image} ${project}`],
  [`${project},${project}\n${project}`, `write: /share-image ${project} ${project} ${project}`],
  ['stop sharing build-1042', 'write: /unshare-image build-1042'],
  [`unshare ${image} from finance`, `write: /unshare-image ${image} finance`],
  ['remove bob from golden-debian', 'write: /unshare-image golden-debian bob'],
  [`remove ${project} from ${image}`, `write: /unshare-image ${image} ${project}`],
  [`share with ${project} the image ${image} --note hi`, `write: /share-image ${image} ${project} --note hi`],
  [`make ${image} private`, `write: /unshare-image ${image}`],
  [`make ${image} public`, `read: /show-image ${image}`],
  [`don't share ${image} with ${project}`, `read: /show-image ${image}`],
  [`please do not accept ${image}`, `read: /show-image ${image}`],
  ['bitte nicht freigeben', 'nothing'],
  [`set ${image} back to pending`, `write: /image-status ${image} pending`],
  [`is ${image} pending?`, 'read: /list-images --member-status pending'],
  [`who can see ${image}?`, `read: /image-members ${image}`],
  [`show me ${image} in DFW`, `read: /show-image ${image}`],
  [`show ${image} --region DFW`, `read: /show-image ${image} --region DFW`],
  ['my shares', 'read: /list-images'],
  ['what did alice share with me', 'read: /list-images --member-status pending'],
  ['show images shared with us', 'read: /list-images --member-status pending'],
  ['stop sending me messages', 'read: /image-account'],
  ['mute the reminders', 'read: /image-account'],
  ['who has access to golden-debian?', 'read: /image-members golden-debian'],
  [`who is ${image} shared with`, `read: /image-members ${image}`],
  [`list members of ${image}`, `read: /image-members ${image}`],
  ['where do I find my project id?', 'read: /image-account'],
  ['what is my tenant id', 'read: /image-account'],
  ['how do I link my account', 'read: /image-account link'],
  ['log in', 'read: /image-account'],
  ['please delete my account', 'read: /image-account'],
  ['openstack image list', 'read: /list-images'],
  [`openstack image add project ${image} ${project}`, `write: /share-image ${image} ${project}`],
  [`openstack image set --accept ${image}`, `write: /image-status ${image} accepted`],
  [`remove-member ${image} ${project}`, `write: /unshare-image ${image} ${project}`],
  [` /share-image ${image} finance`, `write: /share-image ${image} finance`],
  [`\`/show-image ${image}\``, `read: /show-image ${image}`],
  [`\`\`\`/list-images --member-status pending\`\`\``, 'read: /list-images --member-status pending'],
  ['show image build-1042', 'read: /show-image build-1042'],
  ['helo', 'hello'],
  [':wave:', 'hello'],
  ['Hello Image Share!', 'hello'],
  ['lsit my imges', 'read: /list-images'],
  ['shaer golden-debian with bob', 'write: /share-image golden-debian bob'],
  ['Hallo, zeig mir bitte meine Images', 'read: /list-images'],
  ['teile golden-debian mit bob bitte', 'write: /share-image golden-debian bob'],
  [`ich möchte das Image ${image} für ${project} freigeben`, `write: /share-image ${image} ${project}`],
  ['8b818b61 cfbf 44ca b57e 727da7c9464d', `read: /show-image ${image}`],
  [`glance member-create ${image} ${project}`, `write: /share-image ${image} ${project}`],
  [`hm, ${image}, perhaps?`, `read: /show-image ${image}`],
  [`share ${image} with ${project} :pray: 🎉`, `write: /share-image ${image} ${project}`],
  [`SHARE ${image.toUpperCase()} WITH FINANCE NOW!!!`, `write: /share-image ${image.toUpperCase()} FINANCE`],
  [
    'Dear Image Share, could you kindly grant project finance access to our image build-1042? Kind regards',
    'write: /share-image build-1042 finance',
  ],
  ['Image Share: list my images', 'read: /list-images'],
  // what is done on a message, or on the Home
  ['undo', 'undo'],
  ['Undo my last share please', 'undo'],
  ['cancel my offer', 'undo'],
  ['take it back', 'undo'],
  ['I clicked reject by mistake', 'undo'],
  ['oops I shared it with the wrong project', 'undo'],
  [`I shared ${image} by accident`, `undo: ${image}`],
  [`extend ${image} by 30 days`, `extend: ${image}`],
  ['extend build-1042', 'extend'],
  ['when does it end?', 'extend'],
  ['how long do I have build-1042?', 'extend'],
  ['can I keep it longer?', 'extend'],
  ['block alice', 'block'],
  ['block <@U1|alice>', 'block'],
  [`block ${project}`, 'block'],
  ['stop offers from alice', 'block'],
  ['unblock finance', 'block'],
  ['remind bob about build-1042', 'remind'],
  ['take over build-1042', 'take over'],
  [`share ${image} with ${project}, it expires`, `write: /share-image ${image} ${project}, expires`],
  // an end in a sentence is the flag
  [`share ${image} with ${project} for 30 days.`, `write: /share-image ${image} ${project} --for 30 days`],
  [
    `share ${image} with ${project} until 31.1.2027`,
    `write: /share-image ${image} ${project} --until 31.1.2027`,
  ],
  [
    `share ${image} until 31.1.2027 with ${project}`,
    `write: /share-image ${image} until 31.1.2027 ${project}`,
  ],
  [`share ${image} for finance`, `write: /share-image ${image} finance`],
  // labels of a form, and names alone
  [`Image ID: ${image}\nTenant: ${project}\nthanks`, `write: /share-image ${image} ${project}`],
  ['build-1042', 'read: /show-image build-1042'],
  ['<@U1> <@U2>', 'write: /share-image <@U1> <@U2>'],
  // how phones, other hands and other tools write
  ['“list my images”', 'read: /list-images'],
  ['👋🏽', 'hello'],
  [':wave::skin-tone-4:', 'hello'],
  ['??', 'read: /image-help'],
  ['--help', 'read: /image-help'],
  ['Hola', 'hello'],
  ['ayuda', 'read: /image-help'],
  ['こんにちは', 'hello'],
  ['wer hat Zugriff auf build-1042?', 'read: /image-members build-1042'],
  ['wo finde ich meine Projekt-ID?', 'read: /image-account'],
  ['forget me', 'read: /image-account'],
  ['quiet hours', 'read: /image-account'],
  ['search debian', 'read: /show-image debian'],
  ['status of build-1042', 'read: /show-image build-1042'],
  // a command that somebody recommended, or that was pasted
  ['run /list-images', 'read: /list-images'],
  [`1. /share_image ${image} finance`, `write: /share-image ${image} finance`],
  ['how do I use /share-image?', 'read: /image-help share-image'],
  ['/list-images\n/image-account', 'read: /list-images'],
  ['thanks!', 'nothing'],
  ['bob says the weather is fine', 'nothing'],
  ['/remind me to eat', 'nothing'],
  ['', 'nothing'],
])('%s', (text, expected) => {
  expect(meaning(text)).toBe(expected);
});

test('whatever is said, only a command that reads is run, and everything else waits for a click', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'share',
      'unshare',
      'accept',
      'remove',
      '/share-image',
      '/image-status',
      'with',
      'openstack',
    ),
    fc.constantFrom(
      image,
      project,
      '<@U1|bob>',
      '--accept',
      '--note',
      '"',
      'accepted',
      'image',
      'set',
      '&lt;',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const understood = understand(words.join(' '), formerCommand);
      if (understood.kind === 'read') expect(readingCommands).toContain(understood.command);
      else if (understood.kind === 'write') expect(writingCommands).toContain(understood.command);
      else expect(['hello', 'nothing', 'place']).toContain(understood.kind);
    }),
  );
});

test('a message of nothing but quotation marks is read twice, not once for each pair', () => {
  for (const mark of '\'’"”«')
    expect(understand(mark.repeat(40_000), formerCommand), mark).toEqual({ kind: 'nothing' });
  expect(meaning(`‘"list my images"’`)).toBe('read: /list-images');
});
