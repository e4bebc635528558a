// What the browser remembers of the log, and when it warns.
import assert from 'node:assert/strict';
import {beforeEach, test} from 'node:test';
import {load} from './load.mjs';

const kept = new Map();
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, value),
  removeItem: (name) => kept.delete(name),
};
const {follow, known_key, last_seen, meet_key, trust_key} = await load('src/proof/pin.ts');
const now = new Date('2026-11-26T12:00:00Z');
const checkpoint = (size, byte, origin = 'log') => ({origin, size, root: new Uint8Array(32).fill(byte), text: ''});
beforeEach(() => kept.clear());

test('the first key is remembered, another one is never taken silently', () => {
  assert.equal(meet_key('one', now), 'first');
  assert.equal(meet_key('one', now), 'known');
  assert.equal(meet_key('two', now), 'changed');
  assert.equal(meet_key('two', now), 'changed');
  assert.equal(known_key().key, 'one');
  trust_key('two', now);
  assert.equal(meet_key('two', now), 'known');
});

test('a log that became shorter or tells another past is seen, and the longest stays remembered', () => {
  assert.equal(follow(checkpoint(5, 1), now), 'onward');
  assert.equal(follow(checkpoint(9, 2), now), 'onward');
  assert.equal(follow(checkpoint(5, 1), now), 'shorter');
  assert.equal(follow(checkpoint(9, 3), now), 'other-past');
  assert.equal(follow(checkpoint(9, 2), now), 'onward');
  assert.equal(last_seen().size, 9);
  assert.equal(follow(checkpoint(1, 7, 'another log'), now), 'onward');
});

test('a browser that keeps nothing meets every key for the first time, and does not fail', () => {
  globalThis.localStorage.setItem = () => {
    throw new Error('no room');
  };
  assert.equal(meet_key('one', now), 'first');
  assert.equal(meet_key('two', now), 'first');
  assert.equal(follow(checkpoint(5, 1), now), 'onward');
});
