// What a run's events prove, and what they do not.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {load} from './load.mjs';

const {files_of, folders_of, legs_of, standing_of, way_of} = await load('src/pages/runs/story.ts');

const run = '240508_A01234_0042_BHXYZ';
const event = (kind, minute, more = {}) => ({
  id: `${kind}${minute}`, run, kind, at: `2026-11-26T12:${String(minute).padStart(2, '0')}:00Z`, from: `/runs/${run}`, to: '',
  seal_sha256: 'a', outcome: 'ok', details: {hashed_at: 'storage', host: 'nas'}, ...more,
});
const proved = (...events) => legs_of(way_of(events));

test('hashes taken on the storage prove nothing of the way, whatever happened', () => {
  assert.deepEqual(proved(event('sealed', 1)), {to_gateway: false, to_storage: false});
  assert.deepEqual(proved(event('sealed', 1), event('verified', 2)), {to_gateway: false, to_storage: false});
  const copied = event('sent', 2, {to: 'file:///dest'});
  assert.deepEqual(proved(event('sealed', 1), copied), {to_gateway: false, to_storage: false});
});

test('hashes of the gateway prove the way from there, once it arrived; those of the source all of it', () => {
  const sent = (hashed_at, more) => event('sent', 3, {to: 'runseal://nas/', details: {hashed_at}, ...more});
  assert.deepEqual(proved(sent('gateway')), {to_gateway: false, to_storage: true});
  assert.deepEqual(proved(sent('source')), {to_gateway: true, to_storage: true});
  assert.deepEqual(proved(event('sealed', 1, {details: {hashed_at: 'source'}})), {to_gateway: false, to_storage: false});
  assert.deepEqual(proved(sent('source', {outcome: 'it broke'})), {to_gateway: false, to_storage: false});
});

test('a later seal on the storage takes the place of the one that travelled', () => {
  const sent = event('sent', 1, {to: 'runseal://nas/', details: {hashed_at: 'source'}});
  const again = event('sealed', 5, {seal_sha256: 'b'});
  assert.deepEqual(proved(sent, again), {to_gateway: false, to_storage: false});
});

test('never sealed: nothing is proved', () => {
  assert.deepEqual(proved(event('verified', 1, {details: {hashed_at: ''}})), {to_gateway: false, to_storage: false});
  assert.equal(standing_of({run, events: [], failed: null}), 'unread');
});

test('intact only when the last thing that happened was a check that held', () => {
  const events = [event('sealed', 1), event('verified', 2)];
  assert.equal(standing_of({run, events, failed: null}), 'intact');
  assert.equal(standing_of({run, events: [...events, event('sealed', 3, {seal_sha256: 'b'})], failed: null}), 'unread');
  assert.equal(standing_of({run, events: [...events, event('verified', 3, {outcome: 'refused'})], failed: null}), 'broken');
  assert.equal(standing_of({run, events: [...events, event('sent', 3, {outcome: 'cut'})], failed: null}), 'failed');
});

test('a check that failed and was not followed by one that held: broken, whatever came after', () => {
  const failed = event('verified', 2, {outcome: '1 missing', details: {verdicts: [], verdicts_in_all: 1}});
  assert.equal(standing_of({run, events: [failed, event('sent', 3)], failed}), 'broken');
});

test('the files that failed, which may be more than are listed', () => {
  const files = [{path: 'RunInfo.xml', state: 'missing', detail: '11 bytes'}];
  assert.deepEqual(files_of({failed: event('verified', 1, {details: {verdicts: files, verdicts_in_all: 70}})}), {files, all: 70});
  assert.deepEqual(files_of({failed: null}), {files: [], all: 0});
});

test('the folders that can be read again, the latest first', () => {
  const events = [event('sealed', 1), event('sent', 2, {to: 'file:///dest'}), event('received', 3, {from: 'gateway', to: `/srv/${run}`})];
  assert.deepEqual(folders_of(events), [`/srv/${run}`, `/runs/${run}`, `/dest/${run}`]);
});
