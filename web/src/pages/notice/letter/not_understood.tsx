// Parts of the letter that were not understood are listed for the reader, never dropped.
import {IconAlertTriangle} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {Unrecognised} from '../../../api/types';
import {Note} from '../../../parts/note';
import classes from './letter.module.css';

export function NotUnderstood({parts}: {parts: Unrecognised[]}) {
  const {t} = useTranslation('notice');
  return (
    <Note tone="warn" icon={IconAlertTriangle} title={t('letter.unrecognised', {count: parts.length})}>
      <details>
        <summary>{t('letter.unrecognised_lead')}</summary>
        <ul className={classes.parts}>
          {parts.map((one, at) => (
            <li key={at}>{one.where.line > 0 && `${t('letter.line', {line: one.where.line})}: `}{one.text}</li>
          ))}
        </ul>
      </details>
    </Note>
  );
}
