/** The playground's page in a real browser, in as many windows as a test has people. */
import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Locator, Page as Tab } from 'playwright-core';
import { expect } from 'vitest';
import { chromiumPath } from '../../playground/browser.ts';
import { type Page, startPage } from '../../playground/page/page-server.ts';
import { type OwnStage, startStage } from '../../playground/stage.ts';

/** Elsewhere the tests of the page are skipped by name; where all must run, they fail without it. */
export const hasChromium = existsSync(chromiumPath) || Boolean(process.env.CI);

export interface Playground {
  readonly stage: OwnStage;
  readonly page: Page;
  /** What a window complained of: an error in the page, a request that failed. */
  readonly complaints: readonly string[];
  /** A window of that person's own. */
  open(person: string): Promise<Tab>;
  close(): Promise<void>;
}

/** A playground of its own. */
export const startPlayground = async (browser: Browser): Promise<Playground> => {
  const stage = await startStage();
  const page = await startPage(stage, { port: 0 });
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  return {
    stage,
    page,
    complaints,
    open: async (person) => {
      // A profile each: of several tabs of one, Chromium draws only the front one swiftly.
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
      contexts.push(context);
      context.setDefaultTimeout(0);
      const tab = await context.newPage();
      tab.on('pageerror', (error) => complaints.push(`${person}: ${error.message}`));
      tab.on('console', (line) => {
        if (line.type() === 'error') complaints.push(`${person}: ${line.text()}`);
      });
      await tab.goto(`${page.url}&as=${person}`);
      await composer(tab).waitFor();
      return tab;
    },
    close: async () => {
      for (const context of contexts) await context.close();
      await page.close();
      await stage.close();
    },
  };
};

/** Waits until it is there, and counts as an assertion. */
export const seen = async (what: Locator): Promise<void> => {
  await what.waitFor();
  expect(await what.count()).toBe(1);
};

export const composer = (tab: Tab) => tab.getByRole('textbox', { name: /^Message / });

/** Types into the composer, and Enter. */
export const typeIn = async (tab: Tab, line: string): Promise<void> => {
  await composer(tab).fill(line);
  await composer(tab).press('Enter');
};

/** The newest message that says this. */
export const messageWith = (tab: Tab, words: string) =>
  tab.getByRole('article').filter({ hasText: words }).last();

/**
 * What axe finds in that part of the page, as the rule and the elements that break it: in a window of each width in pixels, and in the
 * last of them dark, where only colours differ.
 */
export const violations = async (tab: Tab, widths: readonly number[], part = 'body'): Promise<string[]> => {
  const found: string[] = [];
  const look = async (way: string, axe: AxeBuilder) => {
    for (const { id, nodes } of (await axe.include(part).analyze()).violations)
      for (const { target, failureSummary } of nodes)
        found.push(`${way}: ${id}: ${target.join(' ')}: ${failureSummary}`);
  };
  await tab.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  for (const width of widths) {
    await tab.setViewportSize({ width, height: 800 });
    await look(`${width} pixels`, new AxeBuilder({ page: tab }));
  }
  await tab.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const colours = ['color-contrast', 'link-in-text-block'];
  await look('dark', new AxeBuilder({ page: tab }).withRules(colours));
  return found;
};
