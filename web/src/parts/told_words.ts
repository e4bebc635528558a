// Sentences of the service, which speaks English, in the page's language: told.json and faults.json have them by the
// sentence itself, with {} for what differs each time (docs/adr/0006-words-of-the-service.md).
export type Told = Record<string, string>;

interface Pattern {
  expression: RegExp;
  words: string;
  weak: boolean; // so few words that they could be any sentence's: what differs must be single words, or be known itself
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const said = (sentence: string) => sentence.replaceAll('{}', '').replace(/\s/g, '').length;
const single_words = /^\S+(, \S+)*$/;
const longest = 4000; // nothing that the service says is longer; what is, may be anything

function fill(text: string, parts: string[]): string {
  let next = 0;
  return text.replaceAll('{}', () => parts[next++] ?? '');
}

// Those that say most come first: "no device "{}"" before "no {}".
const compiled = new WeakMap<Told, Pattern[]>();
function patterns_of(known: Told): Pattern[] {
  const there = compiled.get(known);
  if (there) return there;
  const made = Object.entries(known).filter(([sentence]) => sentence.includes('{}'))
    .sort(([one], [other]) => said(other) - said(one))
    .map(([sentence, words]) => ({
      expression: new RegExp(`^${sentence.split('{}').map(literal).join('(.+?)')}$`, 's'), words, weak: said(sentence) < 12,
    }));
  compiled.set(known, made);
  return made;
}

function one_of(known: Told, text: string): string | null {
  const whole = known[text];
  if (whole !== undefined) return whole;
  for (const {expression, words, weak} of patterns_of(known)) {
    const found = expression.exec(text);
    if (!found) continue;
    const parts = found.slice(1).map((part) => told_of(known, part) ?? part);
    if (!weak || parts.every((part, at) => part !== found[at + 1] || single_words.test(part))) return fill(words, parts);
  }
  return null;
}

// null: not known in this language. Several sentences one after the other are each looked for; what differs in one may
// be such a sentence itself.
export function told_of(known: Told | undefined, text: string): string | null {
  if (!known || text.length > longest) return null;
  const exact = known[text];
  if (exact !== undefined) return exact;
  const [, title, id] = /^(.+) (\([a-z]+\.[a-z0-9.-]+\))$/.exec(text) ?? []; // a finding, with its id
  const named = title === undefined ? null : told_of(known, title);
  if (named !== null) return `${named} ${id}`;
  for (const end of [...text.matchAll(/[.:;?)] /g)].map(({index}) => index! + 1).reverse()) {
    const first = one_of(known, text.slice(0, end));
    const rest = first === null ? null : told_of(known, text.slice(end + 1));
    if (rest !== null) return `${first} ${rest}`;
  }
  return one_of(known, text);
}
