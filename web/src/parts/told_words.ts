// Sentences of the service, which speaks English, in the page's language: told.json and faults.json have them by the
// sentence itself, with {} for what differs each time (docs/adr/0006-words-of-the-service.md).
export type Told = Record<string, string>;

interface Pattern {
  pieces: string[]; // what stands around the holes
  words: string;
  weak: boolean; // so few words that they could be any sentence's: what differs must be names, or be known itself
}
interface Memory {patterns: Pattern[]; found: Map<string, string | null>}

// "aes128-cbc, aes256-cbc", "ssh-rsa SHA256:x": nothing that is in a language.
const names = /^\S+( \S*[\d:]\S*)?(, \S+( \S*[\d:]\S*)?)*$/;
const longest = 4000; // nothing that the service says is longer; what comes from a server may be anything
const most_sentences = 40;
const most_remembered = 5000;

const said = (sentence: string) => sentence.replaceAll('{}', '').replace(/\s/g, '').length;

// Those that say most come first: "no device "{}"" before "no {}".
function patterns_of(known: Told): Pattern[] {
  return Object.entries(known).filter(([sentence]) => sentence.includes('{}'))
    .sort(([one], [other]) => said(other) - said(one))
    .map(([sentence, words]) => ({
      pieces: sentence.split('{}'), words, weak: said(sentence) < 12 && !/^\w+ \w+/.test(sentence),
    }));
}

const memories = new WeakMap<Told, Memory>();
function memory_of(known: Told): Memory {
  const there = memories.get(known);
  if (there && there.found.size < most_remembered) return there;
  const made = {patterns: there?.patterns ?? patterns_of(known), found: new Map<string, string | null>()};
  memories.set(known, made);
  return made;
}

// What stands in the holes, each as short as it can be; without going back, so that no text takes long.
function parts_in(text: string, [first = '', ...rest]: string[]): string[] | null {
  if (!text.startsWith(first)) return null;
  const parts: string[] = [];
  let at = first.length;
  for (const [index, piece] of rest.entries()) {
    const end = index + 1 < rest.length ? text.indexOf(piece, at + 1) : text.length - piece.length;
    if (end < at + 1 || !text.startsWith(piece, end)) return null;
    parts.push(text.slice(at, end));
    at = end + piece.length;
  }
  return parts;
}

function fill(text: string, parts: string[]): string {
  let next = 0;
  return text.replaceAll('{}', () => parts[next++] ?? '');
}
const with_end = (words: string | null, end: string) => (words === null ? null : words + end);

// What differs: a sentence itself; names, of which more are only counted; or some of them for a reason, and others for
// another: "3des-cbc (64-bit blocks …); aes128-cbc (…)".
function part_of(known: Told, part: string): string | null {
  const whole = told_of(known, part);
  if (whole !== null) return whole;
  const [, first, more] = /^(.+) (and \d+ more)$/.exec(part) ?? [];
  if (first && names.test(first)) return `${first} ${told_of(known, more!) ?? more}`;
  const reasons = part.split('; ').map((one) => /^([^()]+) \((.+)\)$/.exec(one));
  if (!reasons.every((one) => one !== null && names.test(one[1]!))) return null;
  return reasons.map((one) => `${one![1]} (${told_of(known, one![2]!) ?? one![2]})`).join('; ');
}

function one_of(known: Told, text: string): string | null {
  const whole = known[text];
  if (whole !== undefined) return whole;
  for (const {pieces, words, weak} of memory_of(known).patterns) {
    const parts = parts_in(text, pieces);
    if (!parts) continue;
    const told = parts.map((part) => part_of(known, part));
    if (!weak || told.every((part, at) => part !== null || names.test(parts[at]!)))
      return fill(words, told.map((part, at) => part ?? parts[at]!));
  }
  return text.endsWith('.') ? with_end(one_of(known, text.slice(0, -1)), '.') : null;
}

// What a sentence is about, put before it: names alone, or with a reason.
function prefix_of(known: Told, head: string): string | null {
  const bare = head.slice(0, -1);
  if (names.test(bare) && /[\d:-]|\w\.\w/.test(bare)) return head;
  return bare.includes('(') ? with_end(part_of(known, bare), head.slice(-1)) : null;
}

function looked_for(known: Told, text: string): string | null {
  const [, meaning, low, high] = /^(.+) \((\d+) to (\d+)\)$/.exec(text) ?? []; // a setting, with its bounds
  if (meaning) return with_end(told_of(known, meaning), ` (${low}–${high})`);
  const [, title, id] = /^(.+) (\([a-z]+\.[a-z0-9.-]+\))$/.exec(text) ?? []; // a finding, with its id
  const named = title === undefined ? null : told_of(known, title);
  if (named !== null) return `${named} ${id}`;
  const ends = [...text.matchAll(/[.:;?)] /g)].map(({index}) => index! + 1);
  for (const end of ends.slice(0, most_sentences).reverse()) {
    const head = text.slice(0, end);
    const first = one_of(known, head) ?? prefix_of(known, head);
    const rest = first === null ? null : told_of(known, text.slice(end + 1));
    if (rest !== null) return `${first} ${rest}`;
  }
  return one_of(known, text);
}

// null: not known in this language. Several sentences one after the other are each looked for; what differs in one may
// be such a sentence itself.
export function told_of(known: Told | undefined, text: string): string | null {
  if (!known || text.length > longest) return null;
  const exact = known[text];
  if (exact !== undefined) return exact;
  const {found} = memory_of(known);
  const before = found.get(text);
  if (before !== undefined) return before;
  found.set(text, null); // while it is being looked for
  const words = looked_for(known, text);
  found.set(text, words);
  return words;
}
