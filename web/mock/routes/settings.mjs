import {Fault, ago, found} from '../answer.mjs';
import {jobs, start_job} from '../jobs.mjs';

const nodes = [
  {name: 'storage-host', key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd0t7c3vT1mQ2nXkq9s8bA0eYw storage-host', address: 'nas01.lab.example:8444', folder: '', paired_at: ago(900), expires: '', revoked: '', fingerprint: 'SHA256:7dJ0Kq2mVx9Tz4bNc8sYw3hLp6fRj9gEuAaPoIiKlMn', state: 'paired'},
  {name: 'gateway-2', key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEw2h6Zb1rUu5jPq3yDk7vN8mXs gateway-2', address: '', folder: 'gateway-2', paired_at: ago(200), expires: ago(-4000), revoked: '', fingerprint: 'SHA256:Qe1Zb1rUu5jPq3yDk7vN8mXsAAIEw2h6Cq2nXkq9s8b', state: 'paired'},
];
const schedules = [
  {name: 'nightly', kind: 'audit', request: {all: true}, every_s: 86400, paused: false, by: 'anna', last: ago(9.2), next: ago(-14.8)},
  {name: 'evidence-weekly', kind: 'check-evidence', request: {}, every_s: 604800, paused: true, by: 'anna', last: ago(190), next: ''},
];
const setting = (key, value, fallback, meaning, changeable = true, secret = false) => ({key, value, default: fallback, meaning, set: JSON.stringify(value) !== JSON.stringify(fallback), changeable, secret});
const settings = [
  setting('organisation', 'Riverside Genetics Laboratory', '', 'as printed on replies'),
  setting('audit.timeout', 10, 10, 'seconds to wait for an answer of an endpoint'),
  setting('audit.measurement-valid-days', 90, 90, 'an older measurement no longer answers whether a connection is secure'),
  setting('case.max-exception-days', 180, 365, 'an exception ends after so many days at the latest'),
  setting('console.listen', '127.0.0.1:7443', '127.0.0.1:7443', 'where the console listens', false),
  setting('console.run-folders', ['/srv/runs'], [], 'runs in these folders may be worked with from the console', false),
  setting('console.oidc-secret', null, '', 'the secret of this console at the identity provider', false, true),
];

export const setting_routes = [
  ['GET', '/settings', () => settings],
  ['PUT', '/settings', ({body}) => {
    if (!body.why) throw new Fault('invalid', 'a reason is needed', 'why');
    for (const [key, value] of Object.entries(body.set)) {
      const one = found(settings.find((row) => row.key === key), key);
      if (typeof one.default === 'number' && typeof value !== 'number') throw new Fault('invalid', `${key} must be a number`, key);
      Object.assign(one, {value, set: true});
    }
    return {items: settings, total: settings.length, evidence: 48};
  }],
  ['POST', '/backup', ({account}) => start_job({kind: 'backup', title: 'Back up the data directory', by: account, total: 8, unit: 'steps', result: {file: '/var/lib/runseal/backups/2026-11-26.tar'}})],
  ['GET', '/nodes', () => nodes],
  ['POST', '/nodes/invitations', () => ({line: 'runseal-invite-1 nas01.lab.example:8444 AAAAIKd0t7c3vT1mQ2nXkq9s8bA0eYw 7Kq2mVx9dTz4bNc8', expires: ago(-24 * 7)})],
  ['POST', '/nodes/acceptances', () => ({node: {...nodes[0], name: 'new-node', paired_at: ago(0)}, answer: 'runseal-accept-1 new-node AAAAIEw2h6Zb1rUu5jPq3yDk7vN8mXs 3hLp6sYw'})],
  ['POST', '/nodes/completions', () => { nodes.push({...nodes[1], name: 'gateway-3', folder: 'gateway-3', paired_at: ago(0)}); return {node: nodes.at(-1)}; }],
  ['DELETE', '/nodes/{name}', ({params}) => { Object.assign(found(nodes.find((one) => one.name === params.name), params.name), {revoked: ago(0), state: 'revoked'}); }],
  ['GET', '/schedules', () => schedules],
  ['POST', '/schedules', ({body, account}) => { schedules.push({paused: false, last: '', next: ago(-1), by: account, ...body}); return schedules.at(-1); }],
  ['PUT', '/schedules/{name}', ({params, body}) => Object.assign(found(schedules.find((one) => one.name === params.name), params.name), body)],
  ['DELETE', '/schedules/{name}', ({params}) => { schedules.splice(schedules.findIndex((one) => one.name === params.name), 1); }],
  ['GET', '/jobs', () => jobs],
  ['GET', '/jobs/{id}', ({params}) => found(jobs.find((one) => one.id === params.id), params.id)],
  ['DELETE', '/jobs/{id}', ({params}) => { Object.assign(found(jobs.find((one) => one.id === params.id), params.id), {state: 'cancelled', ended: ago(0)}); }],
];
