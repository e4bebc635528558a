import {Table, UnstyledButton} from '@mantine/core';
import {IconArrowDown, IconArrowUp} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {Term} from '../term';
import type {Column} from './columns';
import classes from './table.module.css';

export interface RowsShown<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  row_key: (row: Row) => string;
  href?: (row: Row) => string | undefined;
  actions?: (row: Row) => ReactNode;
}

interface Props<Row> extends RowsShown<Row> {
  sort: string;
  descending: boolean;
  toggle: (id: string) => void;
}

export const content = <Row,>(column: Column<Row>, row: Row): ReactNode =>
  column.cell ? column.cell(row) : (String(column.value(row) ?? '') || '–');

export function Rows<Row>({label, columns, rows, row_key, href, actions, sort, descending, toggle}: Props<Row>) {
  const {t} = useTranslation();
  const arrow = descending ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />;
  return (
    <div className={classes.box} tabIndex={0} role="group" aria-label={label}>
      <Table aria-label={label} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => {
              const here = sort === column.id;
              return (
                <Table.Th key={column.id} className={column.number ? 'number' : undefined} scope="col"
                  aria-sort={here ? (descending ? 'descending' : 'ascending') : undefined}>
                  {column.sortable === false ? (
                    column.help ? <Term k={column.help}>{column.header}</Term> : column.header
                  ) : (
                    <UnstyledButton className={classes.sort} onClick={() => toggle(column.id)} data-here={here || undefined}>
                      {column.help ? <Term k={column.help} plain>{column.header}</Term> : column.header}
                      {here && arrow}
                    </UnstyledButton>
                  )}
                </Table.Th>
              );
            })}
            {actions && <Table.Th><span className="visually-hidden">{t('table.actions')}</span></Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => {
            const target = href?.(row);
            return (
              <Table.Tr key={row_key(row)} className={target ? classes.leads : undefined}>
                {columns.map((column, position) => (
                  <Table.Td key={column.id} className={[column.number && 'number', column.wide && classes.wide].filter(Boolean).join(' ')}>
                    {position === 0 && target ? <Link href={target} className={classes.link}>{content(column, row)}</Link> : content(column, row)}
                  </Table.Td>
                ))}
                {actions && <Table.Td className={classes.actions}>{actions(row)}</Table.Td>}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
