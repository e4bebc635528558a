// The words of the page: every one in both languages, with the same places to fill.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {clauses, names, pasted, quoted} from './left_in_english.mjs';
import {load} from './load.mjs';
import {sentences_of} from './sentences.mjs';

const {told_of} = await load('src/parts/told_words.ts');
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

const of_the_service = ['told.json', 'faults.json'];
for (const file of files.filter((name) => !of_the_service.includes(name)))
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

const known = Object.assign({}, ...of_the_service.map((file) => read('lv', file)));

test('what is told has as many places to fill as the sentence', () => {
  const count = (text) => text.split('{}').length;
  for (const [text, words] of Object.entries(known)) assert.equal(count(words), count(text), words);
});

// By what a person can meet in the page: all that the judgements, plans and checks of runs say, and every fault.
const read_whole = [
  'audit/rules', 'audit/plan.cc', 'audit/plan_devices.cc', 'audit/plan_goal.cc', 'audit/compare.cc', 'notice/match.cc',
  'capture', 'audit/probes', 'audit/saved',
  ...['audit', 'reach', 'session', 'session_login', 'session_share', 'talk', 'talk_tls', 'xfrm'].map((name) => `audit/${name}.cc`),
  'base/config.cc', 'runs/completion.cc', 'service/run_check.cc', 'transfer/seal/verify.cc', 'evidence/verify.cc',
];
const on_the_command_line = /^service\/(archive|backup_|restore|notice_bundle|reports)|^capture\/(live_source|privileges|proof_file|ring)/;
const faults_of = [
  'capture', 'console', 'service', 'notice', 'store', 'evidence', 'audit', 'transfer/seal', 'transfer/engine', 'transfer/wire',
  ...['folder', 'identity', 'glob', 'xml', 'run_info', 'run_status'].map((name) => `runs/${name}.cc`),
  ...['bytes', 'confined', 'endpoint', 'files', 'json', 'keys', 'lock', 'password', 'private_file', 'process', 'tcp', 'time', 'tls',
    'toml_edit', 'totp'].map((name) => `base/${name}.cc`),
];
// What a probe is going to send, which `runseal audit --explain` says before.
const explained = /^audit\/probes\/\w+\.cc: .*(\bconnections\b|nothing: it reads |inside TLS; then a connection|In(side TLS| clear): |HEAD and OPTIONS|without a login the root DSE)/;
const left = new Set([...clauses, ...names, ...pasted, ...quoted]);
// Itself, or as sentences one after the other. (told_words.ts also looks for parts; that proves nothing here.)
const has_words = (text) => text in known ||
  [...text.matchAll(/[.:;?] /g)].some(({index}) => has_words(text.slice(0, index + 1)) && has_words(text.slice(index + 2)));
const without_words = (sentences) =>
  [...sentences].filter(([text, file]) => !left.has(text) && !on_the_command_line.test(file) && !has_words(text))
    .map(([text, file]) => `${file}: ${text}`).filter((one) => !explained.test(one));

test('every sentence of a judgement, a plan, a setting or a check has Latvian words', () => {
  const sentences = sentences_of(read_whole);
  assert.ok(sentences.size > 700, `only ${sentences.size} were found: is sentences.mjs still right?`);
  assert.deepEqual(without_words(sentences), []);
});

test('what the program tells of a capture has Latvian words', () => {
  const captures = fileURLToPath(new URL('../../tests/golden/capture/', import.meta.url));
  const untold = new Set();
  const look_in = (value, name) => {
    if (typeof value === 'string' && ['reason', 'what', 'notes'].includes(name) && told_of(known, value) === null) untold.add(value);
    if (value && typeof value === 'object') for (const [key, one] of Object.entries(value)) look_in(one, Array.isArray(value) ? name : key);
  };
  const recorded = readdirSync(captures).filter((name) => name.endsWith('.pcap'));
  for (const name of recorded) {
    const {stdout} = spawnSync(process.env.RUNSEAL_PROGRAM, ['--json', 'capture', '--no-record', captures + name], {encoding: 'utf8', maxBuffer: 1 << 28});
    look_in(JSON.parse(stdout), '');
  }
  assert.ok(recorded.length > 50);
  assert.deepEqual([...untold], []);
});

test('every fault that a person can meet in the page has Latvian words', () => {
  const sentences = sentences_of(faults_of, true);
  assert.ok(sentences.size > 700, `only ${sentences.size} were found: is sentences.mjs still right?`);
  assert.deepEqual(without_words(sentences), []);
});

test('what is told in Latvian is what the program says', () => {
  const said = sentences_of(['audit', 'base', 'capture', 'console', 'evidence', 'notice', 'proto', 'runs', 'service', 'store', 'transfer'], false, true);
  assert.deepEqual(Object.keys(known).filter((text) => !said.has(text)), []);
  assert.deepEqual([...left].filter((text) => !said.has(text) || text in known), []);
});

const source = (path) => readFileSync(fileURLToPath(new URL(`../../src/${path}`, import.meta.url)), 'utf8');

test('every code of a fault and every kind of job has its words', () => {
  const [, codes] = /enum class ErrorCode \{([^}]*)\}/.exec(source('base/result.h'));
  const kinds = readdirSync(fileURLToPath(new URL('../../src/service/', import.meta.url))).filter((name) => name.endsWith('.cc'))
    .flatMap((name) => [...source(`service/${name}`).matchAll(/^JobKind \w+_job\([^]*?\breturn \{"([\w-]+)"/gm)].map(([, kind]) => kind));
  assert.ok(kinds.length >= 6, kinds.join(' '));
  for (const language of ['en', 'lv']) {
    const {error, job_title} = read(language, 'common.json');
    for (const [code] of codes.replace(/\/\/.*/g, '').matchAll(/\w+/g)) assert.ok(error[code], `${language}: ${code}`);
    for (const kind of kinds) assert.ok(job_title[kind], `${language}: ${kind}`);
  }
});
