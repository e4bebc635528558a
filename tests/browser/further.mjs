// What people do at the console besides the main job.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {notice, passphrase, password} from './chapters.mjs';

export async function set_password(person) {
  await person.go('/settings/me');
  await person.type('settings:password.new', password);
  await person.type('settings:password.again', password);
  await person.click('settings:password.choose');
  await person.see('settings:password.done');
  await person.see('settings:password.old');
}

// Somebody bears the risk of one device until a day, and signs for it.
export async function sign_exception(person) {
  const reason = 'the validation of the new protocol ends next month';
  await person.go(`/notices/${notice}/actions`);
  const device = person.page.getByRole('region', {name: 'NextSeq 550Dx', exact: true});
  await person.click('notice:exception.begin', {}, device);
  const dialog = person.dialog();
  await person.type('notice:exception.reason', reason, dialog);
  await person.type('notice:sign.passphrase', passphrase, dialog);
  await person.click('notice:exception.sign', {}, dialog);
  await dialog.waitFor({state: 'hidden'});
  await device.getByText(reason).waitFor();
}

// The old value, the new one and the reason are in the evidence.
export async function edit_device(person) {
  await person.go('/devices/miseqdx');
  await person.click('device:form.edit');
  const dialog = person.dialog();
  await person.type('device:field.software_version', '4.2', dialog);
  await person.type('device:form.why', 'updated by the manufacturer', dialog);
  await person.click('common:save', {}, dialog);
  await dialog.waitFor({state: 'hidden'});
  await person.page.getByText('4.2', {exact: true}).waitFor();
  await person.visit('evidence');
  await person.page.locator('ol li a[href^="/evidence/"]').first().click();
  await person.page.getByText('updated by the manufacturer').first().waitFor();
}

// Said by somebody, and no more than said: it makes nothing protected.
export async function declare_tunnel(person) {
  await person.go('/devices/dragen-server-v4');
  await person.click('device:tunnel.declare');
  const dialog = person.dialog();
  await person.type('device:tunnel.why', 'wg0 between the server room and the storage', dialog);
  await person.click('common:save', {}, dialog);
  await dialog.waitFor({state: 'hidden'});
  await person.page.getByText('wg0 between the server room and the storage').waitFor();
}

// A program gets in with it, may do no more than was said, and nothing at all once it is revoked.
export async function make_and_revoke_token(person, house) {
  await person.go('/settings/me');
  await person.click('settings:tokens.new');
  const dialog = person.dialog();
  await person.type('settings:tokens.name', 'Monitoring', dialog);
  await person.click('settings:tokens.make', {}, dialog);
  const token = (await dialog.locator('pre').textContent()).trim();
  await person.click('settings:tokens.kept', {}, dialog);
  const ask = async (path, method = 'GET') => {
    const words = ['-sk', '-o', '/dev/null', '-w', '%{http_code}', '-X', method, '-H', `Authorization: Bearer ${token}`];
    return execFileSync('curl', [...words, house.at + path], {encoding: 'utf8'});
  };
  assert.equal(await ask('/api/v1/devices'), '200');
  assert.equal(await ask('/api/v1/devices', 'POST'), '403');
  await person.click('settings:tokens.end');
  await person.click('settings:tokens.end', {}, person.dialog());
  await person.see('settings:tokens.none');
  assert.equal(await ask('/api/v1/devices'), '401');
}

// As an authenticator app computes it, now or in its next step.
const code_of = (secret, when) => execFileSync('oathtool', ['--totp', '-b', '--now', when, secret], {encoding: 'utf8'}).trim();

// From then on the password alone is not enough. The second code is the next one: each is good once.
export async function second_factor(person, stranger) {
  await person.go('/settings/me');
  await person.click('settings:factor.begin');
  await person.page.getByRole('img', {name: person.words('settings:factor.qr')}).waitFor();
  const secret = (await person.page.locator('.mono').filter({hasText: /^([A-Z2-7]{4} ?)+$/}).first().textContent()).replaceAll(' ', '');
  await person.page.getByRole('textbox', {name: person.words('settings:factor.code')}).fill(code_of(secret, 'now'));
  await person.click('settings:factor.take');
  await person.see('settings:factor.on');
  await stranger.go('/');
  await stranger.page.locator('input[name=username]').fill('anna');
  await stranger.page.locator('input[name=password]').fill(password);
  await stranger.click('signin:go');
  await stranger.see('signin:code_wanted');
  await stranger.page.locator('input[name=code]').fill(code_of(secret, 'now + 30 seconds'));
  await stranger.click('signin:go');
  await stranger.page.getByRole('heading', {level: 1, name: stranger.words('overview:title')}).waitFor();
}

const sent_run = '241120_A01234_0043_BHXYZ';

// Another runseal is paired by two lines that people carry; a run goes there, and its chart moves meanwhile.
export async function pair_and_send(person, house, look) {
  const received = join(house.runs, 'received');
  mkdirSync(received);
  const receiver = await house.receiver(received);
  await person.go('/settings/nodes');
  await person.click('settings:nodes.pair');
  await person.page.getByText(person.words('settings:pairing.sends'), {exact: true}).click();
  await person.type('settings:pairing.invitation', receiver.invitation);
  await person.type('settings:pairing.name', 'storage');
  await person.click('settings:pairing.accept');
  await person.page.getByRole('img', {name: person.words('settings:pairing.answer')}).waitFor(); // the QR code
  receiver.accept((await person.page.locator('pre').first().textContent()).trim());

  const folder = join(house.runs, sent_run);
  mkdirSync(join(folder, 'Data'), {recursive: true});
  for (const name of ['RunInfo.xml', 'Data/s_1.cbcl', 'Data/s_2.cbcl']) writeFileSync(join(folder, name), Buffer.alloc(5_000_000, name));
  const dialog = await begin(person, 'send', folder);
  await person.type('runs:field.sink', `runseal://${receiver.address}/`, dialog);
  await person.type('runs:field.limit', '1', dialog); // 15 s: a busy machine draws it late
  await dialog.getByRole('checkbox', {name: person.words('runs:field.complete'), exact: true}).check();
  await person.click('runs:work.send_do', {}, dialog);
  await person.click('common:close', {}, dialog.locator('section, div').filter({hasText: person.words('runs:work.goes_on')}).last());
  const live = person.page.getByRole('article', {name: sent_run});
  await live.locator('polyline').waitFor(); // of the chart
  await live.getByText(/[1-9][\d.,]*\sMB\/s/).first().waitFor();
  await look(person.page, 'transfer-1280-light', false);
  await person.page.setViewportSize({width: 390, height: 844});
  await look(person.page, 'transfer-390-light', false);
  await person.page.setViewportSize({width: 1280, height: 900});
  await live.waitFor({state: 'detached', timeout: 60_000});
  await person.go(`/runs/${sent_run}`);
  await person.page.getByText(person.words('runs:event.sent'), {exact: true}).waitFor();
  return join(received, sent_run);
}

async function begin(person, kind, folder) {
  await person.visit('runs');
  await person.click('runs:work.new');
  await person.page.getByRole('menuitem', {name: person.words(`runs:work.${kind}`), exact: true}).click();
  const dialog = person.dialog();
  await person.type('runs:field.path', folder, dialog);
  return dialog;
}

// One byte of what arrived is another: the check says which file.
export async function verify_received(person, folder) {
  const file = join(folder, 'Data/s_1.cbcl');
  const bytes = readFileSync(file);
  bytes[1_234_567] ^= 1;
  writeFileSync(file, bytes);
  const dialog = await begin(person, 'verify', folder);
  await person.click('runs:work.verify_do', {}, dialog);
  await person.see('runs:result.broken', {intact: 2, files: 3}, dialog);
  await dialog.getByRole('link', {name: person.words('runs:result.story')}).click();
  await person.see('runs:standing.broken', {count: 1});
  await person.page.getByText('Data/s_1.cbcl').first().waitFor();
}

// The bundle, by the commands of its own README and nothing else.
export async function check_bundle(person, house) {
  await person.visit('evidence');
  const file = join(house.folder, 'bundle.tar');
  writeFileSync(file, await person.saves(() => person.follow('evidence:bundle.do')));
  const folder = join(house.folder, 'bundle');
  mkdirSync(folder);
  execFileSync('tar', ['-xf', file, '-C', folder]);
  const inside = execFileSync('find', [folder, '-name', 'README.txt'], {encoding: 'utf8'}).trim();
  const commands = readFileSync(inside, 'utf8').split('\n').filter((line) => line.startsWith('    ')).map((line) => line.slice(4)).join('\n');
  const said = execFileSync('bash', ['-e', '-o', 'pipefail', '-c', commands], {cwd: join(inside, '..'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
  assert.ok(said.includes(house.run('evidence', 'key').trim()), said);
  assert.ok(said.includes('Signature Verified Successfully') && said.includes('everything holds'), said);
  assert.ok(/Good "runseal-reply" signature/.test(said), said);
}
