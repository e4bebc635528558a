// The browser's check of a proof, held against proofs that the program itself made: RUNSEAL_PROGRAM names it.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {test} from 'node:test';
import {make_log, proof_of} from './log.mjs';
import {load} from './load.mjs';

const {check_proof, check_checkpoint} = await load('src/proof/check.ts');
const {goes_on} = await load('src/proof/merkle.ts');

const as_shown = (proof, key) => ({index: proof.index, leaf: proof.leaf, key});
const sizes = [1, 2, 3, 5, 8, 13];
const logs = sizes.map((size) => make_log(size));
const big = logs.at(-1);
const proof = proof_of(big, 5);

// Every bit of a text, one at a time; what is no UTF-8 any more cannot stand in an answer.
function* flipped(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ++at)
    for (let bit = 0; bit < 8; ++bit) {
      const other = Buffer.from(bytes);
      other[at] ^= 1 << bit;
      const out = other.toString('utf8');
      if (Buffer.from(out).equals(other)) yield out;
    }
}
function* flipped_base64(text) {
  const bytes = Buffer.from(text, 'base64');
  for (let at = 0; at < bytes.length * 8; ++at) {
    const other = Buffer.from(bytes);
    other[at >> 3] ^= 1 << (at & 7);
    yield other.toString('base64');
  }
}
const with_other = (at, other) => proof.path.map((one, index) => (index === at ? other : one));
async function is_broken(changed, pinned) {
  const report = await check_proof(changed, as_shown(changed, pinned));
  assert.equal(report.verdict, 'broken', JSON.stringify(changed));
}

test('every entry of logs of many sizes is proved, each step of it', async () => {
  for (const log of logs)
    for (let index = 0; index < log.size; ++index) {
      const one = proof_of(log, index);
      const report = await check_proof(one, as_shown(one, log.key));
      assert.equal(report.verdict, 'holds', `${index} of ${log.size}: ${JSON.stringify(report.steps)}`);
      assert.equal(report.steps.length, 7);
      assert.equal(report.checkpoint.size, log.size);
    }
});

test('any bit of the entry changed is found, also where the screen shows the changed one', async () => {
  for (const leaf of flipped_base64(proof.leaf)) await is_broken({...proof, leaf});
});

test('any bit of the path changed is found', async () => {
  for (const [at, sibling] of proof.path.entries()) {
    for (const other of flipped_base64(sibling)) await is_broken({...proof, path: with_other(at, other)});
    for (const other of flipped(sibling)) await is_broken({...proof, path: with_other(at, other)});
  }
});

test('any bit of the checkpoint, text or signature, changed is found', async () => {
  for (const checkpoint of flipped(proof.checkpoint)) await is_broken({...proof, checkpoint});
});

test('any bit of the key changed is found, also by a browser that has not seen it before', async () => {
  for (const key of flipped(proof.key)) await is_broken({...proof, key});
});

test('another place in the log, another size, a path too short or too long', async () => {
  for (let index = 0; index < 2 * big.size; ++index) if (index !== proof.index) await is_broken({...proof, index});
  for (let size = 0; size < 2 * big.size; ++size) if (size !== proof.size) await is_broken({...proof, size});
  for (const odd of [-1, 0.5, NaN, 2 ** 53, '5', null]) await is_broken({...proof, index: odd});
  await is_broken({...proof, path: proof.path.slice(1)});
  await is_broken({...proof, path: proof.path.slice(0, -1)});
  await is_broken({...proof, path: [...proof.path, proof.path[0]]});
  await is_broken({...proof, path: []});
});

test('answers of another form are no proof', async () => {
  for (const name of Object.keys(proof))
    for (const value of [undefined, null, '', 7, {}, ['x']]) await is_broken({...proof, [name]: value});
});

test('the proof of another entry is not one of the entry that is shown', async () => {
  const other = proof_of(big, 6);
  const report = await check_proof(other, as_shown(proof, big.key));
  assert.equal(report.verdict, 'broken');
  assert.deepEqual(report.steps.filter((one) => one.verdict === 'broken').map((one) => one.step), ['shown']);
});

test('an entry that is shown otherwise than it was proved', async () => {
  const report = await check_proof(proof, {...as_shown(proof, big.key), leaf: proof_of(big, 6).leaf});
  assert.equal(report.verdict, 'broken');
});

test('a sound proof of another log is refused by a browser that knows the key', async () => {
  const other = proof_of(logs[3], 2);
  const report = await check_proof(other, as_shown(other, big.key));
  assert.equal(report.verdict, 'broken');
  assert.deepEqual(report.steps.filter((one) => one.verdict === 'broken').map((one) => one.step), ['pinned']);
});

test('a checkpoint by itself', async () => {
  assert.equal((await check_checkpoint(proof.checkpoint, big.key)).verdict, 'holds');
  assert.equal((await check_checkpoint(proof.checkpoint, logs[0].key)).verdict, 'broken');
  for (const note of flipped(proof.checkpoint)) assert.equal((await check_checkpoint(note, big.key)).verdict, 'broken');
});

test('without Ed25519 in the browser nothing is called verified, and what is wrong still is', async (t) => {
  const {subtle} = globalThis.crypto;
  t.mock.method(subtle, 'importKey', () => Promise.reject(new DOMException('no such algorithm', 'NotSupportedError')));
  const fresh = await load('src/proof/check.ts');
  const report = await fresh.check_proof(proof, as_shown(proof, big.key));
  assert.equal(report.verdict, 'unchecked');
  assert.equal(report.steps.find((one) => one.step === 'signature').verdict, 'unchecked');
  const wrong = {...proof, path: proof.path.slice(1)};
  assert.equal((await fresh.check_proof(wrong, as_shown(wrong, big.key))).verdict, 'broken');
});

// Sections 2.1.1 and 2.1.4.1 of RFC 9162, written down as they stand there, over node:crypto.
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const split = (n) => 2 ** Math.ceil(Math.log2(n) - 1);
function root_of(list) {
  if (list.length === 1) return sha256(Buffer.of(0), list[0]);
  return sha256(Buffer.of(1), root_of(list.slice(0, split(list.length))), root_of(list.slice(split(list.length))));
}
function subproof(m, list, whole) {
  if (m === list.length) return whole ? [] : [root_of(list)];
  const k = split(list.length);
  if (m <= k) return [...subproof(m, list.slice(0, k), whole), root_of(list.slice(k))];
  return [...subproof(m - k, list.slice(k), false), root_of(list.slice(0, k))];
}

test('a log goes on from each of its earlier states, and from no other', async () => {
  const leaves = Array.from({length: 20}, (_, at) => Buffer.from(`entry ${at}`));
  for (let size = 1; size <= leaves.length; ++size)
    for (let old = 1; old <= size; ++old) {
      const [before, now] = [leaves.slice(0, old), leaves.slice(0, size)];
      const [old_root, root, path] = [root_of(before), root_of(now), subproof(old, now, true)];
      assert.ok(await goes_on(old, old_root, size, root, path), `${old} of ${size}`);
      const wrong = Buffer.from(old_root);
      wrong[31] ^= 1;
      assert.ok(!(await goes_on(old, wrong, size, root, path)), `another past of ${old} of ${size}`);
      assert.ok(!(await goes_on(old, old_root, size, wrong, path)), `another root of ${old} of ${size}`);
      if (old < size) assert.ok(!(await goes_on(old, old_root, size, root, path.slice(1))), `a short path, ${old} of ${size}`);
      assert.ok(!(await goes_on(old, old_root, size, root, [...path, old_root])), `a long path, ${old} of ${size}`);
      for (const at of path.keys()) {
        const other = path.map((hash, index) => (index === at ? wrong : hash));
        assert.ok(!(await goes_on(old, old_root, size, root, other)), `a changed path, ${old} of ${size}`);
      }
    }
});
