// Takes a picture of pages at both widths, light and dark, in both languages, and asks axe about each.
//   npm run mock & npm run build && node look/look.mjs OUT /path [/path …]
// LOOK=1280-light-en narrows it to what starts with that; AT is the address (default: the mock's); AS the person.
import {mkdir, readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {chromium} from 'playwright-core';

const [out, ...paths] = process.argv.slice(2);
if (!out || !paths.length) {
  console.error('usage: node look/look.mjs OUT /path [/path …]');
  process.exit(2);
}
const at = process.env.AT || 'http://127.0.0.1:8790';
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
await mkdir(out, {recursive: true});
const browser = await chromium.launch({executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox']});
let wrong = 0;

const tell = (name, words) => {
  ++wrong;
  console.log(`${name}: ${words}`);
};

async function look(page, name, path) {
  await page.goto(at + path);
  await page.waitForLoadState('load');
  await page.locator('h1').first().waitFor({timeout: 10_000}).catch(() => tell(name, 'there is no h1'));
  await page.waitForTimeout(900);
  await page.screenshot({path: join(out, `${name}.png`), fullPage: true});
  const {over, small} = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      const seen = walker.currentNode.textContent.trim() && parent?.checkVisibility() && !parent.closest('noscript, script, style, svg[aria-hidden]');
      if (seen && parseFloat(getComputedStyle(parent).fontSize) < 12.99) found.add(walker.currentNode.textContent.trim().slice(0, 30));
    }
    return {over: document.documentElement.scrollWidth - document.documentElement.clientWidth, small: [...found]};
  });
  if (over > 0) tell(name, `the page is ${over} px wider than the window`);
  if (small.length) tell(name, `smaller than 13 px: ${small.join(' | ')}`);
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  for (const one of violations)
    tell(name, `axe ${one.id}: ${one.help}\n   ${one.nodes.slice(0, 4).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join('\n   ')}`);
}

for (const language of ['en', 'lv'])
  for (const scheme of ['light', 'dark'])
    for (const width of [1280, 390]) {
      const kind = `${width}-${scheme}-${language}`;
      if (!kind.startsWith(process.env.LOOK ?? '')) continue;
      const context = await browser.newContext({viewport: {width, height: width === 390 ? 844 : 800}, colorScheme: scheme, ignoreHTTPSErrors: true, reducedMotion: 'reduce'});
      await context.addInitScript((code) => globalThis.localStorage?.setItem('runseal-language', code), language);
      if (process.env.AS !== '') {
        const answer = await context.request.post(`${at}/api/v1/session`, {data: {name: process.env.AS ?? 'anna', password: 'x', code: '123456'}});
        if (!answer.ok()) throw new Error(`could not sign in: ${answer.status()}`);
      }
      const page = await context.newPage();
      page.on('pageerror', (error) => tell(kind, `script error: ${error.message}`));
      page.on('console', (line) => line.type() === 'error' && !/status of 401/.test(line.text()) && tell(kind, `console: ${line.text()}`));
      for (const path of paths) await look(page, `${path.replace(/^\//, '').replace(/[^\w.-]+/g, '_') || 'home'}-${kind}`, path);
      await context.close();
    }
await browser.close();
console.log(wrong ? `${wrong} things to mend` : 'nothing to mend');
process.exitCode = wrong ? 1 : 0;
