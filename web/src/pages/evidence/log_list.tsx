// Entries under the days that they were made on.
import {Text, Title} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useFormat} from '../../parts/format';
import {useTold} from '../../parts/told';
import classes from './evidence.module.css';
import {kind_icon} from './kind_icon';
import type {Row} from './use_entries';
import {in_words, kind_word, way_in_words} from './words';

const day_of = (row: Row) => new Date(row.entry.at).toDateString();

export function LogList({rows}: {rows: Row[]}) {
  const format = useFormat();
  const days: Row[][] = [];
  for (const row of rows) {
    const last = days.at(-1);
    if (last?.[0] && day_of(last[0]) === day_of(row)) last.push(row);
    else days.push([row]);
  }
  return (
    <>
      {days.map((day) => (
        <section key={day[0]?.index} aria-label={format.date(day[0]?.entry.at)}>
          <Title order={2} size="h4" c="dimmed" fw={500} mb="xs">{format.date(day[0]?.entry.at)}</Title>
          <ol className={classes.list} reversed>
            {day.map((row) => <Line key={row.index} row={row} />)}
          </ol>
        </section>
      ))}
    </>
  );
}

function Line({row: {index, entry}}: {row: Row}) {
  const {t} = useTranslation(['evidence', 'common', 'runs']);
  const format = useFormat();
  const tell = useTold();
  const Icon = kind_icon(entry.kind);
  const time = new Date(entry.at);
  return (
    <li className={classes.entry}>
      <span className={classes.picture}><Icon size={18} stroke={1.6} aria-hidden /></span>
      <div className={classes.words}>
        <Link href={`/evidence/${index}`} className={classes.link}>{in_words(entry, t, format, tell)}</Link>
        <Text size="xs" c="dimmed" component="div">
          {kind_word(entry.kind, t)} · {entry.user}{entry.via && ` · ${way_in_words(entry.via, t)}`}{entry.why && ` · “${entry.why}”`}
        </Text>
      </div>
      <div className={classes.place}>
        <time dateTime={entry.at} title={format.exact(entry.at)}>
          {time.toLocaleTimeString(undefined, {hour: '2-digit', minute: '2-digit', hour12: false})}
        </time>
        <Text size="xs" c="dimmed" component="span" className="mono">#{index}</Text>
      </div>
    </li>
  );
}
