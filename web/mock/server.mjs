// A stand-in for `runseal serve` while the page is being written: plain HTTP on loopback, an invented laboratory, no
// security at all. `npm run mock`, then `npm run dev`. Sign in as anna, bruno or clara with any password; the password
// "wrong" is refused, and bruno is asked for a second factor. RUNSEAL_MOCK_EMPTY=1: a laboratory that has only begun;
// RUNSEAL_MOCK_LARGE=1: a network of a hundred devices.
import http from 'node:http';
import {readFile} from 'node:fs/promises';
import {extname, join, normalize} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Fault, listed} from './answer.mjs';
import {routes} from './routes.mjs';
import {publish, subscribe} from './stream.mjs';

const port = Number(process.env.RUNSEAL_MOCK_PORT || 8790);
const page = process.env.RUNSEAL_MOCK_PAGE || fileURLToPath(new URL('../dist', import.meta.url)); // a built page, if any
const types = {'.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json'};
const compiled = routes.map(([method, pattern, handler]) => ({
  method, handler, pattern: new RegExp(`^${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

async function body_of(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

const account_of = (request) => /(?:^|; )mock=(\w+)/.exec(request.headers.cookie ?? '')?.[1];

async function api(request, response, url) {
  const path = url.pathname.slice('/api/v1'.length);
  const account = account_of(request);
  if (path === '/events' && account) return subscribe(response);
  const route = compiled.find((one) => one.method === request.method && one.pattern.test(path));
  if (!route) throw new Fault('not_found', `the mock has no ${request.method} ${path}`, path);
  if (!account && !path.startsWith('/session')) throw new Fault('denied', 'sign in first', '', '', 401);
  const bytes = await body_of(request);
  const json = (request.headers['content-type'] ?? '').includes('json') && bytes.length ? JSON.parse(bytes) : {};
  const params = Object.fromEntries(
    Object.entries(route.pattern.exec(path).groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]));
  const query = Object.fromEntries(url.searchParams);
  let answer = await route.handler({params, query, body: json, bytes, account, response});
  if (response.writableEnded) return;
  if (process.env.RUNSEAL_MOCK_EMPTY && request.method === 'GET') answer = emptied(path, answer);
  if (answer === undefined) return response.writeHead(204).end();
  if (answer.file) return response.writeHead(200, {'content-type': answer.type}).end(answer.file);
  response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(Array.isArray(answer) ? listed(answer, query) : answer));
  if (request.method !== 'GET') publish('changed', {evidence: 48});
}

function emptied(path, answer) {
  if (path === '/overview') return {todo: [], notices: [], network: {devices: [], storages: [], connections: [], devices_in_all: 0, connections_in_all: 0}, runs: {sealed: 0, broken: 0, live: 0}, evidence: {size: 0, at: ''}};
  if (path === '/evidence') return {items: [], total: 0, size: 0};
  return Array.isArray(answer) && !/^\/(settings|accounts|me)/.test(path) ? [] : answer;
}

async function file(response, path) {
  const name = normalize(path).replace(/^(\.\.[/\\])+/, '');
  const found = extname(name) ? join(page, name) : join(page, 'index.html');
  const content = await readFile(found).catch(() => null);
  if (content) response.writeHead(200, {'content-type': types[extname(found)] ?? 'application/octet-stream'}).end(content);
  else response.writeHead(404).end('no built page: run npm run build, or open the address that npm run dev prints\n');
}

http.createServer((request, response) => {
  const url = new URL(request.url, 'http://mock');
  const work = url.pathname.startsWith('/api/v1/') ? api(request, response, url) : file(response, url.pathname);
  work.catch?.((error) => {
    const fault = error instanceof Fault ? error : new Fault('internal', String(error.stack ?? error), '', '', 500);
    response.writeHead(fault.status, {'content-type': 'application/json'}).end(JSON.stringify({error: fault.json()}));
  });
}).listen(port, '127.0.0.1', () => console.log(`the mock listens on http://127.0.0.1:${port}`));
