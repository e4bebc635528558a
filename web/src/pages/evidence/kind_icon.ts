import {
  IconArrowDownCircle, IconBinaryTree2, IconBroadcast, IconCertificate, IconChecklist, IconClock,
  IconDeviceDesktopAnalytics, IconEraser, IconFileCheck, IconFingerprint, IconGauge, IconHandStop, type Icon, IconMailOpened, IconNetwork, IconScale,
  IconSettings, IconShieldX, IconSignature, IconTruckDelivery, IconUser,
} from '@tabler/icons-react';

const icons: Record<string, Icon> = {
  notice: IconMailOpened, device: IconDeviceDesktopAnalytics, match: IconScale, observation: IconGauge,
  'connection-worse': IconArrowDownCircle, capture: IconBroadcast, 'capture-forgotten': IconEraser, 'job-cancelled': IconHandStop, action: IconChecklist, exception: IconShieldX,
  person: IconFingerprint, reply: IconSignature, seal: IconCertificate, run: IconTruckDelivery, verification: IconFileCheck,
  node: IconNetwork, account: IconUser, settings: IconSettings, schedule: IconClock,
};

export const kind_icon = (kind: string): Icon => icons[kind] ?? IconBinaryTree2;
