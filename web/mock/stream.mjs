// Server-sent events to every open page; and a transfer that goes on for ever, so that something moves.
import {transfers} from './fixtures/runs.mjs';

const pages = new Set();

export function publish(event, data) {
  for (const page of pages) page.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

export function subscribe(response) {
  response.writeHead(200, {'content-type': 'text/event-stream', 'cache-control': 'no-store'});
  response.write(': here\n\n');
  pages.add(response);
  response.on('close', () => pages.delete(response));
  return Promise.resolve();
}

setInterval(() => {
  for (const one of transfers) {
    one.rate = Math.round(380e6 + 160e6 * Math.sin(Date.now() / 4000) + 40e6 * Math.random());
    one.bytes = one.bytes + one.rate >= one.total_bytes ? 0 : one.bytes + one.rate;
    one.eta_s = Math.round((one.total_bytes - one.bytes) / one.rate);
  }
  publish('transfers', {items: transfers});
}, 1000).unref();
setInterval(() => { for (const page of pages) page.write(': still here\n\n'); }, 15_000).unref();
