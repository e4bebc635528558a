// Names and values, one under the other.
import type {ReactNode} from 'react';
import classes from './facts.module.css';

export function Facts({rows}: {rows: ([ReactNode, ReactNode] | null)[]}) {
  return (
    <dl className={classes.facts}>
      {rows.map((row, place) => row && (
        <div key={place} className={classes.row}>
          <dt>{row[0]}</dt>
          <dd>{row[1]}</dd>
        </div>
      ))}
    </dl>
  );
}
