// Evidence logs made by the program itself, and its proofs in the form of the console's answers.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const program = process.env.RUNSEAL_PROGRAM;
assert.ok(program, 'RUNSEAL_PROGRAM must name the program');

const run = (data, ...words) => execFileSync(program, ['--data', data, ...words], {encoding: 'utf8'});

const made = [];
process.on('exit', () => made.forEach((folder) => rmSync(folder, {recursive: true, force: true})));

// A log of so many entries: one a device.
export function make_log(size) {
  const folder = mkdtempSync(join(tmpdir(), 'runseal-log-'));
  made.push(folder);
  const rows = Array.from({length: size}, (_, at) => `Laboratory;MiSeqDx;DX-410-1001;M${at}`);
  writeFileSync(join(folder, 'inventory.csv'), ['Site;Name;Catalogue number;Serial', ...rows, ''].join('\n'));
  const data = join(folder, 'data');
  run(data, 'device', 'import', join(folder, 'inventory.csv'), '--why', 'a test');
  return {data, size, key: run(data, 'evidence', 'key').trim()};
}

// A C2SP tlog-proof, taken apart.
export function proof_of(log, index) {
  const text = run(log.data, 'evidence', 'prove', String(index));
  const [head, checkpoint] = [text.slice(0, text.indexOf('\n\n')), text.slice(text.indexOf('\n\n') + 2)];
  const [, extra, place, ...path] = head.split('\n');
  const size = Number(checkpoint.split('\n')[1]);
  assert.equal(size, log.size);
  return {
    index: Number(place.replace('index ', '')), size, leaf: extra.replace('extra ', ''), path, checkpoint, key: log.key,
  };
}
