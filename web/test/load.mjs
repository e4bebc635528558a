// A module of the page for tests outside a browser: translated from TypeScript, a fresh copy each time.
import {webcrypto} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

globalThis.crypto ??= webcrypto; // Node 18 has it, but not as a global

const web = fileURLToPath(new URL('..', import.meta.url));
// where npm has put the packages: beside package.json, or in CMake's copy of it
const packages = createRequire(join(process.env.RUNSEAL_WEB_COPY || web, 'package.json'));
const {build} = await import(pathToFileURL(packages.resolve('vite')).href.replace('index.cjs', 'dist/node/index.js'));

export async function load(file) {
  const folder = mkdtempSync(join(tmpdir(), 'runseal-web-'));
  try {
    await build({
      configFile: false, root: folder, logLevel: 'error', resolve: {alias: {'@': join(web, 'src')}},
      build: {lib: {entry: join(web, file), formats: ['es'], fileName: () => 'module.mjs'}, outDir: folder, target: 'es2022', minify: false},
    });
    return await import(pathToFileURL(join(folder, 'module.mjs')).href);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
