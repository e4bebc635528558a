// "every 6 hours"
import {useTranslation} from 'react-i18next';

export const spans = [
  {unit: 'weeks', seconds: 604_800}, {unit: 'days', seconds: 86_400}, {unit: 'hours', seconds: 3600}, {unit: 'minutes', seconds: 60},
] as const;

export const parted = (seconds: number) => {
  const {unit, seconds: one} = spans.find((span) => seconds % span.seconds === 0) ?? spans[3];
  return {unit, count: Math.max(1, Math.round(seconds / one))};
};

export function useSpan() {
  const {t} = useTranslation('settings');
  return (seconds: number) => {
    const {unit, count} = parted(seconds);
    return count === 1 ? t(`each.${unit}`) : t(`every.${unit}`, {count});
  };
}
