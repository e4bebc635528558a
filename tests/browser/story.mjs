// The whole story of the main job by clicking, in one language, and then a look at every page.
//   node story.mjs en|lv FOLDER_FOR_PICTURES
import assert from 'node:assert/strict';
import * as chapters from './chapters.mjs';
import {look_at_dialogs, look_at_exception} from './dialogs.mjs';
import * as further from './further.mjs';
import {open_house} from './house.mjs';
import {by_keyboard} from './keyboard.mjs';
import {looker} from './looks.mjs';
import {chromium} from './packages.mjs';
import {look_at_all, look_at_empty, look_at_many, zoomed} from './pages.mjs';
import {on_paper} from './paper.mjs';
import {Person} from './person.mjs';
import {measure_speed} from './speed.mjs';
import {english_of, words_of} from './words.mjs';

const [language, pictures] = process.argv.slice(2);
assert.ok(['en', 'lv'].includes(language) && pictures, 'usage: node story.mjs en|lv FOLDER_FOR_PICTURES');
const words = await words_of(language);
const house = await open_house();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
const {look, measure, wrong} = looker(`${pictures}/${language}`, english_of(language));
const whole = language === 'en'; // the other language tells the main job
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
  if (whole) await tell('an empty console teaches how to begin', () => look_at_empty(anna, look));
  await tell('a password', further.set_password);
  await tell('a key to sign with', chapters.make_signature);
  await tell('the letter comes in', chapters.take_in_letter);
  await tell('the inventory comes in', chapters.import_inventory);
  await tell('both are compared', chapters.compare);
  await tell('an exception is offered', () => look_at_exception(anna, look));
  if (whole) await tell('an exception is signed', further.sign_exception);
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
  if (whole) {
    await tell('a device is changed, with the reason', further.edit_device);
    await tell('a tunnel is declared', further.declare_tunnel);
    const received = await tell('another runseal is paired, and gets a run', () => further.pair_and_send(anna, house, look));
    await tell('a byte of what arrived is changed, and found', (person) => further.verify_received(person, received));
    await tell('the bundle is checked without runseal', further.check_bundle);
    await tell('a token comes and goes', further.make_and_revoke_token);
    const stranger = await Person.enter(browser, house, language, words);
    await chapter('by the keyboard alone', stranger, () => by_keyboard(stranger));
    await stranger.ends();
    await tell('how soon it is of use', () => measure_speed(browser, house, anna));
  }
  const again = (person) => Person.enter(browser, house, language, words, person);
  const twins = {admin: await again(admin), anna: await again(anna)};
  await chapter('every page, looked at', admin, () => look_at_all({admin, anna}, twins, house, language, look));
  for (const twin of Object.values(twins)) await twin.ends();
  await chapter('every dialog, looked at', anna, () => look_at_dialogs({admin, anna}, house, look));
  if (whole) {
    await tell('twice as large', () => zoomed(anna, house, measure));
    await tell('on paper', () => on_paper(anna, pictures));
    await tell('a hundred devices', () => look_at_many(anna, house, look));
    const stranger = await Person.enter(browser, house, language, words);
    await tell('a second factor', (person) => further.second_factor(person, stranger));
    await stranger.ends();
  }
  await admin.ends();
  await anna.ends();
  assert.deepEqual(wrong, []);
  console.log(`the story holds, ${((Date.now() - began) / 1000).toFixed(0)} s`);
} catch (error) {
  await reader?.page.screenshot({path: `${pictures}/${language}/failed.png`, fullPage: true}).catch(() => {});
  console.error(`${house.log()}\na picture of the page: ${pictures}/${language}/failed.png`);
  for (const fault of reader?.faults ?? []) console.error(fault);
  // last: where a log is cut, its end is kept
  console.error(`\nin the chapter “${now}”, at ${reader?.page.url()}:\n${error.stack}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await house.close();
}
