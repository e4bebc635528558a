// The letter and what was read from it, beside each other: choose a value on either side, and the other shows it.
import {Text, Title} from '@mantine/core';
import {useCallback, useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import type {Notice} from '../../../api/types';
import {expand} from './expand';
import classes from './letter.module.css';
import {LetterView} from './letter_view';
import {type Choosing, ReadValues} from './read_values';
import {values_of} from './values';

interface Props extends Pick<Choosing, 'corrections' | 'correct'> {notice: Notice; lines: string[]; file_name: string}

export function SideBySide({notice: read, lines, file_name, corrections, correct}: Props) {
  const {t} = useTranslation('notice');
  const [chosen, set_chosen] = useState('');
  const notice = useMemo(() => (correct ? expand(read, corrections ?? {}) : read), [read, corrections, correct]);
  const values = useMemo(() => values_of(notice), [notice]);
  const choose = useCallback((field: string) => set_chosen(field), []);
  return (
    <div className={classes.sides}>
      <section className={classes.side} aria-labelledby="letter-title">
        <div className={classes.head}>
          <Title order={2} size="h3" id="letter-title">{t('letter.title')}</Title>
          <Text size="sm" c="dimmed" style={{overflowWrap: 'anywhere'}}>{file_name || t('letter.builtin')}</Text>
        </div>
        <LetterView lines={lines} values={values} chosen={chosen} choose={choose} />
      </section>
      <section className={classes.side} aria-labelledby="read-title">
        <div className={classes.head}>
          <Title order={2} size="h3" id="read-title">{t('letter.read')}</Title>
          <Text size="sm" c="dimmed">{t('letter.how')}</Text>
        </div>
        <ReadValues notice={notice} values={values} choosing={{chosen, choose, corrections, correct}} />
      </section>
    </div>
  );
}
