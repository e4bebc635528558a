// How a page looks and what axe says about it: a picture, no violation, no text below 13 px or cut off, never wider than its
// window, nothing that moves where less motion is wished for, and no sentence of the service that stayed English
// (`english`, and what the page itself marks as such).
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {axe} from './packages.mjs';

export function looker(folder, english) {
  mkdirSync(folder, {recursive: true});
  const wrong = [];

  async function measure(page, name) {
    const {over, small, cut, moving, covered} = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = new Set();
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        const words = walker.currentNode.textContent.trim();
        const seen = words && parent?.checkVisibility() && !parent.closest('noscript, script, style, svg');
        if (seen && parseFloat(getComputedStyle(parent).fontSize) < 12.99) found.add(words.slice(0, 30));
      }
      const root = document.documentElement;
      const cut = [];
      const moving = [];
      for (const one of document.querySelectorAll('body *')) {
        const style = getComputedStyle(one);
        if (parseFloat(style.transitionDuration) > 0.001 || parseFloat(style.animationDuration) > 0.001) moving.push(one.className);
        const hides = ['hidden', 'clip'].includes(style.overflowX) && style.clip === 'auto' && one.scrollWidth > one.clientWidth + 1;
        if (hides && one.innerText?.trim() && one.checkVisibility() && !one.closest('[title], .visually-hidden')) cut.push(one.innerText.trim().slice(0, 30));
      }
      const labels = [...document.querySelectorAll('.react-flow__edgelabel-renderer button')].map((one) => [one, one.getBoundingClientRect()]);
      const covered = labels.flatMap(([one, a], nth) => labels.slice(nth + 1)
        .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map(([other]) => `${one.innerText} / ${other.innerText}`));
      return {over: root.scrollWidth - root.clientWidth, small: [...found], cut, moving, covered};
    });
    if (over > 0) wrong.push(`${name}: ${over} px wider than the window`);
    if (cut.length) wrong.push(`${name}: cut off: ${cut.join(' | ')}`);
    if (moving.length) wrong.push(`${name}: moves, though less motion is wished for: ${moving.slice(0, 3).join(' | ')}`);
    if (covered.length) wrong.push(`${name}: labels of the picture lie on each other: ${covered.slice(0, 3).join(' | ')}`);
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

  // The picture of the network first finds out how large its boxes are, shows nothing until then, and then moves them to
  // where they fit; so it does again when the window is another.
  const drawn = () => [...document.querySelectorAll('.react-flow')].every((picture) => !picture.checkVisibility()
    || [...picture.querySelectorAll('.react-flow__node')].some((box) => box.checkVisibility({visibilityProperty: true})));
  const fits = () => [...document.querySelectorAll('.react-flow')].every((picture) => picture.scrollWidth <= picture.clientWidth + 1);
  async function settled(page) {
    await page.waitForFunction(drawn);
    await page.waitForFunction(fits).catch(() => {}); // measure() says what does not
  }

  async function look(page, name, ask = true, fullPage = true) {
    await settled(page);
    await page.screenshot({path: join(folder, `${name}.png`), fullPage});
    await settled(page);
    await measure(page, name);
    if (english.length) await read(page, name);
    if (ask) await ask_axe(page, name);
  }
  return {look, measure, wrong};
}
