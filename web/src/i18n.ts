// Words come from locale/<language>/<page>.json; a page's words are loaded with the page.
import i18next, {type BackendModule} from 'i18next';
import {initReactI18next} from 'react-i18next';
import {page_at} from './shell/pages';

const files = import.meta.glob<{default: Record<string, unknown>}>('./locale/*/*.json');

const backend: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, callback) {
    const load = files[`./locale/${language}/${namespace}.json`];
    if (!load) return callback(new Error(`no words for ${language}/${namespace}`), null);
    load().then(
      (file) => callback(null, file.default),
      (error: Error) => callback(error, null),
    );
  },
};

export const languages = {en: 'English', lv: 'Latviešu'} as const;
export type Language = keyof typeof languages;

const stored = () => {
  try {
    return localStorage.getItem('runseal-language');
  } catch {
    return null;
  }
};
const wanted = (): Language => {
  const first = stored() ?? navigator.language.slice(0, 2);
  return first === 'lv' ? 'lv' : 'en';
};

export const useful = i18next
  .use(backend)
  .use(initReactI18next)
  .init({
    lng: wanted(),
    fallbackLng: 'en',
    supportedLngs: Object.keys(languages),
    ns: ['common', 'terms', ...(page_at(window.location.pathname)?.words ?? [])],
    defaultNS: 'common',
    interpolation: {escapeValue: false}, // React escapes
    showSupportNotice: false,
    react: {useSuspense: true},
  });

const mark = (language: string) => {
  document.documentElement.lang = language;
};
i18next.on('languageChanged', (language) => {
  mark(language);
  try {
    localStorage.setItem('runseal-language', language);
  } catch {
    // a browser that keeps nothing: the choice holds for this page
  }
});
mark(i18next.language);
