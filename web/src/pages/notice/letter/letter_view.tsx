// The letter as it was given, line by line; what was read stands marked, and leads to its value.
import {Text} from '@mantine/core';
import {type KeyboardEvent, memo, useEffect, useMemo, useRef} from 'react';
import {useTranslation} from 'react-i18next';
import classes from './letter.module.css';
import {by_line, segments_of} from './segments';
import type {ReadValue} from './values';

interface LineProps {number: number; text: string; values: ReadValue[]; chosen: string; choose: (field: string) => void}

// A button would not break over lines as text does.
function pressed(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  event.preventDefault();
  return true;
}

const Line = memo(({number, text, values, chosen, choose}: LineProps) => {
  const {t} = useTranslation('notice');
  const label = (field: string) => {
    const value = values.find((one) => one.field === field);
    return value ? t(`value.${value.label}`) : '';
  };
  return (
    <li className={classes.line} data-line={number} data-read={values.length > 0 || undefined}>
      <span className={classes.number} aria-hidden>{number}</span>
      <span className={classes.words}>
        {segments_of(text, values).map(({text: words, fields}, index) => {
          const field = fields[0];
          if (!field) return <span key={index}>{words}</span>;
          return (
            <span key={index} role="button" tabIndex={0} className={classes.mark} title={label(field)}
              onClick={() => choose(field)} onKeyDown={(event) => pressed(event) && choose(field)}
              data-chosen={fields.includes(chosen) || undefined} aria-pressed={fields.includes(chosen)}>
              {words}
            </span>
          );
        })}
      </span>
    </li>
  );
});

interface Props {lines: string[]; values: ReadValue[]; chosen: string; choose: (field: string) => void}

export function LetterView({lines, values, chosen, choose}: Props) {
  const {t} = useTranslation('notice');
  const box = useRef<HTMLDivElement>(null);
  const placed = useMemo(() => by_line(values), [values]);
  const line = values.find(({field}) => field === chosen)?.where.line ?? 0;
  useEffect(() => {
    const target = line > 0 ? box.current?.querySelector<HTMLElement>(`[data-line="${line}"]`) : null;
    const frame = box.current;
    if (!target || !frame) return;
    const above = target.offsetTop < frame.scrollTop;
    const below = target.offsetTop + target.offsetHeight > frame.scrollTop + frame.clientHeight;
    if (above || below) frame.scrollTo({top: target.offsetTop - frame.clientHeight / 3, behavior: 'smooth'});
  }, [line]);

  if (!lines.length) return <Text c="dimmed" p="md">{t('letter.none')}</Text>;
  return (
    <div className={classes.letter} ref={box} tabIndex={0} role="group" aria-label={t('letter.title')}>
      <ol className={classes.lines}>
        {lines.map((text, index) => {
          const here = placed.get(index + 1) ?? none;
          return (
            <Line key={index} number={index + 1} text={text} values={here} choose={choose}
              chosen={here.some(({field}) => field === chosen) ? chosen : ''} />
          );
        })}
      </ol>
    </div>
  );
}

const none: ReadValue[] = [];
