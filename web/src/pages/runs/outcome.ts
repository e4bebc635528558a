// "1 altered, 2 missing", as the service counts, in the page's language. Anything else is a sentence of the service's.
import type {TFunction} from 'i18next';

export function outcome_in_words(outcome: string, t: TFunction, told: (text: string) => string | null): string {
  const whole = told(outcome);
  if (whole !== null) return whole;
  return outcome
    .split(', ')
    .map((part) => {
      const [, count, state] = /^(\d+) (altered|missing|extra|truncated|grown|late|unreadable)$/.exec(part) ?? [];
      return state ? `${count} ${t(`runs:file.is.${state}`)}` : (told(part) ?? part);
    })
    .join(', ');
}
