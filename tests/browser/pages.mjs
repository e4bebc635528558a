// Every page at both widths, light and dark.
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
  await page.waitForFunction(() => !document.querySelector('[class*="Skeleton-root"], [class*="Loader-root"]'));
}

// Wide and light, narrow and dark differ most: these are asked about, in both languages. Of the others there are
// pictures, in English.
const asked = [[1280, 'light'], [390, 'dark']];
const seen = [[1280, 'dark'], [390, 'light']];

export async function look_at_all({admin, anna}, house, language, look) {
  for (const [width, scheme] of [...asked, ...(language === 'en' ? seen : [])])
    for (const [person, paths] of [[anna, of_anna(house)], [admin, of_admin]]) {
      await person.page.setViewportSize({width, height: width === 390 ? 844 : 900});
      await person.page.emulateMedia({colorScheme: scheme, reducedMotion: 'reduce'});
      for (const [name, path] of Object.entries(paths)) {
        await turn_to(person.page, path);
        await quiet(person.page);
        await look(person.page, `${name}-${width}-${scheme}`, asked.some((one) => one[0] === width && one[1] === scheme));
      }
    }
}
