import {Group, Paper, Text} from '@mantine/core';
import type {ReactNode} from 'react';
import {Link} from 'wouter';
import type {Column} from './columns';
import {content} from './rows';
import classes from './table.module.css';

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  row_key: (row: Row) => string;
  href?: (row: Row) => string | undefined;
  actions?: (row: Row) => ReactNode;
}

export function Cards<Row>({label, columns, rows, row_key, href, actions}: Props<Row>) {
  const [first, ...rest] = columns;
  if (!first) return null;
  return (
    <ul className={classes.cards} aria-label={label}>
      {rows.map((row) => {
        const target = href?.(row);
        return (
          <Paper key={row_key(row)} component="li" p="md" className={target ? classes.leads : undefined}>
            <Text fw={600} component="div" mb={6} style={{overflowWrap: 'anywhere'}}>
              {target ? <Link href={target} className={classes.link}>{content(first, row)}</Link> : content(first, row)}
            </Text>
            <dl className={classes.pairs}>
              {rest.map((column) => (
                <div key={column.id}>
                  <dt>{column.header}</dt>
                  <dd>{content(column, row)}</dd>
                </div>
              ))}
            </dl>
            {actions && <Group gap="xs" mt="sm" className={classes.actions}>{actions(row)}</Group>}
          </Paper>
        );
      })}
    </ul>
  );
}
