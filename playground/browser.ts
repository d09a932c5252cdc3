/** Debian's Chromium, headless: for the tests of the page and for the pictures of the documentation. */
import { type Browser, chromium } from 'playwright-core';

/** `apt-get install chromium` puts it there. */
export const chromiumPath = '/usr/bin/chromium';

/** Without them Chromium asks hosts of its maker's at every start. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath, args });
