// node pack.mjs DIST OUT.cc: every file of the built page, compressed, as C++ (src/console/web_files.h).
import {createHash} from 'node:crypto';
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {extname, join, relative} from 'node:path';
import {gzipSync} from 'node:zlib';

const [dist, out] = process.argv.slice(2);
const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8',
};

function* files_of(folder) {
  for (const entry of readdirSync(folder, {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1)))
    if (entry.isDirectory()) yield* files_of(join(folder, entry.name));
    else yield join(folder, entry.name);
}

// A string literal that holds any bytes. Always three octal digits, so that no digit after them joins in.
function literal(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 4096) {
    let line = '';
    for (const byte of bytes.subarray(at, at + 4096))
      line += byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f
        ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
    lines.push(`"${line}"`);
  }
  return lines.join('\n');
}

const rows = [];
for (const file of files_of(dist)) {
  const type = types[extname(file)];
  if (!type) throw new Error(`${file}: pack.mjs does not know what kind of file this is`);
  const content = readFileSync(file);
  const gzip = gzipSync(content, {level: 9});
  gzip[9] = 255; // the system that packed it does not matter: the same page gives the same bytes everywhere
  const sha256 = createHash('sha256').update(content).digest('hex');
  const name = `/${relative(dist, file).replaceAll('\\', '/')}`;
  rows.push(`      {${JSON.stringify(name)}, {bytes(\n${literal(gzip)}), "${type}", "${sha256}"}},`);
}
if (!rows.length) throw new Error(`${dist}: nothing was built`);

writeFileSync(out, `// written by web/pack.mjs
#include "console/web_files.h"

#include <cstddef>

namespace runseal::embedded {
namespace {

template <std::size_t N>
constexpr std::string_view bytes(const char (&text)[N]) {
  return {text, N - 1};
}

}  // namespace

const std::map<std::string, console::WebFile>& web() {
  static const std::map<std::string, console::WebFile> files{
${rows.join('\n')}
  };
  return files;
}

}  // namespace runseal::embedded
`);
