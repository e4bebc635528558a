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
  setting('mail.server', 'smtp.lab.example:587', '', 'SMTP server that takes mail', false),
  setting('mail.security', 'starttls', 'starttls', 'starttls, or tls from the first byte', false),
  setting('mail.from', 'runseal@lab.example', '', 'address that mail comes from', false),
  setting('mail.gather_minutes', 10, 10, 'an address gets at most one mail in so many minutes'),
  setting('mail.to_connection_worse', ['it@lab.example', 'quality@lab.example'], [], 'addresses that are told when a connection became worse'),
  setting('mail.to_disk_full', [], [], 'addresses that are told when the disk is nearly full'),
];
const mails = [
  {id: 'm3', to: 'it@lab.example', subject: '[runseal Riverside] The run 240501_A00123 is not as it was sealed', state: 'waiting', created: ago(0.2), attempts: 2, next: ago(-0.05), answer: '451 try again later', ended: ''},
  {id: 'm2', to: 'qualty@lab.example', subject: '[runseal Riverside] Test mail', state: 'failed', created: ago(3), attempts: 1, next: '', answer: '550 unknown user', ended: ago(3)},
  {id: 'm1', to: 'it@lab.example', subject: '[runseal Riverside] The connection smb://nas01.lab.example/runs became worse', state: 'sent', created: ago(26), attempts: 1, next: '', answer: '250 OK', ended: ago(26)},
];

export const setting_routes = [
  ['GET', '/mails', () => mails],
  ['POST', '/mails/tests', ({body}) => { mails.unshift({...mails[2], id: `m${mails.length + 1}`, to: body.address, subject: '[runseal Riverside] Test mail', created: ago(0), ended: ago(0)}); return mails[0]; }],
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
