// The whole story of the main job by clicking, in one language, and then a look at every page.
//   node story.mjs en|lv FOLDER_FOR_PICTURES
import assert from 'node:assert/strict';
import * as chapters from './chapters.mjs';
import {open_house} from './house.mjs';
import {looker} from './looks.mjs';
import {chromium} from './packages.mjs';
import {look_at_all} from './pages.mjs';
import {Person} from './person.mjs';
import {english_of, words_of} from './words.mjs';

const [language, pictures] = process.argv.slice(2);
assert.ok(['en', 'lv'].includes(language) && pictures, 'usage: node story.mjs en|lv FOLDER_FOR_PICTURES');
const words = await words_of(language);
const house = await open_house();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
const {look, wrong} = looker(`${pictures}/${language}`, english_of(language));
const began = Date.now();
let now = '';
let reader;

async function chapter(name, person, tell) {
  now = name;
  reader = person;
  const from = Date.now();
  const made = await tell();
  console.log(`${((Date.now() - from) / 1000).toFixed(1).padStart(6)} s  ${name}`);
  return made;
}

try {
  const admin = await Person.enter(browser, house, language, words);
  await chapter('the sign-in page', admin, async () => {
    await admin.go('/');
    await admin.page.getByRole('heading', {level: 1, name: words('signin:title')}).waitFor();
    await look(admin.page, 'sign-in');
  });
  await chapter('the administrator enters by the one-time link', admin, () => chapters.enter_by_link(admin, house.link));
  const link = await chapter('and makes an account', admin, () => chapters.make_account(admin));
  await chapter('who is away is asked before they are signed out', admin, () => chapters.stay(admin, look));
  await chapter('a mail that is not taken', admin, () => chapters.test_mail(admin));
  const anna = await Person.enter(browser, house, language, words);
  const tell = (name, steps) => chapter(name, anna, () => steps(anna, house));
  await chapter('Anna enters', anna, () => chapters.enter_by_link(anna, new URL(link, house.at).href));
  await tell('a key to sign with', chapters.make_signature);
  await tell('the letter comes in', chapters.take_in_letter);
  await tell('the inventory comes in', chapters.import_inventory);
  await tell('both are compared', chapters.compare);
  await tell('the connection is measured, and weak', chapters.measure);
  const remedy = await tell('the remedy is read', chapters.read_remedy);
  await chapter('the file server is changed', anna, () => house.paste(remedy));
  await tell('and checked again: protected', chapters.check_again);
  await tell('the actions are stated', chapters.state_actions);
  await tell('the reply is signed', chapters.sign_reply);
  await tell('the evidence is checked in the browser', chapters.check_evidence);
  await tell('a run is kept', chapters.keep_a_run);
  await tell('a capture is read', chapters.read_a_capture);
  await tell('a schedule is paused, with a reason', chapters.pause_a_schedule);
  await chapter('the overview tells of the mail', admin, () => chapters.see_failing_mail(admin));
  await chapter('every page, looked at', admin, () => look_at_all({admin, anna}, house, language, look));
  await admin.ends();
  await anna.ends();
  assert.deepEqual(wrong, []);
  console.log(`the story holds, ${((Date.now() - began) / 1000).toFixed(0)} s`);
} catch (error) {
  console.error(`\nin the chapter “${now}”, at ${reader?.page.url()}:\n${error.stack}`);
  await reader?.page.screenshot({path: `${pictures}/${language}/failed.png`, fullPage: true}).catch(() => {});
  console.error(`a picture of the page: ${pictures}/${language}/failed.png`);
  for (const fault of reader?.faults ?? []) console.error(fault);
  console.error(house.log());
  process.exitCode = 1;
} finally {
  await browser.close();
  await house.close();
}
