// What was read from a letter, value by value, each with its place in the source and the name by which it is corrected.
import type {Corrected, Found, Notice, Where} from '../../../api/types';

export type Group = 'about' | 'products' | 'harms' | 'actions' | 'contacts' | 'form';
export interface ReadValue {
  field: string; // where it stands in the notice's JSON: "products.0.udi_di"
  group: Group;
  label: string; // a key under "value."
  part?: number; // which product or contact it belongs to
  kind?: string; // the value is one of a list: the key under "kind." or "common:harm."
  value: string;
  where: Where;
  correctable: boolean;
  may_be_absent: boolean; // the letter need not say it
  corrected?: Corrected | null;
}

const collect = (notice: Notice) => {
  const out: ReadValue[] = [];
  const add = (group: Group, field: string, label: string, found: Found<string> | null | undefined, more: Partial<ReadValue> = {}) => {
    if (found)
      out.push({group, field, label, value: found.value, where: found.where, correctable: true,
        may_be_absent: true, corrected: found.corrected, ...more});
  };
  return {out, add, notice};
};
type Collector = ReturnType<typeof collect>;

function about({add, notice}: Collector) {
  const id = notice.references.find(({value}) => value === notice.id);
  const corrected = notice.corrections?.filter(({field}) => field === 'id').pop();
  add('about', 'id', 'id', {value: notice.id, where: id?.where ?? {line: 0, page: 0, quote: ''}, corrected}, {may_be_absent: false});
  notice.references.forEach((one, at) => {
    if (one !== id) add('about', `references.${at}`, 'reference', one, {correctable: false});
  });
  add('about', 'title', 'title', notice.title);
  add('about', 'publisher', 'publisher', notice.publisher);
  add('about', 'date', 'date', notice.date);
  notice.kinds.forEach((one, at) => add('about', `kinds.${at}`, 'kind', one, {correctable: false, kind: `kind.${one.value}`}));
  add('about', 'language', 'language', notice.language, {kind: `language.${notice.language?.value}`});
  add('about', 'guidance_link', 'guidance_link', notice.guidance_link);
  add('about', 'reply_address', 'reply_address', notice.reply_address);
  add('about', 'date_format', 'date_format', notice.date_format);
}

function products({add, notice}: Collector) {
  notice.products.forEach((product, part) => {
    const field = `products.${part}`;
    add('products', `${field}.name`, 'product', product.name, {part, may_be_absent: false});
    product.catalogue_numbers.forEach((one, at) =>
      add('products', `${field}.catalogue_numbers.${at}`, 'catalogue_number', one, {part}));
    add('products', `${field}.udi_di`, 'udi_di', product.udi_di, {part});
  });
}

function rest({add, notice}: Collector) {
  notice.harms.forEach((one, at) =>
    add('harms', `harms.${at}`, 'harm', one, {correctable: false, kind: `common:harm.${one.value}`}));
  notice.actions.forEach((one, at) =>
    add('actions', `actions.${at}.text`, `required.${one.kind}`, one.text, {correctable: false}));
  notice.contacts.forEach((one, part) =>
    add('contacts', `contacts.${part}.address`, 'contact', one.address, {part, correctable: false}));
  notice.form.forEach((one, at) =>
    add('form', `form.${at}.label`, `ask.${one.ask}`, one.label, {correctable: false}));
}

export function values_of(notice: Notice): ReadValue[] {
  const collector = collect(notice);
  about(collector);
  products(collector);
  rest(collector);
  return collector.out;
}

export const groups: Group[] = ['about', 'products', 'harms', 'actions', 'contacts', 'form'];
