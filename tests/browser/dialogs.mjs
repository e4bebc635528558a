// Every window that opens over a page, and what shows only while something is done: looked at as the pages are.
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {notice} from './chapters.mjs';

const letter = fileURLToPath(new URL('../../demo/letter.md', import.meta.url));
const clicks = (key, place = (person) => person.page) => (person) => person.click(key, {}, place(person));
const task = (kind) => async (person) => {
  await person.click('runs:work.new');
  await person.page.getByRole('menuitem', {name: person.words(`runs:work.${kind}`), exact: true}).click();
};

const of_anna = (house) => ({
  'new-device': ['/devices', clicks('device:list.add')],
  'change-device': ['/devices/miseqdx', clicks('device:form.edit')],
  inventory: ['/devices', async (person) => {
    await person.click('device:list.import');
    await person.gives(join(house.folder, 'inventory.csv'));
    await person.button('device:inventory.take', {count: 6}, person.dialog()).waitFor();
  }],
  tunnel: ['/devices/miseqdx', clicks('device:tunnel.declare')],
  state: [`/notices/${notice}/actions`, clicks('notice:actions.state_again')],
  verify: ['/runs', task('verify')],
  seal: ['/runs', task('seal')],
  send: ['/runs', task('send')],
  why: ['/', (person) => person.page.getByRole('button', {name: /^SMB/}).first().click()],
  schedule: ['/settings/schedules', clicks('settings:schedules.new')],
  'remove-schedule': ['/settings/schedules', clicks('settings:schedules.remove')],
  token: ['/settings/me', clicks('settings:tokens.new')],
  forget: [house.capture, clicks('captures:forget.open')],
});
const of_admin = {
  'new-account': ['/settings/accounts', clicks('settings:accounts.new')],
  'change-account': ['/settings/accounts/anna', clicks('settings:one.edit')],
  setting: ['/settings/service', clicks('settings:values.change')],
};

// What opens within its page.
const within = (person) => ({
  correction: ['/notices/new', async () => {
    await person.gives(letter);
    const begin = person.words('notice:letter.correct_this', {what: '\n', value: '\n'}).split('\n')[0];
    await person.page.getByRole('button', {name: new RegExp(`^${begin}`)}).first().click();
  }],
  'second-factor': ['/settings/me', async () => {
    await person.click('settings:factor.begin');
    await person.page.getByRole('img', {name: person.words('settings:factor.qr')}).waitFor();
  }],
  invitation: ['/settings/nodes', async () => {
    await person.click('settings:nodes.pair');
    await person.type('settings:pairing.address', '192.0.2.7:8444');
    await person.click('settings:pairing.invite');
    await person.page.locator('pre').first().waitFor();
  }],
  bytes: [null, async () => {
    const some = person.words('device:facts.exchanges', {count: 24}).replace('24', '\\d+');
    await person.page.getByText(new RegExp(`^${some}$`)).click();
    await person.page.locator('[id^="exchange-"] button').first().click();
    await person.page.locator('[id^="exchange-"] pre').first().waitFor();
  }],
});

// Words are longest in Latvian, and room is least on a phone: there the wide ones are left out.
const shapes = (person) => [...(person.words.language === 'en' ? [[1280, 'light']] : []), [390, 'dark']];

// axe is asked about the wide one: it has the same elements as the narrow one.
async function in_each_shape(person, name, look, whole_page = true) {
  for (const [width, scheme] of shapes(person)) {
    await person.page.setViewportSize({width, height: width === 390 ? 844 : 900});
    await person.page.emulateMedia({colorScheme: scheme, reducedMotion: 'reduce'});
    await person.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await look(person.page, `${name}-${width}-${scheme}`, width === 1280, whole_page);
  }
  await person.page.setViewportSize({width: 1280, height: 900});
  await person.page.emulateMedia({colorScheme: 'light', reducedMotion: 'reduce'});
}

async function each(person, dialogs, look) {
  for (const [name, [path, open]] of Object.entries(dialogs)) {
    await person.go(path);
    await open(person);
    await person.dialog().waitFor();
    await in_each_shape(person, `dialog-${name}`, look, false);
  }
}

// While something is still open.
export async function look_at_exception(person, look) {
  const actions = [`/notices/${notice}/actions`, clicks('notice:exception.begin')];
  await each(person, {exception: actions}, look);
}

export async function look_at_dialogs({admin, anna}, house, look) {
  await Promise.all([each(anna, of_anna(house), look), each(admin, of_admin, look)]);
  const connection = `/connection?endpoint=${encodeURIComponent(house.storage)}`;
  for (const [name, [path, open]] of Object.entries(within(anna))) {
    await anna.go(path ?? connection);
    await open();
    await in_each_shape(anna, name, look);
  }
}
