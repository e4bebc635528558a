import {found} from '../answer.mjs';
import {events_of, failed, run_rows, transfers} from '../fixtures/runs.mjs';
import {start_job} from '../jobs.mjs';

const job = (kind, words) => ({body, account}) => start_job({kind, title: `${words} ${body.path}`, by: account, total: 12e9, unit: 'bytes', steps: ['Data/Intensities', 'InterOp', 'Logs'], result: {}});

export const run_routes = [
  ['GET', '/runs', () => run_rows],
  ['GET', '/runs/{name}', ({params}) => {
    const row = found(run_rows.find((one) => one.run === params.name), params.name);
    return {run: row.run, events: events_of(row), failed: row.failed ? failed : []};
  }],
  ['GET', '/transfers', () => transfers],
  ['POST', '/runs/verifications', job('verify', 'Verify')],
  ['POST', '/runs/seals', job('seal', 'Seal')],
  ['POST', '/runs/sends', job('send', 'Send')],
];
