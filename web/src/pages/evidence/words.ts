// An entry in plain words, from what it says itself.
import type {TFunction} from 'i18next';
import type {Entry} from '../../api/types';
import type {useFormat} from '../../parts/format';
import {outcome_in_words} from '../runs/outcome';

type Fields = Record<string, unknown>;
const inside = (value: unknown): Fields => (value && typeof value === 'object' ? (value as Fields) : {});
const word = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const count = (value: unknown): number => (Array.isArray(value) ? value.length : Number(value) || 0);

type Format = ReturnType<typeof useFormat>;
type Tell = (text: string) => string | null; // a sentence of the service's in the page's language
type Told = [key: string, values: Record<string, string | number | undefined>];

function of_match(data: Fields): Told {
  const verdicts = (Array.isArray(data.devices) ? data.devices : []).map((one) => word(inside(one).verdict));
  const number = (verdict: string) => verdicts.filter((one) => one === verdict).length;
  return ['match', {count: verdicts.length, affected: number('affected'), near: number('near-miss')}];
}

function of_run(data: Fields, tell: Tell): Told {
  const kind = ['sent', 'received'].includes(word(data.kind)) ? word(data.kind) : 'sent';
  const ok = word(data.outcome) === 'ok';
  return [ok ? `run_${kind}` : `run_${kind}_wrong`, {from: word(data.from), to: word(data.to), outcome: tell(word(data.outcome)) ?? word(data.outcome)}];
}

function of_verification(data: Fields, t: TFunction, format: Format, tell: Tell): Told {
  const found = inside(data.verification);
  const outcome = word(data.outcome);
  return [outcome === 'ok' ? 'verification_ok' : 'verification_wrong', {outcome: outcome_in_words(outcome, t, tell), files: format.number(Number(found.files) || 0)}];
}

function of_device(entry: Entry, data: Fields, t: TFunction): Told {
  const device = inside(data.device);
  const key = entry.before ? 'device_changed' : data.from ? 'device_from' : 'device';
  return [key, {name: word(device.name), serial: word(device.serial) || '–', from: data.from === 'command line' ? t('from_command_line') : word(data.from)}];
}

function of_seal(data: Fields, t: TFunction, format: Format): Told {
  const seal = inside(data.seal);
  const [files, bytes] = [format.number(Number(seal.files) || 0), format.bytes(Number(seal.bytes) || 0)];
  return ['seal', {files, bytes, place: t(`place.${word(seal.hashed_at)}`)}];
}

function of_observation(data: Fields, t: TFunction): Told {
  const grade = (axis: string) => t(`common:grade.${word(inside(data[axis]).grade) || 'unknown'}`);
  const [integrity, confidentiality, peer] = ['integrity', 'confidentiality', 'peer_authenticity'].map(grade);
  return ['observation', {integrity, confidentiality, peer, count: count(data.findings)}];
}

function of_action(data: Fields, t: TFunction): Told {
  const device = word(data.device_id);
  return [device ? 'action_device' : 'action', {by: word(data.by), action: t(`action.${word(data.action)}`), device}];
}

function told(entry: Entry, t: TFunction, format: Format, tell: Tell): Told {
  const data = inside(entry.data);
  switch (entry.kind) {
    case 'notice': return ['notice', {by: word(data.confirmed_by)}];
    case 'device': return of_device(entry, data, t);
    case 'match': return of_match(data);
    case 'observation': return of_observation(data, t);
    case 'action': return of_action(data, t);
    case 'exception': return ['exception', {device: word(data.device_id), by: word(data.by), until: word(data.expires)}];
    case 'person': return ['person', {}];
    case 'reply': return ['reply', {by: word(inside(data.signature).name) || word(inside(data.signature).person)}];
    case 'seal': return of_seal(data, t, format);
    case 'run': return of_run(data, tell);
    case 'verification': return of_verification(data, t, format, tell);
    case 'account': case 'node': case 'schedule': return [entry.kind, {what: t(`what.${word(data.what)}`, word(data.what))}];
    case 'settings': return ['settings', {keys: Object.keys(inside(data.set)).join(', ')}];
    case 'job-cancelled': return [entry.kind, {by: word(data.by), title: tell(word(data.title)) ?? word(data.title)}];
    case 'connection-worse': case 'capture': case 'capture-forgotten': return [entry.kind, {}];
    default: return ['other', {}];
  }
}

export function in_words(entry: Entry, t: TFunction, format: Format, tell: Tell): string {
  const [key, values] = told(entry, t, format, tell);
  return t(`says.${key}`, {...values, subject: entry.subject, kind: kind_word(entry.kind, t)});
}

export const kinds = [
  'notice', 'device', 'match', 'observation', 'connection-worse', 'capture', 'capture-forgotten', 'action', 'exception', 'person', 'reply',
  'seal', 'run', 'verification', 'job-cancelled', 'node', 'account', 'settings', 'schedule',
];
export const kind_word = (kind: string, t: TFunction) => t(`kind.${kind}`, kind);

// "console", "token NAME", "schedule NAME"
export function way_in_words(via: string, t: TFunction): string {
  const [way = '', ...name] = via.split(' ');
  return t(`by_way.${way}`, {name: name.join(' '), defaultValue: via});
}
