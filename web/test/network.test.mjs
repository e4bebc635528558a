// What the picture of the network shows of a hundred devices: everything, and what is worst first.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {large_network} from '../mock/fixtures/large.mjs';
import {load} from './load.mjs';

const {arranged, label} = await load('src/pages/overview/network/layout.ts');
const {gathered, grade_of, most_sites, most_storages, room} = await load('src/pages/overview/network/gather.ts');

const network = large_network();
const rows_of = (shown) => shown.sites.flatMap((site) => site.rows);
const alone = (shown) => rows_of(shown).flatMap((row) => (row.device ? [row.device.id] : []));

function holds_all(of, shown) {
  assert.equal(rows_of(shown).reduce((sum, row) => sum + row.count, 0), of.devices.length);
  const told = rows_of(shown).flatMap((row) => row.lines.flatMap((line) => line.connections));
  assert.deepEqual(new Set(told), new Set(of.connections));
  assert.equal(told.length, of.connections.length);
}

test('every device and every connection is in the picture once, folded or not', () => {
  holds_all(network, gathered(network));
  const sites = new Set(network.devices.map((one) => one.site));
  const unfolded = gathered(network, '', sites);
  holds_all(network, unfolded);
  assert.equal(alone(unfolded).length, network.devices.length);
});

test('what is not protected, not measured or affected stands by itself, the worst first', () => {
  const shown = gathered(network);
  const bad = network.devices.filter((device) => network.connections.some((one) => one.device === device.id && grade_of(one) !== 'protected'));
  for (const {id} of bad) assert.ok(alone(shown).includes(id), id);
  assert.ok(alone(shown).length <= room);
  assert.equal(shown.sites[0].rows[0].lines[0].grade, 'absent');
  for (const row of rows_of(shown)) if (!row.device) for (const line of row.lines) assert.equal(line.grade, 'protected');
});

test('a row of many is as bad as the worst in it', () => {
  const weak = {...network, connections: network.connections.map((one) => ({...one, integrity: 'absent'}))};
  const shown = gathered(weak);
  holds_all(weak, shown);
  assert.equal(alone(shown).length, room);
  for (const row of rows_of(shown)) for (const line of row.lines) assert.equal(line.grade, 'absent');
  const one_weak = {...network, devices: network.devices.map((one) => ({...one, affected: false})), connections: weak.connections.map((one, nth) => (nth < 20 ? one : network.connections[nth]))};
  const folds = rows_of(gathered(one_weak)).filter((row) => !row.device && row.lines.some((line) => line.connections.some((one) => grade_of(one) === 'absent')));
  for (const row of folds) assert.ok(row.lines.some((line) => line.grade === 'absent'));
});

test('a search finds by device, site and storage, and folds nothing of what it found', () => {
  const site = gathered(network, 'oncology');
  assert.equal(site.found, network.devices.filter((one) => one.site === 'Oncology').length);
  assert.equal(alone(site).length, site.found);
  assert.deepEqual(gathered(network, 'no such device').sites, []);
  const archive = gathered(network, 'archive novaseq');
  for (const id of alone(archive)) assert.ok(network.connections.some((one) => one.device === id && one.host === 'archive'));
  assert.ok(archive.found > 0);
});

test('many sites and many storages come together in one each; connections without a device are shown too', () => {
  const devices = network.devices.map((one, nth) => ({...one, site: `site ${nth}`}));
  const connections = network.connections.map((one, nth) => ({...one, host: `nas${nth}`, endpoint: `smb://nas${nth}/runs`}));
  const nobodys = {...connections[0], device: '', host: 'lost', endpoint: 'smb://lost/runs'};
  const wide = {...network, devices, connections: [...connections, nobodys]};
  const shown = gathered(wide);
  holds_all(wide, shown);
  assert.equal(shown.storages.length, most_storages);
  assert.equal(shown.sites.length, most_sites + 1);
  assert.equal([...shown.hosts.values()].flat().length, connections.length + 1);
});

test('two devices of one name can be told apart', () => {
  const twins = {...network, devices: network.devices.slice(0, 3).map((one, nth) => ({...one, name: nth < 2 ? 'MiSeqDx' : 'NextSeq'})), connections: []};
  assert.deepEqual(rows_of(gathered(twins)).map((row) => row.twin), [true, true, false]);
});

// Each label as a box of its own width, at the widths that a picture has.
function overlapping(shown, width, wide) {
  const {lines} = arranged(shown, width, wide);
  const boxes = lines.map(({label: {x, y}, line}) => ({x, y, half: wide(line) / 2}));
  return boxes.flatMap((a, nth) => boxes.slice(nth + 1).filter((b) => Math.abs(a.x - b.x) < a.half + b.half && Math.abs(a.y - b.y) < label.height));
}

test('no label lies on another: shares of one storage, many storages, many devices', () => {
  const device = (id) => ({id, name: id, site: '', role: 'sequencer', affected: true});
  const line = (of, host, share) => ({...network.connections[0], device: of, host, endpoint: `smb://${host}/${share}`, integrity: 'absent'});
  const picture = (devices, connections) => gathered({...network, devices: devices.map(device), connections});
  const shares = picture(['a'], [line('a', 'nas', 'runs'), line('a', 'nas', 'archive'), line('a', 'nas', 'more')]);
  assert.equal(rows_of(shares)[0].lines.length, 1, 'one line, with one label');
  const hosts = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'];
  const fan = picture(['a'], hosts.map((host) => line('a', host, 'runs')));
  const mesh = picture(['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd'].flatMap((one) => hosts.slice(0, 4).map((host) => line(one, host, 'runs'))));
  for (const shown of [shares, fan, mesh, gathered(network)]) {
    for (const wide of [() => 156, () => 190, ({host}) => (host === 'n2' ? 230 : 140)]) assert.deepEqual(overlapping(shown, 1180, wide), []);
    assert.deepEqual(overlapping(shown, 1000, () => 156), []);
  }
});
