// A sentence of the service's, which speaks English: in the page's language where it is known there (told.json, by the
// sentence itself), else as it came, marked as English for screen readers.
import {useTranslation} from 'react-i18next';

export function useTold(): (text: string) => string | null {
  const {i18n} = useTranslation('told');
  const known = i18n.getResourceBundle(i18n.language, 'told') as Record<string, string> | undefined;
  return (text) => known?.[text] ?? null;
}

export function Told({text}: {text: string}) {
  const told = useTold()(text);
  return told === null ? <span lang="en">{text}</span> : <>{told}</>;
}
