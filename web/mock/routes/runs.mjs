import {found} from '../answer.mjs';
import {events_of, failed_of, run_rows, shown_row, transfers} from '../fixtures/runs.mjs';
import {start_job} from '../jobs.mjs';

const job = (kind, words) => ({body, account}) => start_job({kind, title: `${words} ${body.path}`, by: account, total: 12e9, unit: 'bytes', steps: ['Data/Intensities', 'InterOp', 'Logs'], request: body, result: {holds: true, verification: {run: run_rows[1].run, intact: 4812, files: 4812}, seal: {run: run_rows[1].run}}});

export const run_routes = [
  ['GET', '/runs', () => run_rows.map(shown_row)],
  ['GET', '/runs/{name}', ({params}) => {
    const row = found(run_rows.find((one) => one.run === params.name), params.name);
    return {run: row.run, events: events_of(row), failed: failed_of(row)};
  }],
  ['GET', '/run-folders', () => ({items: [{folder: '/srv/runs', runs: run_rows.slice(0, 5).map((row) => row.run)}], sinks: ['s3://sequencing/2026']})],
  ['GET', '/transfers', () => transfers],
  ['POST', '/runs/verifications', job('verify', 'Verify')],
  ['POST', '/runs/seals', job('seal', 'Seal')],
  ['POST', '/runs/sends', job('send', 'Send')],
];
