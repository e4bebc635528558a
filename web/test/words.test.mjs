// The words of the page: every one in both languages, with the same places to fill.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

const folder = fileURLToPath(new URL('../src/locale/', import.meta.url));
const read = (language, file) => JSON.parse(readFileSync(`${folder}${language}/${file}`, 'utf8'));
const files = readdirSync(`${folder}en`);

// "a.b" → its text; of the forms for one, for many, … one stands for all
function words(tree, path = '') {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${path}${name}`.replace(/_(zero|one|two|few|many|other)$/, ''), value]] : words(value, `${path}${name}.`));
}
const places = (text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort().join(' ');

test('each language has the same files', () => {
  assert.deepEqual(readdirSync(`${folder}lv`), files);
});

for (const file of files.filter((name) => name !== 'told.json'))
  test(`${file}: each word in both languages, with the same places to fill`, () => {
    const [en, lv] = ['en', 'lv'].map((language) => words(read(language, file)));
    const keys = (all) => [...new Set(all.map(([key]) => key))].sort();
    assert.deepEqual(keys(lv), keys(en));
    const wanted = new Map(en.map(([key, text]) => [key, places(text)]));
    for (const [key, text] of lv) assert.equal(places(text), wanted.get(key), `${key}: ${text}`);
  });

test('a number has every form that Latvian has', () => {
  const forms = new Intl.PluralRules('lv').resolvedOptions().pluralCategories;
  for (const file of files) {
    const told = JSON.stringify(read('lv', file));
    for (const [, name] of told.matchAll(/"(\w+)_other":/g))
      for (const form of forms) assert.ok(told.includes(`"${name}_${form}":`), `${file}: ${name}_${form}`);
  }
});

test('what is told has as many places to fill as the sentence', () => {
  const count = (text) => text.split('{}').length;
  for (const [text, words] of Object.entries(read('lv', 'told.json'))) assert.equal(count(words), count(text), words);
});

test('what is told in Latvian is what the program says', () => {
  const source = fileURLToPath(new URL('../../src/', import.meta.url));
  const sentences = readdirSync(source, {recursive: true}).filter((name) => name.endsWith('.cc'))
    .map((name) => readFileSync(source + name, 'utf8').replace(/"\s*\n\s*"/g, '').replaceAll('\\"', '"')).join('\n');
  // of one that is put together of parts, all or the end or what stands before the id of a finding
  const said = (part) => sentences.includes(part) || sentences.includes(part.slice(part.indexOf(' measured ') + 10, -1)) ||
    sentences.includes(part.slice(0, part.lastIndexOf(' ('))) || sentences.includes(part.slice(-40));
  const strange = Object.keys(read('lv', 'told.json')).filter((text) => !text.split('{}').every(said));
  assert.deepEqual(strange, []);
});
