// The notice with empty places for what the letter may say and was not read, and for what somebody is adding.
import type {Found, Notice, Product} from '../../../api/types';

const blank = (): Found<string> => ({value: '', where: {line: 0, page: 0, quote: ''}});
const empty_product = (): Product => ({
  name: blank(), catalogue_numbers: [], udi_di: null, udi_not_applicable: false, problems: [],
});

function with_numbers(product: Product, part: number, fields: string[]): Product {
  const begin = `products.${part}.catalogue_numbers.`;
  const added = fields.filter((field) => field.startsWith(begin) && Number(field.slice(begin.length)) >= product.catalogue_numbers.length);
  return {
    ...product,
    catalogue_numbers: [...product.catalogue_numbers, ...added.map(blank)],
    udi_di: product.udi_di ?? blank(),
  };
}

export function expand(notice: Notice, corrections: Record<string, string>): Notice {
  const fields = Object.keys(corrections);
  const products = [...notice.products];
  while (fields.includes(`products.${products.length}.name`)) products.push(empty_product());
  return {
    ...notice,
    title: notice.title ?? blank(),
    publisher: notice.publisher ?? blank(),
    date: notice.date ?? blank(),
    guidance_link: notice.guidance_link ?? blank(),
    reply_address: notice.reply_address ?? blank(),
    products: products.map((product, part) => with_numbers(product, part, fields)),
  };
}

// In the order in which the service can apply them: what is taken out of a list goes last, the last of it first.
export function in_order(corrections: Record<string, string>): {field: string; value: string}[] {
  const compare = new Intl.Collator('en', {numeric: true}).compare;
  const all = Object.entries(corrections).map(([field, value]) => ({field, value}));
  const kept = all.filter(({value}) => value !== '').sort((a, b) => compare(a.field, b.field));
  const gone = all.filter(({value}) => value === '').sort((a, b) => compare(b.field, a.field));
  return [...kept, ...gone];
}
