// [method, path below /api/v1, answer]; an array is answered as a list.
import {account_routes} from './routes/accounts.mjs';
import {device_routes} from './routes/devices.mjs';
import {evidence_routes} from './routes/evidence.mjs';
import {notice_routes} from './routes/notices.mjs';
import {run_routes} from './routes/runs.mjs';
import {session_routes} from './routes/session.mjs';
import {setting_routes} from './routes/settings.mjs';

export const routes = [
  ...session_routes, ...account_routes, ...setting_routes, ...notice_routes, ...device_routes, ...run_routes, ...evidence_routes,
];
