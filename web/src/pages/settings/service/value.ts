// A setting's value as words, and back, in the form that its default has.
import type {Json} from '../../../api/types';

export const words_of = (value: Json): string =>
  Array.isArray(value) ? value.join(', ') : value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

export function value_of(words: string, like: Json): Json {
  const text = words.trim();
  if (Array.isArray(like)) return text ? text.split(',').map((part) => part.trim()).filter(Boolean) : [];
  if (typeof like === 'number') return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (typeof like === 'boolean') return text === 'true';
  return text;
}
