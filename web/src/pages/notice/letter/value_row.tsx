// One value: leads to its line in the letter, and can be corrected while the letter is being taken in.
import {ActionIcon, Button, Text, Tooltip} from '@mantine/core';
import {IconPencil} from '@tabler/icons-react';
import {useEffect, useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {EditValue} from './edit_value';
import classes from './letter.module.css';
import type {ReadValue} from './values';

interface Props {
  value: ReadValue;
  chosen: boolean;
  choose: (field: string) => void;
  correction?: string;
  correct?: (field: string, text: string | null) => void; // null: as it was read
}

export function ValueRow({value, chosen, choose, correction, correct}: Props) {
  const {t} = useTranslation(['notice', 'common']);
  const [editing, set_editing] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({block: 'nearest', behavior: 'smooth'});
  }, [chosen]);
  const now = correction ?? value.value;
  const shown = now === '' ? t('letter.not_read') : value.kind && correction === undefined ? t(value.kind, {defaultValue: now}) : now;
  const {line, page} = value.where;
  const label = t(`value.${value.label}`);
  const done = (text?: string) => {
    set_editing(false);
    if (text !== undefined) correct?.(value.field, text === value.value ? null : text);
  };
  return (
    <li className={classes.value} ref={row} data-chosen={chosen || undefined}>
      {editing ? (
        <EditValue label={label} text={now} date={value.field === 'date'} absent={value.may_be_absent && value.value !== ''} done={done} />
      ) : (
        <button type="button" className={classes.open} aria-pressed={chosen} onClick={() => choose(value.field)}>
          <span className={classes.label}>
            {label}
            {line > 0 && ` · ${page > 1 ? t('letter.page_line', {page, line}) : t('letter.line', {line})}`}
          </span>
          <span className={classes.text} data-empty={now === '' || undefined}>{shown}</span>
        </button>
      )}
      {correct && value.correctable && !editing && (
        <Tooltip label={t('letter.correct')}>
          <ActionIcon variant="subtle" color="gray" c="dimmed" onClick={() => set_editing(true)}
            aria-label={t('letter.correct_this', {what: label, value: shown})}>
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {correction !== undefined && (
        <Text size="xs" c="var(--warn-ink)" className={classes.whole}>
          {value.value ? t('letter.was_read', {value: value.value}) : t('letter.was_not_read')}{' '}
          <Button size="compact-xs" fz={13} variant="subtle" onClick={() => correct?.(value.field, null)}>{t('letter.undo')}</Button>
        </Text>
      )}
      {value.corrected && (
        <Text size="xs" c="var(--warn-ink)" className={classes.whole}>
          {value.corrected.read
            ? t('letter.corrected_by', {by: value.corrected.by, value: value.corrected.read})
            : t('letter.added_by', {by: value.corrected.by})}
        </Text>
      )}
    </li>
  );
}
