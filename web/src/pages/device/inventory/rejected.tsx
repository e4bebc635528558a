import {Table} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {InventoryResult} from '../../../api/types';
import {Told} from '../../../parts/told';

const at_once = 100;

export function Rejected({rejected}: Pick<InventoryResult, 'rejected'>) {
  const {t} = useTranslation(['device', 'common']);
  return (
    <>
      <Table aria-label={t('inventory.rejected')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" className="number">{t('inventory.line')}</Table.Th>
            <Table.Th scope="col">{t('inventory.reason')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rejected.slice(0, at_once).map((one, at) => (
            <Table.Tr key={at}>
              <Table.Td className="number">{one.line}</Table.Td>
              <Table.Td style={{overflowWrap: 'anywhere'}}><Told text={one.reason} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rejected.length > at_once && t('common:and_more', {count: rejected.length - at_once})}
    </>
  );
}
