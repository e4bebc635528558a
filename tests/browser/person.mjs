// Somebody at a browser: reads the page's words, clicks, types, and waits for what is to be seen.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';

export class Person {
  constructor(page, words) {
    this.page = page;
    this.words = words;
    page.setDefaultTimeout(30_000);
  }

  // `as`: who has signed in already; the same person at another browser.
  static async enter(browser, house, language, words, as) {
    const storageState = await as?.page.context().storageState();
    const context = await browser.newContext({
      ignoreHTTPSErrors: true, viewport: {width: 1280, height: 900}, reducedMotion: 'reduce', acceptDownloads: true, baseURL: house.at,
      storageState,
    });
    await context.addInitScript((code) => globalThis.localStorage?.setItem('runseal-language', code), language);
    const person = new Person(await context.newPage(), words);
    person.faults = [];
    person.page.on('pageerror', (error) => person.faults.push(`script error: ${error.message}`));
    person.page.on('console', (line) => {
      if (line.type() === 'error' && !/status of 401/.test(line.text())) person.faults.push(`console: ${line.text()}`);
    });
    return person;
  }

  go(path) {
    return this.page.goto(path);
  }
  // Through the main navigation, by its words.
  async visit(place) {
    await this.page.getByRole('navigation').getByRole('link', {name: this.words(`common:nav.${place}`), exact: true}).first().click();
    await this.page.getByRole('heading', {level: 1}).waitFor();
  }
  link(key, values) {
    return this.page.getByRole('link', {name: this.words(key, values)}).first();
  }
  button(key, values, within = this.page) {
    return within.getByRole('button', {name: this.words(key, values), exact: true}).first();
  }
  click(key, values, within) {
    return this.button(key, values, within).click();
  }
  follow(key, values) {
    return this.link(key, values).click();
  }
  type(key, text, within = this.page) {
    return within.getByLabel(this.words(key)).first().fill(text);
  }
  see(key, values, within = this.page) {
    return within.getByText(this.words(key, values)).first().waitFor();
  }
  // A job that was started here has come to its good end.
  finished(within = this.page) {
    const word = new RegExp(`^${this.words('common:job.done')}$`);
    return within.locator('[data-tone="good"]').filter({hasText: word}).first().waitFor({timeout: 60_000});
  }
  dialog() {
    return this.page.getByRole('dialog');
  }
  gives(file) {
    return this.page.locator('input[type=file]').first().setInputFiles(file);
  }
  // What is saved when `act` is done: its bytes.
  async saves(act) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), act()]);
    return readFileSync(await download.path());
  }
  async ends() {
    assert.deepEqual(this.faults, []);
    await this.page.context().close();
  }
}
