// The service's sentences about what is missing, as words of this page where they are known ones.
interface Words {key: string; values: Record<string, string>}

const known: [RegExp, string][] = [
  [/^the organisation's name/, 'missing.organisation'],
  [/^the person who fills in the form/, 'missing.person'],
  [/^that person's title/, 'missing.title'],
  [/^the inventory: no device/, 'missing.inventory'],
  [/^a signing key of /, 'missing.key'],
];
const item = new RegExp(
  '^(notice-read|guidance-read|users-informed|near-miss-settled|protocol-settled|measured-secure|customers-identified' +
    '|customers-informed)(?: for (.+?))?: ',
);

export const owes_action = (text: string) => item.test(text);

export function in_words(text: string): Words | null {
  const plain = known.find(([pattern]) => pattern.test(text));
  if (plain) return {key: plain[1], values: {}};
  const found = item.exec(text);
  return found ? {key: `missing.item.${found[1]}`, values: {device: found[2] ?? ''}} : null;
}
