import {IconLayoutDashboard} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {EmptyState} from '../../parts/empty_state';
import {PageTitle} from '../../parts/page_title';

export default function Page() {
  const {t} = useTranslation(['overview', 'common']);
  return (
    <>
      <PageTitle title={t('title')} />
      <EmptyState icon={IconLayoutDashboard} title={t('common:building')} />
    </>
  );
}
