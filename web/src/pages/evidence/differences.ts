// What a record said before and says now, field by field.
import type {Json} from '../../api/types';

export interface Difference {field: string; before?: string; now?: string}

const is_object = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const shown = (value: Json | undefined) =>
  value === undefined ? undefined : typeof value === 'string' ? value || '–' : JSON.stringify(value);

// An entry often wraps its record: {"device": {…}}. Then the record's own fields are compared.
function unwrapped(before: Json, now: Json): Json {
  if (!is_object(before) || !is_object(now)) return now;
  const fields = Object.keys(before);
  const inner = Object.values(now).find((one) => is_object(one) && fields.filter((name) => name in one).length * 2 > fields.length);
  return inner ?? now;
}

export function differences(before: Json, now: Json): Difference[] {
  const record = unwrapped(before, now);
  if (!is_object(before) || !is_object(record)) return [{field: '·', before: shown(before), now: shown(record)}];
  return [...new Set([...Object.keys(before), ...Object.keys(record)])]
    .filter((field) => !(field === 'what' && before[field] === undefined)) // says what was done, not how it stands
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(record[field]))
    .map((field) => ({field, before: shown(before[field]), now: shown(record[field])}));
}
