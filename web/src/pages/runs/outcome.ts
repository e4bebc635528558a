// "1 altered, 2 missing", as the service counts, in the page's language. Anything else stays as it is.
import type {TFunction} from 'i18next';

export function outcome_in_words(outcome: string, t: TFunction): string {
  return outcome
    .split(', ')
    .map((part) => {
      const [, count, state] = /^(\d+) (altered|missing|extra|truncated|grown|late|unreadable)$/.exec(part) ?? [];
      return state ? `${count} ${t(`runs:file.is.${state}`)}` : part;
    })
    .join(', ');
}
