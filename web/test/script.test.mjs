// The script that the page hands out for checking a proof without runseal.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {make_log, proof_of} from './log.mjs';
import {load} from './load.mjs';

const {proof_file} = await load('src/pages/evidence/proof_file.ts');
const script = fileURLToPath(new URL('../src/pages/evidence/check_proof.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'runseal-script-'));
process.on('exit', () => rmSync(folder, {recursive: true, force: true}));
const log = make_log(7);

const next_letter = (one) => String.fromCharCode(one.charCodeAt(0) ^ 1); // in base64 often the same bytes

function check(text, key = log.key) {
  const file = join(folder, 'one.proof');
  writeFileSync(file, text);
  const {status, stdout, stderr} = spawnSync('python3', [script, file, key], {encoding: 'utf8'});
  return {holds: status === 0 && stdout.startsWith('HOLDS'), words: stdout + stderr};
}

test('the file that the page saves is the one that the program writes', () => {
  for (let index = 0; index < log.size; ++index) {
    const saved = proof_file(proof_of(log, index));
    assert.equal(saved, execFileSync(process.env.RUNSEAL_PROGRAM, ['--data', log.data, 'evidence', 'prove', String(index)], {encoding: 'utf8'}));
    assert.ok(check(saved).holds, check(saved).words);
  }
});

test('the script finds a change in each line', () => {
  const text = proof_file(proof_of(log, 3));
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; ++at) {
    if (lines[at] === '') continue;
    for (const place of new Set([Math.floor(lines[at].length / 2), Math.max(0, lines[at].length - 2)])) {
      const line = lines[at].slice(0, place) + next_letter(lines[at][place]) + lines[at].slice(place + 1);
      const changed = lines.map((one, index) => (index === at ? line : one)).join('\n');
      assert.ok(!check(changed).holds, changed);
    }
  }
});

test('the script refuses another key', () => {
  const text = proof_file(proof_of(log, 3));
  assert.ok(!check(text, make_log(1).key).holds);
});
