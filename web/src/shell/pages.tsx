// Every page by its address. Each loads by itself, when it is first opened.
import {type ComponentType, lazy} from 'react';

export interface Page {pattern: string; view: ComponentType}

const overview = lazy(() => import('../pages/overview'));
const notice = lazy(() => import('../pages/notice'));
const device = lazy(() => import('../pages/device'));
const runs = lazy(() => import('../pages/runs'));
const captures = lazy(() => import('../pages/captures'));
const evidence = lazy(() => import('../pages/evidence'));
const settings = lazy(() => import('../pages/settings'));

export const pages: Page[] = [
  {pattern: '/', view: overview},
  {pattern: '/notices/*?', view: notice},
  {pattern: '/devices/*?', view: device},
  {pattern: '/connection', view: device},
  {pattern: '/runs/*?', view: runs},
  {pattern: '/captures/*?', view: captures},
  {pattern: '/evidence/*?', view: evidence},
  {pattern: '/settings/*?', view: settings},
];
