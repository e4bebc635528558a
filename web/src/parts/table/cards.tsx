import {Group, Paper, Text} from '@mantine/core';
import {Link} from 'wouter';
import {content, type RowsShown} from './rows';
import classes from './table.module.css';

export function Cards<Row>({label, columns, rows, row_key, href, actions}: RowsShown<Row>) {
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
