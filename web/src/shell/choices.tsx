// Language and colours: for the signed-in and on the sign-in page alike.
import {ActionIcon, Button, Menu, useMantineColorScheme} from '@mantine/core';
import {IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {languages} from '../i18n';

const schemes = [
  {name: 'auto', icon: IconDeviceDesktop},
  {name: 'light', icon: IconSun},
  {name: 'dark', icon: IconMoon},
] as const;

export function Choices() {
  const {t, i18n} = useTranslation();
  const {colorScheme, setColorScheme} = useMantineColorScheme();
  const Now = schemes.find(({name}) => name === colorScheme)?.icon ?? IconDeviceDesktop;
  return (
    <>
      <Menu withinPortal={false}>
        <Menu.Target>
          <Button variant="subtle" color="gray" size="compact-sm" c="dimmed"
            leftSection={<IconLanguage size={18} stroke={1.6} aria-hidden />}>
            {i18n.language.toUpperCase()}<span className="visually-hidden"> {t('language')}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {Object.entries(languages).map(([code, name]) => (
            <Menu.Item key={code} lang={code} onClick={() => void i18n.changeLanguage(code)}
              rightSection={code === i18n.language ? <IconCheck size={16} aria-label={t('chosen')} /> : null}>
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu withinPortal={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" c="dimmed" aria-label={t('scheme.label')}>
            <Now size={19} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {schemes.map(({name, icon: Icon}) => (
            <Menu.Item key={name} leftSection={<Icon size={16} aria-hidden />} onClick={() => setColorScheme(name)}
              rightSection={name === colorScheme ? <IconCheck size={16} aria-label={t('chosen')} /> : null}>
              {t(`scheme.${name}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
