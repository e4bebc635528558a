// Sentences of the service, which speaks English, in the page's language: told.json has them by the sentence itself,
// with {} for what differs each time.
export type Told = Record<string, string>;

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function fill(text: string, parts: string[]): string {
  let next = 0;
  return text.replaceAll('{}', () => parts[next++] ?? '');
}

// null: not known in this language.
export function told_of(known: Told | undefined, text: string): string | null {
  if (!known) return null;
  const whole = known[text];
  if (whole !== undefined) return whole;
  for (const [sentence, words] of Object.entries(known)) {
    if (!sentence.includes('{}')) continue;
    const found = new RegExp(`^${sentence.split('{}').map(literal).join('(.+?)')}$`).exec(text);
    if (found) return fill(words, found.slice(1));
  }
  return null;
}
