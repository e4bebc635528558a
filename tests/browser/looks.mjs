// How a page looks and what axe says about it: a picture, no violation, no text below 13 px, never wider than its window,
// and no sentence of the service that stayed English (`english`, and what the page itself marks as such).
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {axe} from './packages.mjs';

export function looker(folder, english) {
  mkdirSync(folder, {recursive: true});
  const wrong = [];

  async function measure(page, name) {
    const {over, small} = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = new Set();
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        const words = walker.currentNode.textContent.trim();
        const seen = words && parent?.checkVisibility() && !parent.closest('noscript, script, style, svg');
        if (seen && parseFloat(getComputedStyle(parent).fontSize) < 12.99) found.add(words.slice(0, 30));
      }
      const root = document.documentElement;
      return {over: root.scrollWidth - root.clientWidth, small: [...found]};
    });
    if (over > 0) wrong.push(`${name}: ${over} px wider than the window`);
    if (small.length) wrong.push(`${name}: smaller than 13 px: ${small.join(' | ')}`);
  }

  async function read(page, name) {
    const left = await page.evaluate((sentences) => {
      const known = new Set(sentences);
      const marked = [...document.querySelectorAll('span[lang="en"]')].map((one) => one.textContent);
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) if (known.has(walker.currentNode.textContent.trim())) marked.push(walker.currentNode.textContent);
      return marked;
    }, english);
    if (left.length) wrong.push(`${name}: in English: ${left.join(' | ')}`);
  }

  async function ask_axe(page, name) {
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
    const {violations} = await page.evaluate(() => globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    for (const one of violations)
      wrong.push(`${name}: axe ${one.id}: ${one.help} (${one.nodes.slice(0, 3).map((node) => node.target).join(', ')})`);
  }

  async function look(page, name, ask = true) {
    await page.screenshot({path: join(folder, `${name}.png`), fullPage: true});
    await measure(page, name);
    if (english.length) await read(page, name);
    if (ask) await ask_axe(page, name);
  }
  return {look, wrong};
}
