// A sentence of the service's: in the page's language where it is known there, else as it came, marked as English for
// screen readers.
import {useTranslation} from 'react-i18next';
import {type Told as Known, told_of} from './told_words';

export function Told({text}: {text: string}) {
  const {i18n} = useTranslation('told');
  const words = told_of(i18n.getResourceBundle(i18n.language, 'told') as Known | undefined, text);
  return words === null ? <span lang="en">{text}</span> : <>{words}</>;
}
