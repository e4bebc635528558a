// Every page at both widths, light and dark.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

const notice = '/notices/FSN2024-1562';
const run = '/runs/240508_A01234_0042_BHXYZ';

const of_anna = (house) => ({
  overview: '/', notices: '/notices', 'notice-letter': notice, 'notice-devices': `${notice}/devices`,
  'notice-actions': `${notice}/actions`, 'notice-reply': `${notice}/reply`, 'notice-new': '/notices/new',
  devices: '/devices', device: '/devices/miseqdx', connections: '/connection', plan: '/connection?view=plan',
  connection: `/connection?endpoint=${encodeURIComponent(house.storage)}`, runs: '/runs', run,
  captures: '/captures', capture: house.capture,
  evidence: '/evidence', entry: '/evidence/8', checkpoints: '/evidence/checkpoints', how: '/evidence/how', me: '/settings/me',
  nodes: '/settings/nodes', schedules: '/settings/schedules', 'not-found': '/no/such/page',
});
const of_admin = {accounts: '/settings/accounts', account: '/settings/accounts/anna', mail: '/settings/mail', service: '/settings/service'};

// Within the page, as a click on a link goes: nothing is loaded anew.
const turn_to = (page, path) => page.evaluate((place) => history.pushState(null, '', place), path);

async function quiet(page) {
  await page.getByRole('heading', {level: 1}).first().waitFor();
  // a reply's pages are drawn by the service, which takes long where the machine has much else to do
  await page.waitForFunction(() => !document.querySelector('[class*="Skeleton-root"], [class*="Loader-root"]'), null, {timeout: 120_000});
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

// Wide and light, narrow and dark differ most: these are asked about, in both languages. Of the others there are
// pictures, in English.
const asked = [[1280, 'light'], [390, 'dark']];
const seen = [[1280, 'dark'], [390, 'light']];

async function each(person, paths, [width, scheme], visit) {
  await person.page.setViewportSize({width, height: width === 390 ? 844 : 900});
  await person.page.emulateMedia({colorScheme: scheme, reducedMotion: 'reduce'});
  for (const [name, path] of Object.entries(paths)) {
    await turn_to(person.page, path);
    await quiet(person.page);
    await visit(name);
  }
}

// At two browsers at once.
export async function look_at_all(people, twins, house, language, look) {
  const go = async ({admin, anna}, nth) => {
    for (const [kinds, ask] of [[asked, true], ...(language === 'en' ? [[seen, false]] : [])])
      for (const [person, paths] of [[anna, of_anna(house)], [admin, of_admin]])
        await each(person, paths, kinds[nth], (name) => look(person.page, `${name}-${kinds[nth].join('-')}`, ask));
  };
  for (const twin of Object.values(twins)) await twin.go('/');
  await Promise.all([go(people, 0), go(twins, 1)]);
}

const of_beginner = {
  overview: '/', notices: '/notices', devices: '/devices', connections: '/connection', plan: '/connection?view=plan', runs: '/runs',
  evidence: '/evidence', nodes: '/settings/nodes', schedules: '/settings/schedules', me: '/settings/me',
};

export async function look_at_empty(person, look) {
  for (const [width, scheme] of asked)
    await each(person, of_beginner, [width, scheme], (name) => look(person.page, `empty-${name}-${width}-${scheme}`));
  await person.page.setViewportSize({width: 1280, height: 900});
}

// 200 % of 1280 pixels: as many as 640 of them have room for.
export const zoomed = (person, house, measure) =>
  each(person, of_anna(house), [640, 'light'], (name) => measure(person.page, `${name}, twice as large`));

// A network of a hundred devices more, half of them in two sites of their own.
export async function look_at_many(person, house, look) {
  const rows = Array.from({length: 100}, (_, nth) => {
    const site = ['Genetics lab', 'Oncology', 'Genetics lab', 'Microbiology'][nth % 4];
    return `${site};Sequencer ${nth + 1};Example;EX-${nth};;S${nth};sequencer;Windows 10;1.0;RUO;${nth % 33 === 7 ? 'smb://127.0.0.9/unsafe' : house.storage}`;
  });
  const file = join(house.folder, 'many.csv');
  writeFileSync(file, `${['Site;Name;Manufacturer;Catalogue number;UDI;Serial;Role;Operating system;Software version;Modes;Connections', ...rows].join('\n')}\n`);
  house.run('device', 'import', file, '--why', 'a large site');
  for (const [width, scheme] of asked) {
    await person.page.setViewportSize({width, height: width === 390 ? 844 : 900});
    await person.page.emulateMedia({colorScheme: scheme, reducedMotion: 'reduce'});
    await person.go('/');
    await person.page.getByText(person.words('overview:network.gathered', {count: 107})).waitFor();
    await quiet(person.page);
    await look(person.page, `many-${width}-${scheme}`);
  }
  await person.page.getByRole('searchbox').fill('oncology'); // no number: addresses are searched as well
  await person.page.getByText(person.words('overview:network.found', {count: 25, all: 107})).waitFor();
}
