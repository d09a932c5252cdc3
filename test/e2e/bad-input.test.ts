/** Whatever is typed, the answer is a sentence with the next step, and nothing that was typed is lost. */
import { describe, expect, it } from 'vitest';
import { onPlayground } from '../support/settings.ts';
import { fullText, inputValues } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

const uuid = '22222222-0000-4000-8000-000000000009';

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, linked: ['alice', 'bob'] });

  const share = (words: string) => stage.actor('alice').command('/share-image', words);
  /** The form that opened for alice: what it says, and what stands in its inputs. */
  const form = async () => {
    const view = await stage.slack.until(() => stage.actor('alice').views.at(-1), { what: 'the form' });
    return { said: fullText({ text: '', blocks: view.blocks }), values: inputValues(view) };
  };
  const posts = () =>
    (stage.cloud?.requests ?? []).filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/members'),
    );
  /** Ids of this stage in the words, by the project’s name. */
  const filledIn = (words: string) =>
    words.replace(/\{(\w+)\}/g, (_, project: string) => stage.projectId(project));

  it.each([
    [
      'a name nobody has',
      'nowhere {consumer}',
      'You have no image named “nowhere”',
      { image: 'nowhere', tenants: '{consumer}' },
    ],
    ['no tenant', uuid, 'You did not name a project to share with. Add at least one', { image: uuid }],
    ['no image', '{consumer}', 'You did not name an image', { tenants: '{consumer}' }],
    ['one’s own project', `${uuid} {producer}`, "is the image's own project", { tenants: '{producer}' }],
    ['a tenant with spaces', `${uuid} "my tenant"`, 'contains a space', { tenants: 'my tenant' }],
    [
      'a tenant too long',
      `${uuid} ${'t'.repeat(256)}`,
      'longer than the 255 characters',
      { tenants: 't'.repeat(256) },
    ],
    [
      'a tenant no request can name',
      `${uuid} a/b`,
      'is not a project id that the cloud accepts',
      { tenants: 'a/b' },
    ],
    [
      'people and no tenant: one linked a project',
      `${uuid} @bob`,
      'have linked the project “consumer”',
      { tenants: '{consumer}' },
    ],
    [
      'people and no tenant, and no such region: nobody linked one',
      `${uuid} @newt --region MARS`,
      'have linked no project',
      { image: uuid },
    ],
    ['a project’s name', `${uuid} Consumer`, 'Its id is filled in', { tenants: '{consumer}' }],
    ['a word', `${uuid} {consumer2} finance`, '“finance” is not', { tenants: '{consumer2}\nfinance' }],
    ['words around the id', `${uuid} with {consumer} please`, '“please” is not', { tenants: '{consumer}' }],
    ['a digit lost', `${uuid} ${'a1'.repeat(15)}b`, 'has 31 digits', { tenants: `${'a1'.repeat(15)}b` }],
    [
      'a second image',
      `${uuid} ${uuid.replace('9', '8')} {consumer}`,
      "an image's id, not a project's",
      { image: uuid, tenants: '{consumer}' },
    ],
    [
      'an id in a note without quotes',
      `${uuid} {consumer} --note for {consumer2}`,
      'is part of the note',
      { tenants: '{consumer}', note: 'for {consumer2}' },
    ],
    [
      'a word after --accept',
      `${uuid} {consumer} --accept yes`,
      '“yes” follows a flag',
      { tenants: '{consumer}' },
    ],
    [
      'a day that can be read in two ways',
      `${uuid} {consumer} --until 3/4/2030`,
      'can be read as 2030-04-03 or as 2030-03-04',
      { tenants: '{consumer}' },
    ],
    [
      '129 tenants',
      `${uuid} ${Array.from({ length: 129 }, (_, n) => `t${n}`).join(' ')}`,
      'You named 129 projects, but an image can have only 128',
      { tenants: Array.from({ length: 129 }, (_, n) => `t${n}`).join('\n') },
    ],
    [
      'an unknown flag',
      `${uuid} {consumer} --regoin DFW`,
      'is not a flag of this command',
      { image: uuid, tenants: '{consumer}' },
    ],
    [
      'a flag without its value',
      `${uuid} {consumer} --region`,
      '--region needs a value',
      { tenants: '{consumer}' },
    ],
    [
      'a flag twice',
      `${uuid} {consumer} --region DFW --region IAD`,
      '--region appears twice',
      { region: 'DFW' },
    ],
    [
      'an unclosed quote',
      `${uuid} {consumer} --note "for you`,
      'A quotation mark is not closed',
      { note: 'for you' },
    ],
    [
      'an unknown region',
      `${uuid} {consumer} --region mars`,
      'This account has no region “mars”',
      { region: 'mars' },
    ],
    [
      'an unknown account',
      `${uuid} {consumer} --account work`,
      'You have no account named “work”',
      { tenants: '{consumer}' },
    ],
    [
      'a person who is not there',
      `${uuid} {consumer} @nobody-here`,
      'The bot does not know who “@nobody-here” is',
      { tenants: '{consumer}' },
    ],
    [
      'several at once',
      'x y/z --regoin --note "a',
      'is not an image id',
      { image: 'x', tenants: 'y/z', note: 'a' },
    ],
  ] as const)('%s: the form opens with the reason, filled in', async (_what, words, reason, kept) => {
    await share(filledIn(words));
    const { said, values } = await form();
    expect(said).toContain(filledIn(reason));
    for (const [input, value] of Object.entries(kept)) expect(values[input]).toBe(filledIn(value));
    await stage.atRest();
    expect(posts()).toEqual([]);
  });

  it('the form is mended and sent', async () => {
    const image = await stage.byHand.image();
    await share(`${image.id} consumer --note "for you`);
    await form();
    const alice = stage.actor('alice');
    expect((await form()).values.tenants).toBe(stage.projectId('consumer'));
    expect((await alice.submit()).errors).toBeUndefined();
    expect(fullText(await stage.card('bob', 'Waiting for an answer', image))).toContain('>for you');
  });

  it('a word that may be no tenant is asked about, and taken once it is sent again', async () => {
    const image = await stage.byHand.image();
    const alice = stage.actor('alice');
    await share('');
    await form();
    const [found] = await alice.suggest('Image', image.name);
    const typed = `${stage.projectId('consumer')} finance #images`;
    expect((await alice.submit({ Image: found?.value ?? '', Tenants: typed })).errors).toBeUndefined();
    const { said, values } = await form();
    expect(said).toContain('“finance” is not');
    expect(said).toContain('“#images” is a channel');
    expect(values).toMatchObject({ image: image.id, tenants: `${stage.projectId('consumer')}\nfinance` });
    await stage.atRest();
    expect(posts()).toEqual([]);
    await alice.submit();
    await stage.card('alice', 'finance`', image);
    await stage.atRest();
    expect(posts()).toHaveLength(2);
    const offers = stage.lines.map((line) => JSON.parse(line)).filter(({ act }) => act === 'offer');
    expect(offers).toEqual([
      expect.objectContaining({ detail: expect.objectContaining({ confirmed: ['finance'] }) }),
    ]);
  });

  it('a name will do: read at once, or filled in', async () => {
    const image = await stage.byHand.image({ name: 'only one' });
    const alice = stage.actor('alice');
    await alice.command('/show-image', '"Only One"');
    await stage.ephemeral('alice', image.id);
    await alice.command('/show-image', `https://horizon.example/images/${image.id.replaceAll('-', '')}`);
    await alice.command('/show-image', '"only on"');
    await stage.ephemeral('alice', 'The nearest names are `only one`');
    await share(`"only one" ${stage.projectId('consumer')}`);
    const { said, values } = await form();
    expect(said).toContain('is the name of the image');
    expect(values).toMatchObject({ image: image.id, tenants: stage.projectId('consumer') });
    await stage.byHand.image({ name: 'only one' });
    await stage.later(60_000);
    await alice.command('/image-members', '"only one"');
    await stage.ephemeral('alice', 'Several images are named “only one”');
    await stage.atRest();
    expect(posts()).toEqual([]);
  });

  it('an id in capitals or with dashes is put right, and the answer says so', async () => {
    const image = await stage.byHand.image();
    const id = stage.projectId('consumer');
    await share(`${image.id} ${id.toUpperCase()} --note Bob's build --for 1 month`);
    const said = fullText(await stage.ephemeral('alice', `was read as the project id \`${id}\``));
    expect(said).toContain('The share ends');
    expect(fullText(await stage.card('bob', 'Waiting for an answer', image))).toContain(">Bob's build");
    const again = await stage.byHand.image();
    const dashed = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join(
      '-',
    );
    await share(`${again.id} ${dashed}`);
    await stage.card('bob', 'Waiting for an answer', again);
    await stage.atRest();
    expect(stage.status(again.id, 'consumer')).toBe('pending');
  });

  it('no words at all open the form, and an empty form says what is missing', async () => {
    await share('');
    const { said } = await form();
    expect(said).not.toContain(':warning:');
    const alice = stage.actor('alice');
    expect((await alice.submit()).errors).toEqual({ Image: 'Please complete this required field.' });
    const [image] = await alice.suggest('Image', 'web-base');
    expect((await alice.submit({ Image: image?.value ?? '' })).errors).toEqual({
      Tenants: expect.stringContaining('You did not name a project to share with'),
    });
    expect(inputValues(alice.views.at(-1))).toMatchObject({ image: image?.value });
    await stage.atRest();
    expect(alice.views).toHaveLength(1);
  });

  it.each([
    [
      'a note of 10 kB',
      () => `${uuid} ${stage.projectId('consumer')} --note "${'n & m '.repeat(1700)}"`,
      'The note has 10',
    ],
  ])('%s does not fit into the form: given back word by word', async (_what, words, reason) => {
    await share(words());
    const said = await stage.ephemeral('alice', reason);
    const given = (said.blocks ?? [])
      .flatMap(({ text }) => /^```([\s\S]*)```$/.exec(text?.text ?? '')?.[1] ?? [])
      .join('')
      .replaceAll('&amp;', '&');
    expect(given).toBe(`/share-image ${words()}`);
    await stage.atRest();
    expect(posts()).toEqual([]);
  });

  it('the same tenant twice is one tenant', async () => {
    const image = await stage.byHand.image();
    const consumer = stage.projectId('consumer');
    await share(`${image.id} ${consumer} ${consumer}, ${consumer}`);
    await stage.card('alice', '*pending* — asked <@UBOB>', image);
    await stage.atRest();
    expect(posts()).toHaveLength(1);
  });

  it('an image named <!channel> & *x* is shown as it is called, and notifies nobody', async () => {
    const image = await stage.byHand.image({ name: '<!channel> & *x* <@UBEN>' });
    await share(`${image.id} ${stage.projectId('consumer')} --note "<!here> & <@UBEN|ben>"`);
    const offered = await stage.card('bob', 'Waiting for an answer', image);
    const told = await stage.card('alice', '*pending* — asked', image);
    for (const message of [offered, told]) {
      expect(fullText(message)).toContain('&lt;!channel&gt; &amp; ');
      expect(fullText(message)).not.toMatch(/<!(channel|here)|<@UBEN/);
    }
    await stage.actor('bob').click(offered, 'Accept');
    expect(fullText(await stage.card('alice', '*accepted* by <@UBOB>', image))).not.toContain('<!channel');
  });

  it.each(['/share-image', '/image-status', '/image-account'] as const)(
    '%s help prints the usage',
    async (command) => {
      await stage.actor('alice').command(command, 'help');
      await stage.ephemeral('alice', `\`${command} `);
      await stage.atRest();
      expect(stage.actor('alice').views).toEqual([]);
    },
  );

  it.each([
    ['nonsense accepted', 'is not an image id'],
    [uuid, 'You did not name a status'],
    [`${uuid} maybe`, '“maybe” is not a member status'],
    [`${uuid} accepted --regoin DFW`, 'is not a flag of this command'],
    [`${uuid} accepted --account work`, 'You have no account named “work”'],
    [`${uuid} accepted --region mars`, 'This account has no region “mars”'],
  ])('/image-status %s', async (words, reason) => {
    await stage.actor('bob').command('/image-status', words);
    await stage.ephemeral('bob', reason);
  });

  it('somebody without an account gets the form to link one, with the words kept', async () => {
    const words = `/share-image ${uuid} ${stage.projectId('consumer')}`;
    await stage.actor('newt').command('/share-image', words.slice('/share-image '.length));
    const view = await stage.slack.until(() => stage.actor('newt').views.at(-1), { what: 'the link modal' });
    expect(fullText({ text: '', blocks: view.blocks })).toContain(words);
  });
});
