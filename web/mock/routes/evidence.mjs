import {Fault, ago} from '../answer.mjs';
import {checkpoint_of, entries, key, leaves, past_of, proof_of, root_of} from '../fixtures/evidence.mjs';
import {devices, connections} from '../fixtures/devices.mjs';
import {notice_rows} from '../fixtures/notices.mjs';
import {large_network} from '../fixtures/large.mjs';
import {start_job} from '../jobs.mjs';

const place = (text) => {
  const index = Number(text);
  if (!entries[index]) throw new Fault('not_found', `the log has no entry ${text}`, text);
  return index;
};

function page({query}) {
  const before = query.before ? Number(query.before) : entries.length;
  const items = entries.map((entry, index) => ({index, entry})).filter(({index, entry}) =>
    index < before && (!query.since || entry.at >= query.since) && (!query.until || entry.at < query.until) && (!query.kind || entry.kind === query.kind) && (!query.subject || entry.subject === query.subject) && (!query.text || JSON.stringify(entry).includes(query.text)));
  const shown = items.reverse().slice(0, Number(query.limit ?? 50));
  return {items: shown, size: entries.length, next: shown.length < items.length ? shown.at(-1).index : null};
}

const todo = [
  {kind: 'danger', text_key: 'connection_unprotected', params: {endpoint: 'nfs://nas02/export/analysis', count: 1}, link: '/connection?endpoint=nfs%3A%2F%2Fnas02%2Fexport%2Fanalysis'},
  {kind: 'danger', text_key: 'run_broken', params: {run: '241114_M70001_0520_000000000-K9DJY', count: 3}, link: '/runs/241114_M70001_0520_000000000-K9DJY'},
  {kind: 'do', text_key: 'notice_open', params: {notice: 'FSN2024-1562', count: 5}, link: '/notices/FSN2024-1562'},
  {kind: 'do', text_key: 'near_miss', params: {device: 'MiSeq', notice: 'FSN2024-1562', count: 1}, link: '/notices/FSN2024-1562'},
  {kind: 'note', text_key: 'never_measured', params: {count: 1}, link: '/devices'},
];

function overview() {
  return {
    todo,
    notices: notice_rows.map(({id, title, open, done, affected}) => ({id, title, state: open ? 'open' : 'answered', open, done, affected})),
    network: process.env.RUNSEAL_MOCK_LARGE ? large_network() : {
      devices: devices.map(({id, name, site, role}) => ({id, name, site, role, affected: ['miseqdx-1', 'nextseq-1', 'novaseq-1', 'dragen-v4'].includes(id)})),
      devices_in_all: devices.length, connections_in_all: connections.length,
      storages: [...new Set(connections.map((one) => new URL(one.endpoint).host))].map((host) => ({host})),
      connections: connections.flatMap((one) => one.devices.map((device) => ({
        endpoint: one.endpoint, device, host: new URL(one.endpoint).host, protocol: one.protocol, at: one.at, integrity: one.integrity, confidentiality: one.confidentiality, peer_authenticity: one.peer_authenticity, declared_only: !one.at, worst: one.worst,
      }))),
    },
    runs: {sealed: 122, broken: 1, live: 1},
    evidence: {size: entries.length, at: entries.at(-1).at},
  };
}

export const evidence_routes = [
  ['GET', '/overview', overview],
  ['GET', '/evidence/key', () => ({key, origin: key.split('+')[0]})],
  ['GET', '/evidence/checkpoints', () => ({
    checkpoint: checkpoint_of(entries.length), size: entries.length, next: null,
    items: [90, 47, 41, 30, 12].map((size) => ({size, root: root_of(size), checkpoint: checkpoint_of(size), holds: true, problem: '', path: past_of(size)})),
  })],
  ['GET', '/evidence/bundle', () => ({file: Buffer.from('a bundle, from the mock'), type: 'application/zip'})],
  ['GET', '/evidence', page],
  ['GET', '/evidence/{index}', ({params}) => ({index: place(params.index), entry: entries[place(params.index)], leaf_base64: leaves[place(params.index)].toString('base64')})],
  ['GET', '/evidence/{index}/proof', ({params}) => proof_of(place(params.index))],
  ['POST', '/evidence/checks', ({account}) => start_job({kind: 'check-evidence', title: 'Check the evidence', by: account, total: entries.length, unit: 'entries', result: {holds: true, entries: entries.length, problems: []}})],
];
