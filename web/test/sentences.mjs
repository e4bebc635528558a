// The sentences that the program's source holds, put together as it puts them together: "{}" stands for what differs.
import {readFileSync, readdirSync, statSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const source = fileURLToPath(new URL('../../src/', import.meta.url));
const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|^\s*#[^\n]*|R"\(([\s\S]*?)\)"|"((?:[^"\\\n]|\\.)*)"|'(?:[^'\\]|\\.)+'|[A-Za-z_][\w:]*|\d[\w'.]*|\+=|->|<<|[=!<>|&]=|&&|\|\||[^\s]/gm;
const escapes = {n: '\n', t: '\t', r: '\r', 0: '\0'};
const unescaped = (text) => text.replace(/\\(.)/g, (_, c) => escapes[c] ?? c);
const ends = new Set([',', ';', '{', '}', '?', ':', 'return', '=', '+=', '<<', '==', '!=', '<=', '>=', '&&', '||', 'co_return']);
const transparent = /^(std::string|std::string_view|\(?)$/; // std::string("…") is its literal

const fault = /^(fail|refused|wrong|malformed|no_such|not_a_line|ErrorCode::\w+|Error)$/;

// Pieces of one expression: literals as they are, everything else as one "{}".
function text_of(pieces) {
  if (!pieces.some((piece) => piece !== null)) return null;
  return pieces.map((piece, at) => piece ?? (at > 0 && pieces[at - 1] === null ? '' : '{}')).join('');
}

// Of a text to paste the lines, without what makes them comments or numbers them.
const lines_of = (text) => text.includes('\n')
  ? text.split('\n').map((line) => ({
    text: line.trim().replace(/^(\{\})?(#+|;|\d+\.) /, '').replaceAll('{{', '{').replaceAll('}}', '}').trim(), pasted: true,
  })) : [{text}];

// Each with whether it stands in a statement that tells of a fault.
export function sentences_in(code) {
  const out = [];
  let statement = [];
  let faulty = false;
  const stack = [];
  let pieces = [];
  let name = '';
  const flush = () => {
    const text = text_of(pieces);
    // another sentence before or behind it is looked for by itself
    if (text !== null) statement.push(text.replace(/\{\d*(:[^{}]*)?\}/g, '{}').trim().replace(/^(\{\} )+(?=[A-Z])|(?<=\.) \{\}$/g, ''));
    pieces = [];
  };
  const end = () => {
    out.push(...statement.flatMap(lines_of).map((one) => ({...one, faulty})));
    statement = [];
    faulty = false;
  };
  for (const [word, raw, plain] of code.matchAll(token)) {
    if (/^(\/\/|\/\*|\s*#)/.test(word)) continue;
    if (raw !== undefined || plain !== undefined) {
      pieces.push(raw ?? unescaped(plain));
    } else if (word === '(' || word === '[') {
      stack.push({pieces, name});
      pieces = [];
    } else if (word === ')' || word === ']') {
      const outer = stack.pop();
      const text = outer && transparent.test(outer.name) ? text_of(pieces) : null;
      if (text === null) flush();
      pieces = outer ? outer.pieces : [];
      if (outer && transparent.test(outer.name) && outer.name) pieces.pop(); // the name before the bracket
      pieces.push(text);
    } else if (ends.has(word)) {
      flush();
      if (word === ';') end();
    } else if (word !== '+') {
      pieces.push(null);
    }
    name = /^[A-Za-z_]/.test(word) ? word : '';
    faulty ||= fault.test(name);
  }
  flush();
  end();
  return out;
}

const files_below = (folder) => statSync(source + folder).isDirectory()
  ? readdirSync(source + folder).flatMap((name) => files_below(`${folder}/${name}`)) : [folder];

// What somebody reads, not what a machine does: two words at least; of a text to paste what is a whole sentence.
const reads = ({text, pasted}) => pasted ? /^[A-Z].*[.:]$/.test(text) && text.split(/ [a-z]+/).length > 6 : /[a-z]{2,}[^a-z]* [^ ]*[a-z]{2,}|^[A-Z][a-z]+:? (\{\}|[a-z]{2,})/.test(text) && !/\b(SELECT|INSERT|UPDATE|DELETE|ORDER BY)\b/.test(text);

// Of the files below these places, once each, with the file; `short` ones as well.
export function sentences_of(places, only_faults = false, short = false) {
  const found = new Map();
  for (const name of places.flatMap(files_below).filter((file) => /\.(cc|h)$/.test(file)))
    for (const one of sentences_in(readFileSync(source + name, 'utf8')))
      if ((one.faulty || !only_faults) && (short || reads(one)) && !found.has(one.text)) found.set(one.text, name);
  return found;
}
