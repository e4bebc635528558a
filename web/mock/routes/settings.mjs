import {ago, found} from '../answer.mjs';
import {jobs, start_job} from '../jobs.mjs';

const nodes = [
  {name: 'storage-host', key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd0t7c3vT1mQ2nXkq9s8bA0eYw storage-host', address: 'nas01.lab.example:8444', folder: '', paired_at: ago(900), expires: '', revoked: ''},
  {name: 'gateway-2', key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEw2h6Zb1rUu5jPq3yDk7vN8mXs gateway-2', address: '', folder: 'gateway-2', paired_at: ago(200), expires: ago(-4000), revoked: ''},
];
const schedules = [
  {name: 'nightly', kind: 'audit', request: {all: true}, every_s: 86400, paused: false, by: 'anna', last: ago(9.2), next: ago(-14.8)},
  {name: 'evidence-weekly', kind: 'check-evidence', request: {}, every_s: 604800, paused: true, by: 'anna', last: ago(190), next: ''},
];
let settings = {session_hours: 12, idle_minutes: 60, lock_after: 5, lock_minutes: 15, require_second_factor: false, organisation: 'Riverside Genetics Laboratory', measurement_days: 90};

export const setting_routes = [
  ['GET', '/settings', () => settings],
  ['PUT', '/settings', ({body}) => (settings = {...settings, ...body})],
  ['POST', '/backup', ({account}) => start_job({kind: 'backup', title: 'Back up the data directory', by: account, total: 8, unit: 'steps', result: {file: '/var/lib/runseal/backups/2026-11-26.tar'}})],
  ['GET', '/nodes', () => nodes],
  ['POST', '/nodes/invitations', () => ({line: 'runseal-invite-1 nas01.lab.example:8444 AAAAIKd0t7c3vT1mQ2nXkq9s8bA0eYw 7Kq2mVx9dTz4bNc8', expires: ago(-24 * 7)})],
  ['POST', '/nodes/acceptances', () => ({node: {...nodes[0], name: 'new-node', paired_at: ago(0)}, answer: 'runseal-accept-1 new-node AAAAIEw2h6Zb1rUu5jPq3yDk7vN8mXs 3hLp6sYw'})],
  ['POST', '/nodes/completions', () => { nodes.push({...nodes[1], name: 'gateway-3', folder: 'gateway-3', paired_at: ago(0)}); return {node: nodes.at(-1)}; }],
  ['DELETE', '/nodes/{name}', ({params}) => { found(nodes.find((one) => one.name === params.name), params.name).revoked = ago(0); }],
  ['GET', '/schedules', () => schedules],
  ['POST', '/schedules', ({body, account}) => { schedules.push({paused: false, last: '', next: ago(-1), by: account, ...body}); return schedules.at(-1); }],
  ['PUT', '/schedules/{name}', ({params, body}) => Object.assign(found(schedules.find((one) => one.name === params.name), params.name), body)],
  ['DELETE', '/schedules/{name}', ({params}) => { schedules.splice(schedules.findIndex((one) => one.name === params.name), 1); }],
  ['GET', '/jobs', () => jobs],
  ['GET', '/jobs/{id}', ({params}) => found(jobs.find((one) => one.id === params.id), params.id)],
  ['DELETE', '/jobs/{id}', ({params}) => { Object.assign(found(jobs.find((one) => one.id === params.id), params.id), {state: 'cancelled', ended: ago(0)}); }],
];
