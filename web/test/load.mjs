// A module of the page for tests outside a browser: TypeScript translated, one fresh copy a call.
import {webcrypto} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {fileURLToPath} from 'node:url';
import {join} from 'node:path';
import {build} from 'esbuild';

globalThis.crypto ??= webcrypto; // Node 18 has it, but not as a global

const web = fileURLToPath(new URL('..', import.meta.url));

export async function load(file) {
  const folder = mkdtempSync(join(tmpdir(), 'runseal-web-'));
  try {
    const outfile = join(folder, 'module.mjs');
    await build({
      entryPoints: [join(web, file.split('?')[0])], outfile, bundle: true, format: 'esm', platform: 'neutral',
      target: 'es2022', alias: {'@': join(web, 'src')}, logLevel: 'error',
    });
    return await import(outfile);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
