import {IconStack2} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {EmptyState} from '../../parts/empty_state';
import {PageTitle} from '../../parts/page_title';

export default function Page() {
  const {t} = useTranslation(['runs', 'common']);
  return (
    <>
      <PageTitle title={t('title')} />
      <EmptyState icon={IconStack2} title={t('common:building')} />
    </>
  );
}
