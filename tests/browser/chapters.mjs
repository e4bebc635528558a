// The main job, chapter by chapter, as the people of a laboratory do it at the console.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const source = fileURLToPath(new URL('../..', import.meta.url));
export const notice = 'FSN2024-1562';
const full_name = 'Anna Bērziņa';
export const passphrase = 'a passphrase for signing only';
export const password = 'six tulips behind a fence';
export const run_name = '240508_A01234_0042_BHXYZ';

export async function enter_by_link(person, link) {
  await person.go(link);
  await person.click('signin:link.go');
  await person.page.getByRole('heading', {level: 1, name: person.words('overview:title')}).waitFor();
  assert.ok(!person.page.url().includes('link='), 'the link stays in the address');
}

// As if nobody had done anything for almost half an hour: the page asks, and staying is told to the service.
export async function stay(person, look) {
  await person.page.route('**/api/v1/me/presence', (route) =>
    route.request().method() === 'GET' ? route.fulfill({json: {ends_in_s: 55}}) : route.continue());
  await person.go('/');
  await person.dialog().getByText(person.words('common:presence.title')).waitFor();
  await look(person.page, 'presence');
  const told = person.page.waitForResponse((one) => one.url().endsWith('/me/presence') && one.request().method() === 'PUT');
  await person.click('common:presence.stay', {}, person.dialog());
  assert.ok((await (await told).json()).ends_in_s > 1700, 'the session does not last longer');
  await person.dialog().waitFor({state: 'detached'});
  await person.page.unroute('**/api/v1/me/presence');
}

// The server of this house takes nothing: that is said where it was tried, and in the list.
export async function test_mail(admin) {
  await admin.visit('settings');
  await admin.follow('settings:part.mail');
  await admin.type('settings:mail.address', 'it@lab.example');
  await admin.click('settings:mail.send');
  await admin.see('settings:mail.not_taken', {to: 'it@lab.example'});
  await admin.page.getByRole('row').filter({hasText: '127.0.0.1:1'}).first().waitFor();
}
export async function see_failing_mail(admin) {
  await admin.visit('overview');
  await admin.see('overview:todo.mail_failing.what', {to: 'it@lab.example'});
}

// The administrator makes an account, and gets the link that lets its person in.
export async function make_account(admin) {
  await admin.visit('settings');
  await admin.follow('settings:part.accounts');
  await admin.click('settings:accounts.new');
  const dialog = admin.dialog();
  await admin.type('settings:accounts.full_name', full_name, dialog);
  await dialog.getByRole('textbox', {name: admin.words('settings:accounts.name')}).last().fill('anna');
  for (const role of ['technician', 'quality'])
    await dialog.getByRole('checkbox', {name: admin.words(`common:role.${role}`), exact: true}).check();
  await admin.type('common:reason', 'Head of the laboratory', dialog);
  await admin.click('settings:accounts.make', {}, dialog);
  const link = await dialog.locator('pre').textContent();
  await admin.click('settings:accounts.close', {}, dialog);
  return link.trim();
}

export async function make_signature(person) {
  await person.go('/settings/me');
  await person.type('settings:signature.title', 'Head of laboratory IT');
  await person.type('settings:signature.passphrase', passphrase);
  await person.type('settings:signature.again', passphrase);
  await person.click('settings:signature.make');
  await person.see('settings:signature.there');
}

export async function take_in_letter(person) {
  await person.visit('notices');
  await person.follow('notice:list.add');
  await person.gives(join(source, 'demo/letter.md'));
  await person.page.getByRole('heading', {level: 1, name: person.words('notice:add.confirm_title')}).waitFor();
  await person.click('notice:add.keep');
  await person.page.waitForURL(`**/notices/${notice}/devices`);
}

export async function import_inventory(person, house) {
  const file = join(house.folder, 'inventory.csv');
  writeFileSync(file, readFileSync(join(source, 'demo/inventory.csv'), 'utf8').replaceAll('@STORAGE@', house.storage));
  await person.visit('devices');
  await person.click('device:list.import');
  await person.gives(file);
  const dialog = person.dialog();
  await person.type('common:reason', 'The first inventory', dialog);
  await person.click('device:inventory.take', {count: 6}, dialog);
  await dialog.waitFor({state: 'hidden'});
  await person.page.getByText('M70001').first().waitFor();
}

export async function compare(person) {
  await person.go(`/notices/${notice}/devices`);
  await person.click('notice:devices.compare');
  await person.page.getByText(person.words('notice:devices.affected', {count: 4})).first().waitFor();
}

const grades = async (person) => {
  const axes = ['integrity', 'confidentiality', 'peer_authenticity'];
  const cards = axes.map((axis) => person.page.getByRole('region', {name: person.words(`terms:${axis}.word`), exact: true}).first());
  await cards[0].waitFor();
  return Promise.all(cards.map((card) => card.locator('[data-tone]').first().innerText()));
};

export async function measure(person, house) {
  await person.go('/connection');
  await person.click('device:connections.measure_all');
  await person.finished();
  await person.go(`/connection?endpoint=${encodeURIComponent(house.storage)}`);
  const found = await grades(person);
  assert.ok(found.includes(person.words('common:grade.absent')), `weak at first: ${found}`);
}

// What the page says to paste into smb.conf, all findings together.
export async function read_remedy(person) {
  const texts = [];
  for (const article of await person.page.locator('article').all()) {
    const tab = article.getByRole('tab', {name: 'Samba', exact: true});
    if (await tab.count()) await tab.click();
    for (const block of await article.locator('pre').allTextContents()) if (block.includes('[global]') || block.includes('[runs]')) texts.push(block);
  }
  assert.ok(texts.some((text) => text.includes('encrypt')), `a remedy for Samba is shown: ${texts}`);
  return [...new Set(texts)].join('\n');
}

export async function check_again(person) {
  await person.click('device:connection.again');
  await person.finished();
  const good = person.words('common:grade.protected');
  await person.page.waitForFunction(
    ([word, names]) => names.every((name) => document.querySelector(`section[aria-label="${name}"] [data-tone="good"]`)?.textContent === word),
    [good, ['integrity', 'confidentiality', 'peer_authenticity'].map((axis) => person.words(`terms:${axis}.word`))]);
  assert.deepEqual(await grades(person), [good, good, good]);
}

async function state(person, action, fill = async () => {}) {
  const open = person.page.getByRole('listitem').filter({hasText: person.words(`notice:action.${action}.open`)});
  await open.first().waitFor();
  const before = await open.count();
  await person.click('notice:actions.state', {}, open.first());
  const dialog = person.dialog();
  await fill(dialog);
  await person.click('notice:actions.say', {}, dialog);
  await dialog.waitFor({state: 'hidden'});
  await open.nth(before - 1).waitFor({state: 'detached'}); // the list shows that it is done
}

export async function state_actions(person, house) {
  const guidance = join(house.folder, 'guidance.txt');
  writeFileSync(guidance, 'Stands for the guidance of the manufacturer.\n');
  const note = (action, text) => (dialog) => person.type(`notice:action.${action}.note`, text, dialog);
  await person.go(`/notices/${notice}/actions`);
  await state(person, 'notice-read');
  await state(person, 'guidance-read', async (dialog) => {
    const [chooser] = await Promise.all([
      person.page.waitForEvent('filechooser'), dialog.getByLabel(person.words('notice:actions.guidance_file')).first().click(),
    ]);
    await chooser.setFiles(guidance);
  });
  await state(person, 'users-informed', note('users-informed', 'by e-mail'));
  await state(person, 'near-miss-settled', note('near-miss-settled', 'its label says REF 20014053'));
  for (let device = 0; device < 4; ++device) await state(person, 'protocol-settled', note('protocol-settled', 'SMB 3.1.1, encrypted'));
}

export async function sign_reply(person) {
  await person.go(`/notices/${notice}/reply`);
  await person.type('notice:reply.organisation', 'Genetics laboratory');
  await person.page.getByRole('textbox', {name: person.words('notice:reply.title'), exact: true}).fill('Head of laboratory IT');
  await person.type('notice:sign.passphrase', passphrase);
  await person.click('notice:sign.sign');
  await person.see('notice:signed.title');
  const pdf = await person.saves(() => person.page.getByRole('link', {name: /\.pdf$/}).first().click());
  assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-');
  const text = execFileSync('pdftotext', ['-', '-'], {input: pdf, encoding: 'utf8'});
  assert.ok(text.includes(full_name) && text.includes(notice), text);
}

const verdict = (person) => person.page.locator('[data-verdict]').getAttribute('data-verdict');

// The newest entry is the reply: proved here, and red once a single byte of the answer is another.
export async function check_evidence(person, house) {
  await person.visit('evidence');
  await person.page.locator('ol li a[href^="/evidence/"]').first().click();
  await person.page.getByRole('heading', {level: 1, name: /\d/}).waitFor();
  assert.equal(await verdict(person), 'holds');
  await person.see('evidence:verdict.holds');
  const file = join(house.folder, 'entry.proof');
  writeFileSync(file, await person.saves(() => person.click('evidence:proof_save')));
  const key = house.run('evidence', 'key').trim();
  assert.equal(JSON.parse(house.run('--json', 'evidence', 'verify-proof', file, '--key', key)).entry.kind, 'reply');
  const tampered = async (route) => {
    const answer = await route.fetch();
    const proof = await answer.json();
    const hash = Buffer.from(proof.path[0], 'base64');
    hash[31] ^= 1;
    await route.fulfill({response: answer, json: {...proof, path: [hash.toString('base64'), ...proof.path.slice(1)]}});
  };
  await person.page.route('**/api/v1/evidence/*/proof', tampered);
  await person.page.reload();
  assert.equal(await verdict(person), 'broken');
  await person.page.unroute('**/api/v1/evidence/*/proof', tampered);
  await person.page.reload();
  assert.equal(await verdict(person), 'holds');
  await person.go('/evidence/checkpoints');
  await person.see('evidence:step_verdict.holds');
  assert.equal(await person.page.getByText(person.words('evidence:step_verdict.broken'), {exact: true}).count(), 0);
}

// A run is sealed, read again, and one byte of it changed behind everybody's back.
export async function keep_a_run(person, house) {
  const folder = join(house.runs, run_name);
  mkdirSync(join(folder, 'Data'), {recursive: true});
  for (const name of ['RunInfo.xml', 'Data/s_1.cbcl', 'Data/s_2.cbcl']) writeFileSync(join(folder, name), `the content of ${name}\n`);
  await person.visit('runs');
  await person.click('runs:work.new');
  await person.page.getByRole('menuitem', {name: person.words('runs:work.seal'), exact: true}).click();
  const dialog = person.dialog();
  await person.type('runs:field.path', folder, dialog);
  await dialog.getByRole('checkbox', {name: person.words('runs:field.complete'), exact: true}).check();
  await person.click('runs:work.seal_do', {}, dialog);
  await person.finished(dialog);
  await dialog.getByRole('link', {name: person.words('runs:result.story')}).click();
  await person.page.getByRole('heading', {level: 1, name: run_name}).waitFor();
  await person.click('runs:work.verify_now');
  await person.see('runs:standing.intact');
  writeFileSync(join(folder, 'Data/s_2.cbcl'), 'the content of Data/s_2.cbcL\n');
  await person.click('runs:work.verify_now');
  await person.see('runs:standing.broken', {count: 1});
  await person.page.getByText('Data/s_2.cbcl').first().waitFor();
  await person.see('runs:file.is.altered');
}

// What was on the wire last night: a recording of a real Samba without encryption (tests/golden/capture). The files that
// could be read are those that the command line names, and the connection's own page knows of it.
export async function read_a_capture(person, house) {
  const recording = join(source, 'tests/golden/capture/smb-3.1.1-plain.pcap');
  const connection = 'smb://127.0.0.1:4450/runs';
  house.run('device', 'add', 'iSeq', '--id', 'iseq', '--connection', connection, '--host', '127.0.0.1');
  await person.visit('captures');
  await person.gives(recording);
  await person.page.getByRole('heading', {level: 1, name: 'smb-3.1.1-plain.pcap'}).waitFor();
  house.capture = new URL(person.page.url()).pathname;
  const csv = join(house.folder, 'readable.csv');
  assert.throws(() => house.run('capture', '--no-record', recording, '--csv', csv), {status: 1}); // something lay open
  const told = readFileSync(csv, 'utf8').split('\r\n').slice(1, -1).map((line) => line.split(',')[7]);
  assert.ok(told.includes('marker-run/marker-name.fastq'), told.join(' '));
  await person.see('captures:verdict.exposed', {count: told.length, files: told.length});
  const files = person.page.getByRole('region', {name: person.words('captures:files.title'), exact: true});
  for (const name of told) await files.getByText(name, {exact: true}).first().waitFor();
  await files.getByRole('link', {name: 'iseq', exact: true}).first().waitFor(); // from which device
  await person.page.getByRole('button', {name: /^SMB/}).first().click(); // the line of the picture tells why
  await person.dialog().getByText(person.words('common:grade.absent'), {exact: true}).first().waitFor();
  await person.page.keyboard.press('Escape');
  await person.page.getByRole('link', {name: connection, exact: true}).click();
  await person.page.getByRole('heading', {level: 1}).waitFor();
  await person.page.getByText(/Files crossed the network readable|Faili tīklā pārvietojās izlasāmi/).first().waitFor();
  await person.page.mouse.move(0, 0); // nothing is pointed at
}

// What is changed is changed for a reason, which stands in the evidence.
export async function pause_a_schedule(person) {
  const why = 'The laboratory moves this week';
  await person.go('/settings/schedules');
  await person.click('settings:schedules.new');
  await person.type('settings:schedules.name', 'nightly', person.dialog());
  await person.click('common:save', {}, person.dialog());
  await person.click('settings:schedules.pause');
  await person.type('common:reason', why, person.dialog());
  await person.click('settings:schedules.pause', {}, person.dialog());
  await person.see('settings:schedules.paused');
  await person.visit('evidence');
  await person.page.getByText(why).first().waitFor();
}
