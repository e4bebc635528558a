// Which page of a list is shown.
import {Pagination} from '@mantine/core';
import {useMediaQuery} from '@mantine/hooks';
import {useTranslation} from 'react-i18next';

export function Pages({total, value, change}: {total: number; value: number; change: (page: number) => void}) {
  const {t} = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)', undefined, {getInitialValueInEffect: false});
  if (total < 2) return null;
  return (
    <Pagination total={total} value={value} onChange={change} siblings={narrow ? 0 : 1}
      getControlProps={(control) => ({'aria-label': t(`table.${control}`)})}
      getItemProps={(page) => ({'aria-label': t('table.page', {page})})} />
  );
}
