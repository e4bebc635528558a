// Numbers, sizes and times as people of the chosen language write them. Times are local, with UTC in the title.
import {useMemo} from 'react';
import {useTranslation} from 'react-i18next';

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

function formats(language: string) {
  const locale = language === 'lv' ? 'lv-LV' : 'en-GB';
  const whole = new Intl.NumberFormat(locale);
  const short = new Intl.NumberFormat(locale, {maximumSignificantDigits: 3});
  const day = new Intl.DateTimeFormat(locale, {dateStyle: 'medium'});
  const minute = new Intl.DateTimeFormat(locale, {dateStyle: 'medium', timeStyle: 'short'});
  const exact = new Intl.DateTimeFormat(locale, {dateStyle: 'medium', timeStyle: 'medium'});
  const relative = new Intl.RelativeTimeFormat(locale, {numeric: 'auto'});

  const with_time = (format: Intl.DateTimeFormat) => (text: string | null | undefined) => {
    const at = text ? new Date(text) : null;
    return at && !Number.isNaN(at.getTime()) ? format.format(at) : '–';
  };
  const bytes = (count: number) => {
    const step = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
    return `${short.format(count / 1000 ** step)}\u00a0${units[step]}`;
  };
  const duration = (seconds: number) => {
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.round(seconds % 60)];
    if (h) return `${h}\u00a0h ${m}\u00a0min`;
    return m ? `${m}\u00a0min ${s}\u00a0s` : `${s}\u00a0s`;
  };
  const ago = (text: string | null | undefined) => {
    if (!text) return '–';
    const seconds = (new Date(text).getTime() - Date.now()) / 1000;
    const steps: [Intl.RelativeTimeFormatUnit, number][] = [
      ['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3600], ['minute', 60],
    ];
    const [unit, size] = steps.find(([, one]) => Math.abs(seconds) >= one) ?? ['second', 1];
    return relative.format(Math.round(seconds / size), unit);
  };
  return {
    number: (value: number) => whole.format(value),
    bytes,
    rate: (per_second: number) => `${bytes(per_second)}/s`,
    duration,
    ago,
    date: with_time(day), // "2026-11-26" or RFC 3339
    time: with_time(minute),
    exact: with_time(exact),
  };
}

export function useFormat() {
  const {i18n} = useTranslation();
  return useMemo(() => formats(i18n.language), [i18n.language]);
}
