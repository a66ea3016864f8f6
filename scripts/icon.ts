/** Renders media/icon.png from scripts/icon.svg: `node scripts/icon.ts`, after changing the drawing. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from './host/chromium.ts';
import { root } from './host/paths.ts';

const size = 128;
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const drawing = readFileSync(join(root, 'scripts', 'icon.svg')).toString('base64');
  await page.goto(
    `data:text/html,<style>body{margin:0}img{display:block}</style><img src="data:image/svg%2Bxml;base64,${encodeURIComponent(drawing)}">`,
  );
  await page.locator('img').evaluate((image: HTMLImageElement) => image.decode());
  await page.screenshot({ path: join(root, 'media', 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
