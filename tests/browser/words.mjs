// The page's own words in one language: the story is told by clicking on what a person reads.
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {i18next, web} from './packages.mjs';

const read = (language, file) => JSON.parse(readFileSync(join(web, 'src/locale', language, file), 'utf8'));

// The sentences of the service that have words in that language, as it says them itself: none of them is to be seen there.
export const english_of = (language) =>
  ['told.json', 'faults.json'].flatMap((file) => Object.keys(read(language, file))).filter((text) => text.includes(' ') && !text.includes('{}'));

export async function words_of(language) {
  const folder = join(web, 'src/locale', language);
  const resources = Object.fromEntries(
    readdirSync(folder).map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(folder, file), 'utf8'))]));
  const words = i18next.createInstance();
  await words.init({lng: language, resources: {[language]: resources}, interpolation: {escapeValue: false}, showSupportNotice: false});
  const told = (key, values) => {
    if (!words.exists(key, values)) throw new Error(`there are no words for ${key} in ${language}`);
    return words.t(key, values);
  };
  return Object.assign(told, {language});
}
