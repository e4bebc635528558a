import {
  IconAlertTriangle, IconCertificate, IconCircleCheck, IconCircleX, IconHelpCircle, IconLoader, IconPackageImport, IconTruckDelivery, type Icon,
} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Tag, type Tone} from '../../parts/tag';

const looks: Record<string, {tone: Tone; icon: Icon}> = {
  sealed: {tone: 'accent', icon: IconCertificate},
  sent: {tone: 'accent', icon: IconTruckDelivery},
  received: {tone: 'good', icon: IconPackageImport},
  verified: {tone: 'good', icon: IconCircleCheck},
  verifying: {tone: 'accent', icon: IconLoader},
  broken: {tone: 'bad', icon: IconCircleX},
  failed: {tone: 'warn', icon: IconAlertTriangle},
};
export function RunState({state}: {state: string}) {
  const {t} = useTranslation('runs');
  return <Tag tone={looks[state]?.tone ?? 'none'} icon={looks[state]?.icon ?? IconHelpCircle}>{t(`state.${state}`, state)}</Tag>;
}
