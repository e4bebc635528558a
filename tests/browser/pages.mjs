// Every page at both widths, light and dark.
const notice = '/notices/FSN2024-1562';
const run = '/runs/240508_A01234_0042_BHXYZ';

const of_anna = (house) => ({
  overview: '/', notices: '/notices', 'notice-letter': notice, 'notice-devices': `${notice}/devices`,
  'notice-actions': `${notice}/actions`, 'notice-reply': `${notice}/reply`, 'notice-new': '/notices/new',
  devices: '/devices', device: '/devices/miseqdx', connections: '/connection', plan: '/connection?view=plan',
  connection: `/connection?endpoint=${encodeURIComponent(house.storage)}`, runs: '/runs', run,
  evidence: '/evidence', entry: '/evidence/8', checkpoints: '/evidence/checkpoints', how: '/evidence/how', me: '/settings/me',
  nodes: '/settings/nodes', schedules: '/settings/schedules', 'not-found': '/no/such/page',
});
const of_admin = {accounts: '/settings/accounts', account: '/settings/accounts/anna', service: '/settings/service'};

async function quiet(page) {
  await page.getByRole('heading', {level: 1}).first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[class*="Skeleton-root"], [class*="Loader-root"]'));
  await page.evaluate(() => document.fonts.ready);
}

export async function look_at_all(browser, {admin, anna}, house, language, look) {
  const kinds = [1280, 390].flatMap((width) => ['light', 'dark'].map((scheme) => ({width, scheme})));
  await Promise.all([[anna, of_anna(house)], [admin, of_admin]].map(async ([person, paths]) => {
    for (const {width, scheme} of kinds) {
      await person.page.setViewportSize({width, height: width === 390 ? 844 : 900});
      await person.page.emulateMedia({colorScheme: scheme, reducedMotion: 'reduce'});
      for (const [name, path] of Object.entries(paths)) {
        await person.go(path);
        await quiet(person.page);
        await look(person.page, `${name}-${width}-${scheme}`);
      }
    }
  }));
}
