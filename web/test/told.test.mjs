// How a sentence of the service is found among those that are known.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {load} from './load.mjs';

const {told_of} = await load('src/parts/told_words.ts');
const known = {
  'Open: {}.': 'Atvērts: {}.',
  'Anybody may read it.': 'To var lasīt jebkurš.',
  'It could not be measured {}.': 'Neizdevās izmērīt, {}.',
  'whether it signs': 'vai tas paraksta',
  'no device "{}" is in the inventory': 'inventārā nav ierīces “{}”',
  'no {}': 'nav {}',
  'Not measured: {}.': 'Nav izmērīts: {}.',
};

test('what differs is filled in, and may be such a sentence itself', () => {
  assert.equal(told_of(known, 'It could not be measured whether it signs.'), 'Neizdevās izmērīt, vai tas paraksta.');
  assert.equal(told_of(known, 'Not measured: connection refused.'), 'Nav izmērīts: connection refused.');
  assert.equal(told_of(known, 'no device "a b" is in the inventory'), 'inventārā nav ierīces “a b”');
});

test('sentences one after the other are each told', () => {
  assert.equal(told_of(known, 'Open: a, b. Anybody may read it.'), 'Atvērts: a, b. To var lasīt jebkurš.');
  assert.equal(told_of(known, 'Open: a, b. Nobody knows.'), null);
});

test('a finding is followed by its id', () => {
  assert.equal(told_of(known, 'Anybody may read it. (smb.share-open)'), 'To var lasīt jebkurš. (smb.share-open)');
});

test('a pattern of a word or two takes no whole sentence for what differs', () => {
  assert.equal(told_of(known, 'no tape'), 'nav tape');
  assert.equal(told_of(known, 'no reason was ever given by anybody'), null);
  assert.equal(told_of(undefined, 'no tape'), null);
});

test('names with their reasons are looked into', () => {
  const more = {...known, 'It accepts {}.': 'Tas pieņem {}.', 'blocks repeat': 'bloki atkārtojas', 'and {} more': 'un vēl {}'};
  assert.equal(told_of(more, 'It accepts 3des-cbc (blocks repeat); rc4 (secret). Anybody may read it.'),
    'Tas pieņem 3des-cbc (bloki atkārtojas); rc4 (secret). To var lasīt jebkurš.');
  assert.equal(told_of(more, 'Open: a1, a2 and 10 more.'), 'Atvērts: a1, a2 un vēl 10.');
  assert.equal(told_of(more, 'ssh-rsa SHA256:x, ssh-ed25519 SHA256:y. Anybody may read it.'),
    'ssh-rsa SHA256:x, ssh-ed25519 SHA256:y. To var lasīt jebkurš.');
});

test('no text of a server takes long', () => {
  const hard = {...known, '{}: {} before, {} now': '{}: agrāk {}, tagad {}', '{}; {}: {} of {}': '{}; {}: {} no {}'};
  for (const text of ['a1: ', ': ; of ', 'no. ', '(a1) '].map((piece) => `Not measured: ${piece.repeat(900)}x now.`)) {
    const began = process.cpuUsage(); // of the processor: the machine may be busy
    told_of(hard, text);
    const took = process.cpuUsage(began).user / 1000;
    assert.ok(took < 1000, `${took} ms for ${text.slice(0, 40)}`);
  }
});
