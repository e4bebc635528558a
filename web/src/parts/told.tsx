// A sentence of the service's: in the page's language where it is known there, else as it came, marked as English for
// screen readers.
import {useTranslation} from 'react-i18next';
import {type Told as Known, told_of} from './told_words';

const files = ['told', 'faults'];
const together = new Map<string, Known>(); // by language, once all its files are there

// null: not known in this language. Nobody waits for the words: until they are there, the service's own stand.
export function useTold(): (text: string) => string | null {
  const {i18n} = useTranslation(files, {useSuspense: false});
  const {language} = i18n;
  const bundles = files.map((file) => i18n.getResourceBundle(language, file) as Known | undefined);
  if (!together.has(language) && bundles.every(Boolean)) together.set(language, Object.assign({}, ...bundles));
  return (text) => told_of(together.get(language), text);
}

// The same, where it may hold the words of another program or a server, or be no sentence at all: what stands before a colon
// is told, and the rest stands as it came.
export function Quoting({text}: {text: string}) {
  const {i18n} = useTranslation();
  const told = useTold();
  if (i18n.language === 'en') return <>{text}</>;
  const as_came = (words: string) => <span className="mono" translate="no">{words}</span>;
  const whole = told(text);
  if (whole !== null) return <>{whole}</>;
  const colon = text.indexOf(': ');
  const head = colon < 0 ? null : told(text.slice(0, colon + 1)) ?? told(text.slice(0, colon));
  if (head === null) return as_came(text);
  return <>{head.replace(/:$/, '')}: <Quoting text={text.slice(colon + 2)} /></>;
}

export function Told({text}: {text: string}) {
  const {i18n} = useTranslation();
  const words = useTold()(text);
  if (words !== null) return <>{words}</>;
  return i18n.language === 'en' ? <>{text}</> : <span lang="en">{text}</span>;
}
