// What the browser talks to: a real service with an empty data directory, and a real Samba, both on loopback in a
// temporary folder, and gone afterwards.
import {execFileSync, spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

const program = process.env.RUNSEAL_PROGRAM;
const stage = process.env.RUNSEAL_SAMBA_STAGE;

// Nobody listens there: what a mail that is not taken looks like.
const mail = '[mail]\nserver = "127.0.0.1:1"\nfrom = "runseal@lab.example"\nto_connection_worse = ["it@lab.example"]\n';

// Not from the ephemeral range: a connection could take it before the service does.
async function free_port() {
  for (let tries = 0; tries < 100; ++tries) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await new Promise((tell) => {
      const server = createServer().once('error', () => tell(false)).listen(port, '127.0.0.1', () => server.close(() => tell(true)));
    });
    if (free) return port;
  }
  throw new Error('no port is free');
}

// A program whose answers are lines of JSON.
function answering(file, words, options = {}) {
  const child = spawn(file, words, {stdio: ['pipe', 'pipe', 'pipe'], ...options});
  const lines = [];
  const waiting = [];
  let told = '';
  let ended = false;
  child.stderr.on('data', (part) => (told = (told + part).slice(-4000)));
  createInterface({input: child.stdout}).on('line', (line) => {
    const next = waiting.shift();
    if (next) next.resolve(line);
    else lines.push(line);
  });
  child.on('close', (code) => {
    ended = true;
    for (const {reject} of waiting.splice(0)) reject(new Error(`${file} ended with ${code}\n${told}`));
  });
  const line = () =>
    new Promise((resolve, reject) => {
      if (lines.length) resolve(lines.shift());
      else if (ended) reject(new Error(`${file} has ended\n${told}`));
      else waiting.push({resolve, reject});
    });
  const json = async () => {
    const answer = JSON.parse(await line());
    if (answer.error) throw new Error(`${file}: ${answer.error}`);
    return answer;
  };
  const end = async () => {
    if (ended) return;
    const over = new Promise((done) => child.once('close', done));
    child.stdin.end();
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await over;
    clearTimeout(timer);
  };
  return {child, json, end, told: () => told};
}

export async function open_house() {
  const folder = mkdtempSync(join(tmpdir(), 'runseal-browser-'));
  const data = join(folder, 'data');
  const opened = [];
  const close = async () => {
    for (const one of opened.reverse()) await one.end();
    rmSync(folder, {recursive: true, force: true});
  };
  try {
    const runs = join(folder, 'runs');
    mkdirSync(runs);
    mkdirSync(data, {mode: 0o700});
    writeFileSync(join(data, 'runseal.toml'), `[console]\nrun_folders = ["${runs}"]\n${mail}`);
    const samba = answering(stage, [join(folder, 'samba')]);
    opened.push(samba);
    const {url, user, password} = await samba.json();
    const port = await free_port();
    const service = answering(program, ['--data', data, '--json', 'serve', '--link', '--listen', `127.0.0.1:${port}`]);
    opened.push(service);
    const {link} = await service.json();
    // as the administrator of a laboratory leaves it: only a login shows whether encryption is required
    writeFileSync(join(data, 'keys/audit.login'), `username = ${user}\npassword = ${password}\n`, {mode: 0o600});
    let pasted = 0;
    const paste = async (lines) => {
      const file = join(folder, `pasted-${++pasted}`);
      writeFileSync(file, lines);
      samba.child.stdin.write(`${file}\n`);
      await samba.json();
    };
    const run = (...words) => execFileSync(program, ['--data', data, ...words], {encoding: 'utf8'});
    // Another runseal, which takes runs into `into`: what its people do by hand.
    const receiver = async (into) => {
      const [other, address] = [join(folder, 'other'), `127.0.0.1:${await free_port()}`];
      const pair = (...words) => execFileSync(program, ['--data', other, '--json', 'node', 'pair', ...words], {encoding: 'utf8'});
      const {line} = JSON.parse(pair('--address', address));
      const accept = (answer) => pair(answer);
      const taking = answering(program, ['--data', other, '--json', 'receive', '--into', into, '--listen', address]);
      opened.push(taking);
      await taking.json();
      return {address, invitation: line, accept};
    };
    return {folder, runs, at: `https://127.0.0.1:${port}`, link, storage: url, paste, run, receiver, close, log: service.told};
  } catch (error) {
    await close();
    throw error;
  }
}
