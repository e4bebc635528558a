import {found} from '../answer.mjs';
import {assessment_of, history_of, observation_of, plan} from '../fixtures/assessments.mjs';
import {connections, devices} from '../fixtures/devices.mjs';
import {matches} from '../fixtures/notices.mjs';
import {start_job} from '../jobs.mjs';

const measured = (row) => (row.at ? {observation: observation_of(row), assessment: assessment_of(row), evidence: 41} : null);
const connection = (endpoint) => found(connections.find((one) => one.endpoint === endpoint), endpoint);

export const device_routes = [
  ['GET', '/devices', () => devices],
  ['GET', '/devices/{id}', ({params}) => {
    const device = found(devices.find((one) => one.id === params.id), params.id);
    return {
      device,
      connections: device.connections.map((endpoint) => ({endpoint, observation: null, assessment: null, evidence: null, ...measured(connection(endpoint))})),
      matches: matches.filter((one) => one.device_id === device.id).map((one) => ({...one, notice_id: 'FSN2024-1562'})),
    };
  }],
  ['POST', '/devices', ({body}) => { devices.push(body); return {id: body.id, evidence: 48}; }],
  ['PUT', '/devices/{id}', ({params, body}) => { Object.assign(found(devices.find((one) => one.id === params.id), params.id), body); return {evidence: 48}; }],
  ['POST', '/devices/inventory', ({query}) => ({devices: 4, rejected: [{line: 7, reason: 'the UDI-DI 00816270020003 has a wrong check digit'}], evidence: query.dry_run ? null : 48})],
  ['GET', '/connections', () => connections],
  ['GET', '/connection', ({query}) => {
    const row = connection(query.endpoint);
    return {endpoint: row.endpoint, devices: row.devices, latest: measured(row), plan: plan.find((one) => one.endpoint === row.endpoint), history: history_of(row)};
  }],
  ['GET', '/observations/{id}', () => measured(connections[0])],
  ['GET', '/plan', () => plan],
  ['POST', '/audits', ({body, account}) => start_job({
    kind: 'audit', title: `Measure ${body.all ? connections.length : body.names.length} connections`, by: account, total: body.all ? connections.length : body.names.length,
    steps: ['Asking which dialects are spoken', 'Asking for a session without signing', 'Judging what came back'],
  })],
];
