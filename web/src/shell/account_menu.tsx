import {ActionIcon, Avatar, Menu, Text} from '@mantine/core';
import {IconLogout, IconUserCog} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {useLocation} from 'wouter';
import {sign_out, useMe} from '../api/session';

const initials = (name: string) =>
  name.split(/\s+/).filter(Boolean).map((word) => word[0]!.toUpperCase()).slice(0, 2).join('');

export function AccountMenu() {
  const {t} = useTranslation();
  const me = useMe();
  const [, go] = useLocation();
  return (
    <Menu width={240} withinPortal={false}>
      <Menu.Target>
        <ActionIcon variant="transparent" size={38} radius="xl">
          <Avatar color="teal" variant="filled" size={34} radius="xl">
            {initials(me.full_name || me.account)}
          </Avatar>
          <span className="visually-hidden">{t('account.menu', {name: me.full_name || me.account})}</span>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">{me.full_name || me.account}</Text>
          <Text size="xs" c="dimmed">{me.roles.map((role) => t(`role.${role}`)).join(', ')}</Text>
        </Menu.Label>
        <Menu.Item leftSection={<IconUserCog size={16} aria-hidden />} onClick={() => go('/settings/me')}>
          {t('account.own')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void sign_out()}>
          {t('account.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
