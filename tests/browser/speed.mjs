// How long the page takes to be of use: from the start of the navigation until the overview stands there with what it
// tells, with nothing in the cache. Told, not judged: a shared machine has no steady second.
import {execFileSync} from 'node:child_process';

function watch() {
  const look = () => {
    const ready = document.querySelector('h1') && document.querySelector('main section') && !document.querySelector('[class*="Skeleton-root"], [class*="Loader-root"]');
    if (ready) requestAnimationFrame(() => requestAnimationFrame(() => (globalThis.usable ??= performance.now())));
    else requestAnimationFrame(look);
  };
  document.addEventListener('DOMContentLoaded', look);
}

const told = () => ({
  usable: globalThis.usable,
  requests: performance.getEntriesByType('resource').length + 1,
  bytes: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.encodedBodySize, 0),
});

export async function measure_speed(browser, house, signed_in) {
  const storageState = await signed_in.page.context().storageState();
  const tries = [];
  for (let nth = 0; nth < 5; ++nth) {
    const context = await browser.newContext({ignoreHTTPSErrors: true, baseURL: house.at, storageState, viewport: {width: 1280, height: 900}});
    await context.addInitScript(watch);
    const page = await context.newPage();
    await page.goto('/');
    await page.waitForFunction(() => globalThis.usable);
    tries.push(await page.evaluate(told));
    await context.close();
  }
  const {usable, bytes, requests} = tries.sort((a, b) => a.usable - b.usable)[2];
  const load = execFileSync('cut', ['-d', ' ', '-f1', '/proc/loadavg'], {encoding: 'utf8'}).trim();
  console.log(`         of use after ${usable.toFixed(0)} ms (median of 5: ${tries.map((one) => one.usable.toFixed(0)).join(', ')}; load ${load}), ${(bytes / 1000).toFixed(0)} KB in ${requests} requests`);
}
