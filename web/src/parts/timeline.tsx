// What happened, one line an event, newest or oldest first as given.
import {Text} from '@mantine/core';
import type {Icon} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import type {Tone} from './tag';
import classes from './timeline.module.css';
import {When} from './when';

export interface TimelineItem {
  id: string;
  at: string;
  title: ReactNode;
  body?: ReactNode;
  tone?: Tone;
  icon?: Icon;
}

export function Timeline({items, label}: {items: TimelineItem[]; label: string}) {
  return (
    <ol className={classes.line} aria-label={label}>
      {items.map(({id, at, title, body, tone = 'none', icon: Picture}) => (
        <li key={id} className={classes.item} data-tone={tone}>
          <span className={classes.dot}>{Picture && <Picture size={15} stroke={2} aria-hidden />}</span>
          <div className={classes.words}>
            <Text size="sm" fw={500} component="div">{title}</Text>
            <Text size="xs" c="dimmed" component="div"><When at={at} exact /></Text>
            {body && <div className={classes.body}>{body}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
