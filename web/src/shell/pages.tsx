// Every page by its address. Each loads by itself, when it is first opened; that of the address at once (src/main.tsx).
import {later} from '../parts/later';

const overview = {words: ['overview'], view: later(() => import('../pages/overview'))};
const notice = {words: ['notice'], view: later(() => import('../pages/notice'))};
const device = {words: ['device'], view: later(() => import('../pages/device'))};
const runs = {words: ['runs'], view: later(() => import('../pages/runs'))};
const captures = {words: ['captures'], view: later(() => import('../pages/captures'))};
const evidence = {words: ['evidence'], view: later(() => import('../pages/evidence'))};
const settings = {words: ['settings'], view: later(() => import('../pages/settings'))};

export const pages = [
  {pattern: '/', ...overview},
  {pattern: '/notices/*?', ...notice},
  {pattern: '/devices/*?', ...device},
  {pattern: '/connection', ...device},
  {pattern: '/runs/*?', ...runs},
  {pattern: '/captures/*?', ...captures},
  {pattern: '/evidence/*?', ...evidence},
  {pattern: '/settings/*?', ...settings},
];

export const page_at = (path: string) => pages.find(({pattern}) => pattern.split('/')[1] === path.split('/')[1]);
