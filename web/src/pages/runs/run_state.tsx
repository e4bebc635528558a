import {
  IconCertificate, IconCircleCheck, IconCircleX, IconHelpCircle, IconLoader, IconPackageImport, IconTruckDelivery, type Icon,
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
};
export const run_states = ['sealed', 'sent', 'received', 'verified', 'broken'];

export const tone_of_state = (state: string): Tone => looks[state]?.tone ?? 'none';

export function RunState({state}: {state: string}) {
  const {t} = useTranslation('runs');
  return <Tag tone={tone_of_state(state)} icon={looks[state]?.icon ?? IconHelpCircle}>{t(`state.${state}`, state)}</Tag>;
}
