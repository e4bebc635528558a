// The packages of the page's own build: where npm has put them, beside web/package.json or in CMake's copy of it.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const web = fileURLToPath(new URL('../../web', import.meta.url));
const packages = createRequire(join(process.env.RUNSEAL_WEB_COPY || web, 'package.json'));

export const {chromium} = packages('playwright-core');
export const i18next = packages('i18next').default ?? packages('i18next');
export const axe = readFileSync(packages.resolve('axe-core/axe.min.js'), 'utf8');
