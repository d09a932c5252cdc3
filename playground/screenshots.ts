/** The pictures of the documentation, taken of the running playground: `npm run screenshots` writes docs/images/*.png again. */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page as Tab } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { startPage } from './page/page-server.ts';
import { startStage } from './stage.ts';

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
await mkdir(folder, { recursive: true });

await using closing = new AsyncDisposableStack();
const stage = await startStage();
closing.defer(stage.close);
const page = await startPage(stage, { port: 0 });
closing.defer(page.close);
const browser = await startBrowser();
closing.defer(() => browser.close());

const open = async (name: string): Promise<Tab> => {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 820 },
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const tab = await context.newPage();
  await tab.goto(`${page.url}&as=${name}`);
  await composer(tab).waitFor();
  return tab;
};
const composer = (tab: Tab) => tab.getByRole('textbox', { name: /^Message / });
const type = async (tab: Tab, line: string) => {
  await composer(tab).fill(line);
  await composer(tab).press('Enter');
};
const take = async (name: string, tab: Tab, what: Tab | Locator = tab) => {
  await tab.mouse.move(0, 0); // nothing is hovered
  await what.screenshot({ path: `${folder}${name}.png` });
};
const message = (tab: Tab, words: string) => tab.locator('.message').filter({ hasText: words }).last();

const { images, projects } = stage.demo;
const [alice, bob] = await Promise.all([open('alice'), open('bob')]);

await type(alice, '/image-account link');
const modal = alice.getByRole('dialog');
const closeModal = async () => {
  await alice.keyboard.press('Escape');
  await modal.waitFor({ state: 'detached' });
};
await modal.getByRole('textbox').first().waitFor();
await take('modal-link', alice, modal);
await closeModal();

await type(alice, '/share-image');
await modal.getByRole('combobox', { name: 'Image' }).fill('build-1');
await modal.getByRole('option', { name: /build-1042/ }).click();
await modal.getByRole('combobox', { name: /^Projects/ }).fill('consumer');
await modal.getByRole('option', { name: /^consumer(?!2)/ }).click();
await take('modal-share', alice, modal);
await closeModal();

await type(alice, `/share-image ${images.build.id} ${projects.consumer.id} --note "the build you asked for"`);
const card = message(bob, 'the build you asked for');
await card.getByRole('button', { name: 'Accept', exact: true }).waitFor();
await take('card-offered', bob, card);
await bob.getByRole('button', { name: 'Home', exact: true }).click();
await bob.locator('.messages').getByText('build-1042').first().waitFor();
await take('home', bob, bob.getByRole('main'));
await bob.getByRole('button', { name: 'Messages' }).click();

await card.getByRole('button', { name: 'Accept', exact: true }).click();
await card.getByRole('button', { name: 'Reject instead' }).waitFor();
await take('card-accepted', bob, card);
await message(alice, 'You are sharing it').getByText('accepted').waitFor();
await take('playground', alice);

await type(bob, '/list-images --member-status accepted');
const list = message(bob, 'Only visible to you');
await list.getByText('build-1042').waitFor();
await take('list', bob, list);
