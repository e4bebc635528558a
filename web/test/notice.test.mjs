// Where values stand in a letter, and how they are corrected.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {load} from './load.mjs';

const {segments_of, by_line} = await load('src/pages/notice/letter/segments.ts');
const {expand, in_order} = await load('src/pages/notice/letter/expand.ts');
const {values_of} = await load('src/pages/notice/letter/values.ts');
const {in_words} = await load('src/pages/notice/reply/missing.ts');
const {counted, said_before} = await load('src/pages/notice/actions/items.ts');
const {told_of} = await load('src/parts/told_words.ts');
const {hex_dump} = await load('src/pages/device/connection/facts.ts');

const found = (value, line, quote = value) => ({value, where: {line, page: 1, quote}});
const product = (name, line, numbers, udi) => ({
  name: found(name, line), catalogue_numbers: numbers.map((one) => found(one, line)), udi_di: udi ? found(udi, line) : null,
  udi_not_applicable: false, problems: [],
});
const notice = {
  id: 'FSN1', references: [found('FSN1', 1)], publisher: null, title: null, kinds: [], date: found('2024-05-08', 2, '8 May 2024'),
  language: null, products: [product('MiSeq Dx', 3, ['DX-1', '150'], '00816270020002')], harms: [], actions: [], guidance_link: null,
  reply_address: null, date_format: null, form: [], contacts: [], unrecognised: [], source: {},
};
const line = '| MiSeq™ Dx | DX-1 / 150 | 00816270020002 |';

test('each value is marked where it stands; nothing of the line is lost', () => {
  const values = values_of(notice).filter((value) => value.where.line === 3);
  const segments = segments_of(line, values);
  assert.equal(segments.map(({text}) => text).join(''), line);
  const marked = (field) => segments.filter(({fields}) => fields.includes(field)).map(({text}) => text).join('');
  assert.equal(marked('products.0.catalogue_numbers.0'), 'DX-1');
  assert.equal(marked('products.0.catalogue_numbers.1'), '150');
  assert.equal(marked('products.0.udi_di'), '00816270020002');
  assert.equal(marked('products.0.name'), line, 'its words are not in the line as such: the whole line');
});

test('of two values at the same place the narrower one is chosen', () => {
  const values = values_of(notice).filter((value) => value.where.line === 3);
  const inner = segments_of(line, values).find(({text}) => text === 'DX-1');
  assert.equal(inner.fields[0], 'products.0.catalogue_numbers.0');
});

test('a date leads to its words, not to its own form', () => {
  const [date] = by_line(values_of(notice)).get(2);
  assert.equal(segments_of('Wednesday, 8 May 2024', [date])[1].text, '8 May 2024');
});

test('while correcting, what was not read has an empty place, and what is added has one of its own', () => {
  const shown = expand(notice, {'products.0.catalogue_numbers.2': 'X', 'products.1.name': 'New', 'products.1.catalogue_numbers.0': 'N1'});
  assert.equal(shown.publisher.value, '');
  assert.equal(shown.products.length, 2);
  assert.equal(shown.products[0].catalogue_numbers.length, 3);
  assert.equal(shown.products[1].catalogue_numbers.length, 1);
});

test('what is taken out of a list goes last, its last first: places do not move under what follows', () => {
  const sent = in_order({'products.0.catalogue_numbers.0': '', 'products.0.catalogue_numbers.1': '', 'products.0.name': 'N', 'products.10.name': 'Z', 'products.2.name': 'Y'});
  assert.deepEqual(sent.map(({field}) => field), [
    'products.0.name', 'products.2.name', 'products.10.name', 'products.0.catalogue_numbers.1', 'products.0.catalogue_numbers.0',
  ]);
});

test('what is missing of a reply is said in words of the page, and never hidden', () => {
  assert.deepEqual(in_words('measured-secure for novaseq-1: smb://nas: integrity absent'), {key: 'missing.item.measured-secure', values: {device: 'novaseq-1'}});
  assert.deepEqual(in_words('guidance-read: runseal case done'), {key: 'missing.item.guidance-read', values: {device: ''}});
  assert.equal(in_words('something of tomorrow: x'), null);
});

test('what a distributor owes counts once somebody has begun to answer as one', () => {
  const item = (action, state) => ({action, state, device_id: '', detail: '', by: '', on: '', evidence: null});
  const whole = [item('notice-read', 'done'), item('customers-identified', 'open'), item('customers-informed', 'open')];
  assert.deepEqual(counted({items: whole, totals: {open: 0, done: 1}}), {open: 0, done: 1});
  assert.deepEqual(counted({items: [...whole.slice(0, 1), item('customers-identified', 'done'), whole[2]], totals: {open: 0, done: 2}}), {open: 1, done: 2});
});

test('what was said of an earlier text of the letter is told with who and when', () => {
  const item = {state: 'open', detail: 'Anna Bērziņa said so of another text of the letter, on 2026-11-26; of this one: runseal case done'};
  assert.deepEqual(said_before(item), {by: 'Anna Bērziņa', on: '2026-11-26'});
  assert.equal(said_before({...item, detail: 'runseal case done'}), null);
});

test('bytes are shown with their offset and letters', () => {
  assert.equal(hex_dump('fe534d42').trimEnd(), `0000  fe 53 4d 42${' '.repeat(36)}  ·SMB`);
  assert.equal(hex_dump('00'.repeat(17)).split('\n')[1].slice(0, 8), '0010  00');
});

test('a sentence of the service is told in another language, with what differs in its place, or not at all', () => {
  const known = {'a (b).': 'x', 'measure it again, the last time was {}: {}': 'vēlreiz ({}): {}'};
  assert.equal(told_of(known, 'a (b).'), 'x');
  assert.equal(told_of(known, 'measure it again, the last time was 2026-11-01: runseal audit smb://nas/runs'), 'vēlreiz (2026-11-01): runseal audit smb://nas/runs');
  assert.equal(told_of({...known, 'so: {}': 'tā: {}'}, 'so: a (b).'), 'tā: x');
  assert.equal(told_of(known, 'a (b).?'), null);
  assert.equal(told_of(undefined, 'a (b).'), null);
});
