// Somebody who has no mouse: signs in, opens a device and has it checked again. Wherever the focus is, it is seen.
import assert from 'node:assert/strict';
import {password} from './chapters.mjs';

// How the element that has the focus looks with it and without it.
async function seen_focus() {
  const element = document.activeElement;
  const look = () => [element, element.parentElement, element.closest('label, [class*="wrapper"]')].filter(Boolean).map((one) => {
    const {outlineStyle, outlineWidth, borderColor, boxShadow, backgroundColor, top} = getComputedStyle(one);
    return [outlineStyle === 'none' ? '' : outlineWidth, borderColor, boxShadow, backgroundColor, top].join();
  }).join(';');
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await drawn();
  const focused = look();
  element.blur();
  await drawn();
  const plain = look();
  element.focus();
  return focused !== plain;
}

const name_of_focus = () => {
  const element = document.activeElement;
  return (element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
};

async function tab_to(page, name, most = 40) {
  const passed = [];
  for (let steps = 0; steps < most; ++steps) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(name_of_focus);
    passed.push(here.slice(0, 30));
    assert.ok(await page.evaluate(seen_focus), `the focus is not seen at “${here}”`);
    if (here === name) return;
  }
  assert.fail(`Tab does not lead to “${name}”, but to ${passed.join(' | ')}`);
}

export async function by_keyboard(person) {
  const {page, words} = person;
  await person.go('/');
  await page.locator('input[name=username]:focus').waitFor();
  await page.keyboard.type('anna');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: words('overview:title')}).waitFor();
  await page.keyboard.press('Tab');
  await page.evaluate(() => document.activeElement.blur());
  await tab_to(page, words('common:nav.devices'));
  await page.keyboard.press('Enter');
  await page.getByRole('link', {name: 'NextSeq 550Dx'}).waitFor();
  await tab_to(page, 'NextSeq 550Dx');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: 'NextSeq 550Dx'}).waitFor();
  await tab_to(page, words('device:connection.again'));
  await page.keyboard.press('Enter');
  await person.finished();
  // the picture of the network: the arrow keys go from one connection to the next
  await person.go('/');
  const labels = page.locator('[data-walk]');
  await labels.first().focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await labels.nth(1).evaluate((one) => one === document.activeElement), true);
  await page.keyboard.press('Enter');
  await person.see('overview:why.title');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({state: 'hidden'});
}
