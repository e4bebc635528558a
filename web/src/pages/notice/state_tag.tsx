// Where a notice stands, in a word.
import {IconCircleCheck, IconClock, IconInfoCircle, IconMailCheck} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {NoticeRow} from '../../api/types';
import {Tag} from '../../parts/tag';

type Standing = Pick<NoticeRow, 'affected' | 'open' | 'done' | 'replies' | 'state'>;
export type NoticeState = NonNullable<NoticeRow['state']>;

// The list's rows say it themselves, as they are sorted by it.
export function state_of({affected, open, done, replies = 0, state}: Standing): NoticeState {
  if (state) return state;
  if (replies > 0 && open === 0) return 'answered';
  if (open === 0) return affected === 0 && done === 0 ? 'not_affected' : 'done';
  return done === 0 ? 'not_begun' : 'open';
}

const looks = {
  not_begun: {tone: 'warn', icon: IconClock},
  open: {tone: 'warn', icon: IconClock},
  done: {tone: 'good', icon: IconCircleCheck},
  answered: {tone: 'good', icon: IconMailCheck},
  not_affected: {tone: 'none', icon: IconInfoCircle, IconMailCheck},
} as const;

export function StateTag({row}: {row: Standing}) {
  const {t} = useTranslation('notice');
  const state = state_of(row);
  return <Tag {...looks[state]}>{t(`state.${state}`)}</Tag>;
}
